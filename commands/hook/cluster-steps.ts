import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import { TOOL } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { newCookieSecret, weaknessOf } from './cookie-secret';
import { dataField, type MaybeCluster, type SecretStep, secretStep, valuesOf } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

/** When the cookie secret was replaced. */
export const COOKIE_SECRET_CHANGED = `${TOOL}/cookie-secret-changed`;
const CLIENT_SECRET_CHANGED = `${TOOL}/client-secret-changed`;

export function namespaceStep(cluster: Cluster, name: string): Step {
  const title = `Namespace ${name}`;
  return {
    name: 'namespace',
    title,
    createsNamespace: true,
    plan: async () => {
      const namespace = await cluster.namespace(name);
      if (namespace === 'forbidden') {
        return inSync('the right to read the namespace is missing, so the command assumes that the namespace exists');
      }
      return namespace
        ? inSync()
        : {
            action: 'create',
            changes: [{ field: 'metadata.name', to: name }],
            dryRun: () => cluster.createNamespace(name, true),
            apply: () => cluster.createNamespace(name),
          };
    },
  };
}

/** The sources of the Secret of oauth2-proxy. */
export interface OAuth2ProxySecretSources {
  /** The client secret at the identity provider. Absent before the client exists. @param existing The value in the cluster. */
  readonly clientSecret: (existing: Buffer | undefined) => Promise<string | Buffer | undefined>;
  readonly rotateCookieSecret: boolean;
}

/** The Secret of oauth2-proxy: its client at the identity provider, and the key of its cookies. */
export function oauth2ProxySecretStep(
  cluster: MaybeCluster,
  config: Config,
  names: StackNames,
  sources: OAuth2ProxySecretSources,
): SecretStep {
  const { secretName, clientIdKey, clientSecretKey, cookieSecretKey } = names.credentials;
  let rotate = sources.rotateCookieSecret;
  const step = secretStep(cluster, 'oauth2-proxy-secret', config.namespace, secretName, async existing => {
    const found = valuesOf(existing)[cookieSecretKey];
    const weakness = found && weaknessOf(found);
    const kept = weakness || rotate ? undefined : found;
    const replaced = found && !kept ? new Date().toISOString() : undefined;
    return {
      type: 'Opaque',
      printedNotes: [
        ...(cluster
          ? []
          : [
              'the cookie secret is new each time, because this run does not read the cluster: applying the Secret ends all sessions',
            ]),
        ...(replaced
          ? [
              `its pods keep the old cookie secret until they are restarted: kubectl rollout restart -n ${config.namespace} deployment/${names.oauth2Proxy}`,
            ]
          : []),
      ],
      values: {
        [clientIdKey]: Buffer.from(names.clientId),
        [clientSecretKey]: bytes((await sources.clientSecret(valuesOf(existing)[clientSecretKey])) ?? ''),
        [cookieSecretKey]: kept ?? Buffer.from(newCookieSecret()),
      },
      ...(replaced && { annotations: { [COOKIE_SECRET_CHANGED]: replaced } }),
      notes: weakness ? [`the cookie secret is replaced, because ${weakness}; everyone signs in again`] : [],
    };
  });
  return {
    ...step,
    plan: async () => {
      const plan = await step.plan();
      return {
        ...plan,
        apply: async () => {
          await plan.apply();
          rotate = false;
          if (plan.action === 'update' && plan.changes.some(({ field }) => field === dataField(clientSecretKey))) {
            return refreshMounts(cluster!, config.namespace, names);
          }
          return [];
        },
      };
    },
  };
}

function bytes(value: string | Buffer): Buffer {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

/**
 * The kubelet updates the client secret in the pods within two minutes. An annotation makes it do so at once. A missing right
 * or a deleted pod is no failure, but a note.
 */
async function refreshMounts(cluster: Cluster, namespace: string, names: StackNames): Promise<readonly string[]> {
  const annotation = { [CLIENT_SECRET_CHANGED]: new Date().toISOString() };
  try {
    await cluster.annotatePods(namespace, `app.kubernetes.io/instance=${names.oauth2Proxy}`, annotation);
    return [];
  } catch (error) {
    return [`the pods get the new client secret within two minutes, and not at once: ${(error as Error).message}`];
  }
}
