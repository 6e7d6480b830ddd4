import { Failure } from '../cli/failure';
import type { StackNames } from '../names';
import type { Cluster } from '../servers/cluster';
import { endsSoon, faultOf, faultOfPeers } from './certificate';
import { valuesOf } from './secret-step';
import { inSync, Step } from './step';

const PAGE = 'docs/hardening.md';
const MISSING = Buffer.alloc(0);

/** The certificate with which Qdrant's pods speak TLS, which somebody else makes: it is looked at, and neither written nor copied. */
export function qdrantTlsStep(
  cluster: Cluster,
  namespace: string,
  { secretName, hosts }: NonNullable<StackNames['qdrantTls']>,
): Step {
  const title = `Secret ${namespace}/${secretName}`;
  return {
    name: 'qdrant-tls-secret',
    title,
    plan: async () => {
      const secret = await cluster.secret(namespace, secretName);
      if (!secret) {
        throw new Failure(
          `${title}, which qdrant.tls names, does not exist in cluster ${cluster.name}`,
          `make it (${PAGE} shows how with cert-manager): tls.crt, tls.key and ca.crt, for ${hosts.join(' and ')}`,
        );
      }
      const { 'tls.crt': certificate = MISSING, 'tls.key': key = MISSING, 'ca.crt': ca = MISSING } = valuesOf(secret);
      const now = new Date();
      const fault = faultOf(certificate, key, hosts, now) ?? faultOfPeers(certificate, ca);
      if (fault) {
        throw new Failure(
          `${title}, which qdrant.tls names, cannot be used: ${fault}`,
          `have it made anew, for server auth and client auth (${PAGE}), then restart Qdrant, which reads it when it starts`,
        );
      }
      const soon = endsSoon(certificate, now);
      return inSync('it is yours (qdrant.tls): it is only looked at', ...(soon ? [soon] : []));
    },
  };
}
