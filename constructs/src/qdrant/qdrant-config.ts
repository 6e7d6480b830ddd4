import { Yaml } from 'cdk8s';
import { type k8s } from 'cdk8s-plus-30';
import { invalidProp } from '../common/errors';
import { LogFormat } from '../common/log-format';
import { type QdrantTls } from './qdrant-props';

/** A tree of settings in the structure of Qdrant's configuration file. */
type Settings = { readonly [key: string]: any };

/** What `productionYaml` and `initializeScript` need to know. */
export interface QdrantSettings {
  readonly name: string;
  /** Domain in which each node has its name. */
  readonly nodesDomain: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly clusterEnabled: boolean;
  readonly p2pPort: number;
  readonly consensusTickPeriodMs: number;
  readonly tls?: QdrantTls;
  readonly enableCors: boolean;
  readonly jwtRbac: boolean;
  readonly replicationFactor?: number;
  readonly writeConsistencyFactor?: number;
  readonly logFormat: LogFormat;
  readonly config: Settings;
}

/** Where the TLS Secret is mounted. */
export const TLS_PATH = '/qdrant/tls';

/** Settings that a prop of the construct decides, because Services, probes or Secrets depend on them too. */
export const DECIDED_BY_PROPS: { readonly [setting: string]: string } = {
  'cluster.enabled': 'cluster.enabled',
  'cluster.p2p.port': 'cluster.p2pPort',
  'cluster.p2p.enable_tls': 'tls.p2p',
  'service.enable_tls': 'tls.service',
  'service.enable_cors': 'enableCors',
  'tls.cert': 'tls, which names a Secret',
  'tls.key': 'tls, which names a Secret',
  'tls.ca_cert': 'tls, which names a Secret',
  'storage.collection.replication_factor': 'replicationFactor',
  'storage.collection.write_consistency_factor': 'writeConsistencyFactor',
  'service.host': 'nothing: Services and probes ask the address of the pod',
  'service.http_port': 'nothing: the Services rely on it',
  'service.grpc_port': 'nothing: the Services rely on it',
  'service.metrics_port': 'nothing: that port asks for no key',
  'service.static_content_dir': 'nothing: every file in it is served without a key',
  'service.enable_static_content': 'nothing: the dashboard is served so',
  'storage.storage_path': 'nothing: the data volume is mounted there',
  'storage.snapshots_path': 'nothing: the snapshot volume is mounted there',
  'service.api_key': 'apiKey, which names a Secret',
  'service.read_only_api_key': 'readOnlyApiKey, which names a Secret',
  'service.alt_api_key': 'altApiKey, which names a Secret',
  'service.jwt_rbac': 'jwtRbac',
};

/** Refuses settings that would contradict a prop, or put a secret into a ConfigMap. */
export function validateConfig(config: Settings): void {
  for (const key of keysOf(config)) {
    if (!/^[a-z0-9_]+$/.test(key)) {
      // Qdrant reads `service.api_key` as a path.
      throw invalidProp(
        'QdrantChart',
        `config ${key}`,
        '(set)',
        'a-z, 0-9 and _ in a key',
        'nest the settings, each by its name in lower case',
      );
    }
  }
  for (const section of new Set(Object.keys(DECIDED_BY_PROPS).flatMap(parentsOf))) {
    const value = section.split('.').reduce<any>((tree, key) => tree?.[key], config);
    if (value !== undefined && !isObject(value)) {
      throw invalidProp(
        'QdrantChart',
        `config.${section}`,
        '(set)',
        'a mapping of settings',
        'write it as one, or leave it out',
      );
    }
  }
  for (const [setting, prop] of Object.entries(DECIDED_BY_PROPS)) {
    const value = setting.split('.').reduce<any>((tree, key) => tree?.[key], config);
    if (value !== undefined) {
      // The value is left out: it may be an API key.
      throw invalidProp('QdrantChart', `config.${setting}`, '(set)', 'not in config', `remove it and use ${prop}`);
    }
  }
}

/** The keys as deep as settings are that a prop decides; below them, names may be keys. */
function keysOf(tree: unknown, depth = 3): string[] {
  return depth > 0 && isObject(tree)
    ? Object.entries(tree).flatMap(([key, value]) => [key, ...keysOf(value, depth - 1)])
    : [];
}

/** `a` and `a.b` of `a.b.c`. */
function parentsOf(setting: string): string[] {
  const parts = setting.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** What decides an environment variable of Qdrant: the prop in its place; nothing where any value will do. */
export function decidesVariable(variable: string): string | undefined {
  // The file that holds all the others is read because of it.
  return variable === 'RUN_MODE' ? 'config' : DECIDED_BY_PROPS[settingOf(variable)];
}

/** Refuses variables that would contradict a prop, as Qdrant takes them before its files. */
export function validateEnv(env: readonly k8s.EnvVar[]): void {
  for (const { name } of env) {
    const prop = decidesVariable(name);
    if (prop !== undefined) {
      // The value is left out: it may be an API key.
      throw invalidProp('QdrantChart', `env ${name}`, '(set)', 'not in env', `remove it and use ${prop}`);
    }
  }
}

/** Refuses a configuration file of somebody else's, which is read after all others. */
export function validateArgs(args: readonly string[]): void {
  const found = args.find(arg => /^--config-path(?:=|$)/.test(arg));
  if (found !== undefined) {
    throw invalidProp('QdrantChart', 'args', args, 'no --config-path', 'remove it, and use config');
  }
}

/** The setting that an environment variable is for, as Qdrant reads it: upper case or lower, `__` or a dot. */
function settingOf(variable: string): string {
  return variable
    .toLowerCase()
    .replace(/^qdrant__/, '')
    .replaceAll('__', '.');
}

/** Qdrant's `production.yaml`. */
export function productionYaml(qdrant: QdrantSettings): string {
  const { tls, replicationFactor, writeConsistencyFactor } = qdrant;
  const collection = {
    ...(replicationFactor && { replication_factor: replicationFactor }),
    ...(writeConsistencyFactor && { write_consistency_factor: writeConsistencyFactor }),
  };
  const base: Settings = {
    ...(qdrant.logFormat === LogFormat.JSON && { logger: { format: 'json' } }),
    cluster: qdrant.clusterEnabled
      ? {
          enabled: true,
          p2p: { port: qdrant.p2pPort, enable_tls: nodesSpeakTls(tls) },
          consensus: { tick_period_ms: qdrant.consensusTickPeriodMs },
        }
      : { enabled: false },
    service: {
      http_port: qdrant.httpPort,
      grpc_port: qdrant.grpcPort,
      enable_tls: servesTls(tls),
      enable_cors: qdrant.enableCors,
      ...(qdrant.jwtRbac && { jwt_rbac: true }),
    },
    ...(Object.keys(collection).length > 0 && { storage: { collection } }),
    ...(tls && {
      tls: {
        cert: `${TLS_PATH}/tls.crt`,
        key: `${TLS_PATH}/tls.key`,
        ...(nodesSpeakTls(tls) && { ca_cert: `${TLS_PATH}/ca.crt` }),
      },
    }),
  };
  return Yaml.stringify(merge(base, qdrant.config));
}

/** Whether REST and gRPC speak TLS. */
export function servesTls(tls: QdrantTls | undefined): boolean {
  return tls !== undefined && tls.service !== false;
}

/** Whether the nodes speak TLS with each other. */
export function nodesSpeakTls(tls: QdrantTls | undefined): boolean {
  return tls !== undefined && tls.p2p !== false;
}

/** The script that starts Qdrant: the first node founds the cluster, the others join through it. */
export function initializeScript(qdrant: QdrantSettings): string {
  const start = ['#!/bin/sh', 'set -eu', 'ulimit -n "$(ulimit -Hn)" || true'];
  if (!qdrant.clusterEnabled) {
    return [...start, 'exec ./entrypoint.sh "$@"', ''].join('\n');
  }
  const scheme = nodesSpeakTls(qdrant.tls) ? 'https' : 'http';
  const uri = (pod: string) => `${scheme}://${pod}.${qdrant.nodesDomain}:${qdrant.p2pPort}`;
  const first = `${qdrant.name}-0`;
  return [
    ...start,
    `if [ "$HOSTNAME" = '${first}' ]; then`,
    `  exec ./entrypoint.sh --uri '${uri(first)}' "$@"`,
    'fi',
    `exec ./entrypoint.sh --bootstrap '${uri(first)}' --uri "${uri('$HOSTNAME')}" "$@"`,
    '',
  ].join('\n');
}

/** Objects merge key by key; any other value of `over` replaces the one below. */
function merge(base: Settings, over: Settings): Settings {
  const entries = Object.entries(over).map(([key, value]) => [
    key,
    isObject(base[key]) && isObject(value) ? merge(base[key], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(entries) };
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
