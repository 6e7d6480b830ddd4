import { App, Chart, Testing } from 'cdk8s';
import {
  type BackupBucket,
  QdrantChart,
  type QdrantChartProps,
  ScheduledBackup,
  type ScheduledBackupOptions,
  ServerSideEncryption,
} from 'cdk8s-qdrant';
import { AGE_RECIPIENT } from '../support/age-keys';
import { fullWorkload } from '../support/full-props';
import { containerOf, find, type K8sObject, podOf } from '../support/objects';
import { NODE_OPTIONS } from '../support/run-scheduled-backup';
import { withoutLongFiles } from '../support/scheduled-backups';
import { workloadPromises } from '../support/workload-promises';

const MINIMAL: ScheduledBackupOptions = { schedule: '0 2 * * *', volume: { size: '500Gi' } };
const S3 = {
  bucket: 'backups',
  accessKeyId: { name: 'bucket-key', key: 'id' },
  secretAccessKey: { name: 'bucket-key', key: 'secret' },
};

function make(props: Partial<ScheduledBackupOptions> = {}, qdrantProps: Partial<QdrantChartProps> = {}) {
  const app = new App();
  const qdrant = new QdrantChart(app, 'qdrant', { namespace: 'ns', storage: { size: '10Gi' }, ...qdrantProps });
  const chart = new Chart(app, 'test', { namespace: 'ns' });
  const backup = new ScheduledBackup(chart, 'backup', { ...MINIMAL, ...props, qdrant });
  const objects: K8sObject[] = Testing.synth(chart);
  return { backup, objects, qdrant: Testing.synth(qdrant) as K8sObject[] };
}

const synthBackup = (props?: Partial<ScheduledBackupOptions>) => make(props).objects;
const settings = (objects: readonly K8sObject[]) => JSON.parse(find(objects, 'ConfigMap').data['settings.json']);

test('minimal', () => {
  expect(withoutLongFiles(synthBackup())).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<Omit<ScheduledBackupOptions, 's3' | 'drill'>> = {
    ...fullWorkload,
    schedule: '@weekly',
    timeZone: 'Europe/Berlin',
    keep: 3,
    volume: { size: '1Ti', storageClassName: 'slow-hdd', accessModes: ['ReadWriteMany'] },
    encryptTo: [AGE_RECIPIENT],
    ca: { name: 'authorities', key: 'ca.crt' },
    name: 'copies',
    labels: { 'example.com/team': 'search' },
    suspend: true,
    startingDeadlineSeconds: 60,
    activeDeadlineSeconds: 3600,
    backoffLimit: 0,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 2,
  };
  expect(withoutLongFiles(synthBackup(props))).toMatchSnapshot();
});

test('with every setting of a bucket', () => {
  const s3: Required<Omit<BackupBucket, 'serviceAccountAnnotations'>> = {
    ...S3,
    sessionToken: { name: 'bucket-key', key: 'token' },
    serverSideEncryption: ServerSideEncryption.AWS_KMS,
    kmsKeyId: 'alias/backups',
    endpoint: 'https://minio.example.com',
    region: 'eu-central-1',
    prefix: 'production/qdrant',
  };
  expect(withoutLongFiles(synthBackup({ volume: undefined, s3 }))).toMatchSnapshot();
});

test.each(workloadPromises(synthBackup))('%s', (_, expectPromise) => expectPromise());

test('two backups never run at once, and none runs for ever', () => {
  expect(find(synthBackup(), 'CronJob').spec).toMatchObject({
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: { activeDeadlineSeconds: 21600, backoffLimit: 2 } },
  });
  expect(podOf(synthBackup(), 'CronJob').restartPolicy).toBe('Never');
});

test('the schedule says in which time zone it is meant', () => {
  expect(find(synthBackup(), 'CronJob').spec).toMatchObject({ schedule: '0 2 * * *', timeZone: 'Etc/UTC' });
});

test('pods have no rights in Kubernetes, and write to nothing but their volume', () => {
  const pod = podOf(synthBackup(), 'CronJob');
  expect(pod).toMatchObject({ automountServiceAccountToken: false });
  expect(pod.serviceAccountName).toBeUndefined();
  expect(pod.containers[0].volumeMounts.filter(({ readOnly }: any) => !readOnly)).toEqual([
    { name: 'backups', mountPath: '/backups' },
  ]);
});

test('pods of backups are behind no Service of Qdrant', () => {
  const { objects, qdrant } = make({ podLabels: { app: 'qdrant' } });
  const { labels } = find(objects, 'CronJob').spec.jobTemplate.spec.template.metadata;
  const { selector } = find(qdrant, 'Service', 'qdrant').spec;
  expect(Object.entries(selector).every(([key, value]) => labels[key] === value)).toBe(false);
});

test('the program is mounted, and started with its settings', () => {
  const { data } = find(synthBackup(), 'ConfigMap');
  const { command, volumeMounts } = containerOf(synthBackup(), 'CronJob');
  expect(volumeMounts[0]).toEqual({ name: 'program', mountPath: '/opt/scheduled-backup', readOnly: true });
  expect(command).toEqual([
    'node',
    ...NODE_OPTIONS,
    '/opt/scheduled-backup/main.mjs',
    '/opt/scheduled-backup/settings.json',
  ]);
  expect(Object.keys(data)).toEqual(['main.mjs', 'settings.json']);
  expect(Buffer.byteLength(data['main.mjs'])).toBeLessThan(300_000);
});

test('the program needs nothing but Node.js', () => {
  const program = find(synthBackup(), 'ConfigMap').data['main.mjs'];
  const imported = [...program.matchAll(/(?:\bfrom |\bimport\(|\brequire\()["'](.*?)["']/g)].map(([, name]) => name);
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter(name => !name.startsWith('node:'))).toEqual([]);
});

test('every node is asked under its own name', () => {
  const { objects } = make({}, { replicas: 3 });
  expect(settings(objects)).toEqual({
    nodes: [0, 1, 2].map(node => `http://qdrant-${node}.qdrant-headless.ns.svc.cluster.local:6333`),
    keep: 7,
    deadlineSeconds: 21600,
    volume: '/backups',
  });
});

test('nodes that speak TLS are asked by https, with the authorities that are named', () => {
  const { objects } = make({ ca: { name: 'authorities', key: 'ca.crt' } }, { tls: { secretName: 'tls' } });
  expect(settings(objects).nodes[0]).toMatch(/^https:/);
  expect(containerOf(objects, 'CronJob')).toMatchObject({
    env: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/etc/scheduled-backup-ca/ca.crt' }],
    volumeMounts: expect.arrayContaining([{ name: 'ca', mountPath: '/etc/scheduled-backup-ca', readOnly: true }]),
  });
});

test('they are trusted by the authority of their own Secret otherwise, of which nothing else is mounted', () => {
  const { objects } = make({}, { tls: { secretName: 'tls' } });
  expect(podOf(objects, 'CronJob').volumes).toContainEqual({
    name: 'ca',
    secret: { secretName: 'tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  });
  expect(containerOf(objects, 'CronJob').env).toEqual([
    { name: 'NODE_EXTRA_CA_CERTS', value: '/etc/scheduled-backup-ca/ca.crt' },
  ]);
});

test("Qdrant's key comes from its Secret, and is no argument", () => {
  const apiKey = { name: 'qdrant-keys', key: 'api-key' };
  const { objects } = make({}, { apiKey });
  expect(containerOf(objects, 'CronJob').env).toEqual([
    { name: 'QDRANT_API_KEY', valueFrom: { secretKeyRef: apiKey } },
  ]);
});

test('a new claim is made, or the one that is named is used', () => {
  const own = make();
  expect(find(own.objects, 'PersistentVolumeClaim', 'qdrant-backup').spec).toEqual({
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '500Gi' } },
  });
  expect(own.backup.claimName).toBe('qdrant-backup');

  const named = make({ volume: { claimName: 'backups' } });
  expect(named.objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'CronJob']);
  expect(named.backup.claimName).toBe('backups');
  expect(podOf(named.objects, 'CronJob').volumes).toContainEqual({
    name: 'backups',
    persistentVolumeClaim: { claimName: 'backups' },
  });
});

test('a bucket is reached with the key of its Secret, and no volume is mounted', () => {
  const { objects, backup } = make({ volume: undefined, s3: S3 });
  expect(settings(objects).s3).toEqual({
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    region: 'us-east-1',
    bucket: 'backups',
    prefix: '',
  });
  expect(containerOf(objects, 'CronJob').env).toEqual([
    { name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: S3.accessKeyId } },
    { name: 'AWS_SECRET_ACCESS_KEY', valueFrom: { secretKeyRef: S3.secretAccessKey } },
  ]);
  expect(podOf(objects, 'CronJob').volumes.map(({ name }: any) => name)).toEqual(['program']);
  expect(backup.claimName).toBeUndefined();
});

test('without an access key, the pods have a ServiceAccount of their own, with the role in its annotations', () => {
  const serviceAccountAnnotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/backups' };
  const annotations = { team: 'search' };
  const { objects, backup } = make({
    annotations,
    volume: undefined,
    s3: { bucket: 'backups', serviceAccountAnnotations },
  });
  expect(find(objects, 'ServiceAccount', 'qdrant-backup')).toMatchObject({
    metadata: { annotations: { ...annotations, ...serviceAccountAnnotations } },
    automountServiceAccountToken: false,
  });
  expect(podOf(objects, 'CronJob')).toMatchObject({
    serviceAccountName: 'qdrant-backup',
    automountServiceAccountToken: false,
  });
  expect(containerOf(objects, 'CronJob').env).toBeUndefined();
  expect(backup.serviceAccountName).toBe('qdrant-backup');
  expect(make({ volume: undefined, s3: S3 }).backup.serviceAccountName).toBeUndefined();
});

test.each<[string, Partial<ScheduledBackupOptions>, string]>([
  [
    'the backups are encrypted to a private key, which is not repeated',
    { encryptTo: ['AGE-SECRET-KEY-1ABC'] },
    'ScheduledBackup: encryptTo is "(set)". Allowed: public keys of age: age1 and 58 characters. Fix: use what age-keygen -y prints.',
  ],
  [
    'a bucket has an access key and a role',
    { volume: undefined, s3: { ...S3, serviceAccountAnnotations: {} } },
    'ScheduledBackup: s3 is ["accessKeyId","secretAccessKey","serviceAccountAnnotations"]. Allowed: accessKeyId and secretAccessKey, or serviceAccountAnnotations, or none of them. Fix: remove serviceAccountAnnotations, or the access key.',
  ],
  [
    'an access key has one part only',
    { volume: undefined, s3: { bucket: 'backups', accessKeyId: S3.accessKeyId } },
    'ScheduledBackup: s3 is ["accessKeyId"]. Allowed: accessKeyId and secretAccessKey, or serviceAccountAnnotations, or none of them. Fix: remove serviceAccountAnnotations, or the access key.',
  ],
  [
    'a key is named that the service does not use',
    { volume: undefined, s3: { ...S3, serverSideEncryption: ServerSideEncryption.AES256, kmsKeyId: 'alias/a' } },
    'ScheduledBackup: s3.kmsKeyId is "alias/a". Allowed: a key with serverSideEncryption AWS_KMS. Fix: set serverSideEncryption to ServerSideEncryption.AWS_KMS.',
  ],
  [
    'the name leaves no room for those of Jobs',
    { name: 'a'.repeat(53) },
    `ScheduledBackup: name is "${'a'.repeat(53)}". Allowed: at most 52 characters. Fix: shorten it, because the names of Jobs are longer.`,
  ],
  [
    'the name has other characters',
    { name: 'My_backup' },
    'ScheduledBackup: name is "My_backup". Allowed: at most 52 lower-case letters, digits and hyphens, with no hyphen at either end. Fix: for example, write my-backup.',
  ],
  [
    'the name is empty',
    { name: '' },
    'ScheduledBackup: name is "". Allowed: at most 52 lower-case letters, digits and hyphens, with no hyphen at either end. Fix: rename it.',
  ],
  [
    "the name is Qdrant's",
    { name: 'qdrant' },
    'ScheduledBackup: name is "qdrant". Allowed: a name other than that of the StatefulSet. Fix: remove it.',
  ],
  [
    'the schedule is none of cron',
    { schedule: 'daily' },
    `ScheduledBackup: schedule is "daily". Allowed: five fields in cron format, or a macro such as @daily. Fix: use '0 2 * * *'.`,
  ],
  ['no backup would be kept', { keep: 0 }, 'ScheduledBackup: keep is 0. Allowed: an integer of 1 or more. Fix: use 7.'],
  [
    'there is no place for backups',
    { volume: undefined },
    `ScheduledBackup: volume and s3 is []. Allowed: exactly one of them. Fix: set volume to { size: '500Gi' }.`,
  ],
  [
    'there are two places for backups',
    { s3: S3 },
    `ScheduledBackup: volume and s3 is ["volume","s3"]. Allowed: exactly one of them. Fix: set volume to { size: '500Gi' }.`,
  ],
  [
    'a volume is neither new nor named',
    { volume: { storageClassName: 'slow-hdd' } },
    'ScheduledBackup: volume is ["storageClassName"]. Allowed: exactly one of size and claimName. Fix: set size for a new claim.',
  ],
  [
    'a volume is both new and named',
    { volume: { size: '1Gi', claimName: 'backups' } },
    'ScheduledBackup: volume is ["size","claimName"]. Allowed: exactly one of size and claimName. Fix: set size for a new claim.',
  ],
  [
    'the address of the bucket holds a password, which is not repeated',
    { volume: undefined, s3: { ...S3, endpoint: 'https://user:hunter2@minio.example.com' } },
    'ScheduledBackup: s3.endpoint is "(set)". Allowed: http:// or https:// with a host. Fix: remove everything else.',
  ],
  [
    'the folder in the bucket begins with a slash',
    { volume: undefined, s3: { ...S3, prefix: '/a' } },
    `ScheduledBackup: s3.prefix is "/a". Allowed: letters, digits, dots, hyphens, underscores and inner slashes. Fix: use 'production/qdrant'.`,
  ],
])('fails if %s', (_, props, message) => {
  expect(() => make(props)).toThrow(new Error(message));
});
