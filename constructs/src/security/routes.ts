import { NGINX } from '../routing/nginx-annotations';

/** An object as it is synthesized. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string };
    readonly annotations?: { readonly [key: string]: string };
  };
  readonly [field: string]: any;
}

/** How a path of a route is compared with that of a request: `start` is a prefix for some controllers, a mere beginning for others. */
export type PathMatch = 'exact' | 'prefix' | 'start' | 'pattern';

/** One way from a host to a Service. */
export interface Route {
  /** Hosts that it answers for; `*` stands for every one, `*.example.com` for those below. */
  readonly hosts: readonly string[];
  readonly path: string;
  readonly match: PathMatch;
  /** Whether requests have to have more than the path. */
  readonly isPartial?: boolean;
  /** The Service, and whether it is one of Kubernetes' own; absent where a route answers by itself. */
  readonly service?: {
    readonly name: string;
    readonly namespace?: string;
    readonly isCore?: boolean;
    /** Number or name. */
    readonly port?: number | string;
  };
  /** Annotations and filters that may give a request another path, or do what nobody here knows. */
  readonly rewrites: readonly string[];
}

/** Kinds whose routes can be read here. */
export const ROUTING_KINDS = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];

/** Annotations that may change the path of a request. */
const REWRITING = [
  'rewrite-target',
  'configuration-snippet',
  'server-snippet',
  'stream-snippet',
  'modsecurity-snippet',
];
/** A path with one of these is a regular expression, for a controller that takes such. */
const PATTERN = /[\\^$*+?()[\]{}|]/;

/** The value of an annotation of ingress-nginx. */
export function nginxAnnotation({ metadata }: Manifest, name: string): string | undefined {
  return metadata.annotations?.[`${NGINX}/${name}`];
}

/** Whether ingress-nginx takes a text for true. */
export function isTrue(text: string | undefined): boolean {
  return /^(?:1|t|true)$/i.test(text ?? '');
}

/** Those of some annotations of ingress-nginx that an object has. */
export function nginxAnnotations(object: Manifest, names: readonly string[]): string[] {
  return names.filter(name => nginxAnnotation(object, name) !== undefined);
}

/** Every route of an object; nothing where it is not one that routes. */
export function routesOf(object: Manifest): Route[] {
  switch (object.kind) {
    case 'Ingress':
      return ingressRoutes(object);
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return gatewayRoutes(object);
    default:
      return [];
  }
}

function ingressRoutes(ingress: Manifest): Route[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const aliases = (nginxAnnotation(ingress, 'server-alias') ?? '')
    .split(',')
    .map(alias => alias.trim().toLowerCase())
    // A pattern may mean any host.
    .map(alias => (alias.startsWith('~') ? '*' : alias));
  const service = ({ service: own, resource, serviceName }: any = {}) => ({
    // What is no Service, or of an earlier version of the API, is a backend too.
    name: own?.name ?? resource?.name ?? serviceName ?? 'a backend without a name',
    namespace: ingress.metadata.namespace,
    isCore: own !== undefined,
    port: own?.port?.number ?? own?.port?.name,
  });
  const rewrites = nginxAnnotations(ingress, REWRITING);
  return [
    ...(defaultBackend
      ? [{ hosts: ['*'], path: '/', match: 'prefix' as const, service: service(defaultBackend), rewrites }]
      : []),
    ...rules.flatMap(({ host, http }: any) =>
      (http?.paths ?? []).map(({ path = '/', pathType, backend }: any) => ({
        hosts: [(host ?? '*').toLowerCase(), ...aliases].filter(Boolean),
        path,
        match: ingressMatch(ingress, path, pathType),
        isPartial: isTrue(nginxAnnotation(ingress, 'canary')),
        service: service(backend),
        rewrites,
      })),
    ),
  ];
}

function ingressMatch(ingress: Manifest, path: string, pathType: string): PathMatch {
  if (isTrue(nginxAnnotation(ingress, 'use-regex')) || (pathType === 'ImplementationSpecific' && PATTERN.test(path))) {
    return 'pattern';
  }
  return pathType === 'Exact' ? 'exact' : 'start';
}

/** Of a gateway's routes, also those on which filters send requests. */
function gatewayRoutes(route: Manifest): Route[] {
  const { hostnames, rules = [] } = route.spec ?? {};
  const hosts = hostnames?.length ? hostnames.map((host: string) => host.toLowerCase()) : ['*'];
  return rules.flatMap((rule: any) => {
    const { matches, backendRefs = [] } = rule;
    const filters = filtersOf(rule);
    // Some filters send requests to a backend of their own.
    const asked = filters.flatMap(filter => Object.values<any>(filter).flatMap(each => each?.backendRef ?? []));
    const services = [...backendRefs, ...asked].map(({ name, namespace, port, group = '', kind = 'Service' }: any) => ({
      name,
      namespace: namespace ?? route.metadata.namespace,
      isCore: group === '' && kind === 'Service',
      port,
    }));
    const rewrites = filters
      .filter(({ type, urlRewrite }) => urlRewrite?.path || !KNOWN_FILTERS.includes(type))
      .map(({ type }) => String(type));
    const paths = (matches?.length ? matches : [{}]).map(({ path, ...more }: any) => ({
      path: path?.value ?? '/',
      match: GATEWAY_MATCHES[path?.type as string] ?? 'prefix',
      isPartial: Object.keys(more).length > 0,
    }));
    return paths.flatMap((path: Pick<Route, 'path' | 'match' | 'isPartial'>) =>
      (services.length > 0 ? services : [undefined]).map((service: Route['service']) => ({
        hosts,
        ...path,
        service,
        rewrites,
      })),
    );
  });
}

/** What a rule of a gateway's route does with requests, on the way to any of its backends. */
export function filtersOf({ filters = [], backendRefs = [] }: any): any[] {
  return [...filters, ...backendRefs.flatMap((ref: any) => ref.filters ?? [])];
}

/** Those of which these rules know what they do. */
const KNOWN_FILTERS = [
  'CORS',
  'RequestHeaderModifier',
  'RequestMirror',
  'RequestRedirect',
  'ResponseHeaderModifier',
  'URLRewrite',
];

const GATEWAY_MATCHES: { readonly [type: string]: PathMatch } = { Exact: 'exact', RegularExpression: 'pattern' };

/** Whether a route answers for a host. */
export function answersFor(route: Route, host: string): boolean {
  return route.hosts.some(
    each => each === '*' || each === host || (each.startsWith('*.') && host.endsWith(each.slice(1))),
  );
}

/**
 * The routes that a request for a path may take: the ones of the longest path that takes it for certain, of which an exact one goes
 * first, and longer ones. A pattern may take any request, as nobody here knows how the controller reads it.
 */
export function takenBy<T extends Route>(routes: readonly T[], path: string): T[] {
  const rank = ({ match, path: own }: Route) => (match === 'exact' ? Infinity : own.replace(/\/$/, '').length);
  const certain = routes.filter(route => !route.isPartial && route.match !== 'pattern' && isBelow(route, path));
  const best = Math.max(...certain.map(rank));
  return routes.filter(
    route => route.match === 'pattern' || (rank(route) >= best && (isBelow(route, path) || beginsWith(route, path))),
  );
}

function isBelow({ match, path }: Route, requested: string): boolean {
  return match === 'exact' ? path === requested : `${requested}/`.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function beginsWith({ match, path }: Route, requested: string): boolean {
  return match === 'start' && requested.startsWith(path);
}
