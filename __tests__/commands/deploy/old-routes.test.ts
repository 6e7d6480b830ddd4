import { findOldRoutes, notesOnOldRoutes } from '../../../commands/deploy/old-routes';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';

const CONFIG = parseConfig(
  '{ domainName: example.com, gateway: { name: thinkube-gateway }, dashboard: { mode: proxy } }',
  'config.yaml',
);
const DASHBOARD = 'qdrant-dashboard.example.com';

const httpRoute = (name: string, hostnames: string[] | undefined, metadata: object = {}) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'qdrant', ...metadata },
  spec: { parentRefs: [{ name: 'thinkube-gateway' }], hostnames, rules: [{}] },
});
const ingress = (name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'qdrant', ...metadata },
  spec,
});
const OF_DASHBOARD = { rules: [{ host: DASHBOARD }] };

/** The old routes among these objects. */
function oldAmong(...objects: object[]) {
  const list = async (_: string, kind: string) => objects.filter(object => (object as { kind: string }).kind === kind);
  return findOldRoutes({ list } as never, CONFIG, new Expected(CONFIG).objects);
}

test.each([
  ['of the dashboard', httpRoute('qdrant-dashboard-route', [DASHBOARD])],
  ['of both hosts, in any case', httpRoute('both', ['Qdrant-Dashboard.example.com', 'qdrant.example.com'])],
  ['of ingress-nginx, from before the Gateway', ingress('qdrant-root-redirect', OF_DASHBOARD)],
])('a route %s is old', async (_, object) => {
  expect(await oldAmong(object)).toEqual([object]);
});

test.each([
  ['the config declares it', httpRoute('qdrant-dashboard', [DASHBOARD])],
  [
    'deploy applied it, so prune deletes it',
    httpRoute('mine', [DASHBOARD], { managedFields: [{ manager: 'qdrant-stack', operation: 'Apply' }] }),
  ],
  ['it has another host, too', httpRoute('portal', [DASHBOARD, 'portal.example.com'])],
  ['it has every host', httpRoute('all', undefined)],
  ['it has a rule for every host', ingress('all', { rules: [{ host: DASHBOARD }, {}] })],
  ['it has a default backend', ingress('default', { ...OF_DASHBOARD, defaultBackend: {} })],
  [
    'a controller made it, such as the solver of a certificate',
    ingress('cm-acme-http-solver', OF_DASHBOARD, { ownerReferences: [{ kind: 'Challenge', controller: true }] }),
  ],
])('a route is not old where %s', async (_, object) => {
  expect(await oldAmong(object)).toEqual([]);
});

test('a note names the hosts of an old route, and the ways to delete it', () => {
  expect(notesOnOldRoutes([httpRoute('qdrant-api-route', ['qdrant.example.com'])])).toEqual([
    'HTTPRoute qdrant/qdrant-api-route routes qdrant.example.com too and stays, and the config does not declare it: kubectl delete httproute.gateway.networking.k8s.io -n qdrant qdrant-api-route, or deploy with --remove-old-routes',
  ]);
});
