import { leadingTo, selecting } from './destinations';
import { type Finding, type Item, type Rules } from './rule-set';
import type { QdrantChart } from '../qdrant/qdrant-chart';
import { answersFor, filtersOf, isTrue, type Manifest, nginxAnnotation, takenBy } from './routes';
import type { OwnedRoute, Ways } from './security-rules';

const DASHBOARD_PATHS = ['/dashboard', '/dashboard/', '/dashboard/index.html', '/dashboard/assets/index.js'];
/** Where Qdrant looks for a key. */
const KEY_HEADERS = ['api-key', 'authorization'];
const WITHOUT_KEY = 'Qdrant, which asks for no key: whoever reaches it may read and change everything';
/** Whether it asks for a key is up to a setting that is off where nobody turns it on. */
const BETWEEN_NODES =
  "the port between Qdrant's nodes, which need not ask for a key: whoever reaches it may read and change everything";

/** A header, as a filter of a gateway's route writes it. */
interface Header {
  readonly name: string;
  readonly value: string;
}

/** What is said about routes to Qdrant that nobody signs in on. */
export function apiFindings(
  open: readonly OwnedRoute[],
  routes: readonly OwnedRoute[],
  items: readonly Item[],
  hasApiKey: boolean,
): Finding[] {
  return [
    ...open.flatMap(route => [
      ...(hasApiKey ? addedKeys(route) : [withoutKey(route, `leads to ${WITHOUT_KEY}`)]),
      ...corsFindings(route, items),
      ...rewriteFindings(route),
    ]),
    ...pageFindings(open, routes),
  ];
}

/** Services that publish the pods of a Qdrant without a key, or the port between its nodes. */
export function publishedServices(qdrant: QdrantChart): Rules {
  return items => {
    const selectsQdrant = selecting(qdrant.statefulSet);
    const leadsToP2p = leadingTo(qdrant.statefulSet, qdrant.p2pPort);
    return items
      .filter(({ manifest }) => manifest.kind === 'Service' && selectsQdrant(manifest))
      .flatMap(item => {
        const { type, externalIPs = [], ports = [] } = item.manifest.spec;
        const how = externalIPs.length > 0 ? 'externalIPs' : type;
        if (!['LoadBalancer', 'NodePort', 'externalIPs'].includes(how)) {
          return [];
        }
        const hasP2p = ports.some(({ port }: any) => leadsToP2p(item.manifest, port));
        return [
          ...(qdrant.hasApiKey ? [] : [withoutKey(item, `(${how}) publishes ${WITHOUT_KEY}`)]),
          ...(hasP2p ? [{ ...item, problem: `(${how}) publishes ${BETWEEN_NODES}`, fix: 'remove that port' }] : []),
        ];
      });
  };
}

/** Routes to the port between the nodes. */
export function p2pFindings({ routes, destinationOf }: Ways): Finding[] {
  return routes
    .filter(route => destinationOf(route) === 'p2p')
    .map(({ object, manifest }) => ({
      object,
      manifest,
      problem: `leads to ${BETWEEN_NODES}`,
      fix: 'lead it to the port of the API',
    }));
}

/** Headers with a key, which a gateway adds to what anybody sends. */
function addedKeys({ object, manifest }: Item): Finding[] {
  const names = headersOf(manifest, 'requestHeaderModifier').map(({ name }) => name);
  return names
    .filter(name => KEY_HEADERS.includes(name))
    .map(name => {
      const problem = `adds the header ${name} to requests to Qdrant: whoever reaches it may do what that key may`;
      return { object, manifest, problem, fix: 'let clients send it', risk: 'apiWithoutKey' };
    });
}

/** Headers that the filters of a gateway's route write, with names in lower case. */
function headersOf(manifest: Manifest, modifier: string): Header[] {
  return (manifest.spec.rules ?? [])
    .flatMap((rule: any) => filtersOf(rule))
    .flatMap((filter: any) => [...(filter[modifier]?.set ?? []), ...(filter[modifier]?.add ?? [])])
    .map(({ name, value }: Header) => ({ name: name.toLowerCase(), value }));
}

/** Headers of the ConfigMap that ingress-nginx adds to answers, with names in lower case. */
function customHeaders(manifest: Manifest, items: readonly Item[]): Header[] {
  const configMap = nginxAnnotation(manifest, 'custom-headers')?.split('/').pop();
  return items
    .filter(({ manifest: { kind, metadata } }) => kind === 'ConfigMap' && metadata.name === configMap)
    .flatMap(({ manifest: { data } }) => Object.entries<string>(data ?? {}))
    .map(([name, value]) => ({ name: name.toLowerCase(), value }));
}

function withoutKey({ object, manifest }: Item, problem: string): Finding {
  return { object, manifest, problem, fix: 'give Qdrant an API key', risk: 'apiWithoutKey' };
}

function corsFindings({ object, manifest }: Item, items: readonly Item[]): Finding[] {
  // ingress-nginx lets in every origin where none is named.
  const annotated =
    isTrue(nginxAnnotation(manifest, 'enable-cors')) && (nginxAnnotation(manifest, 'cors-allow-origin') ?? '*');
  const filtered = (manifest.spec.rules ?? []).flatMap(filtersOf).flatMap(({ cors }: any) => cors?.allowOrigins ?? []);
  const written = [...headersOf(manifest, 'responseHeaderModifier'), ...customHeaders(manifest, items)]
    .filter(({ name }) => name === 'access-control-allow-origin')
    .map(({ value }) => value);
  const wild = [annotated || '', ...filtered, ...written].find(origin => origin.includes('*'));
  if (wild === undefined) {
    return [];
  }
  const problem = `lets pages of any origin call the API (${wild})`;
  return [{ object, manifest, problem, fix: 'name each origin in full', risk: 'anyOrigin' }];
}

/** A request for any path may become one for the dashboard's pages. */
function rewriteFindings({ object, manifest, rewrites }: OwnedRoute): Finding[] {
  if (rewrites.length === 0 || isGrpc(manifest)) {
    return [];
  }
  const problem = `leads to Qdrant with ${rewrites.join(', ')}, which may serve the pages of the dashboard where nobody signs in`;
  return [{ object, manifest, problem, fix: 'remove it', risk: 'dashboardOnApiHost' }];
}

/** Hosts without a sign-in that would show the dashboard's pages, at one of the controllers that answer for them. */
function pageFindings(open: readonly OwnedRoute[], routes: readonly OwnedRoute[]): Finding[] {
  const pages = open.filter(({ manifest }) => !isGrpc(manifest));
  return [...new Set(open.flatMap(({ hosts }) => hosts))].flatMap(host => {
    const onHost = routes.filter(route => answersFor(route, host));
    return [...new Set(onHost.flatMap(({ manifest }) => controllersOf(manifest)))].flatMap(controller => {
      const there = onHost.filter(({ manifest }) => controllersOf(manifest).includes(controller));
      return DASHBOARD_PATHS.flatMap(path => takenBy(there, path))
        .filter(route => pages.includes(route))
        .map(({ object, manifest }) => ({
          object,
          manifest,
          problem: `serves the pages of the dashboard at ${host}/dashboard, where nobody signs in`,
          fix: 'lead /dashboard of this host to oauth2-proxy, by the same class or gateway',
          risk: 'dashboardOnApiHost' as const,
        }));
    });
  });
}

/** Class of an ingress, or gateways of a route: one answers only what it was told itself. */
function controllersOf({ kind, metadata, spec }: Manifest): string[] {
  return kind === 'Ingress'
    ? [`class ${spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class']}`]
    : (spec.parentRefs ?? [{}]).map(({ namespace = metadata.namespace, name }: any) => `gateway ${namespace}/${name}`);
}

function isGrpc(manifest: Manifest): boolean {
  return manifest.kind === 'GRPCRoute' || /^GRPCS?$/.test(nginxAnnotation(manifest, 'backend-protocol') ?? '');
}
