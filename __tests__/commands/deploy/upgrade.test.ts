import { checkUpgrade } from '../../../commands/deploy/upgrade';

const running = (image: string) => ({
  kind: 'StatefulSet',
  metadata: { namespace: 'vectors', name: 'qdrant' },
  spec: { template: { spec: { containers: [{ name: 'qdrant', image }] } } },
});
const image = (tag: string) => `harbor.example.com:5000/library/qdrant${tag}`;
const check = (from: string, to: string, allowJump = false) =>
  checkUpgrade(running(image(from)), running(image(to)), allowJump);

test('the version is that of the container called qdrant, whatever stands before it', () => {
  const sidecar = { name: 'exporter', image: 'registry.acme.test/exporter:1.29' };
  const withSidecar = (tag: string) => {
    const { spec, ...rest } = running(image(tag));
    const { containers } = spec.template.spec;
    return { ...rest, spec: { template: { spec: { containers: [sidecar, ...containers] } } } };
  };

  expect(checkUpgrade(withSidecar(':v1.19.0'), running(image(':v1.19.0')), false)).toEqual([]);
  expect(() => checkUpgrade(withSidecar(':v1.15.4'), running(image(':v1.19.0')), false)).toThrow(
    'Qdrant would go from v1.15.4 to v1.19.0',
  );
});

test('pods without a container of Qdrant are told, as nothing can check them', () => {
  const others = running('registry.acme.test/exporter:1.29');
  const live = { ...others, spec: { template: { spec: { containers: [{ name: 'x', image: 'x:1.29' }] } } } };

  expect(checkUpgrade(live, running(image(':v1.19.0')), false)).toEqual([
    `the version of Qdrant cannot be read from the running pods, so nothing checks the upgrade to ${image(':v1.19.0')}; set qdrant.version, and back up first: npm run backup -- create`,
  ]);
});

test('nothing is said where no version changes, or nothing runs yet', () => {
  expect(check(':v1.15.4', ':v1.15.4')).toEqual([]);
  expect(check(':v1.15.4', ':v1.15.4-unprivileged')).toEqual([]);
  expect(checkUpgrade(undefined, running(image(':v1.15.4')), false)).toEqual([]);
});

test.each([
  [':v1.15.4', ':v1.15.5'],
  [':v1.15.4', ':v1.16.0'],
  [':v1.15', ':v1.16'],
  [':v1.9.7', ':v1.10.0'],
])('%s to %s is allowed, after a backup', (from, to) => {
  expect(check(from, to)).toEqual([
    `Qdrant ${from.slice(1)} becomes ${to.slice(1)}; back up first: npm run backup -- create`,
  ]);
});

test.each([
  [':v1.15.4', ':v1.17.0'],
  [':v1.9.0', ':v1.11.0'],
  [':v1.15.4', ':v2.0.0'],
])('fails if %s to %s leaves out a minor version', (from, to) => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(from)!;

  expect(() => check(from, to)).toThrow(
    `Qdrant would go from ${from.slice(1)} to ${to.slice(1)} (StatefulSet vectors/qdrant): Qdrant is upgraded one minor version at a time. ` +
      `Fix: first deploy the latest ${major}.${Number(minor) + 1}, wait until it runs, and continue from there, and back up first: npm run backup -- create. ` +
      'To upgrade all the same: --allow-version-jump.',
  );
});

test('fails if the version before is not rolled out', () => {
  const { spec, ...rest } = running(image(':v1.16.0'));
  const live = (status: object) => ({ ...rest, spec: { ...spec, replicas: 3 }, status });
  const to = (tag: string, status: object) => () => checkUpgrade(live(status), running(image(tag)), false);

  expect(to(':v1.17.0', { readyReplicas: 2, updatedReplicas: 1, replicas: 3 })).toThrow(
    'v1.16.0 is not rolled out yet: 2 of 3 ready, 1 of 3 updated. Fix: wait until the rollout ends, or find out what blocks it (npm run status)',
  );
  expect(to(':v1.16.1', { readyReplicas: 2, updatedReplicas: 1, replicas: 3 })()).toHaveLength(1);
  expect(to(':v1.17.0', { readyReplicas: 3, updatedReplicas: 3, replicas: 3 })()).toHaveLength(1);
});

test.each([
  [':v1.15.4', ':v1.15.3'],
  [':v1.15.4', ':v1.14.9'],
  [':v2.0.0', ':v1.20.0'],
])('fails if %s to %s goes back', (from, to) => {
  expect(() => check(from, to)).toThrow(
    'an older version may not read the data of a newer version. Fix: set images.qdrant',
  );
});

test('a tag that moves within its minor version is not taken for an older patch', () => {
  expect(check(':v1.15.4', ':v1.15')).toHaveLength(1);
});

test.each([
  [':v1.15.4', ':latest', ':latest'],
  ['@sha256:aaaa', ':v1.15.4', '@sha256:aaaa'],
])('%s to %s is told, as nobody can check it', (from, to, unknown) => {
  expect(check(from, to)).toEqual([
    `the version of Qdrant cannot be read from image ${image(unknown)}, so nothing checks the upgrade to ${image(to)}; set qdrant.version, and back up first: npm run backup -- create`,
  ]);
});

test('what is refused can be wanted all the same, and is told then', () => {
  expect(check(':v1.15.4', ':v1.17.0', true)).toEqual([
    'Qdrant would go from v1.15.4 to v1.17.0: Qdrant is upgraded one minor version at a time; back up first: npm run backup -- create',
  ]);
});

test('the label tells the version of an image with a digest only', () => {
  const digest = (digit: string, version: string) => {
    const { metadata, ...rest } = running(image(`@sha256:${digit.repeat(64)}`));
    return { ...rest, metadata: { ...metadata, labels: { 'app.kubernetes.io/version': version } } };
  };

  expect(() => checkUpgrade(digest('a', 'v1.15.4'), digest('b', '1.17.0'), false)).toThrow(
    'Qdrant would go from v1.15.4 to v1.17.0',
  );
  expect(checkUpgrade(digest('a', 'v1.15.4'), digest('b', 'latest'), false)).toHaveLength(1);
});
