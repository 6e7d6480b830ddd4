import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import { PART_OF, stackNames, type StackNames, TOOL } from '../../config/names';
import { type Cluster, type V1Secret } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { endsSoon, faultOf } from '../../stack/certificate';
import { MANAGED_BY, type SecretStep, secretStep, valuesOf, type Wanted } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

/** The prefix of the labels and annotations of cert-manager. */
const CERT_MANAGER = 'cert-manager.io/';
const CERTIFICATE_NAME = `${CERT_MANAGER}certificate-name`;

/** Whether TLS ends at a Gateway, with the certificate of the Gateway. */
export function endsTlsElsewhere({ certificate, gateway }: Config): boolean {
  return gateway !== undefined && certificate === undefined;
}

/** Why the hook copies no certificate. */
export function otherTlsKeeper(config: Config): string | undefined {
  const { certificate } = config;
  if (certificate) {
    return `cert-manager manages it, from ${certificate.issuerKind} ${certificate.issuer}, so the hook copies no certificate`;
  }
  if (stackNames(config).tlsSecretExists) {
    return 'you manage it (tlsSecretName), so the hook copies no certificate';
  }
  return endsTlsElsewhere(config)
    ? 'TLS ends at the Gateway, which has its own certificate, so the hook copies none'
    : undefined;
}

/** A step that only reports who manages the TLS Secret. */
export function otherTlsStep(config: Config, names: StackNames, reason: string): Step {
  return {
    name: 'tls-secret',
    title: `Secret ${config.namespace}/${names.tlsSecret}`,
    plan: async () => inSync(reason),
  };
}

/** The TLS Secret: a copy of the wildcard certificate of the cluster. */
export function tlsSecretStep(cluster: Cluster, config: Config, names: StackNames): SecretStep {
  const { namespace, name } = names.tlsSource;
  const { hosts } = names;
  const step = secretStep(cluster, 'tls-secret', config.namespace, names.tlsSecret, async existing => {
    const source = await cluster.secret(namespace, name);
    if (!source) {
      throw new Failure(
        `Secret ${namespace}/${name}, the source of ${config.namespace}/${names.tlsSecret}, does not exist in cluster ${cluster.name}`,
        `create it: a kubernetes.io/tls Secret with a certificate for ${hosts.join(' and ')}, e.g. by cert-manager for *.${config.domainName}`,
      );
    }
    const { 'tls.crt': certificate = Buffer.alloc(0), 'tls.key': key = Buffer.alloc(0) } = valuesOf(source);
    const now = new Date();
    const fault = faultOf(certificate, key, hosts, now);
    if (fault) {
      throw new Failure(
        `Secret ${namespace}/${name} in cluster ${cluster.name} cannot be copied: ${fault}`,
        'renew the certificate, or correct domainName, dashboardHostname, apiHostname or grpcHostname in the config; a wildcard covers one level',
      );
    }
    const soon = endsSoon(certificate, now);
    return {
      type: 'kubernetes.io/tls',
      values: { 'tls.crt': certificate, 'tls.key': key },
      ...withoutCertManager(existing),
      notes: soon ? [soon] : [],
    };
  });
  return {
    ...step,
    plan: async () => {
      const certificate = await certificateOf(cluster, config.namespace, names.tlsSecret);
      const plan = await step.plan();
      return certificate
        ? {
            ...plan,
            notes: [
              ...(plan.notes ?? []),
              `${titleOf(certificate)} is deleted first, because cert-manager would replace the copied certificate`,
            ],
            apply: async () => {
              // The Secret stays, even if cert-manager is configured to delete it with its Certificate.
              await cluster.delete(certificate, 'Orphan');
              return plan.apply();
            },
          }
        : plan;
    },
  };
}

/** The Certificate of an earlier config that still manages a Secret. */
async function certificateOf(cluster: Cluster, namespace: string, tlsSecret: string): Promise<LiveObject | undefined> {
  const secret = await cluster.secret(namespace, tlsSecret);
  const name = secret?.metadata?.annotations?.[CERTIFICATE_NAME];
  const found = name && (await cluster.read('cert-manager.io/v1', 'Certificate', namespace, name));
  if (found && found.metadata.labels?.[PART_OF] !== TOOL) {
    throw new Failure(
      `${titleOf(found)} does not belong to this tool and manages Secret ${namespace}/${tlsSecret}, so the hook cannot copy a certificate into it`,
      `delete it (kubectl delete certificate -n ${namespace} ${name}), or name its issuer under certificate in the config`,
    );
  }
  return found || undefined;
}

/** Removes the labels and annotations of cert-manager from a Secret. */
function withoutCertManager(existing: V1Secret | undefined): Pick<Wanted, 'labels' | 'annotations'> {
  const { labels = {}, annotations = {} } = existing?.metadata ?? {};
  const none = (map: object) =>
    Object.keys(map)
      .filter(key => key.includes(CERT_MANAGER))
      .map(key => [key, null]);
  return annotations[CERTIFICATE_NAME] === undefined
    ? {}
    : {
        labels: Object.fromEntries([...none(labels), [MANAGED_BY, TOOL]]),
        annotations: Object.fromEntries(none(annotations)),
      };
}
