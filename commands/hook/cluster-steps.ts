import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import { TOOL } from '../../config/names';
import type { Cluster } from '../../clients/kubernetes/cluster';
import { newCookieSecret, weaknessOf } from './cookie-secret';
import { dataField, type MaybeCluster, type SecretStep, secretStep, valuesOf } from './secret-step';
import type { ReadAtStart } from './restart-step';
import { inSync, type Step } from '../../reconcile/step';

/** When the cookie secret was replaced; on the pods too, so that they are those that know the new one. */
const COOKIE_SECRET_CHANGED = `${TOOL}/cookie-secret-changed`;
const CLIENT_SECRET_CHANGED = `${TOOL}/client-secret-changed`;

/** The Secret of oauth2-proxy, which its pods must know. */
export interface OAuth2ProxySecretStep extends SecretStep {
  /** What its pods read at their start. */
  readonly readAtStart: ReadAtStart;
}

export function namespaceStep(cluster: Cluster, name: string): Step {
  const title = `Namespace ${name}`;
  return {
    name: 'namespace',
    title,
    plan: async () => {
      const namespace = await cluster.namespace(name);
      if (namespace === 'forbidden') {
        return inSync('it may not be looked at, so it is taken to be there');
      }
      return namespace
        ? inSync()
        : {
            action: 'create',
            changes: [{ field: 'metadata.name', to: name }],
            rehearse: () => cluster.createNamespace(name, true),
            apply: () => cluster.createNamespace(name),
          };
    },
  };
}

/** What the Secret of oauth2-proxy is made from. */
export interface OAuth2ProxySecretSources {
  /** The client secret that Keycloak has; nothing where the client does not exist yet. */
  readonly clientSecret: () => Promise<string | undefined>;
  readonly rotateCookieSecret: boolean;
}

/** The Secret with which oauth2-proxy starts: who it is at Keycloak, and what it encrypts cookies with. */
export function oauth2ProxySecretStep(
  cluster: MaybeCluster,
  config: Config,
  names: StackNames,
  sources: OAuth2ProxySecretSources,
): OAuth2ProxySecretStep {
  const { secretName, clientIdKey, clientSecretKey, cookieSecretKey } = names.credentials;
  let rotate = sources.rotateCookieSecret;
  let replacement: string | undefined;
  const step = secretStep(cluster, 'oauth2-proxy-secret', config.namespace, secretName, async existing => {
    const found = valuesOf(existing)[cookieSecretKey];
    const weakness = found && weaknessOf(found);
    const kept = weakness || rotate ? undefined : found;
    replacement = found && !kept ? new Date().toISOString() : undefined;
    return {
      type: 'Opaque',
      printedNotes: [
        ...(cluster
          ? []
          : ['the cookie secret is a new one each time, as the cluster is not asked: applying it ends all sessions']),
        ...(replacement
          ? [
              `its pods keep the old cookie secret until they are restarted: kubectl rollout restart -n ${config.namespace} deployment/${names.oauth2Proxy}`,
            ]
          : []),
      ],
      values: {
        [clientIdKey]: Buffer.from(names.clientId),
        [clientSecretKey]: Buffer.from((await sources.clientSecret()) ?? ''),
        [cookieSecretKey]: kept ?? Buffer.from(newCookieSecret()),
      },
      ...(replacement && { annotations: { [COOKIE_SECRET_CHANGED]: replacement } }),
      notes: weakness ? [`the cookie secret is replaced, because ${weakness}; everyone signs in again`] : [],
    };
  });
  return {
    ...step,
    readAtStart: { secretName, changed: COOKIE_SECRET_CHANGED, changedNow: () => replacement },
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

/**
 * The kubelet brings a new client secret into the pods within a minute or two; an annotation makes it do so at once. Where
 * that is not allowed, or a pod goes away meanwhile, this is told.
 */
async function refreshMounts(cluster: Cluster, namespace: string, names: StackNames): Promise<readonly string[]> {
  const annotation = { [CLIENT_SECRET_CHANGED]: new Date().toISOString() };
  try {
    await cluster.annotatePods(namespace, `app.kubernetes.io/instance=${names.oauth2Proxy}`, annotation);
    return [];
  } catch (error) {
    return [
      `the pods get the new client secret within two minutes, as they cannot be told at once: ${(error as Error).message}`,
    ];
  }
}
