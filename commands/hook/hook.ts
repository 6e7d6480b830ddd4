import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { io } from '../../cli/io';
import { type Progress } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { type StackNames, stackNames } from '../../config/names';
import { type Cluster, type V1Secret } from '../../clients/kubernetes/cluster';
import { type Keycloak } from '../../clients/keycloak/keycloak';
import { reconcile } from '../../reconcile/reconcile';
import type { Step, StepResult } from '../../reconcile/step';
import { issuerOf, providerSetup, readDiscovery, unlistedScopes } from '../../stack/issuer';
import { connectKeycloak, keycloakVersionNotes } from '../../stack/keycloak';
import { connectCluster } from '../../stack/kubernetes';
import { accountOf, accountSteps } from './account-steps';
import { type ApiKeySteps, apiKeySteps, removeApiKeysStep } from './api-key-steps';
import { deployedRedirectUrl } from './client-owner';
import { removeClientStep } from './client-steps';
import { weaknessOfClientSecret } from './cookie-secret';
import { COOKIE_SECRET_CHANGED, namespaceStep, oauth2ProxySecretStep } from './cluster-steps';
import { checkLoginPage, keycloakSteps, requireRealm } from './keycloak-steps';
import type { HookOptions } from './options';
import { providedClientSecret } from './provided-secret';
import { checkProvidedSecret } from './provider-checks';
import { qdrantTlsStep } from './qdrant-tls-step';
import { restartStep } from './restart-step';
import { hasTokens, removeTokensSteps } from './rights-removal';
import { rightsMapperSteps, rightsTokenSteps, type SigningKey, tokensAreNewStep } from './rights-steps';
import { expiryOf, reasonNotToRotate, rotateClientSecretStep, type RotationStep } from './rotate-step';
import { removeSecretStep, type SecretStep, valuesOf } from './secret-step';
import { checkTokenEndpoint } from './sign-in-request';
import { otherTlsKeeper, otherTlsStep, tlsSecretStep } from './tls-steps';
import { PASSWORD_CHANGED, valkeyPasswordStep } from './valkey-step';

/** The servers of a run. A part of the hook may need only one of them. */
interface Servers {
  readonly keycloak?: Keycloak;
  readonly cluster?: Cluster;
}

interface HookWork {
  readonly steps: readonly Step[];
  /** Secrets that are printed instead of written. */
  readonly emitted: readonly SecretStep[];
}

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface HookOutcome {
  readonly steps: StepResult[];
  /** With `emitSecrets`: the Secrets to apply. */
  readonly secrets: V1Secret[];
}

/** Seconds for one answer of an identity provider other than Keycloak. */
const PROVIDER_TIMEOUT = 10;

/** Makes Keycloak and the Secrets of the cluster match the config: everything that the manifests cannot contain. */
export async function runHook(
  config: Config,
  options: HookOptions,
  progress: Progress,
  outcome: HookOutcome,
): Promise<void> {
  let servers: Servers = {};
  let work: HookWork = { steps: [], emitted: [] };
  try {
    await reconcile({
      isDryRun: options.dryRun,
      progress,
      results: outcome.steps,
      prepare: async say => {
        servers = await connect(config, options, say);
        work = options.createAccount
          ? { steps: accountSteps(servers.keycloak!, servers.cluster!, config, stackNames(config)), emitted: [] }
          : options.remove
            ? await removalOf(config, options, servers)
            : await workOf(config, options, servers, say);
        const details = [
          ...keycloakVersionNotes(await servers.keycloak?.version()),
          ...(usesProvider(config, options) ? await providerNotes(config, servers.cluster) : []),
        ];
        return { steps: work.steps, headline: headlineOf(config, servers), details };
      },
      afterApply: () => work.emitted.map(step => ({ title: step.title, run: () => print(step, outcome) })),
      afterVerify: async () => {
        if (servers.keycloak && !options.remove && !options.createAccount && options.only !== 'api-keys') {
          await checkLoginPage(servers.keycloak, config, stackNames(config));
          await checkTokenEndpoint(servers.keycloak, stackNames(config));
        }
      },
    });
  } finally {
    await servers.keycloak?.close();
  }
}

async function print(step: SecretStep, { secrets }: HookOutcome) {
  const { secret, notes } = await step.print();
  secrets.push(secret);
  return { headline: `${step.title}: printed`, details: notes.map(text => `note: ${text}`) };
}

/** Whether the run cares for the client secret of an identity provider other than Keycloak. */
function usesProvider(config: Config, { only, remove }: HookOptions): boolean {
  return !stackNames(config).isKeycloak && only === undefined && !remove;
}

/** Refuses an issuer and a client secret with which nobody could sign in, and tells what to set up at the provider. */
async function providerNotes(config: Config, cluster: Cluster | undefined): Promise<string[]> {
  const names = stackNames(config);
  const { secretName, clientSecretKey } = names.credentials;
  const issuer = issuerOf(config, PROVIDER_TIMEOUT);
  const discovery = await readDiscovery(issuer, names);
  const inUse = valuesOf(await cluster?.secret(config.namespace, secretName))[clientSecretKey];
  const clientSecret = providedClientSecret(config, names, io().env, inUse).toString();
  await checkProvidedSecret(issuer, names, clientSecret);
  return [providerSetup(config, names), ...unlistedScopes(discovery, names)].map(text => `note: ${text}`);
}

/** Refuses parts of the hook that only Keycloak has. */
function requireKeycloak(config: Config, { only, rotate, createAccount }: HookOptions): void {
  if (createAccount) {
    accountOf(config, stackNames(config));
  }
  const { identityProvider } = config;
  const option =
    only === 'keycloak' ? '--only keycloak' : rotate === 'client-secret' ? '--rotate client-secret' : undefined;
  if (option && identityProvider.provider === 'oidc') {
    throw new Failure(
      `${option} needs Keycloak, and the config has identityProvider.provider oidc`,
      rotate === 'client-secret'
        ? 'create a new client secret at the provider, and run the hook with it in OAUTH2_PROXY_CLIENT_SECRET'
        : 'run the hook without the option; you set up the client at the provider',
    );
  }
}

async function connect(config: Config, options: HookOptions, say: (text: string) => void): Promise<Servers> {
  const { only, context, inPod, timeout, remove } = options;
  requireKeycloak(config, options);
  const { isKeycloak } = stackNames(config);
  const use = {
    page: 'hook',
    inPod,
    ...(isKeycloak && { otherwise: 'to run the hook without a cluster, use --only keycloak' }),
  };
  // The kubeconfig needs no request, so a mistake in it is reported before the wait for Keycloak.
  const cluster = only === 'keycloak' ? undefined : await connectCluster(context, use);
  // The API key signs the tokens of groups and users.
  const signsTokens = config.dashboard.access.rights.length > 0 && !remove;
  const skipsKeycloak = only === 'tls' || (only === 'api-keys' && !signsTokens) || !isKeycloak;
  const keycloak = skipsKeycloak ? undefined : await connectKeycloak(config, timeout, say);
  return { keycloak, cluster };
}

async function workOf(
  config: Config,
  options: HookOptions,
  servers: Servers,
  say: (text: string) => void,
): Promise<HookWork> {
  const { cluster } = servers;
  const { only, emitSecrets, rotate, finish } = options;
  const names = stackNames(config);
  if (servers.keycloak) {
    await requireRealm(servers.keycloak, config);
  }
  const keycloak = only === 'api-keys' ? undefined : servers.keycloak;
  const rotation = keycloak && (await rotationOf(config, options, keycloak, cluster));
  const ofKeycloak = async () => {
    const client = rotation?.isPending() ? undefined : await keycloak!.client(names.clientId);
    return client && keycloak!.clientSecret(client);
  };
  const ofProvider = async (existing: Buffer | undefined) => providedClientSecret(config, names, io().env, existing);
  const oauth2ProxySecret =
    keycloak || usesProvider(config, options)
      ? oauth2ProxySecretStep(cluster, config, names, {
          clientSecret: keycloak ? ofKeycloak : ofProvider,
          rotateCookieSecret: rotate === 'cookie-secret',
        })
      : undefined;
  const tlsSecret =
    cluster && only !== 'api-keys' && !otherTlsKeeper(config) ? tlsSecretStep(cluster, config, names) : undefined;
  const keys: ApiKeySteps =
    cluster && only !== 'tls' ? apiKeySteps(cluster, config, names, options, say) : { steps: [], readByClients: [] };
  const valkeyPassword =
    cluster && only === undefined && names.valkeyPassword
      ? valkeyPasswordStep(cluster, config.namespace, names.valkeyPassword)
      : undefined;
  const secrets = defined([oauth2ProxySecret, tlsSecret, valkeyPassword]);
  const signingKey = () => signingKeyOf(config, names, cluster, keys, emitSecrets);
  const tokens =
    servers.keycloak && (await needsTokens(servers.keycloak, config, options)) ? servers.keycloak : undefined;
  return {
    steps: [
      ...(keycloak
        ? [
            ...keycloakSteps(keycloak, config, names, () => deployedRedirectUrl(cluster, config, names)),
            ...(tokens ? rightsMapperSteps(keycloak, config, names) : []),
          ]
        : []),
      ...defined([rotation]),
      ...(tokens && finish ? [tokensAreNewStep(tokens, config, names, signingKey)] : []),
      ...(cluster && !emitSecrets
        ? [
            namespaceStep(cluster, config.namespace),
            ...secrets,
            ...otherCertificates(cluster, config, names, options),
            ...keys.steps,
            ...restarts(cluster, config, names, { oauth2ProxySecret, valkeyPassword, keys }),
          ]
        : []),
      ...(tokens ? rightsTokenSteps(tokens, config, names, signingKey) : []),
    ],
    emitted: emitSecrets ? [...secrets, ...defined([keys.secret])] : [],
  };
}

/** Whether the run writes or removes tokens. With `--only api-keys` nothing creates a missing client, and nobody can sign in. */
async function needsTokens(keycloak: Keycloak, config: Config, { only }: HookOptions): Promise<boolean> {
  const names = stackNames(config);
  return (
    (await hasTokens(keycloak, config, names)) &&
    (only !== 'api-keys' || (await keycloak.client(names.clientId)) !== undefined)
  );
}

/** The key that signs the tokens of groups and users: of the Secret, after the steps of the keys, or of the environment. */
async function signingKeyOf(
  { namespace }: Config,
  { apiKeys }: StackNames,
  cluster: Cluster | undefined,
  { readByClients }: ApiKeySteps,
  isPrinted: boolean,
): Promise<SigningKey> {
  const given = io().env.QDRANT_API_KEY;
  if (!cluster || !apiKeys) {
    return given
      ? { key: given }
      : { reason: 'without the cluster, the hook knows the API key only from QDRANT_API_KEY, which is not set' };
  }
  const next = isPrinted ? [] : await Promise.all(readByClients.map(({ planned }) => planned()));
  const key = valuesOf(await cluster.secret(namespace, apiKeys.secretName))[apiKeys.apiKey];
  const isPending = next.some(time => time !== undefined) || (key === undefined && !isPrinted);
  return isPending || key === undefined
    ? { isPending, reason: 'the cluster has no API key yet; apply the Secrets, and run the hook again' }
    : { key: key.toString() };
}

/** A rotation on request, or of a client secret that can be guessed or has expired. */
async function rotationOf(
  config: Config,
  { emitSecrets, rotate }: HookOptions,
  keycloak: Keycloak,
  cluster: Cluster | undefined,
): Promise<RotationStep | undefined> {
  const names = stackNames(config);
  const isPassedOn = cluster !== undefined || emitSecrets;
  const client = await keycloak.client(names.clientId);
  const expiry = client && expiryOf(client);
  const weakness = expiry ?? (client?.secret === undefined ? undefined : weaknessOfClientSecret(client.secret));
  if (weakness) {
    // Nobody can sign in with an expired secret.
    const isReplaced =
      rotate === 'client-secret' || expiry !== undefined || (config.keycloak.clientSettings === 'secure' && isPassedOn);
    const reasonNot = `${weakness}; replace it with ${commandLine('hook', '--rotate', 'client-secret')}`;
    return rotateClientSecretStep(keycloak, names, {
      ...(isReplaced ? { reason: weakness } : { reasonNot }),
      isPassedOn,
    });
  }
  if (rotate !== 'client-secret') {
    return undefined;
  }
  const { secretName, clientSecretKey } = names.credentials;
  const inUse = (await cluster?.secret(config.namespace, secretName))?.data?.[clientSecretKey];
  const reasonNot = await reasonNotToRotate(keycloak, names, inUse && Buffer.from(inUse, 'base64').toString());
  return rotateClientSecretStep(keycloak, names, { reasonNot, isPassedOn });
}

/** The certificates that the hook does not create. It reports who creates them, and checks them. */
function otherCertificates(cluster: Cluster, config: Config, names: StackNames, { only }: HookOptions): Step[] {
  if (only === 'api-keys') {
    return [];
  }
  const keeper = otherTlsKeeper(config);
  return [
    ...(keeper ? [otherTlsStep(config, names, keeper)] : []),
    ...(names.qdrantTls ? [qdrantTlsStep(cluster, config.namespace, names.qdrantTls)] : []),
  ];
}

interface RestartCauses {
  readonly oauth2ProxySecret?: SecretStep;
  readonly valkeyPassword?: SecretStep;
  readonly keys: ApiKeySteps;
}

/** Valkey restarts first, so that it knows the new password when oauth2-proxy starts with that password. */
function restarts(cluster: Cluster, { namespace }: Config, names: StackNames, causes: RestartCauses): Step[] {
  const { oauth2ProxySecret, valkeyPassword, keys } = causes;
  const password = valkeyPassword ? [valkeyPassword.readAtStart(PASSWORD_CHANGED)] : [];
  const byProxy = [
    ...(oauth2ProxySecret ? [oauth2ProxySecret.readAtStart(COOKIE_SECRET_CHANGED)] : []),
    ...password,
    ...keys.readByClients,
  ];
  return [
    ...(password.length > 0
      ? [restartStep(cluster, 'valkey-pods', namespace, 'Deployment', names.valkey, password)]
      : []),
    ...(byProxy.length > 0
      ? [restartStep(cluster, 'oauth2-proxy-pods', namespace, 'Deployment', names.oauth2Proxy, byProxy)]
      : []),
  ];
}

/** Removes what the hook created. */
async function removalOf(
  config: Config,
  { only, force }: HookOptions,
  { keycloak, cluster }: Servers,
): Promise<HookWork> {
  const names = stackNames(config);
  if (keycloak && !(await keycloak.realm())) {
    throw new Failure(
      `Realm ${config.keycloakRealm} does not exist at ${config.keycloakUrl}, so the hook cannot tell whether the client still exists; the Secrets stay`,
      'correct keycloakUrl and keycloakRealm in the config; if the realm was deleted on purpose, delete the Secrets with kubectl',
    );
  }
  const { namespace } = config;
  const account = config.reconcile && names.isKeycloak ? accountOf(config, names) : undefined;
  const tls = names.tlsSecretExists ? [] : [names.tlsSecret];
  const secrets = {
    keycloak: [],
    tls,
    'api-keys': [],
    all: [names.credentials.secretName, ...tls, ...defined([names.valkeyPassword?.secretName, account?.secretName])],
  }[only ?? 'all'];
  const { apiKeys } = names;
  return {
    steps: [
      ...(cluster ? secrets.map(name => removeSecretStep(cluster, namespace, name, force)) : []),
      ...(cluster && apiKeys && !config.apiKeys.existing && only !== 'tls'
        ? [removeApiKeysStep(cluster, namespace, { ...names, apiKeys }, force)]
        : []),
      ...(keycloak && (await hasTokens(keycloak, config, names)) ? removeTokensSteps(keycloak, config, names) : []),
      ...(keycloak ? [removeClientStep(keycloak, names, force)] : []),
      ...(keycloak && account ? [removeClientStep(keycloak, account, force)] : []),
    ],
    emitted: [],
  };
}

function defined<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter(value => value !== undefined);
}

function headlineOf({ keycloakUrl, keycloakRealm, namespace }: Config, { keycloak, cluster }: Servers): string {
  return [
    ...(keycloak ? [`Keycloak ${keycloakUrl}, realm ${keycloakRealm}`] : []),
    ...(cluster ? [`cluster ${cluster.name}, namespace ${namespace}`] : []),
  ].join('; ');
}
