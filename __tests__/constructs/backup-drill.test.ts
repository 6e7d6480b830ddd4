import { App, Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import {
  type BackupDrillOptions,
  EphemeralValkey,
  NetworkPolicies,
  QdrantChart,
  ScheduledBackup,
  type ScheduledBackupOptions,
  type WorkloadProps,
} from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { find, type K8sObject, podOf } from '../support/objects';
import { withoutLongFiles } from '../support/scheduled-backups';
import { stackParts } from '../support/stack-parts';
import { workloadPromises } from '../support/workload-promises';

const NAME = 'qdrant-backup-drill';
const MINIMAL: BackupDrillOptions = { schedule: '@weekly' };
const VOLUME = { schedule: '@daily', volume: { size: '500Gi' } };
const S3 = {
  schedule: '@daily',
  s3: {
    bucket: 'backups',
    prefix: 'production',
    accessKeyId: { name: 'bucket-key', key: 'id' },
    secretAccessKey: { name: 'bucket-key', key: 'secret' },
  },
};

/** The objects of the drill. */
function make(drill: Partial<BackupDrillOptions> = {}, backup: ScheduledBackupOptions = VOLUME): K8sObject[] {
  const app = new App();
  const apiKey = { name: 'qdrant-api-key', key: 'api-key' };
  const qdrant = new QdrantChart(app, 'qdrant', { namespace: 'ns', storage: { size: '10Gi' }, replicas: 3, apiKey });
  const chart = new Chart(app, 'test', { namespace: 'ns' });
  new ScheduledBackup(chart, 'backup', { ...backup, qdrant, drill: { ...MINIMAL, ...drill } });
  return (Testing.synth(chart) as K8sObject[]).filter(({ metadata }) => metadata.name.endsWith('-drill'));
}

const podOfDrill = (...args: Parameters<typeof make>) => podOf(make(...args), 'CronJob', NAME);
const qdrantOf = (pod: any) => pod.initContainers.find(({ name }: any) => name === 'qdrant');

test('minimal', () => {
  expect(withoutLongFiles(make())).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<BackupDrillOptions> = {
    schedule: '0 4 * * 0',
    timeZone: 'Europe/Berlin',
    maxAgeHours: 200,
    size: '1Ti',
    qdrantResources: {
      requests: { cpu: k8s.Quantity.fromString('1') },
      limits: { memory: k8s.Quantity.fromString('2Gi') },
    },
    suspend: true,
    startingDeadlineSeconds: 60,
    activeDeadlineSeconds: 3600,
    backoffLimit: 0,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 2,
  };
  expect(withoutLongFiles(make(props, { ...fullWorkload, ...S3 }))).toMatchSnapshot();
});

test.each(workloadPromises((props: WorkloadProps) => make({}, { ...VOLUME, ...props })))('%s', (_, expectPromise) =>
  expectPromise(),
);

test('two drills never run at once, and none runs for ever', () => {
  expect(find(make(), 'CronJob').spec).toMatchObject({
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: { activeDeadlineSeconds: 21600, backoffLimit: 1 } },
  });
});

test('the temporary Qdrant is a sidecar container that only its pod reaches, with a bound for its data', () => {
  const pod = podOfDrill();
  const qdrant = qdrantOf(pod);
  expect(qdrant).toMatchObject({
    image: expect.stringContaining('qdrant'),
    restartPolicy: 'Always',
    resources: { limits: { cpu: '4', memory: '8Gi' } },
    securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  });
  expect(qdrant.env).toContainEqual({ name: 'QDRANT__SERVICE__HOST', value: '127.0.0.1' });
  expect(qdrant.ports).toBeUndefined();
  expect(pod.volumes).toContainEqual({ name: 'drill', emptyDir: { sizeLimit: '10Gi' } });
  expect(podOfDrill({ size: '1Ti' }).volumes).toContainEqual({ name: 'drill', emptyDir: { sizeLimit: '1Ti' } });
});

test('the pods have no API key, and those of a volume no key at all', () => {
  expect(JSON.stringify(podOfDrill())).not.toContain('secretKeyRef');
  const { containers } = podOfDrill({}, S3);
  expect(containers[0].env.map(({ name }: any) => name)).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
});

test('the program finds the backups where the CronJob of backups writes them', () => {
  const settings = (backup: ScheduledBackupOptions) =>
    JSON.parse(find(make({}, backup), 'ConfigMap', NAME).data['settings.json']);
  expect(settings(VOLUME)).toEqual({ qdrant: 'http://127.0.0.1:6333', volume: '/backups' });
  expect(settings(S3)).toMatchObject({ s3: { bucket: 'backups', prefix: 'production' } });
  expect(podOfDrill().volumes).toContainEqual({
    name: 'backups',
    persistentVolumeClaim: { claimName: 'qdrant-backup' },
  });
});

test('with a volume, the network policy of the pods allows nothing', () => {
  const { chart, qdrant, oauth2Proxy } = stackParts();
  const valkey = new EphemeralValkey(chart, 'valkey');
  const scheduledBackup = new ScheduledBackup(chart, 'backup', { ...VOLUME, qdrant, drill: MINIMAL });
  new NetworkPolicies(chart, 'network-policies', { qdrant, oauth2Proxy, valkey, scheduledBackup });
  const { spec } = find(Testing.synth(chart), 'NetworkPolicy', NAME);
  expect(spec).toEqual({ podSelector: { matchLabels: { app: NAME } }, policyTypes: ['Ingress', 'Egress'] });
});

test.each<[string, Partial<BackupDrillOptions>, ScheduledBackupOptions, string]>([
  [
    'a proof may be 0 hours old',
    { maxAgeHours: 0 },
    VOLUME,
    'BackupDrill: maxAgeHours is 0. Allowed: a number above 0. Fix: use 192.',
  ],
  ['a proof may be of any age', { maxAgeHours: Infinity }, VOLUME, 'BackupDrill: maxAgeHours is'],
  ['the schedule is none', { schedule: 'nightly' }, VOLUME, 'BackupDrill: schedule is "nightly".'],
  ['the size is none', { size: 'big' }, VOLUME, 'BackupDrill: size is "big".'],
  ['the name is too long', {}, { ...VOLUME, name: 'a'.repeat(47) }, 'Allowed: at most 46 characters.'],
])('fails if %s', (_, drill, backup, message) => {
  expect(() => make(drill, backup)).toThrow(message);
});
