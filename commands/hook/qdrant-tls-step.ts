import { Failure } from '../../cli/failure';
import { docsPage } from '../../cli/pages';
import type { StackNames } from '../../config/names';
import type { Cluster, V1Secret } from '../../clients/kubernetes/cluster';
import { endsSoon, faultOf, faultOfTrust } from '../../stack/certificate';
import { valuesOf } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

const MISSING = Buffer.alloc(0);

type QdrantTls = NonNullable<StackNames['qdrantTls']>;

/** The TLS certificate of Qdrant's pods, which the user creates. The step checks it, and neither writes nor copies it. */
export function qdrantTlsStep(cluster: Cluster, namespace: string, tls: QdrantTls): Step {
  return {
    name: 'qdrant-tls-secret',
    title: `Secret ${namespace}/${tls.secretName}`,
    plan: async () => {
      const certificate = usableCertificate(cluster, namespace, tls, await cluster.secret(namespace, tls.secretName));
      const soon = endsSoon(certificate, new Date());
      return inSync('you manage it (qdrant.tls), so the hook only checks it', ...(soon ? [soon] : []));
    },
  };
}

/** @throws Failure where Qdrant or its clients could not use the certificate in the Secret */
export function usableCertificate(
  cluster: Pick<Cluster, 'name'>,
  namespace: string,
  { secretName, hosts, p2p }: QdrantTls,
  secret: V1Secret | undefined,
): Buffer {
  const title = `Secret ${namespace}/${secretName}`;
  if (!secret) {
    throw new Failure(
      `${title} of qdrant.tls does not exist in cluster ${cluster.name}`,
      `create it with tls.crt, tls.key and ca.crt, for ${hosts.join(' and ')}; with cert-manager: ${docsPage('hardening')}`,
    );
  }
  const { 'tls.crt': certificate = MISSING, 'tls.key': key = MISSING, 'ca.crt': ca = MISSING } = valuesOf(secret);
  const fault = faultOf(certificate, key, hosts, new Date()) ?? faultOfTrust(certificate, ca, p2p);
  if (fault) {
    throw new Failure(
      `${title} of qdrant.tls cannot be used: ${fault}`,
      `renew the certificate, for ${p2p ? 'server auth and client auth' : 'server auth'} (${docsPage('hardening')}), then restart Qdrant, which reads it at its start`,
    );
  }
  return certificate;
}
