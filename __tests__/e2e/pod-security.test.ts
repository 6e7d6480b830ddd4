import { api } from './support/api';
import { REALISTIC } from './support/configs';
import { cleanUp, kubectl, namespaceFor } from './support/cluster';
import { apply, deletePolicy, eventually, list } from './support/objects';
import { synth } from './support/synth';

const RESTRICTED = {
  'pod-security.kubernetes.io/audit': 'restricted',
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

describe.each([
  { name: 'restricted-default', config: {}, pods: 3 },
  { name: 'restricted-vectors', config: REALISTIC, pods: 6 },
  {
    name: 'restricted-production',
    config: { profile: 'production', dashboard: { access: { groups: ['/admins'] } } },
    pods: 6,
  },
])('in a namespace that enforces the restricted policy: $name', ({ name, config, pods }) => {
  const namespace = namespaceFor(name);

  beforeAll(async () => {
    const metadata = { name: namespace, labels: RESTRICTED };
    const restricted = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata });
    await kubectl().must(['create', '-f', '-'], restricted);
  });

  afterAll(async () => {
    await deletePolicy(namespace);
    await cleanUp(namespace);
  });

  test('a pod that the policy forbids is refused, so that what follows means something', async () => {
    const { code, stderr } = await kubectl().run(['run', 'root', '--image=busybox', '-n', namespace]);

    expect(code).toBe(1);
    expect(stderr).toContain('violates PodSecurity "restricted:latest"');
  });

  test('every object is taken without a warning', async () => {
    const dist = await synth({ ...config, namespace });

    expect(await apply(dist)).toMatchObject({ code: 0, stderr: '' });
  });

  test('the labels of the policy are still there', async () => {
    const applied = await api.get('namespace', namespace);

    expect(applied.metadata.labels).toMatchObject(RESTRICTED);
  });

  test('every pod is admitted', async () => {
    await eventually(async () => expect(await list('pods', namespace)).toHaveLength(pods));
  });
});
