import { type Fields, mapping, mappingAt, mappings } from '../common/mapping';
import { type ParsedManifest, port, string, strings } from './manifest-reader';
import { type Backend } from './routes';

/** What the rules read from a route of another vendor's kind: hosts and backends, but no paths, filters or rewrites. */
export interface VendorRoute {
  /** The hosts that the rules can read, in lower case. A route can answer for more hosts. */
  readonly hosts: readonly string[];
  readonly backends: readonly Backend[];
}

type Reader = (manifest: ParsedManifest) => VendorRoute;

/** The kinds of other vendors that route requests. Other kinds are not judged. */
const READERS: { readonly [kind: string]: Reader } = {
  'apisix.apache.org/ApisixRoute': apisixRoute,
  'cilium.io/CiliumClusterwideEnvoyConfig': ciliumEnvoyConfig,
  'cilium.io/CiliumEnvoyConfig': ciliumEnvoyConfig,
  'configuration.konghq.com/TCPIngress': kongIngress,
  'configuration.konghq.com/UDPIngress': kongIngress,
  'elbv2.k8s.aws/TargetGroupBinding': targetGroupBinding,
  'getambassador.io/Mapping': ambassadorMapping,
  'getambassador.io/TCPMapping': ambassadorMapping,
  'k8s.nginx.org/TransportServer': nginxServer,
  'k8s.nginx.org/VirtualServer': nginxServer,
  'k8s.nginx.org/VirtualServerRoute': nginxServer,
  'networking.istio.io/VirtualService': istioVirtualService,
  'projectcontour.io/HTTPProxy': contourHttpProxy,
  'route.openshift.io/Route': openShiftRoute,
  'serving.knative.dev/DomainMapping': knativeDomainMapping,
  'traefik.containo.us/IngressRoute': traefikRoute,
  'traefik.containo.us/IngressRouteTCP': traefikRoute,
  'traefik.containo.us/IngressRouteUDP': traefikRoute,
  'traefik.containo.us/TraefikService': traefikService,
  'traefik.io/IngressRoute': traefikRoute,
  'traefik.io/IngressRouteTCP': traefikRoute,
  'traefik.io/IngressRouteUDP': traefikRoute,
  'traefik.io/TraefikService': traefikService,
  'zalando.org/RouteGroup': zalandoRouteGroup,
};

/** These kinds, each as `group/Kind`. */
export const VENDOR_KINDS = Object.keys(READERS);

/** The hosts and backends of a route of another vendor's kind; `undefined` for every other kind. */
export function vendorRouteOf(manifest: ParsedManifest): VendorRoute | undefined {
  const read = READERS[`${manifest.group}/${manifest.kind}`];
  if (!read) {
    return undefined;
  }
  const { hosts, backends } = read(manifest);
  return { hosts: hosts.map(host => host.toLowerCase()), backends };
}

/** A backend by its Service name or DNS name: `qdrant`, `qdrant.ns` or `qdrant.ns.svc.cluster.local`. */
function backend(host: unknown, namespace: unknown, servicePort?: unknown): Backend {
  const [name = '', inHost] = (string(host) ?? '').toLowerCase().split('.');
  return { name, namespace: inHost ?? string(namespace), isService: true, port: port(servicePort) };
}

/** The backends that a list of mappings names with these fields. */
function backendsIn(list: unknown, fields: { name: string; port: string }, { namespace }: ParsedManifest): Backend[] {
  return mappings(list).map(each => backend(each[fields.name], each.namespace ?? namespace, each[fields.port]));
}

function traefikRoute(manifest: ParsedManifest): VendorRoute {
  const routes = mappings(manifest.spec.routes);
  return {
    hosts: routes.flatMap(({ match }) => traefikHosts(string(match) ?? '')),
    backends: routes.flatMap(({ services }) => backendsIn(services, { name: 'name', port: 'port' }, manifest)),
  };
}

/** The hosts in the `Host` and `HostSNI` matchers of a Traefik rule, e.g. ``Host(`a.example.com`) && PathPrefix(`/x`)``. */
function traefikHosts(rule: string): string[] {
  return [...rule.matchAll(/\bHost(?:SNI)?\(([^)]*)\)/gi)].flatMap(([, hosts = '']) =>
    [...hosts.matchAll(/[`"]([^`"]+)[`"]/g)].map(([, host = '']) => host),
  );
}

function traefikService(manifest: ParsedManifest): VendorRoute {
  const { weighted, mirroring } = manifest.spec;
  const lists = [mapping(weighted).services, mirroring ? [mirroring] : [], mapping(mirroring).mirrors];
  return { hosts: [], backends: lists.flatMap(list => backendsIn(list, { name: 'name', port: 'port' }, manifest)) };
}

function istioVirtualService({ namespace, spec }: ParsedManifest): VendorRoute {
  const rules = ['http', 'tls', 'tcp'].flatMap(protocol => mappings(spec[protocol]));
  const destinations = rules.flatMap(({ route, mirror, mirrors }) => [
    ...[...mappings(route), ...mappings(mirrors)].map(({ destination }) => mapping(destination)),
    ...(mirror ? [mapping(mirror)] : []),
  ]);
  return {
    hosts: strings(spec.hosts),
    backends: destinations.map(each => backend(each.host, namespace, mapping(each.port).number)),
  };
}

/** Envoy's configuration names the hosts of each virtual host. The routes below them can lead to every backend. */
function ciliumEnvoyConfig({ namespace, spec }: ParsedManifest): VendorRoute {
  const backends = mappings(spec.backendServices).flatMap(service => {
    const ports = strings(service.number);
    return (ports.length > 0 ? ports : [undefined]).map(servicePort =>
      // Numbers are strings here.
      backend(
        service.name,
        service.namespace ?? namespace,
        /^\d+$/.test(servicePort ?? '') ? Number(servicePort) : servicePort,
      ),
    );
  });
  const addresses = envoyAddresses(spec.resources).map(each => backend(each.address, namespace, each.port_value));
  return { hosts: envoyDomains(spec.resources), backends: [...backends, ...addresses] };
}

/** The addresses of servers anywhere in Envoy's configuration. */
function envoyAddresses(value: unknown): Fields[] {
  if (Array.isArray(value)) {
    return value.flatMap(envoyAddresses);
  }
  const fields = mapping(value);
  const below = Object.values(fields).flatMap(envoyAddresses);
  return string(fields.address) === undefined ? below : [fields, ...below];
}

/** The values of `domains` anywhere in Envoy's configuration, without ports. */
function envoyDomains(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(envoyDomains);
  }
  return Object.entries(mapping(value)).flatMap(([field, below]) =>
    field === 'domains' ? strings(below).map(domain => domain.replace(/:[\d*]+$/, '')) : envoyDomains(below),
  );
}

function contourHttpProxy(manifest: ParsedManifest): VendorRoute {
  const { virtualhost, routes, tcpproxy } = manifest.spec;
  const fqdn = string(mapping(virtualhost).fqdn);
  return {
    hosts: fqdn === undefined ? [] : [fqdn],
    backends: [...mappings(routes), mapping(tcpproxy)].flatMap(({ services }) =>
      backendsIn(services, { name: 'name', port: 'port' }, manifest),
    ),
  };
}

function openShiftRoute({ namespace, spec }: ParsedManifest): VendorRoute {
  const host = string(spec.host);
  const isWildcard = spec.wildcardPolicy === 'Subdomain';
  return {
    hosts: host === undefined ? [] : [isWildcard ? host.replace(/^[^.]*/, '*') : host],
    backends: [mapping(spec.to), ...mappings(spec.alternateBackends)].map(({ name }) =>
      backend(name, namespace, mapping(spec.port).targetPort),
    ),
  };
}

function nginxServer(manifest: ParsedManifest): VendorRoute {
  const host = string(manifest.spec.host);
  return {
    hosts: host === undefined ? [] : [host],
    backends: backendsIn(manifest.spec.upstreams, { name: 'service', port: 'port' }, manifest),
  };
}

/** The value of `service` is a URL without a scheme, or with one: `qdrant.ns:6333`, `http://qdrant.ns:6333`. */
function ambassadorMapping({ namespace, spec }: ParsedManifest): VendorRoute {
  const [host = '', servicePort] = (string(spec.service) ?? '').replace(/^\w+:\/\//, '').split(/[:/]/);
  return {
    hosts: [spec.hostname, spec.host].map(string).filter(each => each !== undefined),
    backends: [backend(host, namespace, servicePort === undefined ? undefined : Number(servicePort))],
  };
}

function kongIngress(manifest: ParsedManifest): VendorRoute {
  const rules = mappings(manifest.spec.rules);
  return {
    hosts: rules.map(({ host }) => string(host)).filter(host => host !== undefined),
    backends: backendsIn(
      rules.map(rule => rule.backend),
      { name: 'serviceName', port: 'servicePort' },
      manifest,
    ),
  };
}

function apisixRoute(manifest: ParsedManifest): VendorRoute {
  const [http, stream] = [mappings(manifest.spec.http), mappings(manifest.spec.stream)];
  const lists: unknown[] = [...http.map(({ backends }) => backends), stream.map(rule => rule.backend)];
  return {
    hosts: http.flatMap(({ match }) => strings(mapping(match).hosts)),
    backends: lists.flatMap(list => backendsIn(list, { name: 'serviceName', port: 'servicePort' }, manifest)),
  };
}

/** The name of the object is the host. */
function knativeDomainMapping({ name, namespace, spec }: ParsedManifest): VendorRoute {
  const ref = mapping(spec.ref);
  return { hosts: [name], backends: [backend(ref.name, ref.namespace ?? namespace)] };
}

function zalandoRouteGroup(manifest: ParsedManifest): VendorRoute {
  return {
    hosts: strings(manifest.spec.hosts),
    backends: backendsIn(manifest.spec.backends, { name: 'serviceName', port: 'servicePort' }, manifest),
  };
}

function targetGroupBinding({ namespace, spec }: ParsedManifest): VendorRoute {
  const { name, port: servicePort }: Fields = mappingAt(spec, 'serviceRef');
  return { hosts: [], backends: [backend(name, namespace, servicePort)] };
}
