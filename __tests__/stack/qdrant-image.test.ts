import { qdrantContainer, versionOf, versionText } from '../../stack/qdrant-image';

test.each([
  ['docker.io/qdrant/qdrant:v1.15.4', 'v1.15.4'],
  ['qdrant:1.15.4-unprivileged', 'v1.15.4'],
  ['registry:5000/qdrant:v1.15', 'v1.15'],
  ['qdrant:v1.15.4@sha256:0123456789abcdef', 'v1.15.4'],
  ['qdrant:latest', undefined],
  ['registry:5000/qdrant', undefined],
  ['qdrant@sha256:0123456789abcdef', undefined],
  ['qdrant:2024-01-01', undefined],
])('the version in the tag of %s is %s', (image, text) => {
  const version = versionOf(image);

  expect(version && versionText(version)).toBe(text);
});

test('a tag without a patch is the latest patch', () => {
  expect(versionOf('qdrant:v1.15')!.compare('1.15.99')).toBe(1);
  expect(versionOf('qdrant:v1.15')!.compare('1.16.0')).toBe(-1);
});

describe('the container of Qdrant', () => {
  const find = (...containers: { name?: string; image: string }[]) =>
    qdrantContainer({ kind: 'StatefulSet', spec: { template: { spec: { containers } } } })?.image;
  const sidecar = { name: 'exporter', image: 'registry.acme.test/exporter:1.29' };

  test.each([
    ['is called qdrant', find(sidecar, { name: 'qdrant', image: 'mirror/db:v1.19.0' }), 'mirror/db:v1.19.0'],
    ['has an image of that repository', find(sidecar, { name: 'db', image: 'acme/qdrant:v1' }), 'acme/qdrant:v1'],
    ['does not, by a tag or another path', find({ name: 'db', image: 'qdrant/exporter:qdrant' }), undefined],
    ['is called qdrant rather than', find({ image: 'qdrant:v1' }, { name: 'qdrant', image: 'x:v2' }), 'x:v2'],
    ['does not exist', find(sidecar), undefined],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
