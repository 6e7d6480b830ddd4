import { findOldRoutes, notesOnOldRoutes, refuseRoutes } from '../../../commands/deploy/old-routes';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';

const CONFIG = parseConfig(
  '{ domainName: example.com, gateway: { name: thinkube-gateway }, dashboard: { mode: proxy } }',
  'config.yaml',
);
const DASHBOARD = 'qdrant-dashboard.example.com';

const BY_ANSIBLE = [
  { manager: 'OpenAPI-Generator', operation: 'Update', apiVersion: 'gateway.networking.k8s.io/v1', fieldsV1: {} },
  { manager: 'OpenAPI-Generator', operation: 'Update', apiVersion: 'networking.k8s.io/v1', fieldsV1: {} },
];
const BY_HAND = [{ ...BY_ANSIBLE[0], manager: 'kubectl-edit' }];

const httpRoute = (name: string, hostnames: string[] | undefined, metadata: object = {}, backend?: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'qdrant', managedFields: BY_ANSIBLE, ...metadata },
  spec: {
    parentRefs: [{ name: 'thinkube-gateway' }],
    hostnames,
    rules: [{ backendRefs: backend === undefined ? [] : [{ name: backend, port: 80 }] }],
  },
});
const ingress = (name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'qdrant', managedFields: BY_ANSIBLE, ...metadata },
  spec,
});
const OF_DASHBOARD = { rules: [{ host: DASHBOARD }] };
const leadingTo = (name: string) => ({
  rules: [{ host: DASHBOARD, http: { paths: [{ path: '/', backend: { service: { name, port: { number: 80 } } } }] } }],
});

/** The old routes among these objects. */
function oldAmong(...objects: object[]) {
  const list = async (_: string, kind: string) => objects.filter(object => (object as { kind: string }).kind === kind);
  return findOldRoutes({ list } as never, CONFIG, new Expected(CONFIG), []);
}

const PLAYBOOKS: [string, ...string[]][] = [
  ['Ingress', 'oauth2-proxy-ingress', 'qdrant-api-ingress', 'qdrant-http-ingress', 'qdrant-root-redirect'],
  ['HTTPRoute', 'oauth2-proxy-ingress', 'qdrant-api-route', 'qdrant-dashboard-route', 'qdrant-root-redirect'],
];

test.each(PLAYBOOKS)('each %s of the playbooks is known', async (kind, ...names) => {
  const routes = names.map(name =>
    kind === 'Ingress' ? ingress(name, leadingTo('qdrant')) : httpRoute(name, [DASHBOARD], {}, 'oauth2-proxy'),
  );

  expect(await oldAmong(...routes)).toEqual({ ofPlaybooks: routes, ofOthers: [] });
});

test('a route of the playbooks can redirect without a backend, and have hosts in any case', async () => {
  const route = httpRoute('qdrant-root-redirect', ['Qdrant-Dashboard.example.com']);

  expect(await oldAmong(route)).toEqual({ ofPlaybooks: [route], ofOthers: [] });
});

test.each([
  ['another name', httpRoute('mine', [DASHBOARD, 'qdrant.example.com'], {}, 'qdrant')],
  ['a name of the other kind', ingress('qdrant-api-route', leadingTo('qdrant'))],
  ['another writer', httpRoute('qdrant-api-route', ['qdrant.example.com'], { managedFields: BY_HAND }, 'qdrant')],
  ['a backend that the stack does not have', httpRoute('qdrant-dashboard-route', [DASHBOARD], {}, 'portal')],
  ['such a backend in an ingress', ingress('qdrant-root-redirect', leadingTo('portal'))],
  [
    'a backend that is no Service',
    ingress('qdrant-root-redirect', {
      rules: [
        { host: DASHBOARD, http: { paths: [{ path: '/', backend: { resource: { kind: 'Bucket', name: 'a' } } }] } },
      ],
    }),
  ],
])('a route with %s is not of the playbooks', async (_, object) => {
  expect(await oldAmong(object)).toEqual({ ofPlaybooks: [], ofOthers: [object] });
});

test.each([
  ['the config declares it', httpRoute('qdrant-dashboard', [DASHBOARD])],
  [
    'deploy applied it, so prune deletes it',
    httpRoute('mine', [DASHBOARD], { managedFields: [{ manager: 'qdrant-stack', operation: 'Apply' }] }),
  ],
  ['it has another host, too', httpRoute('qdrant-dashboard-route', [DASHBOARD, 'portal.example.com'])],
  ['it has every host', httpRoute('qdrant-dashboard-route', undefined)],
  ['it has a rule for every host', ingress('qdrant-http-ingress', { rules: [{ host: DASHBOARD }, {}] })],
  ['it has a default backend', ingress('qdrant-http-ingress', { ...OF_DASHBOARD, defaultBackend: {} })],
  [
    'a controller made it, such as the solver of a certificate',
    ingress('cm-acme-http-solver', OF_DASHBOARD, { ownerReferences: [{ kind: 'Challenge', controller: true }] }),
  ],
])('a route is not old where %s', async (_, object) => {
  expect(await oldAmong(object)).toEqual({ ofPlaybooks: [], ofOthers: [] });
});

test('a note names the hosts of a route of somebody else, and the command that deletes the route', () => {
  const mine = httpRoute('mine', ['qdrant.example.com']);

  expect(notesOnOldRoutes({ ofPlaybooks: [httpRoute('qdrant-api-route', [DASHBOARD])], ofOthers: [mine] })).toEqual([
    'HTTPRoute qdrant/mine routes qdrant.example.com too and stays, and the config does not declare it; to delete it: kubectl delete httproute.gateway.networking.k8s.io -n qdrant mine',
  ]);
});

describe('refuseRoutes', () => {
  const [open, redirect] = ['qdrant-dashboard-route', 'qdrant-root-redirect'].map(name => httpRoute(name, [DASHBOARD]));
  const violation = { object: 'HTTPRoute qdrant/qdrant-dashboard-route', problem: 'is open', fix: 'close it' };
  const refusal = (...args: Parameters<typeof refuseRoutes>) => {
    try {
      refuseRoutes(...args);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  test('refuses the routes of the playbooks that stay, each once, open or not', () => {
    expect(refusal([violation], [open!, redirect!])).toMatchObject({
      problem:
        'HTTPRoute qdrant/qdrant-dashboard-route is open; HTTPRoute qdrant/qdrant-root-redirect is a route of an earlier installation that the config does not declare',
      fix: expect.stringMatching(
        /^close it; kubectl delete httproute\S+ -n qdrant qdrant-root-redirect; or let deploy delete HTTPRoute qdrant\/qdrant-dashboard-route, HTTPRoute qdrant\/qdrant-root-redirect after the new routes work: .* deploy -- --remove-old-routes$/,
      ),
    });
  });

  test('offers no option for the routes of others', () => {
    expect(refusal([violation], [])).toMatchObject({ fix: 'close it' });
  });

  test('accepts a cluster without such routes', () => {
    expect(refusal([], [])).toBeUndefined();
  });
});
