import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fill } from '../support/backups';
import { api } from './support/api';
import { QdrantDouble } from './support/qdrant-double';
import { RunningPods } from './support/running-pods';

let qdrant: QdrantDouble;
let pods: RunningPods;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'rollback-'));
  qdrant = await QdrantDouble.start({ nodes: 3 });
  await fill(qdrant.urls[0]!, 'docs', 30);
  pods = await RunningPods.create('going', 3, (pod, port) => {
    const url = port === 6333 ? qdrant.urls[Number(pod.split('-').at(-1))] : undefined;
    return url === undefined ? undefined : Number(new URL(url).port);
  });
});
afterAll(async () => {
  await pods.stop();
  await qdrant.stop();
  rmSync(dir, { recursive: true });
});

test('while pods are not ready it is not known what Qdrant holds, and no other Qdrant is asked', async () => {
  const { code, stderr } = await pods.run(['rollback', '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('Nothing was changed: Of StatefulSet qdrant, 0 of 3 pods are ready');
});

test('without --url, the pods of the cluster itself are asked and backed up', async () => {
  await pods.start();

  const looked = await pods.run(['rollback', '--dry-run']);
  expect(looked.stdout).toContain('    lost: collection docs, 30 points\n');

  const hold = (finalizers: string[] | null) =>
    api.patch('configmap', 'thinkube-service-config', pods.namespace, { metadata: { finalizers } });
  // It stops right after the backup: these pods have no kubelet that would end them.
  await hold(['example.com/hold']);
  const { stdout, stderr } = await pods.run(['rollback', '--yes', '--backup', dir, '--timeout', '1']);
  await hold(null);

  expect(stderr).toContain('waits for finalizer example.com/hold');
  expect(stdout).toContain('3 nodes, 1 collection, as snapshots');
  const [made] = readdirSync(dir);
  expect((await pods.run(['backup', 'verify', join(dir, made!)])).code).toBe(0);
});
