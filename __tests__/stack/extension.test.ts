import { buildApp } from '../../app';
import type { Extend } from '../../config/define';
import { parseConfig } from '../../config/load';
import { Expected } from '../../stack/expected';
import { render } from '../../stack/manifests';

const CONFIG = parseConfig('domainName: example.net', 'config.yaml');
const STATEFUL_SET = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } } } },
};

const filesOf = (extend: Extend) => render(buildApp({ ...CONFIG, extend })).map(({ name }) => name);

test('an extend that adds nothing changes nothing', () => {
  const files = filesOf(() => undefined);

  expect(files).toEqual(render(buildApp(CONFIG)).map(({ name }) => name));
});

test('charts of extend come after the namespace, wherever they are', () => {
  const files = filesOf(({ stack, cdk8s }) => {
    new cdk8s.Chart(stack.qdrant, 'nested', { namespace: 'qdrant' });
    new cdk8s.Chart(stack, 'inside', { namespace: 'qdrant' });
  });

  expect(files[0]).toBe('0000-namespace.k8s.yaml');
  expect(files).toContainEqual(expect.stringMatching(/-nested\.k8s\.yaml$/));
  expect(files.at(-1)).toMatch(/-inside\.k8s\.yaml$/);
});

test('a chart that the namespace depends on comes before the namespace', () => {
  const [first] = filesOf(({ app, stack, cdk8s }) => {
    const before = new cdk8s.Chart(app, 'before');
    (stack.node.findChild('namespace') as typeof before).addDependency(before);
  });

  expect(first).toBe('0000-before.k8s.yaml');
});

describe('what the commands expect', () => {
  const expectedOf = (extend: Extend) => new Expected({ ...CONFIG, extend });

  test('the database is the StatefulSet of the stack, whatever else extend adds', () => {
    const expected = expectedOf(({ stack, cdk8s }) => {
      new cdk8s.ApiObject(stack.node.findChild('valkey'), 'other', { ...STATEFUL_SET, metadata: { name: 'other' } });
    });

    expect(expected.all('StatefulSet').map(({ metadata }) => metadata.name)).toEqual(['other', 'qdrant']);
    expect(expected.qdrant.metadata.name).toBe('qdrant');
  });

  test('objects of other namespaces are applied, and not searched in the namespace of the stack', () => {
    const expected = expectedOf(({ chart, cdk8s }) => {
      const metadata = { name: 'shop', namespace: 'shop' };
      new cdk8s.ApiObject(chart, 'shop', { apiVersion: 'v1', kind: 'Service', metadata, spec: {} });
    });

    expect(expected.objects.map(({ metadata }) => metadata.name)).toContain('shop');
    expect(expected.all('Service').map(({ metadata }) => metadata.name)).not.toContain('shop');
  });
});
