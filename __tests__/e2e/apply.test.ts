import { cleanUp, kubectl, namespaceFor } from './support/cluster';
import {
  apply,
  deletePolicy,
  eventually,
  list,
  manifestsOf,
  names,
  objectsOf,
  settled,
  versions,
} from './support/objects';
import { synth } from './support/synth';
import { selections, workloadsOfPods } from './support/workloads';

const namespace = namespaceFor('qdrant');
let dist: string;

beforeAll(async () => {
  dist = await synth({ namespace });
});

afterAll(() => cleanUp(namespace));

test('one apply takes every object, in name order and without a warning', async () => {
  const { code, stdout, stderr } = await apply(dist);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe(`namespace/${namespace} serverside-applied`);
  expect(lines.filter(line => !line.endsWith(' serverside-applied'))).toEqual([]);
  expect(await objectsOf(dist)).toHaveLength(lines.length);
});

test('the controllers make one pod for each workload, and the claim of the first node', async () => {
  await eventually(async () => {
    expect(await workloadsOfPods(namespace)).toEqual({
      'Deployment/ephemeral-valkey': [expect.any(String)],
      'Deployment/oauth2-proxy': [expect.any(String)],
      'StatefulSet/qdrant': ['qdrant-0'],
    });
    expect(names(await list('persistentvolumeclaims', namespace))).toEqual(['qdrant-storage-qdrant-0']);
  });
});

test('every Service selects the pods of its own workload, and no others', async () => {
  expect(await selections(namespace)).toEqual({
    'Service/ephemeral-valkey': ['Deployment/ephemeral-valkey'],
    'Service/oauth2-proxy': ['Deployment/oauth2-proxy'],
    'Service/qdrant': ['StatefulSet/qdrant'],
    'Service/qdrant-headless': ['StatefulSet/qdrant'],
  });
});

test('a second apply writes nothing', async () => {
  const before = await settled(async () => versions(await objectsOf(dist)));

  expect(await apply(dist)).toMatchObject({ code: 0, stderr: '' });

  expect(await settled(async () => versions(await objectsOf(dist)))).toEqual(before);
});

test.each([['--server-side'], []])('kubectl diff %s finds no difference', async (...flags) => {
  expect(await kubectl().run(['diff', ...flags, '-f', dist])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('another storage size is refused, and what runs stays as it is', async () => {
  const before = await settled(async () => versions(await objectsOf(dist)));
  const resized = await synth({ namespace, qdrant: { storage: { size: '200Gi' } } });

  const { code, stderr } = await apply(resized);

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /The StatefulSet "qdrant" is invalid: spec: Forbidden: updates to statefulset spec for fields/,
  );
  expect(await settled(async () => versions(await objectsOf(dist)))).toEqual(before);
  const [claim] = await list('persistentvolumeclaims', namespace);
  expect(claim?.spec.resources.requests.storage).toBe('150Gi');
});

describe.each([
  ['seed', {}],
  [
    'production',
    {
      profile: 'production',
      dashboard: { access: { groups: ['/admins'] } },
      monitoring: { prometheusOperator: false },
    },
  ],
])('a plain kubectl apply of profile %s', (name, config) => {
  const place = namespaceFor(`plain-${name}`);
  let folder: string;

  beforeAll(async () => {
    folder = await synth({ ...config, namespace: place });
    await kubectl().must(['apply', '-f', folder]);
  });
  afterAll(async () => {
    await deletePolicy(place);
    await cleanUp(place);
  });

  test('is complete: the server changes no field', async () => {
    const live = await objectsOf(folder);

    expect(live).toMatchObject(manifestsOf(folder));
  });

  test('changes nothing when it is repeated', async () => {
    const stdout = await kubectl().must(['apply', '-f', folder]);

    expect(
      stdout
        .trimEnd()
        .split('\n')
        // kubectl replaces the selector of a budget with each apply, whether it differs or not.
        .filter(line => !line.endsWith(' unchanged') && !line.startsWith('poddisruptionbudget')),
    ).toEqual([]);
  });
});
