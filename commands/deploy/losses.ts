import { isDeepStrictEqual } from 'node:util';
import { redactForeign } from '../../cli/secrets';
import { Failure } from '../../cli/failure';
import { docsPage } from '../../cli/pages';
import { isSameObject, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { admitsEveryUser } from '../../config/access';
import type { Loss } from '../../config/sections/takeover';
import { API_KEY, placeOf, type QdrantSettings, READ_ONLY_KEY, type Setting } from '../../stack/qdrant-settings';

/** An object before and after the deploy. */
export interface Pair {
  /** Absent where the deploy creates the object. */
  readonly before?: LiveObject;
  readonly after: LiveObject;
}

/** What a deploy takes away from the running installation. */
export interface LossFound {
  readonly loss: Loss;
  readonly problem: string;
  /** How to keep it. */
  readonly fix: string;
}

/** The database with its settings, before and after the deploy. */
export interface Change {
  readonly workload: LiveObject;
  readonly settings: QdrantSettings;
}

/** The running installation, and what the deploy makes of it. */
export interface Takeover {
  readonly config: Config;
  /** The objects that the deploy applies. */
  readonly pairs: readonly Pair[];
  /** Qdrant, if one runs. */
  readonly qdrant?: { readonly before: Change; readonly after: Change };
  /** The ingresses and network policies of the namespace. */
  readonly ingresses: readonly LiveObject[];
  readonly policies: readonly LiveObject[];
  /** The objects that the deploy deletes. */
  readonly pruned: readonly LiveObject[];
}

/**
 * Checks that the deploy takes neither protection nor data away from the running installation.
 *
 * @returns the losses that the config allows, one sentence each
 * @throws Failure for every other loss
 */
export function refuseLosses(takeover: Takeover): string[] {
  const found = lossesOf(takeover);
  const { allowedLosses } = takeover.config;
  const refused = found.filter(({ loss }) => !allowedLosses.includes(loss));
  if (refused.length > 0) {
    const kinds = [...new Set(refused.map(({ loss }) => loss))];
    throw new Failure(
      `The deploy would take away from the running installation: ${refused.map(({ problem }) => problem).join('; ')}`,
      `${refused.map(({ fix }) => fix).join('; ')}; or write allowedLosses: [${kinds.join(', ')}] in the config, to lose it on purpose: ${docsPage('taking-over')}`,
    );
  }
  return found.map(({ problem, loss }) => `${problem} (allowedLosses: ${loss})`);
}

/** What the deploy takes away. */
export function lossesOf(takeover: Takeover): LossFound[] {
  const { qdrant } = takeover;
  return [
    ...(qdrant ? [...keyLosses(qdrant.before, qdrant.after), ...tlsLosses(qdrant), ...dataLosses(qdrant)] : []),
    ...accessLosses(takeover),
    ...policyLosses(takeover),
    ...ingressLosses(takeover),
  ];
}

function keyLosses({ settings: before, workload }: Change, { settings: after }: Change): LossFound[] {
  const { name } = workload.metadata;
  const lost = [API_KEY, READ_ONLY_KEY].filter(key => before.settings.has(key) && !after.settings.has(key));
  const unread = before.unread.filter(() => lost.length === 0 && !after.settings.has(API_KEY));
  if (lost.length === 0 && unread.length === 0) {
    return [];
  }
  const sources = lost.map(
    key => `${key === API_KEY ? 'the API key' : 'the read-only key'}, from ${before.settings.get(key)!.source}`,
  );
  const problem =
    lost.length > 0
      ? `${sources.join(', and ')}: afterwards, every client that reaches Qdrant could read and change everything`
      : `settings from Secret ${unread.join(', ')}, which you have no right to read, and which can hold API keys`;
  return [{ loss: 'apiKeys', problem: `${problem} (StatefulSet ${name})`, fix: keepKeys(before) }];
}

/** How the config adopts the Secret of the running keys. */
function keepKeys({ settings, unread }: QdrantSettings): string {
  const [apiKey, readOnly] = [settings.get(API_KEY)?.secret, settings.get(READ_ONLY_KEY)?.secret];
  const name = apiKey?.name ?? readOnly?.name ?? unread[0];
  const isOneSecret = name !== undefined && (!apiKey || !readOnly || apiKey.name === readOnly.name);
  const isUsable = [apiKey, readOnly].every(each => each === undefined || each.entry !== undefined);
  if (!isOneSecret || !isUsable) {
    return 'put the keys into one Secret, for example qdrant-api-keys with the entries api-key and read-only-api-key, and write apiKeys: { enabled: true }';
  }
  const entries = [
    ...(apiKey ? [`apiKey: ${apiKey.entry}`] : []),
    ...(readOnly ? [`readOnlyApiKey: ${readOnly.entry}`] : []),
  ];
  return `to keep the keys, write apiKeys: { ${['enabled: true', `secretName: ${name}`, ...entries].join(', ')} }`;
}

function tlsLosses({ before, after }: { readonly before: Change; readonly after: Change }): LossFound[] {
  const isOn = ({ settings }: Change, setting: string) => isTrue(settings.settings.get(setting));
  const isLost = (setting: string) => isOn(before, setting) && !isOn(after, setting);
  const name = tlsSecretOf(before.workload, before.settings) ?? 'the Secret of the certificate';
  return [
    ...(isLost('service.enable_tls')
      ? [
          {
            loss: 'tls' as const,
            problem: 'TLS of REST and gRPC: afterwards, clients would send keys and data in plain text',
            fix: `to keep TLS, write qdrant: { tls: { secretName: ${name}, p2p: ${isOn(before, 'cluster.p2p.enable_tls')} } }`,
          },
        ]
      : []),
    ...(isLost('service.verify_https_client_certificate')
      ? [
          {
            loss: 'tls' as const,
            problem: 'the check of client certificates: afterwards, clients without a certificate could connect',
            fix: 'use API keys in place of client certificates (apiKeys: { enabled: true })',
          },
        ]
      : []),
  ];
}

/** The Secret with the certificate of the running pods. */
function tlsSecretOf({ spec }: LiveObject, { settings }: QdrantSettings): string | undefined {
  const path = settings.get('tls.cert')?.value;
  const { containers, volumes = [] } = spec.template.spec;
  const mounts: any[] = containers.flatMap(({ volumeMounts = [] }: any) => volumeMounts);
  const mount = mounts.find(({ mountPath }) => String(path).replace(/^\.\//, '/qdrant/').startsWith(mountPath));
  return volumes.find((volume: any) => volume.name === mount?.name)?.secret?.secretName;
}

function dataLosses({ before, after }: { readonly before: Change; readonly after: Change }): LossFound[] {
  const place = ({ workload, settings }: Change) => placeOf(workload, settings, 'storage.storage_path', './storage');
  const [from, to] = [place(before), place(after)];
  if (!from || isDeepStrictEqual(from, to)) {
    return [];
  }
  const where = ({ volume, folder }: { volume: string; folder: string }) =>
    `${folder === '' ? 'the top' : `folder ${folder}`} of volume ${volume}`;
  const isSameVolume = from.volume === to?.volume;
  return [
    {
      loss: 'data',
      problem: `the data: the running Qdrant keeps it in ${where(from)}, and Qdrant would look in ${to ? where(to) : 'its container'}, and begin without collections`,
      fix: isSameVolume
        ? `to keep the data, ${from.folder === '' ? 'remove qdrant.storage.subPath' : `write qdrant: { storage: { subPath: ${from.folder} } }`}`
        : 'back up first, and restore after the deploy: the data is on another volume',
    },
  ];
}

/** The users who can sign in to the dashboard. */
function accessLosses({ config, pairs }: Takeover): LossFound[] {
  if (!admitsEveryUser(config.dashboard.access)) {
    return [];
  }
  const settings = pairs
    .filter(({ before }) => before && before.metadata.name === 'oauth2-proxy')
    .flatMap(({ before }) => settingsOfProxy(before!))
    .filter(({ values }) => values.some(value => value !== '*'));
  if (settings.length === 0) {
    return [];
  }
  const told = settings.map(({ option, values }) => `${option} ${values.join(', ')}`);
  return [
    {
      loss: 'access',
      problem: `the limit of the dashboard's users (${told.join('; ')}): afterwards, every user of the realm could sign in`,
      fix: 'to keep it, write the groups, roles or e-mail domains in dashboard.access',
    },
  ];
}

const PROXY_LIMIT =
  /(allowed[-_]groups?|allowed[-_]roles?|email[-_]domains?|authenticated[-_]emails[-_]file)["']?\s*[= ]\s*(.+)$/i;

/** The options of oauth2-proxy that limit its users: in arguments, variables and files. */
function settingsOfProxy({ kind, spec, data }: LiveObject): { option: string; values: string[] }[] {
  const containers: any[] = kind === 'Deployment' ? spec.template.spec.containers : [];
  const lines = [
    ...containers.flatMap(({ args = [], command = [] }) => [...command, ...args]),
    ...containers.flatMap(({ env = [] }) => env.map(({ name, value }: any) => `${name}=${value ?? '(from a Secret)'}`)),
    ...(kind === 'ConfigMap' ? Object.values<string>(data ?? {}).flatMap(text => text.split('\n')) : []),
  ];
  return lines.flatMap(line => {
    const [, option, text] = /^\s*#/.test(line) ? [] : (PROXY_LIMIT.exec(line) ?? []);
    const values = (text ?? '').split(/[[\],"'\s]+/).filter(Boolean);
    return option && values.length > 0 ? [{ option: option.toLowerCase().replaceAll('_', '-'), values }] : [];
  });
}

/** Network policies that select the pods of Qdrant. A policy of others stays, but it can lose sight of the pods. */
function policyLosses({ qdrant, pairs, policies, pruned }: Takeover): LossFound[] {
  if (!qdrant) {
    return [];
  }
  const selects = ({ workload }: Change) => {
    const { labels } = workload.spec.template.metadata;
    return ({ spec }: LiveObject) => limitsIngress(spec) && matches(spec.podSelector, labels ?? {});
  };
  const staying = policies.filter(
    policy => ![...pruned, ...pairs.map(({ after }) => after)].some(each => isSameObject(each, policy)),
  );
  const coming = pairs.map(({ after }) => after).filter(({ kind }) => kind === 'NetworkPolicy');
  const lost = policies.filter(selects(qdrant.before));
  return lost.length > 0 && ![...staying, ...coming].some(selects(qdrant.after))
    ? [
        {
          loss: 'networkPolicies',
          problem: `${lost.map(titleOf).join(', ')}: afterwards, no network policy would limit who connects to Qdrant`,
          fix: 'to keep a limit, write networkPolicies: { enabled: true }, with your applications in networkPolicies.clients',
        },
      ]
    : [];
}

function limitsIngress({ policyTypes = ['Ingress'] }: any): boolean {
  return policyTypes.includes('Ingress');
}

function matches({ matchLabels = {}, matchExpressions = [] }: any, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }: any) => {
      const value = labels[key];
      const isThere = value !== undefined;
      switch (operator) {
        case 'In':
          return isThere && values.includes(value);
        case 'NotIn':
          return !isThere || !values.includes(value);
        case 'Exists':
          return isThere;
        default:
          return !isThere;
      }
    })
  );
}

/** The parts of an annotation's name with which a controller limits who gets in. */
const LIMITS =
  /(?:white-?list|allow-?list|deny-?list|black-?list|source-range|inbound-cidrs|security-groups|private-ip|middlewares|entrypoints|plugins|policies|waf|auth|jwt|oidc|satisfy|scheme)/;
/** Annotations of the sign-in. The dashboard's host has a sign-in in every mode. */
const SIGN_IN = /\/auth-(?!tls)/;
const SNIPPET = /snippet$/;
/** Names of classes whose controller is not on the internet. */
const INTERNAL = /intern|intra|priv|restrict|vpn|admin/i;

/** Limits of ingresses: annotations that let in some clients only, and a class for internal clients. */
function ingressLosses({ config, pairs, ingresses, pruned }: Takeover): LossFound[] {
  const coming = pairs.map(({ after }) => after).filter(({ kind }) => kind === 'Ingress');
  // With a Gateway, ingresses of others stay as they are.
  const running = ingresses.filter(ingress => !config.gateway || pruned.some(each => isSameObject(each, ingress)));
  return stackNames(config).hosts.flatMap(host => {
    const before = running.filter(ingress => hostsOf(ingress).includes(host));
    const after = coming.filter(ingress => hostsOf(ingress).includes(host));
    const limits = new Map(before.flatMap(limitsOf));
    const isSignIn = (key: string) => host === config.dashboardHostname && SIGN_IN.test(key);
    const lost = [...limits].filter(([key]) => !isSignIn(key) && !after.some(each => key in annotationsOf(each)));
    const classes = [...new Set(before.map(classOf))].filter(each => INTERNAL.test(each));
    const lostClasses = config.gateway
      ? []
      : classes.filter(each => !after.every(ingress => classOf(ingress) === each));
    return [
      ...lost.map(([key, value]) => ({
        loss: 'ingressAnnotations' as const,
        problem: `annotation ${key} of host ${host}, which limits who gets in`,
        fix: config.gateway
          ? `limit the clients of ${host} at the Gateway`
          : `to keep it, write hostAnnotations: { ${host}: { ${key}: ${JSON.stringify(redactForeign(value))} } }`,
      })),
      ...lostClasses.map(each => ({
        loss: 'ingressClass' as const,
        problem: `ingress class ${each} of host ${host}, whose name says that it is not for everybody`,
        fix: `to keep it, write ingressClassName: ${each}`,
      })),
    ];
  });
}

function limitsOf(ingress: LiveObject): [key: string, value: string][] {
  return Object.entries(annotationsOf(ingress)).filter(([key, value]) =>
    SNIPPET.test(key)
      ? /\b(?:allow|deny|auth|return 4)/.test(value)
      : isControllers(key) && LIMITS.test(key.replace(/^.*\//, '')),
  );
}

/** Whether a controller reads the annotation, and not kubectl, Helm or this tool. */
function isControllers(key: string): boolean {
  return key.includes('/') && !/^(?:kubectl|meta\.helm|app|cert-manager|ignore-check)\b/.test(key);
}

function annotationsOf({ metadata }: LiveObject): Readonly<Record<string, string>> {
  return metadata.annotations ?? {};
}

function hostsOf({ spec }: LiveObject): string[] {
  return (spec?.rules ?? []).flatMap(({ host }: any) => host ?? []);
}

function classOf(ingress: LiveObject): string {
  return ingress.spec.ingressClassName ?? annotationsOf(ingress)['kubernetes.io/ingress.class'] ?? '';
}

function isTrue(setting: Setting | undefined): boolean {
  return String(setting?.value) === 'true';
}
