import { ApiObject, App, type Chart, JsonPatch } from 'cdk8s';
import { QdrantStack } from 'cdk8s-qdrant';
import { refusalsAtSynth } from '../support/refusals';
import { stackParts } from '../support/stack-parts';

const KEYS = { apiKey: { name: 'keys', key: 'api-key' }, readOnlyApiKey: { name: 'keys', key: 'read' } };
const CONTAINER = '/spec/template/spec/containers/0';

/** An app whose objects are patched, and what synth says of it: nothing, or what it refuses. */
function refusals(patch: (objects: Record<string, ApiObject>) => void): string[] {
  const { chart, qdrant, oauth2Proxy } = stackParts(KEYS);
  patch({
    qdrant: qdrant.statefulSet,
    login: oauth2Proxy.deployment,
    qdrantFiles: configMapOf(qdrant),
    loginFiles: configMapOf(oauth2Proxy),
  });
  return refusalsAtSynth(chart);
}

function configMapOf(chart: Chart): ApiObject {
  return chart.apiObjects.find(({ kind }) => kind === 'ConfigMap')!;
}

const CHANGED = (what: string) =>
  `A patch changed ${what}, which can open access. Fix: remove the patch, and use the props.`;

/** Position of a variable of Qdrant's container, as it is without a patch. */
function positionOf(name: string): number {
  const { qdrant } = stackParts(KEYS);
  return qdrant.statefulSet.toJson().spec.template.spec.containers[0].env.findIndex((each: any) => each.name === name);
}

test('a stack that cannot be built hides no patch of another one', () => {
  const props = { namespace: 'ns', dashboardHost: 'a', apiHost: 'a', oidcIssuerUrl: 'https://b', emailDomains: ['c'] };
  expect(() => new QdrantStack(new App(), 'broken', { ...props, qdrant: {} } as never)).toThrow('storage');
  const patch = JsonPatch.replace(`${CONTAINER}/command`, ['./qdrant']);
  const { chart, qdrant } = stackParts(KEYS);
  expect(refusalsAtSynth(chart)).toEqual([]);
  qdrant.statefulSet.addJsonPatch(patch);
  expect(refusalsAtSynth(chart)).toEqual([CHANGED('command of StatefulSet qdrant')]);
});

describe('Qdrant: refuses patches', () => {
  const keyAt = `${CONTAINER}/env/${positionOf('QDRANT__SERVICE__API_KEY')}`;
  const readKeyAt = `${CONTAINER}/env/${positionOf('QDRANT__SERVICE__READ_ONLY_API_KEY')}`;

  test.each<[string, JsonPatch, string]>([
    ['that take the key away', JsonPatch.remove(keyAt), 'env'],
    ['that let Qdrant start without it', JsonPatch.add(`${keyAt}/valueFrom/secretKeyRef/optional`, true), 'env'],
    [
      'that empty a key',
      JsonPatch.replace(readKeyAt, { name: 'QDRANT__SERVICE__READ_ONLY_API_KEY', value: '' }),
      'env',
    ],
    [
      'that set the key a second time',
      JsonPatch.add(`${CONTAINER}/env/-`, { name: 'qdrant__service__api_key', value: '' }),
      'env',
    ],
    [
      'that let in pages of any origin',
      JsonPatch.add(`${CONTAINER}/env/-`, { name: 'QDRANT__SERVICE__ENABLE_CORS', value: 'true' }),
      'env',
    ],
    [
      'of variables that nobody sees',
      JsonPatch.add(`${CONTAINER}/envFrom`, [{ configMapRef: { name: 'x' } }]),
      'envFrom',
    ],
    ['of the arguments', JsonPatch.add(`${CONTAINER}/args/-`, '--config-path=/x'), 'args'],
    ['of the command', JsonPatch.replace(`${CONTAINER}/command`, ['./qdrant']), 'command'],
  ])('%s', (_, patch, part) => {
    expect(refusals(({ qdrant }) => qdrant!.addJsonPatch(patch))).toEqual([CHANGED(`${part} of StatefulSet qdrant`)]);
  });

  test('of its configuration', () => {
    const patch = JsonPatch.replace('/data/production.yaml', 'service: { enable_cors: true }');
    expect(refusals(({ qdrantFiles }) => qdrantFiles!.addJsonPatch(patch))).toEqual([
      CHANGED('data of ConfigMap qdrant'),
    ]);
  });
});

describe('oauth2-proxy: refuses patches', () => {
  test.each(['--skip-auth-route=.*', '--skip-auth-regex=.*', '--skip-jwt-bearer-tokens', '--email-domain=*'])(
    'that add the argument %s',
    argument => {
      const patch = JsonPatch.add(`${CONTAINER}/args/-`, argument);
      expect(refusals(({ login }) => login!.addJsonPatch(patch))).toEqual([CHANGED('args of Deployment oauth2-proxy')]);
    },
  );

  test('that add a variable which lets requests past the sign-in', () => {
    const patch = JsonPatch.add(`${CONTAINER}/env`, [{ name: 'OAUTH2_PROXY_SKIP_AUTH_ROUTES', value: '.*' }]);
    expect(refusals(({ login }) => login!.addJsonPatch(patch))).toEqual([CHANGED('env of Deployment oauth2-proxy')]);
  });

  test('of its configuration', () => {
    const patch = JsonPatch.add('/data/oauth2-proxy.cfg', 'skip_auth_routes = [".*"]');
    expect(refusals(({ loginFiles }) => loginFiles!.addJsonPatch(patch))).toEqual([
      CHANGED('data of ConfigMap oauth2-proxy'),
    ]);
  });
});

test('takes patches that change nobody who is let in, also a container ahead of it', () => {
  expect(
    refusals(({ qdrant, login }) => {
      qdrant!.addJsonPatch(
        JsonPatch.add(`${CONTAINER}/env/-`, { name: 'QDRANT__LOG_LEVEL', value: 'INFO' }),
        JsonPatch.add('/spec/template/spec/hostAliases', []),
      );
      login!.addJsonPatch(JsonPatch.add(CONTAINER, { name: 'ahead', image: 'registry.test/ahead:1', args: ['x'] }));
    }),
  ).toEqual([]);
});

describe('what stands in the place of an object of the stack', () => {
  /** What synth says of an app to which somebody adds an object, in a chart of their own. */
  function refusalsOf(kind: string, name: string, more: object = {}, namespace?: string): string[] {
    const { chart, qdrant } = stackParts(KEYS);
    const metadata = { name, namespace };
    new ApiObject(chart, 'mine', { apiVersion: 'v1', kind, metadata, ...more });
    new ApiObject(qdrant, 'mine', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' } });
    return refusalsAtSynth(chart);
  }
  const TWICE = (what: string, of: string) =>
    `${what} is a duplicate of an object of ${of}: the cluster keeps the one applied last, which can open access. Fix: rename yours, or use the props.`;
  const pods = { spec: { template: { spec: { containers: [] } } } };

  test.each<[string, string, object, string]>([
    ['ConfigMap', 'qdrant', {}, 'qdrant'],
    ['ConfigMap', 'oauth2-proxy', { data: { 'oauth2-proxy.cfg': 'skip_auth_routes = [".*"]' } }, 'oauth2-proxy'],
    ['StatefulSet', 'qdrant', pods, 'qdrant'],
    ['Deployment', 'oauth2-proxy', pods, 'oauth2-proxy'],
    ['Service', 'qdrant', { spec: {} }, 'qdrant'],
    ['Service', 'qdrant-headless', { spec: {} }, 'qdrant'],
  ])('is refused: %s %s', (kind, name, more, of) => {
    expect(refusalsOf(kind, name, more)).toEqual([TWICE(`${kind} ${name}`, of)]);
    expect(refusalsOf(kind, 'another', more)).toEqual([]);
    expect(refusalsOf(kind, name, more, 'elsewhere')).toEqual([]);
  });

  test('is refused: one in the same chart', () => {
    const { chart, qdrant } = stackParts(KEYS);
    new ApiObject(qdrant, 'mine', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'qdrant' } });
    expect(refusalsAtSynth(chart)).toEqual([TWICE('ConfigMap qdrant', 'qdrant')]);
  });

  test.each(['keys', 'oauth2-proxy'])('is refused: a Secret %s with values', name => {
    const refusal = `Secret ${name} contains keys or credentials, which everybody who sees the manifests can read. Fix: create it in the cluster, and only name it in the props.`;
    expect(refusalsOf('Secret', name, { stringData: { 'api-key': 'x' } })).toEqual([refusal]);
    expect(refusalsOf('Secret', name, { data: { 'api-key': 'eA==' } })).toEqual([refusal]);
    expect(refusalsOf('Secret', name)).toEqual([]);
    expect(refusalsOf('Secret', name, { data: { 'api-key': 'eA==' } }, 'elsewhere')).toEqual([]);
    expect(refusalsOf('Secret', 'mine', { stringData: { 'api-key': 'x' } })).toEqual([]);
  });
});
