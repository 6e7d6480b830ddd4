import { REALISTIC } from './support/configs';
import { cleanUp, namespaceFor } from './support/cluster';
import { apply, eventually, list, names, objectsOf, settled, versions } from './support/objects';
import { synth } from './support/synth';
import { selections } from './support/workloads';

const first = namespaceFor('first');
const second = namespaceFor(REALISTIC.namespace);

afterAll(() => Promise.all([cleanUp(first), cleanUp(second)]));

test('a stack of another configuration is applied beside the first, which stays untouched', async () => {
  const firstDist = await synth({ namespace: first });
  const secondDist = await synth({ ...REALISTIC, namespace: second });
  expect(await apply(firstDist)).toMatchObject({ code: 0, stderr: '' });
  const before = await settled(async () => versions(await objectsOf(firstDist)));

  expect(await apply(secondDist)).toMatchObject({ code: 0, stderr: '' });

  expect(await settled(async () => versions(await objectsOf(firstDist)))).toEqual(before);
});

test('three nodes start at once, each with a volume for data and one for snapshots', async () => {
  const nodes = ['qdrant-0', 'qdrant-1', 'qdrant-2'];
  const claims = ['snapshots', 'storage'].flatMap(volume => nodes.map(node => `qdrant-${volume}-${node}`));

  await eventually(async () => {
    expect(names(await list('pods', second, { labels: 'app=qdrant' }))).toEqual(nodes);
    expect(names(await list('persistentvolumeclaims', second))).toEqual(claims);
  });
  for (const claim of await list('persistentvolumeclaims', second)) {
    expect(claim.spec).toMatchObject({ storageClassName: 'fast-ssd', resources: { requests: { storage: '50Gi' } } });
  }
});

test('every Service and disruption budget selects all pods of its own workload, and no others', async () => {
  const nodes = ['StatefulSet/qdrant', 'StatefulSet/qdrant', 'StatefulSet/qdrant'];
  expect(await selections(second)).toEqual({
    'Service/ephemeral-valkey': ['Deployment/ephemeral-valkey'],
    'Service/oauth2-proxy': ['Deployment/oauth2-proxy', 'Deployment/oauth2-proxy'],
    'Service/qdrant': nodes,
    'Service/qdrant-headless': nodes,
  });
});

test('every pod pulls from the private registry with its secret', async () => {
  const pods = await list('pods', second);
  expect(pods).toHaveLength(6);
  for (const { metadata, spec } of pods) {
    expect({ pod: metadata.name, secrets: spec.imagePullSecrets }).toEqual({
      pod: metadata.name,
      secrets: [{ name: 'registry-acme' }],
    });
  }
});
