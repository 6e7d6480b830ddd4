import { podsOf } from '../../stack/pods';

const LABELS = { app: 'qdrant' };
const workload = (kind: string) => ({
  kind,
  metadata: { namespace: 'ns', name: 'qdrant' },
  spec: { selector: { matchLabels: LABELS } },
});
const pod = (name: string, owner?: { kind: string; name: string }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: LABELS, ...(owner && { ownerReferences: [{ ...owner, controller: true }] }) },
});
const PODS = [
  pod('qdrant-0', { kind: 'StatefulSet', name: 'qdrant' }),
  pod('qdrant-1'),
  pod('qdrant-test-db-interaction'),
  pod('qdrant-2', { kind: 'StatefulSet', name: 'other' }),
  pod('qdrant-5d9c-x', { kind: 'ReplicaSet', name: 'qdrant-5d9c' }),
  pod('job-x', { kind: 'Job', name: 'qdrant-job' }),
];

async function namesOf(kind: string): Promise<string[]> {
  const asked: string[] = [];
  const cluster = {
    list: async (_version: string, _kind: string, namespace: string, selector: string) => {
      asked.push(`${namespace} ${selector}`);
      return PODS;
    },
  };
  const pods = await podsOf(cluster as never, workload(kind));
  expect(asked).toEqual(['ns app=qdrant']);
  return pods.map(({ metadata }) => metadata.name);
}

test('a StatefulSet has its own pods, and adopts pods by their names', async () => {
  expect(await namesOf('StatefulSet')).toEqual(['qdrant-0', 'qdrant-1']);
});

test('a Deployment has the pods of its ReplicaSets', async () => {
  expect(await namesOf('Deployment')).toEqual(['qdrant-5d9c-x']);
});
