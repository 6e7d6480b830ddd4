import { type KubernetesObject } from './api';

/** The names that objects of other tools aim at. */
export interface Place {
  readonly namespace: string;
  /** A namespace that is not the one of the stack. */
  readonly other: string;
  readonly domain: string;
  readonly dashboardHost: string;
  /** Whether Qdrant requires an API key. */
  readonly hasKey: boolean;
  /** Whether Qdrant has a port for metrics without a key, 9091. */
  readonly hasMetricsPort?: boolean;
}

const REASON = {
  'cdk8s-qdrant/accepted-risk.apiWithoutKey': 'the clients are in this network',
  'cdk8s-qdrant/accepted-risk.dashboardOnApiHost': 'the clients are in this network',
};
const nginx = (annotations: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
  );

export const to = (service: string, port: number | string = 6333) => ({
  service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } },
});

/** The builders of objects for the namespace of a stack. */
export function builders({ namespace }: Pick<Place, 'namespace'>) {
  const rule = (host: string | undefined, path: string, backend: object, pathType = 'Prefix') => ({
    ...(host && { host }),
    http: { paths: [{ path, pathType, backend }] },
  });
  const ingress = (
    name: string,
    rules: readonly object[],
    more: { place?: string; spec?: object; annotations?: object; metadata?: object } = {},
  ): KubernetesObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: more.place ?? namespace, annotations: more.annotations, ...more.metadata },
    spec: { ingressClassName: 'other', ...(rules.length > 0 && { rules }), ...more.spec },
  });
  const service = (name: string, spec: object, place = namespace, annotations = {}): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: place, annotations },
    spec,
  });
  const selecting = (name: string, selector: object, spec: object = {}, annotations = {}) =>
    service(name, { selector, ports: [{ port: 6333 }], ...spec }, namespace, annotations);
  const alias = (name: string, externalName: string, place?: string) =>
    service(name, { type: 'ExternalName', externalName }, place);
  const route = (
    kind: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute',
    name: string,
    hostnames: readonly string[],
    rules: readonly object[],
    { place = namespace, annotations = {} } = {},
  ): KubernetesObject => ({
    apiVersion: `gateway.networking.k8s.io/${kind === 'TCPRoute' ? 'v1alpha2' : 'v1'}`,
    kind,
    metadata: { name, namespace: place, annotations },
    spec: { parentRefs: [{ name: 'public' }], ...(hostnames.length > 0 && { hostnames }), rules },
  });
  const slice = (name: string, metadata: object, targetRef?: object, place = namespace): KubernetesObject => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: place, ...metadata },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], ...(targetRef && { targetRef }) }],
    ports: [{ name: 'http', port: 6333, protocol: 'TCP' }],
  });
  return { rule, ingress, service, selecting, alias, route, slice };
}

/** A rule of a gateway route. */
const on = (name: string, port: number, more: object = {}, ref: object = {}) => ({
  backendRefs: [{ name, port, ...ref }],
  ...more,
});
const path = (value: string, type = 'PathPrefix') => ({ matches: [{ path: { type, value } }] });
const filters = (...list: readonly object[]) => ({ filters: list });
const mirror = (name: string) => ({ type: 'RequestMirror', requestMirror: { backendRef: { name, port: 6333 } } });

/** Objects that open Qdrant, or the host of the dashboard. */
export function hostileObjects(place: Place): KubernetesObject[] {
  const { namespace, other, domain, dashboardHost: host, hasMetricsPort } = place;
  const { rule, ingress, service, selecting, alias, route, slice } = builders(place);
  const api = (name: string) => `${name}.example.net`;
  const labels = { 'app.kubernetes.io/name': 'qdrant' };
  const ports = [{ port: 6333 }];
  const acme = '/.well-known/acme-challenge';
  const toMetrics = [
    ingress('metrics', [rule(api('a'), '/metrics', to('qdrant-headless', 9091))]),
    ingress('metrics-by-name', [rule(api('a'), '/metrics', to('qdrant-headless', 'metrics'))]),
    ingress('metrics-of-dashboard', [rule(host, '/metrics', to('qdrant-headless', 9091))], { annotations: REASON }),
    ingress('metrics-for-pages', [rule(api('a'), '/metrics', to('qdrant-headless', 9091))], {
      annotations: { 'cdk8s-qdrant/accepted-risk.dashboardOnApiHost': 'the pages are public' },
    }),
    route('HTTPRoute', 'metrics', [api('a')], [on('qdrant-headless', 9091, path('/metrics', 'Exact'))]),
    route('GRPCRoute', 'metrics', [api('a')], [on('qdrant-headless', 9091)]),
    route('TCPRoute', 'metrics', [], [on('qdrant-headless', 9091)]),
    selecting('metrics', labels, { ports: [{ port: 80, targetPort: 9091 }] }),
    selecting(
      'metrics-by-name',
      labels,
      { ports: [{ port: 80, targetPort: 'metrics' }] },
      { 'cdk8s-qdrant/accepted-risk.dashboardOnApiHost': 'the pages are public' },
    ),
  ];
  return [
    ...(hasMetricsPort ? toMetrics : []),
    ingress('exact-host', [rule(host, '/', to('qdrant'))]),
    ingress('deeper-path', [rule(host, '/collections', to('qdrant'))]),
    ingress('other-backend', [rule(host, '/', to('portal', 80))]),
    ingress('elsewhere', [rule(host, '/', to('portal', 80))], { place: other }),
    ingress('second-rule', [rule(api('a'), '/', to('portal', 80)), rule(host, '/x', to('portal', 80))]),
    ingress('sign-in-elsewhere', [rule(host, '/', to('oauth2-proxy', 80))], { place: other }),
    ingress('metrics-of-sign-in', [rule(host, '/', to('oauth2-proxy', 44180))]),
    ingress('bucket', [rule(host, '/', { resource: { apiGroup: 'x.io', kind: 'Bucket', name: 'pages' } })]),
    ingress('wildcard', [rule(`*.${domain}`, '/', to('qdrant'))]),
    ingress('no-host', [rule(undefined, '/', to('qdrant'))]),
    ingress('default-backend', [], { spec: { defaultBackend: to('qdrant') } }),
    ingress('host-alone', [{ host }], { spec: { defaultBackend: to('portal', 80) } }),
    ingress('host-and-default', [rule(host, '/x', to('oauth2-proxy', 80))], {
      spec: { defaultBackend: to('portal', 80) },
    }),
    ingress('headless', [rule(api('a'), '/', to('qdrant-headless'))]),
    ingress('named-port', [rule(api('a'), '/', to('qdrant', 'http'))]),
    ingress('between-nodes', [rule(api('a'), '/', to('qdrant-headless', 6335))]),
    ingress('between-nodes-by-name', [rule(api('a'), '/x', to('qdrant-headless', 'p2p'))], { annotations: REASON }),
    ingress('server-alias', [rule(api('a'), '/', to('portal', 80))], {
      annotations: nginx({ 'server-alias': `b.example.net, ${host.toUpperCase()}` }),
    }),
    ingress('alias-pattern', [rule(api('a'), '/', to('qdrant'))], { annotations: nginx({ 'server-alias': '~.*' }) }),
    ...[
      ['configuration-snippet', 'return 200;'],
      ['server-snippet', 'location /x {}'],
      ['satisfy', 'any'],
      ['canary', 'true'],
      ['rewrite-target', '/'],
      ['default-backend', 'portal'],
      ['mirror-target', 'http://portal'],
      ['ssl-passthrough', 'true'],
      ['auth-snippet', 'x'],
      ['permanent-redirect', 'https://pages.example.net/'],
    ].map(([name, value]) =>
      ingress(`annotated-${name}`, [rule(host, '/x', to('oauth2-proxy', 80))], {
        annotations: nginx({ [name!]: value! }),
      }),
    ),
    ingress('snippet-alone', [{ host }], { annotations: nginx({ 'server-snippet': 'location / {}' }) }),
    ingress('asks-with-other-class', [rule(host, '/', to('qdrant'))], {
      annotations: nginx({ 'auth-url': 'https://$host/oauth2/auth' }),
    }),
    ingress('asks-somebody-else', [rule(host, '/', to('qdrant'))], {
      spec: { ingressClassName: 'nginx' },
      annotations: nginx({ 'auth-url': 'https://always.example.net/yes' }),
    }),
    ingress('challenge-to-qdrant', [rule(host, `${acme}/x`, to('qdrant'), 'Exact')]),
    ingress('longer-challenge', [rule(host, `${acme}/x/y`, to('solver', 8089), 'Exact')]),
    ingress('every-challenge', [rule(host, acme, to('solver', 8089))]),
    ingress('pages', [rule(api('a'), '/', to('qdrant'))]),
    ingress('pages-exact', [rule(api('a'), '/dashboard/', to('qdrant'), 'Exact')]),
    ingress('beginning-of-pages', [rule(api('a'), '/dash', to('qdrant'))]),
    ingress('pages-by-pattern', [rule(api('a'), '/(.*)', to('qdrant'), 'ImplementationSpecific')]),
    ingress('pages-by-rewriting', [rule(api('a'), '/x', to('qdrant'))], {
      annotations: nginx({ 'rewrite-target': '/dashboard' }),
    }),
    ingress('blank-reason', [rule(api('a'), '/', to('qdrant'))], {
      annotations: { 'cdk8s-qdrant/accepted-risk.apiWithoutKey': ' ' },
    }),

    route('HTTPRoute', 'exact-host', [host], [on('qdrant', 6333)]),
    route('HTTPRoute', 'deeper-path', [host], [on('qdrant', 6333, path('/collections', 'Exact'))]),
    route('HTTPRoute', 'other-backend', [api('a'), host], [on('portal', 80)]),
    route('HTTPRoute', 'elsewhere', [host], [on('qdrant', 6333, {}, { namespace })], { place: other }),
    route('HTTPRoute', 'wildcard', [`*.${domain}`], [on('qdrant', 6333)]),
    route('HTTPRoute', 'no-host', [], [on('qdrant', 6333)]),
    route(
      'HTTPRoute',
      'second-backend',
      [host],
      [
        {
          backendRefs: [
            { name: 'oauth2-proxy', port: 80 },
            { name: 'qdrant', port: 6333, weight: 0 },
          ],
        },
      ],
    ),
    route('HTTPRoute', 'other-kind', [host], [on('oauth2-proxy', 80, {}, { group: 'x.io', kind: 'Backend' })]),
    route('HTTPRoute', 'mirror', [host], [on('oauth2-proxy', 80, filters(mirror('qdrant')))]),
    route('HTTPRoute', 'mirror-of-backend', [host], [on('oauth2-proxy', 80, {}, filters(mirror('qdrant')))]),
    route(
      'HTTPRoute',
      'rewrite',
      [host],
      [
        on(
          'oauth2-proxy',
          80,
          filters({ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath: '/x' } } }),
        ),
      ],
    ),
    route(
      'HTTPRoute',
      'extension',
      [host],
      [
        on(
          'oauth2-proxy',
          80,
          filters({ type: 'ExtensionRef', extensionRef: { group: 'x.io', kind: 'Filter', name: 'x' } }),
        ),
      ],
    ),
    route(
      'HTTPRoute',
      'by-header',
      [host],
      [on('qdrant', 6333, { matches: [{ headers: [{ name: 'x', value: 'y' }] }] })],
    ),
    route('HTTPRoute', 'between-nodes', [api('a')], [on('qdrant-headless', 6335, path('/x'))]),
    route(
      'HTTPRoute',
      'adds-key',
      [api('a')],
      [
        on('qdrant', 6333, {
          ...path('/x'),
          ...filters({
            type: 'RequestHeaderModifier',
            requestHeaderModifier: { set: [{ name: 'Api-Key', value: 'x' }] },
          }),
        }),
      ],
    ),
    route('HTTPRoute', 'pages', [api('a')], [on('qdrant', 6333)]),
    route('HTTPRoute', 'pages-elsewhere', [api('a')], [on('qdrant', 6333, {}, { namespace })], { place: other }),
    route('HTTPRoute', 'pages-by-pattern', [api('a')], [on('qdrant', 6333, path('/.*', 'RegularExpression'))]),
    route(
      'HTTPRoute',
      'part-of-pages',
      [api('a')],
      [
        on('oauth2-proxy', 80, { matches: [{ path: { type: 'PathPrefix', value: '/dashboard' }, method: 'POST' }] }),
        on('qdrant', 6333, path('/')),
      ],
    ),
    route('GRPCRoute', 'exact-host', [host], [on('qdrant', 6334)]),
    route('GRPCRoute', 'other-backend', [host], [on('portal', 80)]),
    route('GRPCRoute', 'no-host', [], [on('qdrant', 6334)]),
    route('GRPCRoute', 'between-nodes', [api('a')], [on('qdrant-headless', 6335)]),
    route('TLSRoute', 'exact-host', [host], [on('portal', 443)]),
    route('TLSRoute', 'wildcard', [`*.${domain}`], [on('qdrant', 6333)]),
    route('TCPRoute', 'any-host', [], [on('qdrant', 6333)]),
    route('TCPRoute', 'between-nodes', [], [on('qdrant-headless', 6335)]),

    selecting('mine', labels),
    selecting('node-port', labels, { type: 'NodePort' }),
    selecting('balancer', { 'statefulset.kubernetes.io/pod-name': 'qdrant-0' }, { type: 'LoadBalancer' }),
    selecting('external-ips', labels, { externalIPs: ['192.0.2.1'] }),
    selecting('by-index', { 'apps.kubernetes.io/pod-index': '0' }),
    selecting('by-stack', { 'app.kubernetes.io/part-of': 'qdrant-stack', 'app.kubernetes.io/component': 'database' }),
    selecting('no-address', { app: 'qdrant' }, { clusterIP: 'None' }),
    selecting('other-nodes', labels, { ports: [{ port: 80, targetPort: 6335 }] }, REASON),
    selecting('other-nodes-by-name', labels, { ports: [{ port: 80, targetPort: 'p2p' }] }, REASON),
    alias('alias', `qdrant.${namespace}.svc.cluster.local`, other),
    alias('short-alias', `qdrant.${namespace}`, other),
    alias('alias-of-node', `qdrant-0.qdrant-headless.${namespace}.svc`, other),
    alias('alias-with-dot', `qdrant.${namespace}.svc.cluster.local.`, other),
    alias('alias-in-namespace', 'qdrant'),
    service(
      'alias-with-selector',
      { type: 'ExternalName', externalName: `qdrant.${namespace}`, selector: labels, ports },
      other,
    ),

    slice('by-hand', { labels: { 'kubernetes.io/service-name': 'qdrant' } }),
    slice('of-sign-in', { labels: { 'kubernetes.io/service-name': 'oauth2-proxy' } }),
    slice('of-pod', { labels: { 'kubernetes.io/service-name': 'mine' } }, { kind: 'Pod', name: 'qdrant-0', namespace }),
    slice('as-if-managed', {
      labels: {
        'kubernetes.io/service-name': 'qdrant',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    }),
  ];
}

/** Objects that open nothing. */
export function harmlessObjects(place: Place): KubernetesObject[] {
  const { namespace, other, domain, dashboardHost: host, hasKey, hasMetricsPort } = place;
  const { rule, ingress, service, selecting, alias, route, slice } = builders(place);
  const api = (name: string) => `${name}.example.net`;
  const labels = { 'app.kubernetes.io/name': 'qdrant' };
  const ports = [{ port: 80 }];
  const acme = '/.well-known/acme-challenge/Xy_-1';
  const accepted = { annotations: REASON };
  const pages = (name: string) => ({ service: to(name, 80).service });
  const metricsWithReason = [
    ingress('metrics-with-reason', [rule(api('a'), '/', to('qdrant-headless', 9091))], {
      annotations: { 'cdk8s-qdrant/accepted-risk.apiWithoutKey': 'Prometheus is in this network' },
    }),
    selecting('metrics-with-reason', labels, { ports: [{ port: 9091 }] }, REASON),
  ];
  const withKey = [
    ingress('collections', [rule(api('a'), '/collections', to('qdrant'))]),
    ingress('exact-root', [rule(api('a'), '/', to('qdrant'), 'Exact')]),
    ingress('pages-to-sign-in', [
      {
        host: api('a'),
        http: {
          paths: [
            { path: '/dashboard', pathType: 'Prefix', backend: pages('oauth2-proxy') },
            { path: '/', pathType: 'Prefix', backend: to('qdrant') },
          ],
        },
      },
    ]),
    ingress('grpc', [rule(api('a'), '/', to('qdrant', 6334))], { annotations: nginx({ 'backend-protocol': 'GRPC' }) }),
    route('HTTPRoute', 'collections', [api('a')], [on('qdrant', 6333, path('/collections'))]),
    route(
      'HTTPRoute',
      'pages-redirected',
      [api('a')],
      [
        { ...path('/dashboard'), ...filters({ type: 'RequestRedirect', requestRedirect: { hostname: host } }) },
        on('qdrant', 6333, path('/')),
      ],
    ),
    route('GRPCRoute', 'grpc', [api('a')], [on('qdrant', 6334)]),
    route('TLSRoute', 'with-reason', [api('a')], [on('qdrant', 6333)], accepted),
  ];
  return [
    ...(hasMetricsPort ? metricsWithReason : []),
    ingress('portal', [rule(`portal.${domain}`, '/', to('portal', 80))]),
    ingress('portal-elsewhere', [rule(`portal.${domain}`, '/', to('qdrant'))], { place: other }),
    ingress('snippet', [rule(api('a'), '/', to('portal', 80))], { annotations: nginx({ 'server-snippet': '#' }) }),
    ingress('rewrite', [rule(api('a'), '/x', to('portal', 80))], { annotations: nginx({ 'rewrite-target': '/' }) }),
    ingress('canary', [rule(api('a'), '/x', to('portal', 80))], { annotations: nginx({ canary: 'true' }) }),
    ingress('asks', [rule(api('a'), '/', to('portal', 80))], { annotations: nginx({ 'auth-url': 'https://a' }) }),
    ingress('alias', [rule(api('a'), '/', to('portal', 80))], {
      annotations: nginx({ 'server-alias': 'x.net,*.y.net' }),
    }),
    ingress('every-host', [rule(undefined, '/', to('portal', 80))], { place: other }),
    ingress('wildcard', [rule(`*.${domain}`, '/', to('portal', 80))], { place: other }),
    ingress('other-wildcard', [rule(`*.other.${domain}`, '/', to('portal', 80))]),
    ingress('below-the-host', [rule(`*.${host}`, '/', to('portal', 80))]),
    ingress('longer-host', [rule(`my-${host}`, '/', to('portal', 80))]),
    ingress('shorter-host', [rule(domain, '/', to('portal', 80))]),
    ingress('default-backend', [], { spec: { defaultBackend: to('portal', 80) }, place: other }),
    ingress('bucket', [rule(api('a'), '/', { resource: { apiGroup: 'x.io', kind: 'Bucket', name: 'pages' } })]),
    ingress('no-paths', [{ host: api('a') }]),
    ingress('sign-in', [rule(host, '/oauth2', to('oauth2-proxy', 80))]),
    ingress('to-dashboard', [rule(host, '/x', to('oauth2-proxy', 80))], {
      annotations: nginx({ 'permanent-redirect': `https://${host}/dashboard` }),
    }),
    ingress('redirect', [rule(api('a'), '/x', to('portal', 80))], {
      annotations: nginx({ 'permanent-redirect': 'https://b.example.net/' }),
    }),
    ingress('sign-in-by-name', [rule(host, '/x', to('oauth2-proxy', 'http'))]),
    ...['Exact', 'Prefix', 'ImplementationSpecific'].map(type =>
      ingress(`cm-acme-http-solver-${type.toLowerCase()}`, [rule(host, acme, to('solver', 8089), type)]),
    ),
    ingress('challenge-elsewhere', [rule(host, acme, to('solver', 8089), 'Exact')], { place: other }),
    ingress(
      'many-hosts',
      Array.from({ length: 200 }, (_, at) => ({
        host: api(`h${at}`),
        http: {
          paths: Array.from({ length: 5 }, (_none, nth) => ({
            path: `/${nth}`,
            pathType: 'Prefix',
            backend: to('portal', 80),
          })),
        },
      })),
    ),
    ingress('with-reason', [rule(api('a'), '/', to('qdrant'))], accepted),

    route('HTTPRoute', 'portal', [`portal.${domain}`], [on('portal', 80)]),
    route('HTTPRoute', 'portal-elsewhere', [api('a')], [on('qdrant', 6333)], { place: other }),
    route('HTTPRoute', 'every-host', [], [on('portal', 80)]),
    route('HTTPRoute', 'wildcard', [`*.${domain}`], [on('portal', 80)], { place: other }),
    route('HTTPRoute', 'sign-in', [host], [on('oauth2-proxy', 80, path('/x'))]),
    route('HTTPRoute', 'sign-in-from-elsewhere', [host], [on('oauth2-proxy', 80, {}, { namespace })], { place: other }),
    route(
      'HTTPRoute',
      'to-https',
      [host],
      [filters({ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } })],
    ),
    route('HTTPRoute', 'challenge', [host], [on('solver', 8089, path(acme, 'Exact'))]),
    route('HTTPRoute', 'mirror', [api('a')], [on('portal', 80, filters(mirror('copy')))]),
    route(
      'HTTPRoute',
      'extension',
      [api('a')],
      [on('portal', 80, filters({ type: 'ExtensionRef', extensionRef: { group: 'x.io', kind: 'Filter', name: 'x' } }))],
    ),
    route('HTTPRoute', 'with-reason', [api('a')], [on('qdrant', 6333)], accepted),
    route('GRPCRoute', 'portal', [api('a')], [on('portal', 80)]),
    route('GRPCRoute', 'with-reason', [api('a')], [on('qdrant', 6334)], accepted),
    route('TLSRoute', 'portal', [api('a')], [on('portal', 443)]),
    route('TLSRoute', 'sign-in', [host], [on('oauth2-proxy', 80)]),
    route('TCPRoute', 'database', [], [on('postgres', 5432)]),

    service('portal', { selector: { app: 'portal' }, ports }),
    service('portal-node-port', { selector: { app: 'portal' }, ports, type: 'NodePort' }),
    service('portal-balancer', { selector: { app: 'portal' }, ports, type: 'LoadBalancer' }),
    service('portal-external-ips', { selector: { app: 'portal' }, ports, externalIPs: ['192.0.2.1'] }),
    service('no-selector', { ports }),
    service('another-qdrant', { selector: { ...labels, 'app.kubernetes.io/instance': 'second' }, ports }),
    service('sign-in', { selector: { 'app.kubernetes.io/name': 'oauth2-proxy' }, ports, type: 'NodePort' }),
    service('qdrant', { selector: labels, ports, type: 'LoadBalancer' }, other),
    selecting('with-reason', labels, { type: 'LoadBalancer' }, REASON),
    alias('outside', 'db.example.net'),
    alias('outside-named-so', 'qdrant.example.net', other),
    alias('another', `qdrant.${other}.svc.cluster.local`),
    alias('longer-name', `my-qdrant.${namespace}.svc.cluster.local`, other),
    alias('longer-namespace', `qdrant.${namespace}-2.svc.cluster.local`, other),

    slice('portal', { labels: { 'kubernetes.io/service-name': 'portal' } }),
    slice(
      'of-portal',
      { labels: { 'kubernetes.io/service-name': 'portal' } },
      { kind: 'Pod', name: 'portal-0', namespace },
    ),
    slice('qdrant-elsewhere', { labels: { 'kubernetes.io/service-name': 'qdrant' } }, undefined, other),
    slice(
      'by-controller',
      {
        labels: {
          'kubernetes.io/service-name': 'qdrant',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'qdrant', uid: '0-0-0', controller: true }],
      },
      { kind: 'Pod', name: 'qdrant-0', namespace },
    ),
    ...(hasKey ? withKey : []),
  ];
}
