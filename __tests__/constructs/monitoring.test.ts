import { App, Chart, Testing } from 'cdk8s';
import {
  EphemeralValkey,
  GrafanaDashboard,
  QdrantAlerts,
  type QdrantAlertsProps,
  type QdrantChartProps,
  Reconciler,
  type ReconcilerOptions,
  ScheduledBackup,
} from 'cdk8s-qdrant';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dashboardsOf, type Rule, rulesOf, unknownMetrics } from '../support/metrics';
import { find, type K8sObject } from '../support/objects';
import { stackParts } from '../support/stack-parts';

type Options = Partial<Omit<QdrantAlertsProps, 'qdrant'>> & { qdrantProps?: Partial<QdrantChartProps> };

/** Everything that can be watched. */
function parts(qdrantProps: Partial<QdrantChartProps> = {}, reconcile: Partial<ReconcilerOptions> = {}) {
  const { chart, qdrant, oauth2Proxy } = stackParts(qdrantProps, { metricsPort: 44180 });
  const backup = { qdrant, schedule: '@daily', volume: { size: '10Gi' }, drill: { schedule: '@weekly' } };
  const backupChart = new Chart(App.of(chart), 'backup', { namespace: chart.namespace });
  const valkey = new EphemeralValkey(backupChart, 'valkey');
  const options = { settings: '{}', writtenSecrets: [], maxAgeMinutes: 90, verify: {}, ...reconcile };
  return {
    chart,
    qdrant,
    oauth2Proxy,
    scheduledBackup: new ScheduledBackup(backupChart, 'backup', backup),
    reconciler: new Reconciler(backupChart, 'reconciler', { ...options, qdrant, oauth2Proxy, valkey }),
  };
}

function synthAlerts({ qdrantProps, ...options }: Options = {}): K8sObject[] {
  const { chart, ...all } = parts(qdrantProps);
  new QdrantAlerts(chart, 'alerts', { ...all, hosts: ['dashboard.example.com', 'api.example.com'], ...options });
  return Testing.synth(chart);
}

const alerts = (options?: Options): Rule[] => rulesOf(synthAlerts(options));
const names = (options?: Options) => alerts(options).map(({ alert }) => alert);
const alert = (name: string, options?: Options) => alerts(options).find(rule => rule.alert === name)!;

/** The names of Qdrant's own metrics. */
const OF_QDRANT = /\b(?:app|cluster|collections?|grpc|memory|rest)_\w+(?=\{)/g;

function synthDashboard(qdrantProps: Partial<QdrantChartProps> = {}): K8sObject[] {
  const { chart, ...all } = parts({ replicas: 3, ...qdrantProps });
  new GrafanaDashboard(chart, 'dashboard', all);
  return Testing.synth(chart);
}

function panelQueries(objects: readonly K8sObject[]): string[] {
  return dashboardsOf(objects).flatMap(({ panels }) =>
    panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr)),
  );
}

describe('alerts', () => {
  test('watch one thing each, and everything that there is', () => {
    expect(names({ qdrantProps: { replicas: 3 } })).toEqual([
      'QdrantNodeDown',
      'QdrantNoLeader',
      'QdrantClusterSplit',
      'QdrantReplicaDead',
      'QdrantRecoveryMode',
      'QdrantDiskFillingUp',
      'QdrantCertificateExpiring',
      'QdrantBackupTooOld',
      'QdrantBackupUnproven',
      'QdrantReconcileTooOld',
      'QdrantVerifyTooOld',
      'QdrantSignInDown',
      'QdrantSignInErrors',
    ]);
  });

  test('watch nothing that there is not', () => {
    const nothing = { oauth2Proxy: undefined, scheduledBackup: undefined, reconciler: undefined, hosts: undefined };
    expect(names({ ...nothing, qdrantProps: { cluster: { enabled: false } } })).toEqual([
      'QdrantNodeDown',
      'QdrantRecoveryMode',
      'QdrantDiskFillingUp',
    ]);
  });

  test('of one node do not ask for a majority', () => {
    expect(alert('QdrantNoLeader').expr).not.toContain('up{');
    expect(alert('QdrantNoLeader', { qdrantProps: { replicas: 5 } }).expr).toContain('* 2 <= 5');
  });

  test('look at every volume', () => {
    const qdrantProps = { snapshotStorage: { size: '1Gi' }, storage: { size: '1Gi', name: 'data' } };
    expect(alert('QdrantDiskFillingUp', { qdrantProps }).expr).toContain(
      'persistentvolumeclaim=~"data-qdrant-[0-9]+|qdrant-snapshots-qdrant-[0-9]+|qdrant-backup"',
    );
  });

  test('take the age of a backup from the props', () => {
    expect(alert('QdrantBackupTooOld').expr).toMatch(/> 30 \* 3600$/);
    expect(alert('QdrantBackupTooOld', { backupMaxAgeHours: 170 }).expr).toMatch(/> 170 \* 3600$/);
  });

  test('take the age of a proof from the drill', () => {
    expect(alert('QdrantBackupUnproven').expr).toMatch(/cronjob="qdrant-backup-drill".*> 192 \* 3600$/);
  });

  test('take the age of a run from the reconciler, and that of checks from the verifier', () => {
    expect(alert('QdrantReconcileTooOld').expr).toMatch(/cronjob="qdrant-reconcile".*> 90 \* 60$/);
    expect(alert('QdrantVerifyTooOld').expr).toMatch(/cronjob="qdrant-reconcile-verify".*> 180 \* 60$/);
  });

  test('watch the CronJob that only copies the certificate, too', () => {
    const { chart, ...all } = parts(undefined, {
      tlsSchedule: '@hourly',
      certificateSource: { name: 'wildcard', namespace: 'default' },
    });
    new QdrantAlerts(chart, 'alerts', all);
    const { expr } = rulesOf(Testing.synth(chart)).find(rule => rule.alert === 'QdrantReconcileTooOld')!;
    expect(expr).toMatch(
      /^time\(\) - max by \(cronjob\) .*cronjob=~"qdrant-reconcile\|qdrant-reconcile-tls".*> 90 \* 60$/,
    );
  });

  test('say how bad it is, where, and what to do', () => {
    for (const { alert: name, labels, annotations } of alerts()) {
      expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/), namespace: 'ns' });
      expect(annotations).toEqual({
        summary: expect.stringMatching(/^\S.*[^.]$/),
        description: expect.stringMatching(/^\S.*\.$/),
        runbook_url: `https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/alerts.md#${name.toLowerCase()}`,
      });
    }
  });

  test('have a runbook each, and the runbook no other', () => {
    const runbook = readFileSync(join(resolve(__dirname, '../..'), 'docs', 'alerts.md'), 'utf8');
    expect([...runbook.matchAll(/^## (Qdrant\w+)$/gm)].map(([, heading]) => heading)).toEqual(names());
  });

  test('ask for metrics that exist', () => {
    expect(alerts({ qdrantProps: { replicas: 3 } }).flatMap(({ expr }) => unknownMetrics(expr))).toEqual([]);
  });

  test('and the dashboard have the prefix of the metrics, from a variable or the configuration file', () => {
    const service = { metrics_prefix: 'vec_' };
    const env = [{ name: 'QDRANT__SERVICE__METRICS_PREFIX', value: 'env_' }];
    const queries = (qdrantProps: Partial<QdrantChartProps>) => [
      ...alerts({ qdrantProps: { replicas: 3, ...qdrantProps } }).map(({ expr }) => expr),
      ...panelQueries(synthDashboard(qdrantProps)),
    ];
    const prefixed = (prefix: string) => queries({}).map(expr => expr.replace(OF_QDRANT, `${prefix}$&`));
    expect(queries({ config: { service } })).toEqual(prefixed('vec_'));
    expect(queries({ config: { service }, env })).toEqual(prefixed('env_'));
    expect(prefixed('vec_').filter(expr => expr.includes('vec_')).length).toBeGreaterThan(10);
  });

  test('have the name and the labels that are asked for', () => {
    const { metadata } = find(synthAlerts({ name: 'vectors', labels: { release: 'prometheus' } }), 'PrometheusRule');
    expect(metadata.name).toBe('vectors');
    expect(metadata.labels).toMatchObject({ release: 'prometheus', 'app.kubernetes.io/name': 'qdrant' });
  });

  test.each([0, -1, NaN, Infinity])('fails if a backup may be %s hours old', backupMaxAgeHours => {
    expect(() => synthAlerts({ backupMaxAgeHours })).toThrow(/^QdrantAlerts: backupMaxAgeHours is .+ Fix: use 30\.$/);
  });
});

describe('the dashboard', () => {
  const [dashboard] = dashboardsOf(synthDashboard());
  const panels: any[] = dashboard.panels;

  test('has these panels', () => {
    expect(dashboard).toMatchSnapshot();
  });

  test('is found by the sidecar of Grafana, and has an identity of its own', () => {
    expect(dashboardsOf(synthDashboard())).toHaveLength(1);
    expect(dashboard).toMatchObject({ title: 'Qdrant ns/qdrant', uid: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  test('asks the data source that is chosen, for metrics that exist', () => {
    expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'prometheus' }]);
    for (const { datasource, targets } of panels) {
      expect([datasource, ...targets.map((target: any) => target.datasource)]).toEqual(
        Array(targets.length + 1).fill({ type: 'prometheus', uid: '${datasource}' }),
      );
      expect(targets.flatMap(({ expr }: any) => unknownMetrics(expr))).toEqual([]);
      expect(new Set(targets.map(({ refId }: any) => refId)).size).toBe(targets.length);
    }
  });

  test('has panels that do not lie on each other, within the screen', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test('shows sign-ins and backups only where there are any', () => {
    const { chart, qdrant } = parts();
    new GrafanaDashboard(chart, 'dashboard', { qdrant });
    const shown = dashboardsOf(Testing.synth(chart))[0].panels.map(({ title }: any) => title);
    expect(panels.map(({ title }) => title).filter(title => !shown.includes(title))).toEqual([
      'Answers of the sign-in',
      'Age of the last backup',
    ]);
  });
});
