import { Failure } from '../../cli/failure';
import type { StackNames } from '../../config/names';
import type { Cluster, V1Secret } from '../../clients/kubernetes/cluster';
import { endsSoon, faultOf, faultOfTrust } from '../../stack/certificate';
import { valuesOf } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

const PAGE = 'docs/hardening.md';
const MISSING = Buffer.alloc(0);

type QdrantTls = NonNullable<StackNames['qdrantTls']>;

/** The certificate with which Qdrant's pods speak TLS, which somebody else makes: it is looked at, and neither written nor copied. */
export function qdrantTlsStep(cluster: Cluster, namespace: string, tls: QdrantTls): Step {
  return {
    name: 'qdrant-tls-secret',
    title: `Secret ${namespace}/${tls.secretName}`,
    plan: async () => {
      const certificate = usableCertificate(cluster, namespace, tls, await cluster.secret(namespace, tls.secretName));
      const soon = endsSoon(certificate, new Date());
      return inSync('it is yours (qdrant.tls): it is only looked at', ...(soon ? [soon] : []));
    },
  };
}

/** @throws Failure where Qdrant, or those that speak to it, could not use what is in the Secret */
export function usableCertificate(
  cluster: Pick<Cluster, 'name'>,
  namespace: string,
  { secretName, hosts, p2p }: QdrantTls,
  secret: V1Secret | undefined,
): Buffer {
  const title = `Secret ${namespace}/${secretName}`;
  if (!secret) {
    throw new Failure(
      `${title}, which qdrant.tls names, does not exist in cluster ${cluster.name}`,
      `make it (${PAGE} shows how with cert-manager): tls.crt, tls.key and ca.crt, for ${hosts.join(' and ')}`,
    );
  }
  const { 'tls.crt': certificate = MISSING, 'tls.key': key = MISSING, 'ca.crt': ca = MISSING } = valuesOf(secret);
  const fault = faultOf(certificate, key, hosts, new Date()) ?? faultOfTrust(certificate, ca, p2p);
  if (fault) {
    throw new Failure(
      `${title}, which qdrant.tls names, cannot be used: ${fault}`,
      `have it made anew, for ${p2p ? 'server auth and client auth' : 'server auth'} (${PAGE}), then restart Qdrant, which reads it when it starts`,
    );
  }
  return certificate;
}
