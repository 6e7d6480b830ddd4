import { type AppRoutes, type OwnedRoute } from './app-routes';
import { type Fields, mapping, mappingAt, mappings } from '../common/mapping';
import {
  containerPortsOf,
  isService,
  type ParsedManifest,
  podTemplateOf,
  port,
  string,
  stringMap,
  strings,
} from './manifest-reader';
import { isQdrant, type ProtectedParts, type ProtectedQdrant, titleOf } from './protected-parts';
import { answersFor, filtersOf, isIngress, isTrue, nginxAnnotation, takenBy } from './routes';
import { type Item, manifestAmong, type Rule, type Violation } from './rule-set';
import { leadingTo, selecting } from './service-selectors';

const DASHBOARD_PATHS = ['/dashboard', '/dashboard/', '/dashboard/index.html', '/dashboard/assets/index.js'];
/** The headers in which Qdrant expects a key. */
export const KEY_HEADERS = ['api-key', 'authorization'];
const WITHOUT_KEY = 'which requires no API key: anybody who reaches it can read and change everything';
/** Qdrant requires a key on this port only with a setting that is off by default. */
const BETWEEN_NODES =
  'the port between the nodes of Qdrant, which may require no key: anybody who reaches it can read and change everything';
/** Qdrant never requires a key on this port. */
const METRICS =
  'the port of the metrics of Qdrant, which requires no API key: anybody who reaches it can read the names of all collections';
const PUBLISHING_TYPES = ['LoadBalancer', 'NodePort'];

/** A header that a route sets, with its name in lower case. */
interface Header {
  readonly name: string;
  readonly value: string;
}

/** The violations of routes to the backend that no sign-in protects. */
export function apiViolations(
  open: readonly OwnedRoute[],
  { routes }: AppRoutes,
  items: readonly Item[],
  backend: ProtectedParts['backend'],
): Violation[] {
  const title = titleOf(backend);
  return [
    ...open.flatMap(route => [
      ...(backend.hasApiKey ? addedKeys(route, title) : [withoutKey(route, title)]),
      ...originViolations(route, items),
      ...rewriteViolations(route, title),
    ]),
    ...pageViolations(open, routes, dashboardPaths(backend)),
  ];
}

/** Services and pods that publish Qdrant without a key, the port between its nodes, or the port of its metrics. */
export function publishedPorts(qdrant: ProtectedQdrant): Rule {
  return items => {
    const statefulSet = manifestAmong(items, qdrant.statefulSet);
    const selectsQdrant = selecting(statefulSet);
    const leadsToP2p = leadingTo(statefulSet, qdrant.p2pPort);
    const leadsToMetrics = leadingTo(statefulSet, qdrant.metricsPort);
    const violationsOf = (item: Item, how: string, hasP2p: boolean, hasMetrics: boolean): Violation[] => [
      ...(qdrant.hasApiKey ? [] : [withoutKey(item, 'Qdrant', `(${how}) publishes`)]),
      ...(hasP2p ? [{ ...item, problem: `(${how}) publishes ${BETWEEN_NODES}`, fix: 'remove that port' }] : []),
      ...(hasMetrics ? [toMetrics(item, `(${how}) publishes`)] : []),
    ];
    return items.flatMap(item => {
      const { manifest } = item;
      if (isService(manifest) && selectsQdrant(manifest)) {
        const how = publishedBy(manifest);
        const has = (leads: typeof leadsToP2p) =>
          mappings(manifest.spec.ports).some(each => leads(manifest, port(each.port)));
        return how === undefined ? [] : violationsOf(item, how, has(leadsToP2p), has(leadsToMetrics));
      }
      if (manifest.kind === qdrant.statefulSet.kind && manifest.name === qdrant.statefulSet.name) {
        const pod = mappingAt(podTemplateOf(manifest), 'spec');
        const ports = containerPortsOf(manifest);
        const onHost = pod.hostNetwork === true ? ports : ports.filter(each => each.hostPort !== undefined);
        const has = (own: number | undefined) =>
          own !== undefined && onHost.some(({ containerPort }) => containerPort === own);
        const how = pod.hostNetwork ? 'hostNetwork' : 'hostPort';
        return onHost.length === 0 ? [] : violationsOf(item, how, has(qdrant.p2pPort), has(qdrant.metricsPort));
      }
      return [];
    });
  };
}

/** How a Service can be reached from outside of the cluster. */
function publishedBy({ spec }: ParsedManifest): string | undefined {
  if (strings(spec.externalIPs).length > 0) {
    return 'externalIPs';
  }
  return PUBLISHING_TYPES.find(type => type === spec.type);
}

/** Routes to the port between the nodes of Qdrant. */
export function p2pViolations({ routes, destinationOf }: AppRoutes): Violation[] {
  return routes.filter(({ backend }) => destinationOf(backend) === 'p2p').map(item => toP2p(item));
}

/** The violation of an object that routes to the port between the nodes of Qdrant. */
export function toP2p({ object, manifest }: Item): Violation {
  return { object, manifest, problem: `routes to ${BETWEEN_NODES}`, fix: 'route it to the port of the API' };
}

/** The violation of an object that routes to the port of the metrics of Qdrant, or publishes it. */
export function toMetrics({ object, manifest }: Item, verb = 'routes to'): Violation {
  return {
    object,
    manifest,
    problem: `${verb} ${METRICS}`,
    fix: 'remove the route or the port',
    risk: 'apiWithoutKey',
  };
}

/** The violation of an object that routes to the backend, or publishes it, while the backend requires no key. */
export function withoutKey({ object, manifest }: Item, title: string, verb = 'routes to'): Violation {
  const problem = `${verb} ${title}, ${WITHOUT_KEY}`;
  return { object, manifest, problem, fix: `give ${title} an API key`, risk: 'apiWithoutKey' };
}

/** Headers with a key that a gateway adds to every request. */
function addedKeys({ object, manifest }: Item, title: string): Violation[] {
  return headersOf(manifest, 'requestHeaderModifier')
    .filter(({ name }) => KEY_HEADERS.includes(name))
    .map(({ name }) => {
      const problem = `adds the header ${name} to requests to ${title}, so anybody who reaches it has the rights of that key`;
      return { object, manifest, problem, fix: 'let the clients send the key', risk: 'apiWithoutKey' };
    });
}

/** The headers that the filters of a gateway route set. */
function headersOf({ spec }: ParsedManifest, modifier: string): Header[] {
  return mappings(spec.rules)
    .flatMap(filtersOf)
    .map(filter => mapping(filter[modifier]))
    .flatMap(({ set, add }) => [...mappings(set), ...mappings(add)])
    .map(({ name, value }) => ({ name: (string(name) ?? '').toLowerCase(), value: string(value) ?? '' }));
}

/** The headers that ingress-nginx adds to responses, from a ConfigMap of the app. */
function customHeaders(manifest: ParsedManifest, items: readonly Item[]): Header[] {
  const configMap = nginxAnnotation(manifest, 'custom-headers')?.split('/').pop();
  return items
    .filter(({ manifest: { kind, name } }) => kind === 'ConfigMap' && name === configMap)
    .flatMap(({ manifest: { fields } }) => Object.entries(stringMap(fields.data)))
    .map(([name, value]) => ({ name: name.toLowerCase(), value }));
}

function originViolations({ object, manifest }: Item, items: readonly Item[]): Violation[] {
  // Without a list, ingress-nginx allows every origin.
  const annotated = isTrue(nginxAnnotation(manifest, 'enable-cors'))
    ? [nginxAnnotation(manifest, 'cors-allow-origin') ?? '*']
    : [];
  const filtered = mappings(manifest.spec.rules)
    .flatMap(filtersOf)
    .flatMap(({ cors }) => strings(mapping(cors).allowOrigins));
  const written = [...headersOf(manifest, 'responseHeaderModifier'), ...customHeaders(manifest, items)]
    .filter(({ name }) => name === 'access-control-allow-origin')
    .map(({ value }) => value);
  const wildcard = [...annotated, ...filtered, ...written].find(origin => origin.includes('*'));
  if (wildcard === undefined) {
    return [];
  }
  const problem = `lets pages of any origin call the API (${wildcard})`;
  return [{ object, manifest, problem, fix: 'name each origin in full', risk: 'anyOrigin' }];
}

/** A rewrite can turn any path into a path of the dashboard. */
function rewriteViolations({ object, manifest, rewrites }: OwnedRoute, title: string): Violation[] {
  if (rewrites.length === 0 || isGrpc(manifest)) {
    return [];
  }
  const problem = `routes to ${title} with ${rewrites.join(', ')}, which can serve the dashboard pages without the sign-in`;
  return [{ object, manifest, problem, fix: 'remove it', risk: 'dashboardOnApiHost' }];
}

/** The paths of the dashboard pages, the path of the dashboard first. */
function dashboardPaths(backend: ProtectedParts['backend']): string[] {
  if (isQdrant(backend)) {
    return DASHBOARD_PATHS;
  }
  const { dashboardPath: path } = backend;
  return path === '/' ? [path] : [path, `${path}/`];
}

/** Hosts without a sign-in on which at least one controller serves the dashboard pages. */
function pageViolations(
  open: readonly OwnedRoute[],
  routes: readonly OwnedRoute[],
  paths: readonly string[],
): Violation[] {
  const pages = open.filter(({ manifest }) => !isGrpc(manifest));
  return [...new Set(open.flatMap(({ hosts }) => hosts))].flatMap(host => {
    const onHost = routes.filter(route => answersFor(route, host));
    return [...new Set(onHost.flatMap(({ manifest }) => controllersOf(manifest)))].flatMap(controller => {
      const ofController = onHost.filter(({ manifest }) => controllersOf(manifest).includes(controller));
      return paths
        .flatMap(path => takenBy(ofController, path))
        .filter(route => pages.includes(route))
        .map(({ object, manifest }) => ({
          object,
          manifest,
          problem: `serves the dashboard pages at ${host}${paths[0]} without the sign-in`,
          fix: `route ${paths[0]} of this host to oauth2-proxy, with the same ingress class or Gateway`,
          risk: 'dashboardOnApiHost' as const,
        }));
    });
  });
}

/** The class of an ingress, or the Gateways of a route. A controller only knows its own routes. */
function controllersOf(manifest: ParsedManifest): string[] {
  const { annotations, namespace, spec } = manifest;
  if (isIngress(manifest)) {
    return [`class ${spec.ingressClassName ?? annotations['kubernetes.io/ingress.class']}`];
  }
  const parents: Fields[] = Array.isArray(spec.parentRefs) ? mappings(spec.parentRefs) : [{}];
  return parents.map(parent => `gateway ${parent.namespace ?? namespace}/${parent.name}`);
}

function isGrpc(manifest: ParsedManifest): boolean {
  return manifest.kind === 'GRPCRoute' || /^GRPCS?$/.test(nginxAnnotation(manifest, 'backend-protocol') ?? '');
}
