import { Images, QdrantChart } from 'cdk8s-qdrant';
import { z } from 'zod';
import { looksSecret } from './errors';
import { bytes, cpu } from './quantity';
import { Mistake, refusal } from './text';
import {
  bucket,
  bucketFolder,
  filePath,
  hostname,
  image,
  keycloakUrl,
  namespace,
  objectName,
  origin,
  realm,
  registry,
  registryProject,
  schedule,
  secretName,
  serviceUrl,
  timeZone,
  username,
} from './values';

/** Image versions of the default stack: those that the constructs are made for, but for Valkey's. */
export const IMAGE_VERSIONS = {
  qdrant: Images.QDRANT_VERSION,
  // The registry of Thinkube's installations mirrors Valkey under this tag only.
  valkey: 'latest',
  oauth2Proxy: Images.OAUTH2_PROXY_VERSION,
  node: Images.NODE_VERSION,
};

/** The longest domain that leaves room for `qdrant-dashboard.` within a DNS name. */
const LONGEST_DOMAIN = 253 - 'qdrant-dashboard.'.length;

/** A mapping that takes these keys and no other. */
function keys<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, `a mapping of ${Object.keys(shape).join(', ')}`);
}

/** A list without repetitions. */
function unique<Item extends z.ZodType<string>>(item: Item, allowed: string) {
  return z.array(item, allowed).check(({ value, issues }) =>
    value.forEach((each, index) => {
      if (value.indexOf(each) < index) {
        issues.push(
          refusal(each, allowed, { problem: 'it stands in the list twice', fix: 'remove one of them' }, [index]),
        );
      }
    }),
  );
}

/** A whole number from 1, of which `mistake` refuses some. */
function wholeNumber(allowed: string, mistake: (value: number) => Mistake | undefined) {
  return z
    .number(allowed)
    .check(({ value, issues }) => {
      const found = Number.isInteger(value)
        ? mistake(value)
        : { problem: 'it is not a whole number', fix: `write ${allowed}` };
      if (found) {
        issues.push(refusal(value, allowed, found));
      }
    })
    .meta({ type: 'integer', minimum: 1 });
}

interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

function resources(defaults: { readonly requests: Amounts; readonly limits: Amounts }) {
  const amounts = (of: Amounts) =>
    keys({
      cpu: cpu(of.cpu).prefault(of.cpu).describe('CPU: cores, or thousandths of a core with an m.'),
      memory: bytes(of.memory).prefault(of.memory).describe('Memory in bytes, usually with Mi or Gi.'),
    }).prefault({});
  return keys({
    requests: amounts(defaults.requests).describe('What the scheduler reserves. At most the limits.'),
    limits: amounts(defaults.limits).describe('What the container may use. At least the requests.'),
  })
    .prefault({})
    .describe('CPU and memory of the container. Values left out keep their defaults.');
}

const storageClassName = objectName('longhorn')
  .optional()
  .describe("StorageClass for block devices; Qdrant does not work on NFS. Default: the cluster's default class.");

const scheduledBackup = keys({
  schedule: schedule.prefault('0 2 * * *').describe('When backups begin: the five fields of cron, or @daily.'),
  timeZone: timeZone.prefault('Etc/UTC').describe('Time zone of the schedule.'),
  keep: wholeNumber('1 and more', value =>
    value < 1 ? { problem: 'no backup would be kept', fix: 'write 7, or remove scheduledBackup' } : undefined,
  )
    .prefault(7)
    .describe('How many complete backups are kept.'),
  volume: keys({
    size: bytes('500Gi')
      .optional()
      .describe('Size of a new volume: room for one backup more than are kept. Or set claimName.'),
    claimName: objectName('backups').optional().describe('Claim that exists in the namespace. Or set size.'),
    storageClassName: objectName('longhorn')
      .optional()
      .describe("StorageClass of a new volume. Default: the cluster's default class."),
  })
    .optional()
    .describe('Volume for the backups. Or set s3.'),
  s3: keys({
    bucket: bucket.describe('Bucket, which exists.'),
    secretName: secretName.describe(
      'Secret in the namespace, which you make, with the keys access-key-id and secret-access-key.',
    ),
    endpoint: serviceUrl.optional().describe('URL of the service. Default: Amazon S3 in the region.'),
    region: objectName('us-east-1').prefault('us-east-1').describe('Region of the bucket.'),
    prefix: bucketFolder
      .optional()
      .describe("Folder in the bucket, another one for each Qdrant. Default: the bucket's root."),
  })
    .optional()
    .describe('Bucket for the backups, at a service that speaks the protocol of S3. Or set volume.'),
})
  .optional()
  .describe('Backups of every collection by a CronJob. Default: none.');

const size = bytes('150Gi').describe('Size of the volume. A volume can grow later, but never shrink.');

/** Qdrant's own settings. They end up in a ConfigMap, so no secret may be among them. */
const qdrantSettings = z
  .record(z.string(), z.unknown(), "a mapping of Qdrant's settings")
  .check(({ value, issues }) => {
    for (const path of secretPaths(value)) {
      const mistake = {
        problem: 'a secret must not stand in a file',
        fix: 'remove it; keys and passwords reach Qdrant through Secrets of the cluster',
      };
      issues.push(refusal('', 'settings that are not secret', mistake, path));
    }
    for (const setting of QdrantChart.RESERVED_SETTINGS) {
      const path = setting.split('.');
      const found = path.reduce<any>((tree, key) => tree?.[key], value);
      if (found !== undefined && !looksSecret(setting)) {
        const mistake = { problem: 'the stack decides this setting, other objects depend on it', fix: 'remove it' };
        issues.push(refusal(found, 'settings that no other object depends on', mistake, path));
      }
    }
  });

/** Paths of the keys in a tree whose names are those of secrets. */
function secretPaths(tree: unknown): PropertyKey[][] {
  if (typeof tree !== 'object' || tree === null) {
    return [];
  }
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = Array.isArray(tree) ? Number(name) : name;
    return looksSecret(name) ? [[key]] : secretPaths(value).map(path => [key, ...path]);
  });
}

/** What a config file may hold. Every key has a default; those that are `optional` here are derived from others. */
export const configSchema = keys({
  domainName: hostname('example.com', LONGEST_DOMAIN)
    .prefault('example.com')
    .describe('Domain of the cluster. The other host names are derived from it.'),
  namespace: namespace.prefault('qdrant').describe('Namespace of everything in the cluster.'),
  apiHostname: hostname('qdrant.example.com')
    .optional()
    .describe("Host of Qdrant's API. Default: qdrant.{domainName}."),
  dashboardHostname: hostname('qdrant-dashboard.example.com')
    .optional()
    .describe('Host of the dashboard, within domainName. Default: qdrant-dashboard.{domainName}.'),
  harborRegistry: registry.optional().describe('Registry of the mirrored images. Default: harbor.{domainName}.'),
  libraryProject: registryProject.prefault('library').describe('Project, or path, in that registry.'),
  keycloakUrl: keycloakUrl
    .optional()
    .describe('Base URL of Keycloak, https only, with a path where it has one. Default: https://auth.{domainName}.'),
  keycloakRealm: realm.prefault('thinkube').describe('Realm whose users may open the dashboard.'),
  adminUsername: username
    .prefault('tkadmin')
    .describe('Keycloak administrator. The password is read from the environment variable ADMIN_PASSWORD only.'),
  keycloak: keys({
    caFile: filePath
      .optional()
      .describe(
        "PEM file with the certificate authority of Keycloak's certificate, relative to this file. Default: the public ones.",
      ),
    serviceAccount: keys({
      clientId: username.describe(
        'Client with a service account. Its secret is read from KEYCLOAK_CLIENT_SECRET only.',
      ),
      realm: realm.optional().describe('Realm of that client. Default: {keycloakRealm}.'),
    })
      .optional()
      .describe('Signs the hook in as a service account. Default: adminUsername signs in, with its password.'),
    createRealm: z
      .boolean('true or false')
      .prefault(false)
      .describe('Whether the hook creates the realm where it is missing.'),
    clientSettings: z
      .enum(['seed', 'secure'], 'seed or secure')
      .prefault('seed')
      .describe('Settings of the client: those that earlier installations have, or only what the dashboard needs.'),
    securityHeaders: z
      .enum(['seed', 'literal', 'secure', 'keep'], 'seed, literal, secure or keep')
      .prefault('seed')
      .describe(
        "Security headers of the realm's pages: those of earlier installations, made safe against framing (seed) or not (literal); safe ones only (secure); or as they are (keep).",
      ),
  })
    .prefault({})
    .describe('What the hook does in Keycloak, and how it gets in.'),
  ingressClassName: objectName('nginx').prefault('nginx').describe('Class of the ingresses; must be an ingress-nginx.'),
  corsOrigins: unique(origin, 'a list of different origins such as https://app.example.com; [] for no other origin')
    .optional()
    .describe('Web origins whose scripts may call the API. Default: the dashboard only.'),
  images: keys({
    qdrant: image(`harbor.example.com/library/qdrant:${IMAGE_VERSIONS.qdrant}`)
      .optional()
      .describe(`Default: {harborRegistry}/{libraryProject}/qdrant:${IMAGE_VERSIONS.qdrant}.`),
    valkey: image(`harbor.example.com/library/valkey:${IMAGE_VERSIONS.valkey}`)
      .optional()
      .describe(`Default: {harborRegistry}/{libraryProject}/valkey:${IMAGE_VERSIONS.valkey}.`),
    oauth2Proxy: image(`quay.io/oauth2-proxy/oauth2-proxy:${IMAGE_VERSIONS.oauth2Proxy}`)
      .prefault(`quay.io/oauth2-proxy/oauth2-proxy:${IMAGE_VERSIONS.oauth2Proxy}`)
      .describe('Image of the login proxy.'),
    node: image(`harbor.example.com/library/node:${IMAGE_VERSIONS.node}`)
      .optional()
      .describe(`Runs scheduled backups. Default: {harborRegistry}/{libraryProject}/node:${IMAGE_VERSIONS.node}.`),
  })
    .prefault({})
    .describe('Image references, each with a tag or a digest.'),
  imagePullPolicy: z
    .enum(['Always', 'IfNotPresent', 'Never'], 'Always, IfNotPresent or Never')
    .prefault('IfNotPresent')
    .describe('When the kubelet pulls an image.'),
  imagePullSecrets: unique(secretName, 'a list of different names of Secrets')
    .prefault([])
    .describe('Names of Secrets with registry credentials, in the namespace above.'),
  qdrant: keys({
    replicas: wholeNumber('1, or 3 and more', value =>
      value < 1
        ? { problem: 'there would be no Qdrant', fix: 'write 1; stop a running Qdrant with kubectl scale' }
        : value === 2
          ? { problem: 'two nodes have no majority when one is gone', fix: 'write 1 or 3' }
          : undefined,
    )
      .prefault(1)
      .describe('Number of Qdrant nodes: 1, or 3 and more.'),
    resources: resources({ requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } }),
    storage: keys({ size: size.prefault('150Gi'), storageClassName })
      .prefault({})
      .describe('Volume of the data, one for each node.'),
    snapshotStorage: keys({ size, storageClassName })
      .optional()
      .describe(
        "Volume for snapshots, one for each node. Default: none, snapshots use the node's disk and go with the pod.",
      ),
    config: qdrantSettings.prefault({}).describe("Settings merged into Qdrant's production.yaml. No secrets."),
  })
    .prefault({})
    .describe('The vector database.'),
  valkey: keys({
    resources: resources({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } }),
  })
    .prefault({})
    .describe('The store of the login sessions.'),
  oauth2Proxy: keys({
    replicas: wholeNumber('1 and more', value =>
      value < 1 ? { problem: 'nobody could open the dashboard', fix: 'write 1' } : undefined,
    )
      .prefault(1)
      .describe('Number of login proxies.'),
    resources: resources({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } }),
  })
    .prefault({})
    .describe('The login in front of the dashboard.'),
  scheduledBackup,
}).describe('Configuration of Qdrant on Kubernetes.');

/** What may be written in a config file. */
export type ConfigInput = z.input<typeof configSchema>;

/** A valid config with its fixed defaults, but without the derived values. */
export type ParsedConfig = z.output<typeof configSchema>;

/** A valid config with every value in its place; absent are only the settings that have no default. */
export type Config = Required<Omit<ParsedConfig, 'images' | 'keycloak' | 'scheduledBackup'>> & {
  readonly scheduledBackup?: ParsedConfig['scheduledBackup'];
  readonly images: Required<ParsedConfig['images']>;
  readonly keycloak: ParsedConfig['keycloak'] & {
    /** The certificates in `caFile`, as PEM. */
    readonly ca?: string;
  };
};
