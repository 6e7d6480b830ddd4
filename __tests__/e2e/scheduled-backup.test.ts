import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { api } from './support/api';
import { REALISTIC } from './support/configs';
import { cleanUp, kubectl, namespaceFor } from './support/cluster';
import { apply, eventually, list, names } from './support/objects';
import { REPOSITORY } from './support/repository';
import { synth } from './support/synth';

const namespace = namespaceFor('scheduled-backup');
const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
const BUCKET = { bucket: 'backups', secretName: 'bucket-key', endpoint: 'http://minio.minio:9000', prefix: 'qdrant' };

beforeAll(async () => {
  const metadata = { name: namespace, labels: RESTRICTED };
  const object = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata });
  await kubectl().must(['create', '-f', '-'], object);
});

afterAll(() => cleanUp(namespace));

const get = async (kind: string, name: string) => await api.get(kind, name, namespace);

/** Starts a backup now, as people do. @returns The pod that the Job makes. */
async function runNow(job: string, cronJob = 'qdrant-backup'): Promise<any> {
  await kubectl().must(['create', 'job', job, `--from=cronjob/${cronJob}`, '-n', namespace]);
  const podsOf = () => list('pods', namespace, { labels: `job-name=${job}` });
  await eventually(async () => expect(await podsOf()).toHaveLength(1));
  return (await podsOf())[0];
}

test('backups to a volume are taken without a warning, and applied again without a change', async () => {
  const dist = await synth({
    ...REALISTIC,
    namespace,
    scheduledBackup: { volume: { size: '1Ti' }, keep: 3, drill: {} },
  });

  expect(await apply(dist)).toMatchObject({ code: 0, stderr: '' });
  const { generation, resourceVersion } = (await get('cronjob', 'qdrant-backup')).metadata;
  expect(await apply(dist)).toMatchObject({ code: 0, stderr: '' });

  expect((await get('cronjob', 'qdrant-backup')).metadata).toMatchObject({ generation, resourceVersion });
});

test('a Job made from the CronJob gets a pod, where the restricted policy is enforced', async () => {
  const pod = await runNow('now');

  expect(pod.spec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: 'Never' });
  expect(pod.spec.volumes.map(({ name }: any) => name)).toEqual(['program', 'backups']);
});

test('a drill gets a pod with a Qdrant beside its program, where the restricted policy is enforced', async () => {
  const { spec } = await runNow('drill-now', 'qdrant-backup-drill');

  expect(spec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: 'Never' });
  expect(spec.initContainers).toMatchObject([{ name: 'qdrant', restartPolicy: 'Always' }]);
  expect(spec.volumes.map(({ name }: any) => name)).toEqual(['program', 'backups', 'drill']);
});

test('backups are behind no Service of Qdrant', async () => {
  const { selector } = (await get('service', 'qdrant-headless')).spec;
  const selected = Object.entries(selector).map(([key, value]) => `${key}=${String(value)}`);
  const pods = await list('pods', namespace, { labels: selected.join() });

  expect(names(pods)).toEqual(['qdrant-0', 'qdrant-1', 'qdrant-2']);
});

test('the program arrives as it is in the package', async () => {
  const { data } = await get('configmap', 'qdrant-backup');

  expect(JSON.parse(data['settings.json'])).toMatchObject({
    nodes: [0, 1, 2].map(node => `http://qdrant-${node}.qdrant-headless.${namespace}.svc.cluster.local:6333`),
    keep: 3,
  });
  const program = join(REPOSITORY, 'constructs', 'programs', 'scheduled-backup.mjs');
  expect(data['main.mjs']).toBe(readFileSync(program, 'utf8'));
});

test('the pod that reads backups in a drill is taken without a warning', async () => {
  const reader = join(REPOSITORY, 'docs', 'examples', 'backup-reader.yaml');

  expect(await kubectl().run(['apply', '-n', namespace, '-f', reader])).toMatchObject({ code: 0, stderr: '' });

  const { spec } = await get('pod', 'backup-reader');
  const { claimName } = spec.volumes[0].persistentVolumeClaim;
  expect(await get('persistentvolumeclaim', claimName)).toBeDefined();
  const backup = (await get('cronjob', 'qdrant-backup')).spec.jobTemplate.spec.template.spec;
  const ownerOf = (pod: any) => pod.containers[0].securityContext.runAsUser;
  expect(ownerOf(spec)).toBe(ownerOf(backup));
});

test('backups change over to a bucket in place, and the claim of the earlier ones stays', async () => {
  const dist = await synth({ ...REALISTIC, namespace, scheduledBackup: { s3: BUCKET } });

  expect(await apply(dist)).toMatchObject({ code: 0, stderr: '' });

  const pod = await runNow('to-bucket');
  expect(pod.spec.volumes.map(({ name }: any) => name)).toEqual(['program']);
  expect(pod.spec.containers[0].env.map(({ name }: any) => name)).toEqual([
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ]);
  expect(await get('persistentvolumeclaim', 'qdrant-backup')).toMatchObject({ kind: 'PersistentVolumeClaim' });
});
