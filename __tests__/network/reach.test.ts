import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { type Endpoint, mayReach, podsOf } from '../support/network-policies';
import { find, type K8sObject, synthApp, title } from '../support/objects';

const BACKUP =
  'scheduledBackup: { s3: { bucket: backups, secretName: bucket, endpoint: "https://s3.example.com" }, drill: {} }';
const CLIENTS = 'networkPolicies: { clients: [{ namespaceLabels: { team: search }, podLabels: { app: ranker } }] }';
const PROMETHEUS = 'monitoring: { prometheusOperator: true }';

/** Everybody whom a table speaks of: the pods of the stack, and others. */
function surroundings(objects: readonly K8sObject[]): Readonly<Record<string, Endpoint>> {
  const namespace = find(objects, 'Namespace').metadata.name;
  const controller = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };
  const search = { namespace: 'search', namespaceLabels: { team: 'search' } };
  return {
    qdrant: podsOf(find(objects, 'StatefulSet', 'qdrant')),
    'oauth2-proxy': podsOf(find(objects, 'Deployment', 'oauth2-proxy')),
    valkey: podsOf(find(objects, 'Deployment', 'ephemeral-valkey')),
    backup: podsOf(find(objects, 'CronJob', 'qdrant-backup')),
    drill: podsOf(find(objects, 'CronJob', 'qdrant-backup-drill')),
    'another pod of the namespace': { namespace, labels: { app: 'debug' } },
    'ingress controller': { namespace: 'ingress-nginx', labels: controller },
    'admission job of ingress-nginx': {
      namespace: 'ingress-nginx',
      labels: { ...controller, 'app.kubernetes.io/component': 'admission-webhook' },
    },
    'namespace that copies the labels': { namespace: 'evil', labels: controller },
    prometheus: { namespace: 'monitoring', labels: { app: 'prometheus' } },
    client: { ...search, labels: { app: 'ranker' } },
    'another pod of the client’s namespace': { ...search, labels: { app: 'crawler' } },
    'the client’s labels elsewhere': { namespace: 'other', labels: { app: 'ranker' } },
    'solver of cert-manager': { namespace, labels: { 'acme.cert-manager.io/http01-solver': 'true' } },
    dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    internet: { ip: '203.0.113.7' },
  };
}

type Row = readonly [from: string, to: string, port: number | `${number}/UDP`, expected: 'yes' | 'no'];

/** The connections that are the same with every kind of endpoint. */
const ALWAYS: readonly Row[] = [
  ['ingress controller', 'oauth2-proxy', 4180, 'yes'],
  ['ingress controller', 'qdrant', 6333, 'yes'],
  ['ingress controller', 'qdrant', 6335, 'no'],
  ['ingress controller', 'valkey', 6379, 'no'],
  ['ingress controller', 'backup', 80, 'no'],
  ['admission job of ingress-nginx', 'qdrant', 6333, 'no'],
  ['namespace that copies the labels', 'qdrant', 6333, 'no'],
  ['namespace that copies the labels', 'oauth2-proxy', 4180, 'no'],
  ['oauth2-proxy', 'valkey', 6379, 'yes'],
  ['oauth2-proxy', 'valkey', 6380, 'no'],
  ['oauth2-proxy', 'qdrant', 6334, 'no'],
  ['oauth2-proxy', 'qdrant', 6335, 'no'],
  ['oauth2-proxy', 'dns', '53/UDP', 'yes'],
  ['oauth2-proxy', 'dns', 53, 'yes'],
  ['oauth2-proxy', 'dns', 443, 'yes'],
  ['oauth2-proxy', 'internet', 443, 'yes'],
  ['oauth2-proxy', 'internet', 80, 'no'],
  ['oauth2-proxy', 'internet', '53/UDP', 'no'],
  ['oauth2-proxy', 'oauth2-proxy', 4180, 'no'],
  ['qdrant', 'qdrant', 6335, 'yes'],
  ['qdrant', 'qdrant', 6333, 'yes'],
  ['qdrant', 'qdrant', 6334, 'no'],
  ['qdrant', 'dns', '53/UDP', 'yes'],
  ['qdrant', 'dns', 53, 'yes'],
  ['qdrant', 'dns', 443, 'no'],
  ['qdrant', 'internet', 443, 'no'],
  ['qdrant', 'valkey', 6379, 'no'],
  ['qdrant', 'oauth2-proxy', 4180, 'no'],
  ['valkey', 'oauth2-proxy', 4180, 'no'],
  ['valkey', 'qdrant', 6333, 'no'],
  ['valkey', 'dns', '53/UDP', 'no'],
  ['valkey', 'internet', 443, 'no'],
  ['backup', 'qdrant', 6333, 'yes'],
  ['backup', 'qdrant', 6335, 'no'],
  ['backup', 'dns', '53/UDP', 'yes'],
  ['backup', 'internet', 443, 'yes'],
  ['backup', 'internet', 80, 'no'],
  ['backup', 'valkey', 6379, 'no'],
  ['qdrant', 'backup', 80, 'no'],
  ['drill', 'internet', 443, 'yes'],
  ['drill', 'internet', 80, 'no'],
  ['drill', 'dns', '53/UDP', 'yes'],
  ['drill', 'qdrant', 6333, 'no'],
  ['drill', 'valkey', 6379, 'no'],
  ['ingress controller', 'drill', 6333, 'no'],
  ['client', 'drill', 6333, 'no'],
  ['qdrant', 'drill', 6333, 'no'],
  ['backup', 'drill', 6333, 'no'],
  ['client', 'qdrant', 6333, 'yes'],
  ['client', 'qdrant', 6334, 'yes'],
  ['client', 'qdrant', 6335, 'no'],
  ['client', 'valkey', 6379, 'no'],
  ['client', 'oauth2-proxy', 4180, 'no'],
  ['another pod of the client’s namespace', 'qdrant', 6333, 'no'],
  ['the client’s labels elsewhere', 'qdrant', 6333, 'no'],
  ['prometheus', 'qdrant', 6333, 'yes'],
  ['prometheus', 'qdrant', 6334, 'no'],
  ['prometheus', 'valkey', 6379, 'no'],
  ['prometheus', 'oauth2-proxy', 44180, 'yes'],
  ['prometheus', 'oauth2-proxy', 4180, 'no'],
  ['ingress controller', 'oauth2-proxy', 44180, 'no'],
  ['another pod of the namespace', 'qdrant', 6333, 'no'],
  ['another pod of the namespace', 'qdrant', 6335, 'no'],
  ['another pod of the namespace', 'valkey', 6379, 'no'],
  ['another pod of the namespace', 'oauth2-proxy', 4180, 'no'],
  ['another pod of the namespace', 'dns', '53/UDP', 'no'],
  ['internet', 'qdrant', 6333, 'no'],
  ['internet', 'oauth2-proxy', 4180, 'no'],
];

/** The connections that depend on the endpoint. */
const ENDPOINTS: readonly (readonly [name: string, config: string, rows: readonly Row[]])[] = [
  [
    'the dashboard by auth-request',
    'dashboard: { mode: auth-request, access: { roles: [admin] } }',
    [
      ['oauth2-proxy', 'qdrant', 6333, 'no'],
      ['ingress controller', 'qdrant', 6334, 'no'],
      ['ingress controller', 'solver of cert-manager', 8089, 'no'],
    ],
  ],
  [
    'the dashboard behind the proxy',
    'dashboard: { mode: proxy, access: { groups: [/admins] } }',
    [
      ['oauth2-proxy', 'qdrant', 6333, 'yes'],
      ['another pod of the namespace', 'qdrant', 6333, 'no'],
    ],
  ],
  [
    'a certificate of cert-manager',
    'dashboard: { access: { groups: [/admins] } }\ncertificate: { issuer: letsencrypt }',
    [
      ['ingress controller', 'solver of cert-manager', 8089, 'yes'],
      ['ingress controller', 'solver of cert-manager', 80, 'no'],
      ['another pod of the namespace', 'solver of cert-manager', 8089, 'no'],
      ['solver of cert-manager', 'qdrant', 6333, 'no'],
    ],
  ],
  [
    'the dashboard by proxy',
    'dashboard: { mode: proxy, access: { roles: [admin] } }',
    [
      ['oauth2-proxy', 'qdrant', 6333, 'yes'],
      ['qdrant', 'oauth2-proxy', 6333, 'no'],
      ['ingress controller', 'qdrant', 6334, 'no'],
    ],
  ],
];

describe.each(ENDPOINTS)('production with %s', (_, config, rows) => {
  const objects = synthApp(
    buildApp(parseConfig(['profile: production', BACKUP, CLIENTS, PROMETHEUS, config].join('\n'), 'c')),
  );
  const everybody = surroundings(objects);

  test.each([...ALWAYS, ...rows])('%s to %s at %s: %s', (from, to, at, expected) => {
    const [port, protocol] = String(at).split('/');
    const reaches = mayReach(objects, everybody[from]!, everybody[to]!, Number(port), protocol as 'UDP' | undefined);
    expect(reaches ? 'yes' : 'no').toBe(expected);
  });

  test('each policy but the one that denies is for the pods of one workload', () => {
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    const workloads = objects.filter(({ spec }) => spec?.template ?? spec?.jobTemplate);
    const selected = policies
      .filter(({ metadata }) => metadata.name !== 'acme-solver') // Its pods are cert-manager's.
      .map(({ metadata, spec }) => [
        metadata.name,
        workloads
          .filter(workload =>
            Object.entries(spec.podSelector.matchLabels ?? {}).every(
              ([key, value]) => podsOf(workload).labels![key] === value,
            ),
          )
          .map(title),
      ]);
    expect(Object.fromEntries(selected)).toEqual({
      qdrant: ['StatefulSet qdrant'],
      'oauth2-proxy': ['Deployment oauth2-proxy'],
      'ephemeral-valkey': ['Deployment ephemeral-valkey'],
      'qdrant-backup': ['CronJob qdrant-backup'],
      'qdrant-backup-drill': ['CronJob qdrant-backup-drill'],
      'deny-all': workloads.map(title),
    });
  });
});

describe('who scrapes metrics', () => {
  const ACCESS = 'dashboard: { access: { roles: [admin] } }';
  const mayScrape = (config: string) => {
    const text = ['profile: production', ACCESS, BACKUP, config].join('\n');
    const objects = synthApp(buildApp(parseConfig(text, 'c')));
    const { prometheus, qdrant } = surroundings(objects);
    return mayReach(objects, prometheus!, qdrant!, 6333);
  };

  test.each([
    ['monitoring: { grafanaDashboard: true }', false],
    ['monitoring: { grafanaDashboard: false, prometheusOperator: true }', true],
    ['networkPolicies: { monitoring: { namespaceLabels: { kubernetes.io/metadata.name: monitoring } } }', true],
  ])('with %s the namespace monitoring may: %s', (config, expected) => {
    expect(mayScrape(config)).toBe(expected);
  });
});

test('only a backup that signs in with a role reaches the agent of EKS Pod Identity', () => {
  const reaches = (s3: string) => {
    const backup = `scheduledBackup: { s3: ${s3} }`;
    const objects = synthApp(buildApp(parseConfig(['networkPolicies: { enabled: true }', backup].join('\n'), 'c')));
    return mayReach(objects, podsOf(find(objects, 'CronJob', 'qdrant-backup')), { ip: '169.254.170.23' }, 80);
  };

  expect(reaches('{ bucket: backups }')).toBe(true);
  expect(reaches('{ bucket: backups, secretName: key }')).toBe(false);
});
