import type { ConnectCluster } from '../../stack/pod-ports';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Config } from '../../config/schema';
import { daysLeft, endsSoon, faultOf } from '../../stack/certificate';
import { usableCertificate } from '../hook/qdrant-tls-step';
import { stackNames } from '../../config/names';
import { type Check, ok } from './check';

/** The certificate of the hosts. */
export function tlsCheck(connect: ConnectCluster, config: Config): Check {
  const { tlsSecret, hosts } = stackNames(config);
  const title = `Secret ${tlsSecret}`;
  const renew = commandLine('hook', '--only', 'tls');
  const fix = config.certificate
    ? `kubectl describe certificate -n ${config.namespace}: the status gives the reason`
    : `renew it with ${renew}; if that command reports the same problem, renew the certificate that it copies`;
  return {
    name: 'tls-secret',
    title,
    run: async () => {
      const secret = await (await connect()).secret(config.namespace, tlsSecret);
      if (!secret) {
        throw new Failure(
          `${title} does not exist in namespace ${config.namespace}`,
          config.certificate ? fix : `run ${commandLine('hook')}`,
        );
      }
      const { 'tls.crt': certificate = '', 'tls.key': key = '' } = secret.data ?? {};
      const now = new Date();
      const pem = Buffer.from(certificate, 'base64');
      const fault = faultOf(pem, Buffer.from(key, 'base64'), hosts, now);
      if (fault) {
        throw new Failure(`${title} cannot be used: ${fault}`, fix);
      }
      const soon = endsSoon(pem, now);
      return ok(`for ${hosts.join(' and ')}, ${daysLeft(pem, now)} days left`, soon ? [soon] : []);
    },
  };
}

/** The certificate of Qdrant's pods, if they use TLS. */
export function qdrantTlsChecks(connect: ConnectCluster, config: Config): Check[] {
  const { qdrantTls } = stackNames(config);
  return qdrantTls
    ? [
        {
          name: 'qdrant-tls-secret',
          title: `Secret ${qdrantTls.secretName}`,
          run: async () => {
            const cluster = await connect();
            const secret = await cluster.secret(config.namespace, qdrantTls.secretName);
            const pem = usableCertificate(cluster, config.namespace, qdrantTls, secret);
            const now = new Date();
            const soon = endsSoon(pem, now);
            return ok(`for the pods of Qdrant, ${daysLeft(pem, now)} days left`, soon ? [soon] : []);
          },
        },
      ]
    : [];
}
