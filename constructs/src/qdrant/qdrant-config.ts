import { type k8s } from 'cdk8s-plus-30';
import { invalidProp } from '../common/errors';
import { LogFormat } from '../common/log-format';
import { type Fields, isMapping, mappingAt, merge } from '../common/mapping';
import { everyAddress } from '../common/service-network';
import { toYaml } from '../common/yaml-text';
import { type ResolvedQdrantProps } from './qdrant-defaults';
import { type QdrantTls } from './qdrant-props';

/** What the file needs to know beside the props. */
interface Ports {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly metricsPort?: number;
}

/** Mount path of the TLS Secret. */
export const TLS_PATH = '/qdrant/tls';

/** Settings that a prop decides, because Services, probes or Secrets depend on them, each with what to use instead. */
export const DECIDED_BY_PROPS: { readonly [setting: string]: string } = {
  'cluster.enabled': 'use cluster.enabled',
  'cluster.peer_id': 'each node chooses its own id',
  'cluster.p2p.port': 'use cluster.p2pPort',
  'cluster.p2p.enable_tls': 'use tls.p2p',
  'service.enable_tls': 'use tls.service',
  'service.enable_cors': 'use enableCors',
  'tls.cert': 'name a Secret in tls',
  'tls.key': 'name a Secret in tls',
  'tls.ca_cert': 'name a Secret in tls',
  'storage.collection.replication_factor': 'use replicationFactor',
  'storage.collection.write_consistency_factor': 'use writeConsistencyFactor',
  'service.host': 'Services and probes need every address of the pod: 0.0.0.0, or :: for IPv6 too',
  'service.http_port': 'the Services need this port',
  'service.grpc_port': 'the Services need this port',
  'service.metrics_port': 'use metricsPort',
  'service.static_content_dir': 'Qdrant serves every file of this folder without an API key',
  'service.enable_static_content': 'the dashboard needs it',
  'storage.storage_path': 'the data volume has a fixed mount path',
  'storage.snapshots_path': 'the snapshot volume has a fixed mount path',
  'service.api_key': 'name a Secret in apiKey',
  'service.read_only_api_key': 'name a Secret in readOnlyApiKey',
  'service.alt_api_key': 'name a Secret in altApiKey',
  'service.jwt_rbac': 'use jwtRbac',
  'service.verify_https_client_certificate': 'probes and ingresses have no certificate',
};

const METRICS_PREFIX = 'service.metrics_prefix';

/** All addresses of the pod, of one or both families. */
const EVERY_ADDRESS: readonly unknown[] = ['0.0.0.0', '::'];

/** Whether a prop decides a setting. Addresses that are all addresses of the pod leave nothing out. */
function isDecided(setting: string, value: unknown): boolean {
  return setting in DECIDED_BY_PROPS && !(setting === 'service.host' && EVERY_ADDRESS.includes(value));
}

/** The settings that props decide, among the given settings. */
export function decidedSettings(config: Fields): string[] {
  return Object.keys(DECIDED_BY_PROPS).filter(setting => {
    const value = settingAt(config, setting);
    return value !== undefined && isDecided(setting, value);
  });
}

/** Rejects settings that contradict a prop, or that put a secret into a ConfigMap. */
export function validateConfig(config: Fields): void {
  const invalidKey = keysOf(config).find(key => !/^[a-z0-9_]+$/.test(key));
  if (invalidKey !== undefined) {
    // Qdrant reads a key such as `service.api_key` as a path.
    const fix = 'nest the settings, with names in lower case';
    throw invalidProp('QdrantChart', `config ${invalidKey}`, '(set)', 'keys of a-z, 0-9 and _', fix);
  }
  for (const section of new Set(Object.keys(DECIDED_BY_PROPS).flatMap(parentsOf))) {
    const value = settingAt(config, section);
    if (value !== undefined && !isMapping(value)) {
      const fix = 'write it as a mapping, or remove it';
      throw invalidProp('QdrantChart', `config.${section}`, '(set)', 'a mapping of settings', fix);
    }
  }
  for (const setting of decidedSettings(config)) {
    // The message omits the value, which can be an API key.
    const fix = `remove it: ${DECIDED_BY_PROPS[setting]}`;
    throw invalidProp('QdrantChart', `config.${setting}`, '(set)', 'absent', fix);
  }
}

function settingAt(config: Fields, setting: string): unknown {
  const path = setting.split('.');
  return mappingAt(config, ...path.slice(0, -1))[path.at(-1)!];
}

/** The keys down to the depth of the settings that props decide. Deeper keys can be names that the user chose. */
function keysOf(tree: unknown, depth = 3): string[] {
  return depth > 0 && isMapping(tree)
    ? Object.entries(tree).flatMap(([key, value]) => [key, ...keysOf(value, depth - 1)])
    : [];
}

/** `a` and `a.b` for `a.b.c`. */
function parentsOf(setting: string): string[] {
  const parts = setting.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** What to use instead of an environment variable of Qdrant that a prop decides; `undefined` for every other variable. */
export function decidesVariable(variable: string): string | undefined {
  // RUN_MODE selects the file that contains all other settings.
  return variable === 'RUN_MODE' ? 'use config' : DECIDED_BY_PROPS[settingOf(variable)];
}

/** Rejects environment variables that contradict a prop. Qdrant prefers environment variables to its files. */
export function validateEnv(env: readonly k8s.EnvVar[]): void {
  for (const { name, value } of env) {
    const instead = decidesVariable(name);
    if (instead !== undefined && (name === 'RUN_MODE' || isDecided(settingOf(name), value))) {
      // The message omits the value, which can be an API key.
      throw invalidProp('QdrantChart', `env ${name}`, '(set)', 'absent', `remove it: ${instead}`);
    }
  }
}

/** The text before the names of all metrics. Alerts and dashboards have the same names. */
export function metricsPrefix({ config, env }: ResolvedQdrantProps): string {
  const variable = env.filter(({ name }) => settingOf(name) === METRICS_PREFIX).at(-1);
  if (variable?.valueFrom) {
    const fix = 'write the value in config.service.metrics_prefix';
    throw invalidProp('QdrantChart', `env ${variable.name}`, '(from the cluster)', 'a value', fix);
  }
  return String(variable?.value ?? settingAt(config, METRICS_PREFIX) ?? '');
}

/** Rejects another configuration file, which Qdrant would read after all others. */
export function validateArgs(args: readonly string[]): void {
  if (args.some(arg => /^--config-path(?:=|$)/.test(arg))) {
    throw invalidProp('QdrantChart', 'args', args, 'no --config-path', 'remove it, and use config');
  }
}

/** The setting of an environment variable. Qdrant accepts upper and lower case, and `__` or a dot between the parts. */
export function settingOf(variable: string): string {
  return variable
    .toLowerCase()
    .replace(/^qdrant__/, '')
    .replaceAll('__', '.');
}

/** The configuration file of Qdrant. */
export function productionYaml(props: ResolvedQdrantProps, network: Ports): string {
  const { cluster, tls, replicationFactor, writeConsistencyFactor } = props;
  const collection = {
    ...(replicationFactor && { replication_factor: replicationFactor }),
    ...(writeConsistencyFactor && { write_consistency_factor: writeConsistencyFactor }),
  };
  const base: Fields = {
    ...(props.logFormat === LogFormat.JSON && { logger: { format: 'json' } }),
    cluster: cluster.enabled
      ? {
          enabled: true,
          p2p: { port: cluster.p2pPort, enable_tls: nodesUseTls(tls) },
          consensus: { tick_period_ms: cluster.consensusTickPeriodMs },
        }
      : { enabled: false },
    service: {
      ...(props.ipFamilies?.includes('IPv6') && { host: everyAddress(props.ipFamilies) }),
      http_port: network.httpPort,
      grpc_port: network.grpcPort,
      ...(network.metricsPort && { metrics_port: network.metricsPort }),
      enable_tls: servesTls(tls),
      enable_cors: props.enableCors,
      ...(props.jwtRbac && { jwt_rbac: true }),
    },
    ...(Object.keys(collection).length > 0 && { storage: { collection } }),
    ...(tls && {
      tls: {
        cert: `${TLS_PATH}/tls.crt`,
        key: `${TLS_PATH}/tls.key`,
        ...(nodesUseTls(tls) && { ca_cert: `${TLS_PATH}/ca.crt` }),
      },
    }),
  };
  return toYaml([merge(base, props.config)]);
}

/** Whether REST and gRPC use TLS. */
export function servesTls(tls: QdrantTls | undefined): boolean {
  return tls !== undefined && tls.service !== false;
}

/** Whether the nodes use TLS between each other. */
export function nodesUseTls(tls: QdrantTls | undefined): boolean {
  return tls !== undefined && tls.p2p !== false;
}
