import { DualIngress } from 'cdk8s-qdrant';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import { valueAt } from '../../../config/path';
import { isEmpty, type Outcome, set } from '../helm/row';
import { isTree, textOf, type Tree, treesOf } from '../helm/tree';
import type { ExpectedObject } from '../../../stack/expected';
import { fieldOf, written } from './pod-fields';
import { podLabelsOf, type Running, selects } from './running';

/** The Secret that the hook or cert-manager writes. */
const DEFAULT_SECRET = 'qdrant-tls-secret';
const GRPC_PORTS: readonly unknown[] = [6334, 'grpc'];
const OWN_ROUTE = 'extend in qdrant-stack.config.ts, with a route of your own';
const CLASS = 'kubernetes.io/ingress.class';
const NGINX = 'nginx.ingress.kubernetes.io/';
const ISSUERS: Readonly<Record<string, string>> = {
  'cert-manager.io/cluster-issuer': 'ClusterIssuer',
  'cert-manager.io/issuer': 'Issuer',
};
/** Annotations with a key of their own, and those of the sign-in. */
const OWN_KEYS = new RegExp(
  `^(?:${CLASS}|cert-manager\\.io/.*|${NGINX}(?:auth-url|auth-signin|enable-cors|cors-.*|limit-rps|limit-connections|permanent-redirect.*|rewrite-target|backend-protocol|proxy-body-size))$`,
);

/** A host of a route, and what the host leads to. */
interface HostRoute {
  readonly route: LiveObject;
  readonly host: string;
  readonly paths: readonly string[];
  readonly leadsTo: 'api' | 'grpc' | 'proxy';
  /** Whether the controller asks oauth2-proxy about each request. */
  readonly asks: boolean;
}

/** The hosts, the controller or the Gateway, and the certificate. */
export function routeOutcomes(running: Running): Outcome[] {
  const routes = [...ingressRoutes(running), ...gatewayRoutes(running)];
  const dashboards = hostsOf(routes.filter(({ leadsTo, asks }) => asks || leadsTo === 'proxy'));
  const apis = hostsOf(routes.filter(({ leadsTo }) => leadsTo === 'api')).filter(host => !dashboards.includes(host));
  const grpcs = hostsOf(routes.filter(({ leadsTo }) => leadsTo === 'grpc')).filter(
    host => ![...dashboards, ...apis].includes(host),
  );
  const named = (host: string) => routes.find(each => each.host === host)!.route;
  const from = (host: string) => fieldOf({ live: named(host) }, 'host');
  // With a redirect of the API host, oauth2-proxy also serves this host.
  const redirected = routes.filter(
    ({ leadsTo, paths }) => leadsTo === 'proxy' && paths.every(path => path === '/dashboard'),
  );
  const shared = hostsOf(redirected).filter(host =>
    hostsOf(routes.filter(({ leadsTo, asks }) => leadsTo === 'api' && !asks)).includes(host),
  );
  const [dashboard, ...otherDashboards] = dashboards.filter(host => !shared.includes(host));
  const [api, ...aliases] = [...shared, ...apis.filter(host => !shared.includes(host))];
  const [grpc, ...otherGrpcs] = grpcs;
  const used = [dashboard, api, grpc, ...aliases];
  return [
    ...(api === undefined ? [] : [set('apiHostname', api, from(api))]),
    ...(aliases.length > 0 ? [set('apiAliases', aliases, from(aliases[0]!))] : []),
    ...(dashboard === undefined ? [] : [set('dashboardHostname', dashboard, from(dashboard))]),
    ...(grpc === undefined ? [] : [set('grpcHostname', grpc, from(grpc))]),
    ...[...otherDashboards, ...otherGrpcs].map(host => ({
      lost: `${host}: the stack has one host for each`,
      sayAt: OWN_ROUTE,
      from: from(host),
    })),
    ...routes
      .filter(({ host, paths }) => used.includes(host) && paths.some(path => !isOwnPath(path)))
      .map(({ route, host }) => ({
        lost: `${host}: the stack serves every path of a host`,
        sayAt: OWN_ROUTE,
        from: fieldOf({ live: route }, 'paths'),
      })),
    ...(api === undefined
      ? [
          {
            check:
              'No route leads to the API. The stack publishes the API at apiHostname and the dashboard at dashboardHostname. Without a key, write apiKeys: { enabled: true }.',
          },
        ]
      : []),
    ...ingressOutcomes(running, routes),
    ...gatewayOutcomes(routes),
    ...(api === undefined ? [] : apiOutcomes(routes, api)),
  ];
}

/** The routes to Qdrant and to oauth2-proxy. The stack makes routes of its own names. */
export function relatedRoutes(running: Running): LiveObject[] {
  return [...new Set([...ingressRoutes(running), ...gatewayRoutes(running)].map(({ route }) => route))];
}

function isOwnPath(path: string): boolean {
  return ['/', '/dashboard', '/oauth2'].includes(path);
}

function hostsOf(routes: readonly HostRoute[]): string[] {
  return [...new Set(routes.map(({ host }) => host))];
}

function services({ all, qdrant, oauth2Proxy }: Running) {
  const namesFor = (workload: LiveObject | undefined) =>
    workload
      ? all('Service')
          .filter(({ spec }) => selects(spec?.selector, podLabelsOf(workload)))
          .map(({ metadata }) => metadata.name)
      : [];
  const [databases, proxies] = [namesFor(qdrant), namesFor(oauth2Proxy)];
  const grpcPorts = all('Service')
    .filter(({ metadata }) => databases.includes(metadata.name))
    .flatMap(({ spec }) => treesOf(spec.ports).flatMap(({ name, port }) => (name === 'grpc' ? [port] : [])));
  return (service: unknown, port: unknown): HostRoute['leadsTo'] | undefined => {
    if (proxies.includes(String(service))) {
      return 'proxy';
    }
    return databases.includes(String(service))
      ? [...GRPC_PORTS, ...grpcPorts].includes(port)
        ? 'grpc'
        : 'api'
      : undefined;
  };
}

function ingressRoutes(running: Running): HostRoute[] {
  const leadsTo = services(running);
  return running.all('Ingress').flatMap(route =>
    treesOf(route.spec?.rules).flatMap(rule => {
      const paths = treesOf(valueAt(rule, ['http', 'paths']));
      const isRedirect = annotationsOf(route)[`${NGINX}permanent-redirect`] !== undefined;
      const targets = paths.flatMap(({ path, backend }) => {
        const { name, port } = (valueAt(backend, ['service']) ?? {}) as Tree;
        const target = leadsTo(name, valueAt(port, ['number']) ?? valueAt(port, ['name']));
        return target === undefined || textOf(rule.host) === undefined || (isRedirect && target !== 'proxy')
          ? []
          : [{ target, path: textOf(path) ?? '/' }];
      });
      return (['api', 'grpc', 'proxy'] as const).flatMap(target => {
        const own = targets.filter(each => each.target === target).map(({ path }) => path);
        return own.length === 0
          ? []
          : [
              {
                route,
                host: String(rule.host),
                paths: own,
                leadsTo: target,
                asks: annotationsOf(route)[`${NGINX}auth-url`] !== undefined,
              },
            ];
      });
    }),
  );
}

function gatewayRoutes(running: Running): HostRoute[] {
  const leadsTo = services(running);
  return (['HTTPRoute', 'GRPCRoute'] as const).flatMap(kind =>
    running.all(kind).flatMap(route => {
      const targets = treesOf(route.spec?.rules).flatMap(rule =>
        treesOf(rule.backendRefs).flatMap(({ name, port }) => leadsTo(name, port) ?? []),
      );
      const [target] = targets;
      const hosts: unknown = route.spec?.hostnames;
      return target === undefined || !Array.isArray(hosts)
        ? []
        : hosts.map(host => ({
            ...{ route, host: String(host), paths: ['/'], asks: false },
            leadsTo: kind === 'GRPCRoute' ? ('grpc' as const) : target,
          }));
    }),
  );
}

function annotationsOf({ metadata }: LiveObject): Tree {
  return isTree(metadata.annotations) ? metadata.annotations : {};
}

function ingressOutcomes({ all, oauth2Proxy }: Running, routes: readonly HostRoute[]): Outcome[] {
  const ingresses = [...new Set(routes.map(({ route }) => route))].filter(({ kind }) => kind === 'Ingress');
  const [first] = ingresses;
  if (!first) {
    return [];
  }
  const classOf = (each: LiveObject) => textOf(each.spec.ingressClassName) ?? textOf(annotationsOf(each)[CLASS]);
  const className = classOf(first);
  const other = ingresses.find(each => classOf(each) !== className);
  const secrets = [
    ...new Set(
      ingresses.flatMap(({ spec }) => treesOf(spec.tls).flatMap(({ secretName }) => textOf(secretName) ?? [])),
    ),
  ];
  const [secret, ...more] = secrets;
  const from = (field: string) => fieldOf({ live: first }, field);
  return [
    ...(className === undefined ? [] : [set('ingressClassName', className, from('spec.ingressClassName'))]),
    ...(className === undefined || DualIngress.isIngressNginx(className) || oauth2Proxy
      ? []
      : [set('dashboard.mode', 'proxy', from('spec.ingressClassName'))]),
    ...(other
      ? [
          {
            lost: `the ingress class is ${String(classOf(other))}, and the stack has one class`,
            sayAt: 'ingressClassName',
            from: fieldOf({ live: other }, 'spec.ingressClassName'),
          },
        ]
      : []),
    ...certificateOutcomes(all('Certificate'), first, secret),
    ...more.map(name => ({
      lost: `the stack has one TLS Secret for all hosts, and not ${name}`,
      sayAt: 'tlsSecretName, with a certificate for all hosts; or certificate',
      from: from('spec.tls'),
    })),
  ];
}

function certificateOutcomes(
  certificates: readonly LiveObject[],
  ingress: LiveObject,
  secret: string | undefined,
): Outcome[] {
  const from = fieldOf({ live: ingress }, 'spec.tls');
  const name = Object.keys(ISSUERS).find(each => textOf(annotationsOf(ingress)[each]));
  const certificate = certificates.find(({ spec }) => spec?.secretName === secret);
  const issuer =
    name === undefined
      ? textOf(valueAt(certificate?.spec, ['issuerRef', 'name']))
      : textOf(annotationsOf(ingress)[name]);
  const kind = name === undefined ? textOf(valueAt(certificate?.spec, ['issuerRef', 'kind'])) : ISSUERS[name];
  return [
    ...(secret === undefined || secret === DEFAULT_SECRET ? [] : [set('tlsSecretName', secret, from)]),
    ...(issuer === undefined
      ? []
      : [set('certificate.issuer', issuer, from), set('certificate.issuerKind', kind ?? 'Issuer', from)]),
  ];
}

function gatewayOutcomes(routes: readonly HostRoute[]): Outcome[] {
  const gateways = routes.map(({ route }) => route).filter(({ kind }) => kind !== 'Ingress');
  const [first] = gateways;
  const [parent, ...others] = treesOf(first?.spec.parentRefs);
  if (!first || !parent) {
    return [];
  }
  const from = fieldOf({ live: first }, 'spec.parentRefs');
  const keys = ['name', 'namespace', 'sectionName'];
  return [
    ...keys.flatMap(key => (isEmpty(parent[key]) ? [] : [set(`gateway.${key}`, parent[key], from)])),
    ...(others.length > 0 ? [{ lost: 'the stack has one Gateway', sayAt: OWN_ROUTE, from }] : []),
  ];
}

/** The annotations of the ingresses that those of the stack do not have. */
export function annotationOutcomes(running: Running, ours: readonly ExpectedObject[]): Outcome[] {
  const routes = ingressRoutes(running);
  const ourIngresses = ours.filter(({ kind }) => kind === 'Ingress');
  const ofOurs = (host: string) =>
    Object.assign(
      {},
      ...ourIngresses
        .filter(({ spec }) => treesOf(valueAt(spec, ['rules'])).some(rule => rule.host === host))
        .map(({ metadata }) => metadata.annotations ?? {}),
    ) as Tree;
  return hostsOf(routes).flatMap(host => {
    const own = ofOurs(host);
    const found = routes
      .filter(each => each.host === host)
      .flatMap(({ route }) =>
        Object.entries(written(annotationsOf(route))).map(([name, value]) => ({ name, value, route })),
      );
    const unique = [...new Map(found.map(each => [each.name, each])).values()];
    return unique
      .filter(({ name }) => !OWN_KEYS.test(name) && ourIngresses.length > 0)
      .flatMap(({ name, value, route }): Outcome[] => {
        const from = fieldOf({ live: route }, name);
        if (own[name] === undefined) {
          return [{ path: ['hostAnnotations', host, name], value: String(value), from }];
        }
        return found.some(each => each.name === name && each.value === own[name])
          ? []
          : [{ lost: 'the stack has a value of its own', sayAt: OWN_ROUTE, from }];
      });
  });
}

/** The origins and the limits of the API host. */
function apiOutcomes(routes: readonly HostRoute[], host: string): Outcome[] {
  const route = routes.find(each => each.host === host && each.leadsTo === 'api')?.route;
  if (!route) {
    return [];
  }
  return route.kind === 'Ingress' ? ofAnnotations(route) : ofFilters(route);
}

function ofFilters(route: LiveObject): Outcome[] {
  const filters = treesOf(route.spec.rules).flatMap(rule => treesOf(rule.filters));
  const origins = filters.flatMap(({ cors }) => valueAt(cors, ['allowOrigins']) ?? []);
  return originOutcomes(origins.map(String), fieldOf({ live: route }, 'spec.rules[].filters'));
}

function originOutcomes(origins: readonly string[], from: string): Outcome[] {
  return origins.includes('*')
    ? [{ lost: 'every web page can call the API', sayAt: 'corsOrigins, with the origins of your pages', from }]
    : [set('corsOrigins', origins, from)];
}

/** The annotations of ingress-nginx with keys of their own. */
function ofAnnotations(route: LiveObject): Outcome[] {
  const annotations = annotationsOf(route);
  const value = (name: string) => textOf(annotations[NGINX + name]);
  const from = fieldOf({ live: route }, 'metadata.annotations');
  const origins = value('enable-cors') === 'true' ? (value('cors-allow-origin') ?? '*').split(/\s*,\s*/) : [];
  const size = /^(\d+)m$/.exec(value('proxy-body-size') ?? '')?.[1];
  const limits = [
    ['requestsPerSecond', value('limit-rps')],
    ['connections', value('limit-connections')],
    ['bodySizeMb', size === '0' ? undefined : size],
  ] as const;
  return [
    ...originOutcomes(origins, from),
    ...limits.flatMap(([key, limit]) => (limit === undefined ? [] : [set(`apiLimits.${key}`, Number(limit), from)])),
  ];
}
