import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { dashboardsOf, rulesOf } from '../support/metrics';
import { find, synthApp } from '../support/objects';
import { execute } from './support/execute';

// Prometheus' own tool judges the alerts: what they say, when they fire and when they do not.

const CONFIG = `
domainName: example.com
qdrant: { replicas: 3 }
scheduledBackup: { volume: { size: 500Gi }, drill: {} }
reconcile: { verify: {}, tlsSchedule: '5-59/10 * * * *' }
monitoring: { prometheusOperator: true, grafanaDashboard: true }
`;
const objects = synthApp(buildApp(parseConfig(CONFIG, 'config.yaml')));
const rules = rulesOf(objects);

const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RULES = join(folder, 'rules.yaml');
writeFileSync(RULES, stringify(find(objects, 'PrometheusRule').spec));

const NODE = (ordinal: number) => `{namespace="qdrant", job="qdrant-headless", pod="qdrant-${ordinal}"}`;
const NODES = [0, 1, 2].map(NODE);
const VOLUME = '{namespace="qdrant", persistentvolumeclaim="qdrant-storage-qdrant-1", node="a"}';
const BACKUP = '{namespace="qdrant", cronjob="qdrant-backup", instance="kube-state-metrics"}';
/** The time between the last success of a CronJob and the moment, and what the alert then says. */
const TOO_OLD = [
  { alert: 'QdrantBackupUnproven', cronjob: 'qdrant-backup-drill', hours: [250, 100], said: 'proved a backup' },
  { alert: 'QdrantReconcileTooOld', cronjob: 'qdrant-reconcile', hours: [2, 0.5], said: 'succeeded' },
  { alert: 'QdrantReconcileTooOld', cronjob: 'qdrant-reconcile-tls', hours: [2, 0.5], said: 'succeeded' },
  { alert: 'QdrantVerifyTooOld', cronjob: 'qdrant-reconcile-verify', hours: [4, 2], said: 'passed' },
] as const;
const PROXY = 'namespace="qdrant", job="oauth2-proxy"';
const NGINX = 'nginx_ingress_controller_ssl_expire_time_seconds{host="qdrant.example.com", namespace="ingress"}';
const CERT_MANAGER = 'certmanager_certificate_expiration_timestamp_seconds{name="qdrant", exported_namespace="qdrant"}';
const PROBE = 'probe_ssl_earliest_cert_expiry{instance="https://qdrant-dashboard.example.com/ping"}';
const DAY = 86_400;

/** Series and their values from minute 0 on, in promtool's own shorthand. */
type Series = Readonly<Record<string, string>>;

const allUp = Object.fromEntries(NODES.map(node => [`up${node}`, '1x60']));
const proxyUp = { [`up{${PROXY}, pod="a"}`]: '1x60' };

interface Case {
  readonly when: string;
  readonly alert: string;
  readonly series: Series;
  /** Minutes from one value to the next; 1 unless it is said. */
  readonly step?: number;
  /** Minutes from the beginning. */
  readonly at: number;
  /** What the alert says, with the labels that it has beside those of every alert; absent where it does not fire. */
  readonly fires?: { readonly description: string; readonly labels?: Series };
}

const LEADERLESS =
  'The nodes in namespace qdrant cannot agree on a leader: collections and their shards cannot be changed.';

const SPLIT = (peers: number) =>
  `A node in namespace qdrant is in a cluster of ${peers} nodes instead of 3: its answers can lack collections.`;
const peersOf = (...values: string[]): Series =>
  Object.fromEntries(values.map((value, node) => [`cluster_peers_total${NODES[node]}`, value]));

const CASES: readonly Case[] = [
  { when: 'all nodes answer', alert: 'QdrantNodeDown', series: allUp, at: 30 },
  {
    when: 'a node does not answer',
    alert: 'QdrantNodeDown',
    series: { ...allUp, [`up${NODES[1]}`]: '1x9 0x30' },
    at: 16,
    fires: { description: '2 of 3 nodes in namespace qdrant answer Prometheus.' },
  },
  {
    when: 'a node restarts',
    alert: 'QdrantNodeDown',
    series: { ...allUp, [`up${NODES[1]}`]: '1x9 0x3 1x30' },
    at: 13,
  },
  {
    when: 'a pod is not even there',
    alert: 'QdrantNodeDown',
    series: { [`up${NODES[0]}`]: '1x60', [`up${NODES[1]}`]: '1x60' },
    at: 6,
    fires: { description: '2 of 3 nodes in namespace qdrant answer Prometheus.' },
  },
  {
    when: 'nothing is scraped',
    alert: 'QdrantNodeDown',
    series: {},
    at: 6,
    fires: { description: '0 of 3 nodes in namespace qdrant answer Prometheus.' },
  },
  {
    when: 'all nodes agree',
    alert: 'QdrantNoLeader',
    series: { ...allUp, ...Object.fromEntries(NODES.map(node => [`cluster_term${node}`, '7x60'])) },
    at: 30,
  },
  {
    when: 'a leader goes, and another one is elected',
    alert: 'QdrantNoLeader',
    series: { ...allUp, [`cluster_term${NODES[0]}`]: '7x20 9x60' },
    at: 25,
  },
  {
    when: 'two nodes of three are gone',
    alert: 'QdrantNoLeader',
    series: { ...allUp, [`up${NODES[1]}`]: '0x60', [`up${NODES[2]}`]: '0x60' },
    at: 6,
    fires: { description: LEADERLESS },
  },
  {
    when: 'one node of three is gone',
    alert: 'QdrantNoLeader',
    series: { ...allUp, [`up${NODES[1]}`]: '0x60' },
    at: 30,
  },
  {
    when: 'elections come to no end',
    alert: 'QdrantNoLeader',
    series: { ...allUp, [`cluster_term${NODES[0]}`]: '7+30x60' },
    at: 20,
    fires: { description: LEADERLESS },
  },
  {
    when: 'the consensus of a node has stopped',
    alert: 'QdrantNoLeader',
    series: {
      ...allUp,
      [`cluster_working_state${NODES[2]!.replace('}', ', state="stopped"}')}`]: '1x60',
      [`cluster_working_state${NODES[2]!.replace('}', ', state="working"}')}`]: '0x60',
    },
    at: 6,
    fires: { description: LEADERLESS },
  },
  {
    when: 'the consensus of every node works',
    alert: 'QdrantNoLeader',
    series: { ...allUp, [`cluster_working_state${NODES[2]!.replace('}', ', state="working"}')}`]: '1x60' },
    at: 30,
  },
  {
    when: 'all nodes are in one cluster',
    alert: 'QdrantClusterSplit',
    series: peersOf('3x60', '3x60', '3x60'),
    at: 30,
  },
  {
    when: 'a node is in a cluster of its own',
    alert: 'QdrantClusterSplit',
    series: peersOf('1x60', '3x60', '3x60'),
    at: 12,
    fires: { description: SPLIT(1) },
  },
  {
    when: 'a node joined again with a new id',
    alert: 'QdrantClusterSplit',
    series: peersOf('4x60', '4x60', '4x60'),
    at: 12,
    fires: { description: SPLIT(4) },
  },
  {
    when: 'nodes join one after the other',
    alert: 'QdrantClusterSplit',
    series: peersOf('1x2 3x60', '2x2 3x60', '3x60'),
    at: 12,
  },
  {
    when: 'a replica stays dead',
    alert: 'QdrantReplicaDead',
    series: { [`collection_dead_replicas${NODES[0]}`]: '2x60', [`collection_dead_replicas${NODES[1]}`]: '2x60' },
    at: 20,
    fires: {
      description: '2 replicas in namespace qdrant are not active, so that one loss more may take data with it.',
    },
  },
  {
    when: 'a replica recovers',
    alert: 'QdrantReplicaDead',
    series: { [`collection_dead_replicas${NODES[0]}`]: '2x9 0x60' },
    at: 20,
  },
  {
    when: 'a node is in recovery mode',
    alert: 'QdrantRecoveryMode',
    series: { [`app_status_recovery_mode${NODES[0]}`]: '0x60', [`app_status_recovery_mode${NODES[2]}`]: '1x60' },
    at: 2,
    fires: {
      labels: { pod: 'qdrant-2' },
      description: 'Node qdrant-2 in namespace qdrant has not loaded its collections, and only deletes them.',
    },
  },
  {
    when: 'no node is in recovery mode',
    alert: 'QdrantRecoveryMode',
    series: { [`app_status_recovery_mode${NODES[0]}`]: '0x60' },
    at: 30,
  },
  {
    when: 'a volume is 85 % full',
    alert: 'QdrantDiskFillingUp',
    series: {
      [`kubelet_volume_stats_used_bytes${VOLUME}`]: '85x60',
      [`kubelet_volume_stats_capacity_bytes${VOLUME}`]: '100x60',
    },
    at: 15,
    fires: {
      labels: { persistentvolumeclaim: 'qdrant-storage-qdrant-1' },
      description:
        'Volume qdrant-storage-qdrant-1 in namespace qdrant is 85% full. Qdrant refuses to write, or does not start, once there is no room.',
    },
  },
  {
    when: 'a volume is 80 % full',
    alert: 'QdrantDiskFillingUp',
    series: {
      [`kubelet_volume_stats_used_bytes${VOLUME}`]: '80x60',
      [`kubelet_volume_stats_capacity_bytes${VOLUME}`]: '100x60',
    },
    at: 30,
  },
  {
    when: 'the volume of another database is full',
    alert: 'QdrantDiskFillingUp',
    series: {
      [`kubelet_volume_stats_used_bytes${VOLUME.replace('qdrant-1', 'postgres-1')}`]: '99x60',
      [`kubelet_volume_stats_capacity_bytes${VOLUME.replace('qdrant-1', 'postgres-1')}`]: '100x60',
    },
    at: 30,
  },
  ...[
    [NGINX, { host: 'qdrant.example.com' }, 'qdrant.example.com'] as const,
    [CERT_MANAGER, { name: 'qdrant' }, 'qdrant'] as const,
    [CERT_MANAGER.replace('exported_', ''), { name: 'qdrant' }, 'qdrant'] as const,
    [
      PROBE,
      { instance: 'https://qdrant-dashboard.example.com/ping' },
      'https://qdrant-dashboard.example.com/ping',
    ] as const,
  ].map(([series, labels, name]) => ({
    when: `${series} is in 13 days`,
    alert: 'QdrantCertificateExpiring',
    series: { [series]: `${13 * DAY}x120` },
    at: 60,
    fires: { labels, description: `The certificate of ${name} ends in 12d 23h 0m 0s, and nobody has renewed it.` },
  })),
  ...[NGINX, CERT_MANAGER, PROBE].map(series => ({
    when: `${series} is in 15 days`,
    alert: 'QdrantCertificateExpiring',
    series: { [series]: `${15 * DAY}x120` },
    at: 90,
  })),
  {
    when: 'the certificate of another host ends',
    alert: 'QdrantCertificateExpiring',
    series: {
      [NGINX.replace('qdrant.', 'shop.')]: '1x120',
      [PROBE.replace('qdrant-dashboard.', 'shop.')]: '1x120',
      [CERT_MANAGER.replace('="qdrant"}', '="shop"}')]: '1x120',
    },
    at: 90,
  },
  {
    when: 'the last backup is 31 hours old',
    alert: 'QdrantBackupTooOld',
    step: 30,
    series: {
      [`kube_cronjob_created${BACKUP}`]: '0x99',
      [`kube_cronjob_status_last_successful_time${BACKUP}`]: '3600x99',
    },
    at: 32 * 60,
    fires: {
      labels: { cronjob: 'qdrant-backup' },
      description: 'CronJob qdrant-backup in namespace qdrant last succeeded 1d 7h 0m 0s ago.',
    },
  },
  {
    when: 'the last backup is 29 hours old',
    alert: 'QdrantBackupTooOld',
    step: 30,
    series: {
      [`kube_cronjob_created${BACKUP}`]: '0x99',
      [`kube_cronjob_status_last_successful_time${BACKUP}`]: '10800x99',
    },
    at: 32 * 60,
  },
  {
    when: 'there has never been a backup',
    alert: 'QdrantBackupTooOld',
    step: 30,
    series: { [`kube_cronjob_created${BACKUP}`]: '0x99' },
    at: 31 * 60,
    fires: {
      labels: { cronjob: 'qdrant-backup' },
      description: 'CronJob qdrant-backup in namespace qdrant last succeeded 1d 7h 0m 0s ago.',
    },
  },
  {
    when: 'there are no backups yet',
    alert: 'QdrantBackupTooOld',
    step: 30,
    series: { [`kube_cronjob_created${BACKUP}`]: '0x99' },
    at: 29 * 60,
  },
  ...TOO_OLD.flatMap(({ alert, cronjob, hours: [tooOld, young], said }): Case[] => {
    const agoIs = (hours: number) => ({
      alert,
      step: tooOld < 24 ? 10 : 60,
      series: { [`kube_cronjob_status_last_successful_time{namespace="qdrant", cronjob="${cronjob}"}`]: '0x2000' },
      at: hours * 60,
    });
    const age = tooOld < 24 ? `${tooOld}h` : `${Math.floor(tooOld / 24)}d ${tooOld % 24}h`;
    const description = `CronJob ${cronjob} in namespace qdrant last ${said} ${age} 0m 0s ago.`;
    return [
      { when: 'it is too long ago', ...agoIs(tooOld), fires: { labels: { cronjob }, description } },
      { when: 'it is not long ago', ...agoIs(young) },
    ];
  }),
  {
    when: 'a pod answers',
    alert: 'QdrantSignInDown',
    series: { ...proxyUp, [`up{${PROXY}, pod="b"}`]: '0x60' },
    at: 30,
  },
  {
    when: 'no pod answers',
    alert: 'QdrantSignInDown',
    series: { [`up{${PROXY}, pod="a"}`]: '0x60' },
    at: 6,
    fires: { description: 'No oauth2-proxy in namespace qdrant is ready.' },
  },
  {
    when: 'the pods answer, but are not ready',
    alert: 'QdrantSignInDown',
    series: {
      ...proxyUp,
      'kube_deployment_status_replicas_available{namespace="qdrant", deployment="oauth2-proxy"}': '0x60',
    },
    at: 6,
    fires: { description: 'No oauth2-proxy in namespace qdrant is ready.' },
  },
  {
    when: 'a tenth of the answers are errors',
    alert: 'QdrantSignInErrors',
    series: {
      [`oauth2_proxy_requests_total{${PROXY}, pod="a", code="202"}`]: '0+90x60',
      [`oauth2_proxy_requests_total{${PROXY}, pod="a", code="500"}`]: '0+10x60',
    },
    at: 20,
    fires: {
      description: '10% of the answers of oauth2-proxy in namespace qdrant are errors of a server.',
    },
  },
  {
    when: 'people are sent away, and one answer in a hundred is an error',
    alert: 'QdrantSignInErrors',
    series: {
      [`oauth2_proxy_requests_total{${PROXY}, pod="a", code="401"}`]: '0+99x60',
      [`oauth2_proxy_requests_total{${PROXY}, pod="a", code="502"}`]: '0+1x60',
    },
    at: 30,
  },
  {
    when: 'nobody comes',
    alert: 'QdrantSignInErrors',
    series: { [`oauth2_proxy_requests_total{${PROXY}, pod="a", code="202"}`]: '0x60' },
    at: 30,
  },
];

/** A case in promtool's words. */
function promtoolTest({ alert, series, step = 1, at, fires }: Case) {
  const { labels, annotations } = rules.find(rule => rule.alert === alert)!;
  return {
    interval: `${step}m`,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [
      {
        eval_time: `${at}m`,
        alertname: alert,
        exp_alerts: fires
          ? [
              {
                exp_labels: { ...labels, ...fires.labels },
                exp_annotations: { ...annotations, description: fires.description },
              },
            ]
          : [],
      },
    ],
  };
}

test('promtool takes the rules', async () => {
  expect(await execute('promtool', ['check', 'rules', '--lint-fatal', RULES])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`SUCCESS: ${rules.length} rules found`),
  });
});

test('every alert has a case in which it fires, and one in which it does not', () => {
  const names = (isFiring: boolean) =>
    new Set(CASES.filter(({ fires }) => !!fires === isFiring).map(each => each.alert));
  const all = new Set(rules.map(({ alert }) => alert));
  expect(names(true)).toEqual(all);
  expect(names(false)).toEqual(all);
});

test.each(CASES)('$alert: $when', async each => {
  const file = join(folder, 'test.yaml');
  const { step = 1 } = each;
  const tests = { rule_files: [RULES], evaluation_interval: `${step}m`, tests: [promtoolTest(each)] };
  writeFileSync(file, stringify(tests));
  const { code, stdout, stderr } = await execute('promtool', ['test', 'rules', file]);
  expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
});

test('every query of the dashboard is one that Prometheus takes', async () => {
  const queries = dashboardsOf(objects).flatMap(({ panels }) =>
    panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr.replaceAll('$__rate_interval', '5m'))),
  );
  expect(queries.length).toBeGreaterThan(10);
  const file = join(folder, 'queries.yaml');
  const recorded = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
  writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules: recorded }] }));
  expect(await execute('promtool', ['check', 'rules', file])).toMatchObject({ code: 0 });
});
