import { looksSecret } from '../../../cli/secrets';
import { valueAt } from '../../../config/path';
import { typed } from './parameters';
import { type Context, isEmpty, type Outcome, type Row, set, understood, valueOf } from './row';
import { isTree, leaves, merge, textOf, type Tree, treesOf, withValue } from './tree';

const IN_ENV = 'qdrant.env, with a Secret for each secret value';
const NEW_INSTALLATION = 'nothing: back up, and restore into a new installation';
const FIXED = 'remove: the stack has fixed values for ports, paths and addresses';

/** Rows of Qdrant's settings, and of the files that they name. */
export const SETTING_ROWS: readonly Row[] = [
  understood(
    'config',
    {
      cluster: { enabled: true, p2p: { port: 6335, enable_tls: false }, consensus: { tick_period_ms: 100 } },
      service: { enable_tls: false },
    },
    (_, context) => settingOutcomes(context),
  ),
  understood('env', [], value => envOutcomes(value)),
  understood('additionalVolumes', [], (value, context) => volumeOutcomes(value, 'additionalVolumes', context)),
  understood('additionalVolumeMounts', [], (value, context) =>
    volumeOutcomes(value, 'additionalVolumeMounts', context),
  ),
];

/** A setting of Qdrant, and the key of the chart that has the setting. */
interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly from: string;
}

/** The settings of production.yaml and of the variables, which win. */
function settingsOf(context: Context): Setting[] {
  const variables = variablesOf(valueOf(context, 'env')).filter(({ value }) => value !== undefined);
  const fromEnv = new Map(variables.map(({ name, variable }) => [name, `env.${variable}`]));
  const config = valueOf(context, 'config');
  const settings = variables.reduce<Tree>(
    (tree, { name, value }) => merge(tree, withValue({}, name.split('.'), value) as Tree),
    isTree(config) ? config : {},
  );
  return [...leaves(settings)]
    .filter(({ value }) => value !== null && !(isTree(value) && isEmpty(value)))
    .map(({ path, value }) => {
      const name = path.join('.');
      return { name, value, from: fromEnv.get(name) ?? `config.${name}` };
    });
}

/** The variables of settings: `QDRANT__SERVICE__MAX_WORKERS`. A value from elsewhere is undefined. */
function variablesOf(env: unknown): { name: string; variable: string; value: unknown }[] {
  return treesOf(env).flatMap(({ name, value }) => {
    const [, setting] = /^QDRANT__(\w+)$/.exec(textOf(name) ?? '') ?? [];
    return setting === undefined
      ? []
      : {
          name: setting.toLowerCase().replaceAll('__', '.'),
          variable: String(name),
          value: typeof value === 'string' ? typed(value) : value,
        };
  });
}

function settingOutcomes(context: Context): Outcome[] {
  const settings = settingsOf(context);
  return [
    ...settings.flatMap(setting => settingOutcome(setting, context).map(each => ({ ...each, from: setting.from }))),
    ...tlsOutcomes(settings, context),
  ];
}

/** The settings that the stack writes itself, with the values that change nothing. */
const OURS: Readonly<Record<string, readonly unknown[]>> = {
  'cluster.enabled': [true],
  'cluster.p2p.port': [6335],
  'cluster.consensus.tick_period_ms': [100],
  'service.host': ['0.0.0.0'],
  'service.http_port': [6333],
  'service.grpc_port': [6334],
  'service.enable_static_content': [true],
  'service.verify_https_client_certificate': [false],
  'service.enable_cors': [false],
  'storage.storage_path': ['./storage', '/qdrant/storage'],
  'storage.snapshots_path': ['./snapshots', '/qdrant/snapshots'],
};

const TLS_SETTINGS = ['service.enable_tls', 'cluster.p2p.enable_tls', 'tls.cert', 'tls.key', 'tls.ca_cert'];

/** Settings with a key of their own in the config. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  'cluster.enabled': 'qdrant.cluster.enabled',
  'storage.collection.replication_factor': 'qdrant.replicationFactor',
  'storage.collection.write_consistency_factor': 'qdrant.writeConsistencyFactor',
  'service.jwt_rbac': 'apiKeys.jwtRbac',
  'logger.format': 'logFormat',
  'service.metrics_port': 'qdrant.metricsPort',
  'cluster.p2p.port': 'qdrant.cluster.p2pPort',
};

/** Settings that the config refuses. */
const REFUSED: Readonly<Record<string, string>> = {
  'storage.snapshots_path': 'qdrant.snapshotStorage, for a volume of its own or data',
  'service.enable_cors': 'corsOrigins, with the origins of your pages',
  'service.verify_https_client_certificate': 'apiKeys, in place of client certificates',
};

/** What becomes of a setting of Qdrant. */
export function settingOutcome({ name, value }: Setting, context: Context): Outcome[] {
  const ownKey = OWN_KEYS[name];
  const folder = name === 'storage.storage_path' ? folderOf(value) : undefined;
  if (TLS_SETTINGS.includes(name) || OURS[name]?.includes(value)) {
    return [];
  }
  if (looksSecret(name)) {
    return [
      { lost: 'a config must not contain a secret', sayAt: 'apiKeys, with the name of a Secret that has the key' },
    ];
  }
  if (typeof value === 'string' && value.includes('{{')) {
    return [{ lost: 'the value is a template of Helm', sayAt: `qdrant.config.${name}, with the value` }];
  }
  if (ownKey) {
    return [set(ownKey, value)];
  }
  if (folder !== undefined) {
    const above = textOf(valueOf(context, 'persistence.storageSubPath'));
    return [set('qdrant.storage.subPath', [...(above === undefined ? [] : [above]), folder].join('/'))];
  }
  if (name === 'storage.snapshots_path' && /^(?:\.|\/qdrant)\/storage\/snapshots\/?$/.test(String(value))) {
    return [set('qdrant.snapshotStorage', 'data')];
  }
  if (name === 'storage.storage_path') {
    return [{ lost: 'the data is not on the data volume', sayAt: NEW_INSTALLATION }];
  }
  if (name in OURS && !isPassedOn(name, value)) {
    return [{ lost: 'the stack sets this value', sayAt: REFUSED[name] ?? FIXED }];
  }
  return [{ path: ['qdrant', 'config', ...name.split('.')], value }];
}

/** Whether qdrant.config can change a setting that the stack writes. */
function isPassedOn(name: string, value: unknown): boolean {
  return name === 'cluster.consensus.tick_period_ms' || (name === 'service.host' && value === '::');
}

/** The folder of the data volume. */
function folderOf(path: unknown): string | undefined {
  return /^(?:\.|\/qdrant)\/storage\/(.*?)\/?$/.exec(String(path))?.[1];
}

/** The Secret with the certificate of the pods: the volume whose mount has the file. */
function tlsVolume(
  settings: readonly Setting[],
  context: Context,
): { secret?: string; volume?: string; file?: string } {
  const path = settings.find(({ name }) => name === 'tls.cert')?.value;
  const file = textOf(path)?.replace(/^\.\//, '/qdrant/');
  const mount = treesOf(valueOf(context, 'additionalVolumeMounts')).find(
    ({ mountPath }) => textOf(mountPath) && file?.startsWith(String(mountPath)),
  );
  const volume = treesOf(valueOf(context, 'additionalVolumes')).find(({ name }) => name === mount?.name);
  const secret = textOf(valueAt(volume, ['secret', 'secretName']));
  return { secret, volume: secret && textOf(mount?.name), file: file?.split('/').at(-1) };
}

function isOn(settings: readonly Setting[], name: string): boolean {
  return settings.some(each => each.name === name && each.value === true);
}

function tlsOutcomes(settings: readonly Setting[], context: Context): Outcome[] {
  const [service, p2p] = [isOn(settings, 'service.enable_tls'), isOn(settings, 'cluster.p2p.enable_tls')];
  if (!service && !p2p) {
    return [];
  }
  const from = service ? 'config.service.enable_tls' : 'config.cluster.p2p.enable_tls';
  const { secret, file } = tlsVolume(settings, context);
  if (secret === undefined) {
    const lost = 'no additionalVolumes has the Secret of the certificate';
    return [{ lost, sayAt: 'qdrant.tls, with the name of a Secret with tls.crt, tls.key and ca.crt', from }];
  }
  return [
    set('qdrant.tls.secretName', secret, 'additionalVolumes'),
    set('qdrant.tls.service', service, 'config.service.enable_tls'),
    set('qdrant.tls.p2p', p2p, 'config.cluster.p2p.enable_tls'),
    ...(service ? [set('dashboard.mode', 'proxy', 'config.service.enable_tls')] : []),
    {
      check: `Secret ${secret} needs the entries tls.crt, tls.key and ca.crt${file === 'tls.crt' ? '' : `, because the chart's file is ${file}`}.`,
    },
  ];
}

/** The variables that are not settings, and those whose values are elsewhere. A literal value can be a secret. */
function envOutcomes(env: unknown): Outcome[] {
  const read = new Set(variablesOf(env).flatMap(({ variable, value }) => (value === undefined ? [] : [variable])));
  const others = treesOf(env).filter(each => !read.has(textOf(each.name) ?? '') && !isKeyVariable(each));
  const references = others.filter(({ valueFrom }) => isTree(valueFrom));
  return [
    ...(references.length > 0 ? [set('qdrant.env', references)] : []),
    ...others
      .filter(({ valueFrom }) => !isTree(valueFrom))
      .map(({ name }) => ({
        lost: 'the variable is no setting of Qdrant, and the command copies no values of variables',
        sayAt: IN_ENV,
        from: `env.${String(name)}`,
      })),
  ];
}

/** The variables of the API keys. */
export const KEY_VARIABLES = {
  apiKey: 'QDRANT__SERVICE__API_KEY',
  readOnlyApiKey: 'QDRANT__SERVICE__READ_ONLY_API_KEY',
} as const;

/** Whether the variable is an API key from a Secret. */
function isKeyVariable({ name, valueFrom }: Tree): boolean {
  return Object.values<unknown>(KEY_VARIABLES).includes(name) && valueAt(valueFrom, ['secretKeyRef']) !== undefined;
}

/** The volumes except for the one of the certificate. */
function volumeOutcomes(value: unknown, key: string, context: Context): Outcome[] {
  const settings = settingsOf(context);
  const usesTls = isOn(settings, 'service.enable_tls') || isOn(settings, 'cluster.p2p.enable_tls');
  const { volume } = tlsVolume(settings, context);
  const others = treesOf(value).filter(({ name }) => !usesTls || volume === undefined || name !== volume);
  return others.length > 0 ? [set(`qdrant.${key}`, others)] : [];
}
