import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import { writeBundle } from '../../../commands/status/bundle/bundle';
import type { Status } from '../../../commands/status/status';
import { parseConfig } from '../../../config/load';

// The API server alone asks for rights.
jest.mock('../../../stack/qdrant', () => ({
  openQdrant: async () => {
    throw new Error('no Qdrant');
  },
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-rights-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ROLES = ['status', 'status-bundle']
  .flatMap(name => parseAllDocuments(readFileSync(`docs/examples/${name}-rbac.yaml`, 'utf8')))
  .map(document => document.toJS())
  .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');

interface Request {
  readonly verb: 'get' | 'list';
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** What RBAC does with these roles. */
function isAllowed({ verb, apiVersion, kind, namespace, name }: Request): boolean {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const resource = `${kind.toLowerCase()}s`
    .replace(/ys$/, 'ies')
    .replace(/sss$/, 'sses')
    .replace('pod/logs', 'pods/log');
  return ROLES.some(
    role =>
      (role.kind === 'ClusterRole' || role.metadata.namespace === namespace) &&
      role.rules.some(
        ({ apiGroups, resources, resourceNames, verbs }: any) =>
          apiGroups.includes(group) &&
          (resources.includes(resource) || resources.includes('*')) &&
          (resourceNames === undefined || resourceNames.includes(name)) &&
          verbs.includes(verb),
      ),
  );
}

const STATUS = {
  cluster: 'c',
  namespace: { name: 'qdrant', state: 'Active' },
  qdrant: { url: 'http://x' },
  workloads: [],
  volumes: [],
  routes: { violations: [], notes: [] },
  helm: [],
  drift: [],
} satisfies Status;

const OPTIONS = `
networkPolicies: { enabled: true, bucket: { cidrs: [192.0.2.0/24] }, apiServer: { cidrs: [192.0.2.0/24] } }
monitoring: { prometheusOperator: true, grafanaDashboard: true }
admissionPolicy: true
scheduledBackup: { s3: { endpoint: 'https://s3.example.com', bucket: backups, secretName: backup-bucket }, drill: {} }
qdrant: { replicas: 3, tls: { secretName: qdrant-internal-tls, service: false } }
valkey: { tls: { secretName: valkey-tls } }
`;
const RIGHTS = 'dashboard: { access: { rights: [{ user: ada, rights: manage }] } }\n';
const RECONCILED = 'reconcile: { verify: {}, tlsSchedule: "0 * * * *" }\n';

test.each([
  ['the default config', ''],
  ['reconcile', RECONCILED],
  ['every option', `${OPTIONS}${RECONCILED}`],
  ['every option of profile production', `profile: production\n${RIGHTS}${OPTIONS}${RECONCILED}`],
  ['a certificate', 'certificate: { issuer: letsencrypt }\n'],
  ['a Gateway', 'gateway: { name: public, namespace: gateways }\ndashboard: { mode: proxy }\n'],
])('the documented rights are enough for a bundle with %s', async (name, options) => {
  const requests: Request[] = [];
  const cluster = {
    secret: async (namespace: string, secret: string) => {
      requests.push({ verb: 'get', apiVersion: 'v1', kind: 'Secret', namespace, name: secret });
      return undefined;
    },
    read: async (apiVersion: string, kind: string, namespace: string | undefined, object: string) => {
      requests.push({ verb: 'get', apiVersion, kind, namespace, name: object });
      return undefined;
    },
    list: async (apiVersion: string, kind: string, namespace: string) => {
      requests.push({ verb: 'list', apiVersion, kind, namespace });
      return [];
    },
    version: async () => 'v1.36.0',
  } as unknown as Cluster;
  const config = parseConfig(`domainName: example.com\n${options}`, 'config.yaml');
  const qdrant = { url: 'http://127.0.0.1:9', timeout: 1, snapshotTimeout: 1 };

  await writeBundle({ cluster, config, qdrant }, STATUS, join(folder, `${name}.tar.gz`), new Date());

  expect(requests.length).toBeGreaterThan(15);
  expect(requests.filter(request => !isAllowed(request))).toEqual([]);
});
