import { io } from '../../cli/io';
import { type Progress, speaking } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { type StackNames, stackNames } from '../../config/names';
import { Cluster, type V1Secret } from '../../clients/kubernetes/cluster';
import { Keycloak } from '../../clients/keycloak/keycloak';
import { administrator } from '../../stack/administrator';
import { removeClientStep } from './client-steps';
import { apiKeySteps, removeApiKeysStep } from './api-key-steps';
import { namespaceStep, oauth2ProxySecretStep } from './cluster-steps';
import { describe } from '../../reconcile/describe';
import { checkLoginPage, keycloakSteps, requireRealm } from './keycloak-steps';
import type { HookOptions } from './options';
import { qdrantTlsStep } from './qdrant-tls-step';
import { restartStep } from './restart-step';
import { rotateClientSecretStep } from './rotate-step';
import { removeSecretStep, type SecretStep } from './secret-step';
import { valkeyPasswordStep } from './valkey-step';
import { carryOut, look, readBack, rehearse, type Step, type StepResult } from '../../reconcile/step';
import { otherTlsKeeper, otherTlsStep, tlsSecretStep } from './tls-steps';

const RIGHTS = 'docs/hook.md';
const WITHOUT_CLUSTER = 'to run the hook without a cluster, use --only keycloak';

/** The servers that a run needs, and the steps on them. */
interface Work {
  readonly keycloak?: Keycloak;
  readonly cluster?: Cluster;
  readonly steps: readonly Step[];
  /** Secrets that are printed instead of written. */
  readonly emitted: readonly SecretStep[];
}

/** What came of a run so far: it is filled in step by step, so that a failure leaves what was done before it. */
export interface Outcome {
  readonly steps: StepResult[];
  /** With `emitSecrets`: the Secrets to apply. */
  readonly secrets: V1Secret[];
}

/**
 * Makes everything outside of the manifests as the config says. All steps look first, so that whatever can be found
 * wrong stops the run before anything is written; then each writes its difference; then each looks again.
 */
export async function runHook(
  config: Config,
  options: HookOptions,
  progress: Progress,
  outcome: Outcome,
): Promise<void> {
  const { say, task } = speaking();
  let work: Work = { steps: [], emitted: [] };
  try {
    const planned: StepResult[] = [];
    const looking = task('Look', async () => {
      work = await prepare(config, options, say);
      for (const step of work.steps) {
        // What goes into a namespace cannot be judged before it is there.
        const namespaceIsMissing = planned.some(({ name, state }) => name === 'namespace' && state !== 'in sync');
        planned.push(await (namespaceIsMissing ? look(step) : rehearse(step)));
      }
      return { headline: placesOf(config, work), details: [] };
    });
    await progress([looking]);

    if (options.dryRun) {
      outcome.steps.push(...planned);
      await progress(planned.map(each => task(each.title, async () => describe(each, true))));
      return;
    }
    const writing = work.steps.map(step =>
      task(step.title, async () => {
        const result = await carryOut(step);
        outcome.steps.push(result);
        return describe(result, false);
      }),
    );
    const checking = task('Read back', async () => {
      for (const step of work.steps) {
        await readBack(step);
      }
      if (work.keycloak && !options.remove) {
        await checkLoginPage(work.keycloak, config, stackNames(config));
      }
      return { headline: 'Read back: all is as promised', details: [] };
    });
    const printing = work.emitted.map(step =>
      task(step.title, async () => {
        const { secret, notes } = await step.print();
        outcome.secrets.push(secret);
        return { headline: `${step.title}: printed`, details: notes.map(text => `note: ${text}`) };
      }),
    );
    await progress([...writing, ...printing, checking]);
  } finally {
    await work.keycloak?.close();
  }
}

async function prepare(config: Config, options: HookOptions, say: (text: string) => void): Promise<Work> {
  const { only, remove, force = false, emitSecrets = false, rotate } = options;
  const names = stackNames(config);
  // The kubeconfig costs no request: a mistake in it should not wait for Keycloak.
  const cluster = only === 'keycloak' ? undefined : await Cluster.connect(options.context, RIGHTS, WITHOUT_CLUSTER);
  const keycloak = only === 'tls' || only === 'api-keys' ? undefined : await connectKeycloak(config, options, say);
  if (keycloak && !remove) {
    await requireRealm(keycloak, config);
  }
  if (remove) {
    return {
      keycloak,
      cluster,
      steps: [
        ...(cluster ? removalSteps(cluster, config, names, options) : []),
        ...(keycloak ? [removeClientStep(keycloak, names, force)] : []),
      ],
      emitted: [],
    };
  }

  const { secretName, clientSecretKey } = names.credentials;
  const inUse = async () => {
    const value = (await cluster?.secret(config.namespace, secretName))?.data?.[clientSecretKey];
    return value && Buffer.from(value, 'base64').toString();
  };
  const rotation =
    keycloak && rotate === 'client-secret'
      ? [rotateClientSecretStep(keycloak, names, inUse, cluster !== undefined || emitSecrets)]
      : [];
  const otherKeeper = otherTlsKeeper(config);
  const tlsSecret = cluster && only !== 'api-keys' && !otherKeeper ? tlsSecretStep(cluster, config, names) : undefined;
  const keys = cluster && only !== 'tls' ? apiKeySteps(cluster, config, names, options, say) : { steps: [] };
  const oauth2ProxySecret =
    keycloak &&
    oauth2ProxySecretStep(cluster, config, names, {
      clientSecret: async () => {
        const client = rotation.some(({ isPending }) => isPending())
          ? undefined
          : await keycloak.client(names.clientId);
        return client && keycloak.clientSecret(client);
      },
      rotateCookieSecret: rotate === 'cookie-secret',
    });
  const valkeyPassword =
    cluster && only === undefined && names.valkeyPassword
      ? valkeyPasswordStep(cluster, config.namespace, names.valkeyPassword)
      : undefined;
  const secretSteps = [oauth2ProxySecret, tlsSecret, valkeyPassword].filter(step => step !== undefined);
  const readByProxy = [oauth2ProxySecret?.readAtStart, valkeyPassword?.readAtStart, keys.readByClients].filter(
    value => value !== undefined,
  );
  const inCluster =
    cluster && !emitSecrets
      ? [
          namespaceStep(cluster, config.namespace),
          ...secretSteps,
          ...(otherKeeper && only !== 'api-keys' ? [otherTlsStep(config, names, otherKeeper)] : []),
          ...(names.qdrantTls && only !== 'api-keys'
            ? [qdrantTlsStep(cluster, config.namespace, names.qdrantTls)]
            : []),
          ...keys.steps,
          // The store first: the proxies know the new password as soon as it asks for it.
          ...(valkeyPassword
            ? [
                restartStep(cluster, 'valkey-pods', config.namespace, 'Deployment', names.valkey, [
                  valkeyPassword.readAtStart,
                ]),
              ]
            : []),
          ...(readByProxy.length > 0
            ? [
                restartStep(
                  cluster,
                  'oauth2-proxy-pods',
                  config.namespace,
                  'Deployment',
                  names.oauth2Proxy,
                  readByProxy,
                ),
              ]
            : []),
        ]
      : [];
  return {
    keycloak,
    cluster,
    steps: [...(keycloak ? keycloakSteps(keycloak, config, names) : []), ...rotation, ...inCluster],
    emitted: emitSecrets ? [...secretSteps, ...(keys.secret ? [keys.secret] : [])] : [],
  };
}

/** What takes back the Secrets that the hook has made. */
function removalSteps(
  cluster: Cluster,
  { namespace, apiKeys: { existing } }: Config,
  names: StackNames,
  { only, force = false }: HookOptions,
): Step[] {
  const secrets = {
    keycloak: [],
    tls: [names.tlsSecret],
    'api-keys': [],
    all: [
      names.credentials.secretName,
      names.tlsSecret,
      ...(names.valkeyPassword ? [names.valkeyPassword.secretName] : []),
    ],
  }[only ?? 'all'];
  const { apiKeys } = names;
  return [
    ...secrets.map(name => removeSecretStep(cluster, namespace, name, force)),
    ...(apiKeys && !existing && only !== 'tls'
      ? [removeApiKeysStep(cluster, namespace, { ...names, apiKeys }, force)]
      : []),
  ];
}

/** @param say Told what is waited for. */
export function connectKeycloak(
  config: Config,
  { timeout }: Pick<HookOptions, 'timeout'>,
  say: (text: string) => void,
): Promise<Keycloak> {
  return Keycloak.connect({
    url: config.keycloakUrl,
    realm: config.keycloakRealm,
    administrator: administrator(config, io().env),
    ca: config.keycloak.ca,
    deadline: timeout * 1000,
    onWait: say,
  });
}

function placesOf({ keycloakUrl, keycloakRealm, namespace }: Config, { keycloak, cluster }: Work): string {
  return [
    ...(keycloak ? [`Keycloak ${keycloakUrl}, realm ${keycloakRealm}`] : []),
    ...(cluster ? [`cluster ${cluster.name}, namespace ${namespace}`] : []),
  ].join('; ');
}
