import { NGINX } from '../routing/nginx';
import { type Fields, isMapping, mapping, mappingAt, mappings } from '../common/mapping';
import { type ParsedManifest, port, string, strings } from './manifest-reader';

/**
 * How a route compares its path with the path of a request. `start` is a prefix of path segments for some controllers, and a prefix
 * of the string for others.
 */
export type PathMatch = 'exact' | 'prefix' | 'start' | 'pattern';

/** The target of a route. */
export interface Backend {
  readonly name: string;
  readonly namespace?: string;
  /** Whether the target is a Service of Kubernetes itself. */
  readonly isService: boolean;
  /** Number or name. */
  readonly port?: number | string;
}

/** One route from hosts to a backend. */
export interface Route {
  /** Hosts in lower case. `*` is every host, `*.example.com` is every host below `example.com`. */
  readonly hosts: readonly string[];
  readonly path: string;
  readonly match: PathMatch;
  /** Whether the route also matches on something other than the path, e.g. a header. */
  readonly isPartial?: boolean;
  /** Absent where the route answers by itself, e.g. with a redirect. */
  readonly backend?: Backend;
  /** Annotations and filters that can change the path of a request, or whose effect the rules do not know. */
  readonly rewrites: readonly string[];
}

/** Annotations of ingress-nginx that can change the path of a request. */
export const REWRITING = [
  'rewrite-target',
  'configuration-snippet',
  'server-snippet',
  'stream-snippet',
  'modsecurity-snippet',
];
/** A path with one of these characters is a regular expression for controllers that support them. */
export const PATTERN = /[\\^$*+?()[\]{}|]/;

/** Filters of gateway routes whose effect the rules know. */
export const KNOWN_FILTERS = [
  'CORS',
  'RequestHeaderModifier',
  'RequestMirror',
  'RequestRedirect',
  'ResponseHeaderModifier',
  'URLRewrite',
];

export const INGRESS_GROUP = 'networking.k8s.io';
const INGRESS_GROUPS = [INGRESS_GROUP, 'extensions'];
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
export const GATEWAY_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];
const GATEWAY_MATCHES: { readonly [type: string]: PathMatch } = { Exact: 'exact', RegularExpression: 'pattern' };

/** Whether an object is an Ingress of Kubernetes itself. */
export function isIngress({ group, kind }: ParsedManifest): boolean {
  return kind === 'Ingress' && INGRESS_GROUPS.includes(group);
}

/** The value of an annotation of ingress-nginx. */
export function nginxAnnotation({ annotations }: ParsedManifest, name: string): string | undefined {
  return annotations[`${NGINX}/${name}`];
}

/** Whether ingress-nginx reads an annotation as true. */
export function isTrue(annotation: string | undefined): boolean {
  return /^(?:1|t|true)$/i.test(annotation ?? '');
}

/** Those of the named annotations of ingress-nginx that an object has. */
export function nginxAnnotations(manifest: ParsedManifest, names: readonly string[]): string[] {
  return names.filter(name => nginxAnnotation(manifest, name) !== undefined);
}

/** Every route of an Ingress or of a route of the Gateway API; none for other kinds. */
export function routesOf(manifest: ParsedManifest): Route[] {
  if (isIngress(manifest)) {
    return ingressRoutes(manifest);
  }
  return manifest.group === GATEWAY_GROUP && GATEWAY_KINDS.includes(manifest.kind) ? gatewayRoutes(manifest) : [];
}

function ingressRoutes(ingress: ParsedManifest): Route[] {
  const { spec } = ingress;
  const aliases = (nginxAnnotation(ingress, 'server-alias') ?? '')
    .split(',')
    .map(alias => alias.trim().toLowerCase())
    // A regular expression can match any host.
    .map(alias => (alias.startsWith('~') ? '*' : alias));
  const rewrites = nginxAnnotations(ingress, REWRITING);
  const rules = mappings(spec.rules).map(({ host, http }) => ({
    hosts: [(string(host) ?? '*').toLowerCase(), ...aliases].filter(Boolean),
    paths: mappings(mapping(http).paths),
  }));
  // Controllers use the default backend for the other paths of the named hosts, too.
  const hosts = ['*', ...rules.flatMap(each => each.hosts)];
  const byDefault: Route[] = isMapping(spec.defaultBackend)
    ? [{ hosts, path: '/', match: 'prefix', backend: ingressBackend(ingress, spec.defaultBackend), rewrites }]
    : [];
  const byRule = rules.flatMap(({ hosts: named, paths }): Route[] =>
    paths.length === 0
      ? [{ hosts: named, path: '/', match: 'prefix', rewrites }]
      : paths.map(rule => {
          const path = string(rule.path) ?? '/';
          return {
            hosts: named,
            path,
            match: ingressMatch(ingress, path, rule.pathType),
            isPartial: isTrue(nginxAnnotation(ingress, 'canary')),
            backend: ingressBackend(ingress, mapping(rule.backend)),
            rewrites,
          };
        }),
  );
  return [...byDefault, ...byRule];
}

/** Backends that are no Service, and backends of an earlier version of the API, are backends too. */
function ingressBackend({ namespace }: ParsedManifest, backend: Fields): Backend {
  const { service, resource, serviceName } = backend;
  const servicePort = mappingAt(service, 'port');
  return {
    name: string(mapping(service).name) ?? string(mapping(resource).name) ?? string(serviceName) ?? '(no name)',
    namespace,
    isService: isMapping(service),
    port: port(servicePort.number) ?? port(servicePort.name),
  };
}

function ingressMatch(ingress: ParsedManifest, path: string, pathType: unknown): PathMatch {
  if (isTrue(nginxAnnotation(ingress, 'use-regex')) || (pathType === 'ImplementationSpecific' && PATTERN.test(path))) {
    return 'pattern';
  }
  return pathType === 'Exact' ? 'exact' : 'start';
}

/** The routes of a route of the Gateway API, including the backends that filters send requests to. */
function gatewayRoutes({ namespace, spec }: ParsedManifest): Route[] {
  const hostnames = strings(spec.hostnames);
  const hosts = hostnames.length > 0 ? hostnames.map(host => host.toLowerCase()) : ['*'];
  return mappings(spec.rules).flatMap(rule => {
    const filters = filtersOf(rule);
    const inFilters = filters.flatMap(filter =>
      Object.values(filter)
        .map(settings => mapping(settings).backendRef)
        .filter(isMapping),
    );
    const backends = [...mappings(rule.backendRefs), ...inFilters].map((ref): Backend => ({
      name: string(ref.name) ?? '(no name)',
      namespace: string(ref.namespace) ?? namespace,
      isService: (ref.group ?? '') === '' && (ref.kind ?? 'Service') === 'Service',
      port: port(ref.port),
    }));
    const rewrites = filters
      .filter(({ type, urlRewrite }) => mapping(urlRewrite).path || !KNOWN_FILTERS.includes(string(type) ?? ''))
      .map(({ type }) => String(type));
    const matches = mappings(rule.matches);
    return (matches.length > 0 ? matches : [{}]).flatMap(match =>
      (backends.length > 0 ? backends : [undefined]).map(backend => ({
        hosts,
        ...gatewayPath(match),
        backend,
        rewrites,
      })),
    );
  });
}

function gatewayPath({ path, ...more }: Fields): Pick<Route, 'path' | 'match' | 'isPartial'> {
  const { type, value } = mapping(path);
  return {
    path: string(value) ?? '/',
    match: GATEWAY_MATCHES[string(type) ?? ''] ?? 'prefix',
    isPartial: Object.keys(more).length > 0,
  };
}

/** All filters of a rule of a gateway route, including the filters of its backends. */
export function filtersOf({ filters, backendRefs }: Fields): Fields[] {
  return [...mappings(filters), ...mappings(backendRefs).flatMap(ref => mappings(ref.filters))];
}

/** Whether a route answers for a host. */
export function answersFor({ hosts }: Pick<Route, 'hosts'>, host: string): boolean {
  return hosts.some(each => each === '*' || each === host || (each.startsWith('*.') && host.endsWith(each.slice(1))));
}

/**
 * The routes that can take a request for a path. The longest path that certainly matches wins, and an exact match wins over all others.
 * The result contains the routes with that path and with longer ones. A pattern can take any request, because controllers read
 * patterns differently.
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
