import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { type k8s } from 'cdk8s-plus-30';
import { type AcceptedRisks, DualIngress, OAuth2ProxyChart, type QdrantChartProps } from 'cdk8s-qdrant';
import { refusalsAtSynth } from '../support/refusals';
import { stackParts } from '../support/stack-parts';

const NGINX = 'nginx.ingress.kubernetes.io';
const DASHBOARD = 'dashboard.example.com';
const API = 'api.example.com';
const KEY = { apiKey: { name: 'keys', key: 'api-key' } };

interface Setting {
  readonly dashboardHost?: string;
  readonly qdrant?: Partial<QdrantChartProps>;
  readonly acceptedRisks?: AcceptedRisks;
  readonly corsOrigins?: string[];
  readonly ingressClassName?: string;
  /** Whether every request to the dashboard's host goes through oauth2-proxy. */
  readonly proxied?: boolean;
  /** What somebody adds to the app. */
  readonly add?: (chart: Chart) => void;
}

/** The app of a setting. */
function appOf({ qdrant: props = KEY, proxied, add, ...rest }: Setting): Chart {
  const { chart, qdrant, oauth2Proxy } = stackParts(props, {
    metricsPort: OAuth2ProxyChart.METRICS_PORT,
    proxyTo: proxied ? { url: 'http://qdrant:6333' } : undefined,
  });
  const hosts = { dashboardHost: DASHBOARD, apiHost: API, tlsSecretName: 'tls' };
  new DualIngress(chart, 'ingress', { qdrant, oauth2Proxy, ...hosts, ...rest });
  add?.(new Chart(App.of(chart), 'mine', { namespace: 'ns' }));
  return chart;
}

/** The violations at synthesis of the app of a setting. */
function refusals(setting: Setting): string[] {
  return refusalsAtSynth(appOf(setting));
}

const ingress =
  (
    host: string | undefined,
    service: string,
    more: {
      annotations?: object;
      path?: string;
      pathType?: string;
      ingressClassName?: string | undefined;
      port?: object;
    } = {},
  ) =>
  (chart: Chart) =>
    new ApiObject(chart, 'ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'mine', annotations: more.annotations as Record<string, string> },
      spec: {
        ingressClassName: 'ingressClassName' in more ? more.ingressClassName : 'nginx',
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path: more.path ?? '/collections',
                  pathType: more.pathType ?? 'Prefix',
                  backend: {
                    service: { name: service, port: more.port ?? { number: service === 'oauth2-proxy' ? 80 : 6333 } },
                  },
                },
              ],
            },
          },
        ],
      },
    });

/** One path of the dashboard's host, with a backend that is written otherwise. */
const backend = (written: object) => (chart: Chart) =>
  new ApiObject(chart, 'ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'mine' },
    spec: { rules: [{ host: DASHBOARD, http: { paths: [{ path: '/collections', backend: written }] } }] },
  });

/** An ingress with any spec. */
const manifest =
  (spec: object, annotations: Record<string, string> = {}) =>
  (chart: Chart) =>
    new ApiObject(chart, 'ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'mine', annotations },
      spec,
    });

const bareIngress = () => ingress(DASHBOARD, 'qdrant')(new Chart(new App(), 'x', { namespace: 'ns' })).toJson();

const route =
  (spec: object, kind = 'HTTPRoute') =>
  (chart: Chart) =>
    new ApiObject(chart, 'route', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind,
      metadata: { name: 'mine' },
      spec,
    });

const service = (spec: object) => (chart: Chart) =>
  new ApiObject(chart, 'service', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'other' }, spec });

const all =
  (...adding: ((chart: Chart) => void)[]) =>
  (chart: Chart) =>
    adding.forEach(add => add(chart));

/** In a chart of its own, beside an object of the same id. */
const aside = (add: (chart: Chart) => void) => (chart: Chart) =>
  add(new Chart(App.of(chart), 'aside', { namespace: 'ns' }));

const at = (value: string) => [{ path: { type: 'PathPrefix', value } }];

const REWRITE = { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } };

const ASKING = { type: 'ExternalAuth', externalAuth: { protocol: 'HTTP', backendRef: { name: 'qdrant', port: 6333 } } };

/** What leads a host to a Service with another path. */
const rewriting = (host: string, name: string, filter: object = REWRITE) => ({
  hostnames: [host],
  rules: [{ matches: at('/q'), filters: [filter], backendRefs: [{ name }] }],
});

const checked = (more = {}) => ({ annotations: { [`${NGINX}/auth-url`]: 'https://$host/oauth2/auth', ...more } });

const PAST = (what: string) =>
  `${what} to Qdrant without the sign-in. Fix: route it to oauth2-proxy, or use another host.`;

const NOT_LOGIN = (name: string) =>
  `Ingress mine routes ${DASHBOARD}/collections to ${name}, which is not the sign-in of oauth2-proxy and may pass requests on to Qdrant. Fix: use another host.`;
const UNSAFE = (what: string) =>
  `Ingress mine answers for ${DASHBOARD} and has ${what}, which can bypass the sign-in. Fix: remove it, or use another host.`;

test('what the construct itself makes is taken', () => {
  expect(refusals({})).toEqual([]);
});

describe('the host of the dashboard: refuses', () => {
  test.each<[string, (chart: Chart) => void, string]>([
    [
      'an ingress that checks nobody',
      ingress(DASHBOARD, 'qdrant'),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'one that asks somebody else',
      ingress(DASHBOARD, 'qdrant', { annotations: { [`${NGINX}/auth-url`]: 'https://evil.example.com/auth' } }),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'the headless Service',
      ingress(DASHBOARD, 'qdrant-headless'),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'one more Service of the same pods',
      all(service({ selector: { app: 'qdrant' } }), ingress(DASHBOARD, 'other')),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a Service that is another name of it',
      all(service({ externalName: 'qdrant.ns.svc.cluster.local' }), ingress(DASHBOARD, 'other')),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a Service that is another name of it, and says the pods of the sign-in, which nobody reads',
      all(
        service({
          type: 'ExternalName',
          externalName: 'qdrant.ns.svc.cluster.local',
          selector: { 'app.kubernetes.io/name': 'oauth2-proxy' },
        }),
        ingress(DASHBOARD, 'other'),
      ),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    ['a backend that is no Service', backend({ resource: { kind: 'Service', name: 'qdrant' } }), NOT_LOGIN('qdrant')],
    ['a backend of an earlier API', backend({ serviceName: 'qdrant', servicePort: 6333 }), NOT_LOGIN('qdrant')],
    ['an ingress for every host', ingress(undefined, 'qdrant'), PAST(`Ingress mine routes ${DASHBOARD}/collections`)],
    ['one for every name', ingress('*.example.com', 'qdrant'), PAST(`Ingress mine routes ${DASHBOARD}/collections`)],
    [
      'one with an alias',
      ingress('x.example.org', 'qdrant', { annotations: { [`${NGINX}/server-alias`]: `a.b, ${DASHBOARD}` } }),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a default backend beside another path of the host',
      manifest({ defaultBackend: { service: { name: 'portal', port: { number: 80 } } }, rules: [{ host: DASHBOARD }] }),
      `Ingress mine routes ${DASHBOARD}/ to portal:80, which is not the sign-in of oauth2-proxy and may pass requests on to Qdrant. Fix: use another host.`,
    ],
    [
      'a snippet for the host, without a path',
      manifest({ rules: [{ host: DASHBOARD }] }, { [`${NGINX}/server-snippet`]: 'location / {}' }),
      UNSAFE('server-snippet'),
    ],
    ...['permanent-redirect', 'temporal-redirect'].map((name): [string, (chart: Chart) => void, string] => [
      `${name} to another host`,
      ingress(DASHBOARD, 'oauth2-proxy', {
        annotations: { [`${NGINX}/${name}`]: `https://${DASHBOARD}.example.net/` },
      }),
      UNSAFE(name),
    ]),
    [
      'a check that one of two things satisfies',
      ingress(DASHBOARD, 'qdrant', checked({ [`${NGINX}/satisfy`]: 'any' })),
      `Ingress mine answers for ${DASHBOARD} and has satisfy, which can bypass the sign-in. Fix: remove it, or use another host.`,
    ],
    [
      'answers in the place of the one that somebody is not signed in',
      ingress(DASHBOARD, 'qdrant', checked({ [`${NGINX}/custom-http-errors`]: '401,403' })),
      `Ingress mine answers for ${DASHBOARD} and has custom-http-errors, which can bypass the sign-in. Fix: remove it, or use another host.`,
    ],
    [
      'a question that only a controller of another class is to ask',
      ingress(DASHBOARD, 'qdrant', { ...checked(), ingressClassName: 'traefik' }),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a filter that nobody here knows',
      route({
        hostnames: [DASHBOARD],
        rules: [
          {
            filters: [{ type: 'ExtensionRef', extensionRef: { group: 'traefik.io', kind: 'Middleware', name: 'x' } }],
            backendRefs: [{ name: 'oauth2-proxy', port: 80 }],
          },
        ],
      }),
      `HTTPRoute mine answers for ${DASHBOARD} and has ExtensionRef, which can bypass the sign-in. Fix: remove it, or use another host.`,
    ],
    [
      'a filter that asks Qdrant who may enter',
      route({
        hostnames: [DASHBOARD],
        rules: [{ filters: [ASKING], backendRefs: [{ name: 'oauth2-proxy', port: 80 }] }],
      }),
      `HTTPRoute mine answers for ${DASHBOARD} and has ExternalAuth, which can bypass the sign-in. Fix: remove it, or use another host.`,
    ],
    [
      'an answer of oauth2-proxy to another question, by a filter',
      route({
        hostnames: [DASHBOARD],
        rules: [{ ...rewriting(DASHBOARD, 'oauth2-proxy').rules[0], matches: at('/oauth2/auth') }],
      }),
      PAST(`Ingress qdrant-http-ingress routes ${DASHBOARD}/`),
    ],
    [
      'requests that are mirrored',
      ingress(DASHBOARD, 'oauth2-proxy', { annotations: { [`${NGINX}/mirror-target`]: 'http://qdrant:6333' } }),
      `Ingress mine answers for ${DASHBOARD} and has mirror-target, which can bypass the sign-in. Fix: remove it, or use another host.`,
    ],
    ['metrics', ingress(DASHBOARD, 'oauth2-proxy', { port: { number: 44180 } }), NOT_LOGIN('oauth2-proxy:44180')],
    [
      'metrics by the name of the port',
      ingress(DASHBOARD, 'oauth2-proxy', { port: { name: 'metrics' } }),
      NOT_LOGIN('oauth2-proxy:metrics'),
    ],
    ['an unknown Service', ingress(DASHBOARD, 'unknown'), NOT_LOGIN('unknown:6333')],
    [
      'a Service of other pods',
      all(service({ selector: { app: 'docs' } }), ingress(DASHBOARD, 'other')),
      NOT_LOGIN('other:6333'),
    ],
    [
      'a Service of one pod, by a label that its controller adds',
      all(service({ selector: { 'statefulset.kubernetes.io/pod-name': 'qdrant-0' } }), ingress(DASHBOARD, 'other')),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a Service whose addresses somebody puts in',
      all(service({ ports: [{ port: 6333 }] }), ingress(DASHBOARD, 'other')),
      NOT_LOGIN('other:6333'),
    ],
    [
      'a Service without a namespace, which takes that of whoever applies it',
      chart => {
        const bare = new Chart(App.of(chart), 'bare');
        service({ selector: { app: 'qdrant' } })(bare);
        ingress(DASHBOARD, 'other')(bare);
      },
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a second Service of the name of the sign-in, with the pods of Qdrant',
      chart =>
        new ApiObject(chart, 'second', {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'oauth2-proxy' },
          spec: { selector: { app: 'qdrant' } },
        }),
      `Ingress oauth2-proxy-ingress routes ${DASHBOARD}/oauth2 to Qdrant without the sign-in. Fix: route it to oauth2-proxy, or use another host.`,
    ],
    [
      'somebody else who answers in the place of oauth2-proxy',
      all(
        service({ selector: { app: 'yes' } }),
        ingress(DASHBOARD, 'other', { path: '/oauth2/auth', pathType: 'Exact' }),
      ),
      `Ingress qdrant-http-ingress routes ${DASHBOARD}/ to Qdrant without the sign-in. Fix: route it to oauth2-proxy, or use another host.`,
    ],
    [
      'an answer of oauth2-proxy to another question',
      ingress(DASHBOARD, 'oauth2-proxy', {
        path: '/oauth2/auth',
        pathType: 'Exact',
        annotations: { [`${NGINX}/rewrite-target`]: '/ping' },
      }),
      UNSAFE('rewrite-target'),
    ],
    [
      'a canary, which has the annotations of another ingress',
      ingress(DASHBOARD, 'qdrant', checked({ [`${NGINX}/canary`]: 'true' })),
      UNSAFE('canary'),
    ],
    [
      'TLS that nobody opens',
      ingress(DASHBOARD, 'qdrant', checked({ [`${NGINX}/ssl-passthrough`]: 'true' })),
      UNSAFE('ssl-passthrough'),
    ],
    [
      'a list of objects',
      chart =>
        new ApiObject(chart, 'list', {
          apiVersion: 'v1',
          kind: 'List',
          items: [{ ...ingress(DASHBOARD, 'qdrant')(new Chart(new App(), 'x', { namespace: 'ns' })).toJson() }],
        }),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a list in a list',
      chart =>
        new ApiObject(chart, 'list', {
          apiVersion: 'v1',
          kind: 'List',
          items: [{ apiVersion: 'v1', kind: 'List', items: [bareIngress()] }],
        }),
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'a list of one kind, whose objects do not say theirs',
      chart => {
        const { metadata, spec } = bareIngress();
        return new ApiObject(chart, 'list', {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'IngressList',
          items: [{ metadata, spec }],
        });
      },
      PAST(`Ingress mine routes ${DASHBOARD}/collections`),
    ],
    [
      'headers of the question that a ConfigMap holds',
      ingress(DASHBOARD, 'qdrant', checked({ [`${NGINX}/auth-proxy-set-headers`]: 'ns/headers' })),
      UNSAFE('auth-proxy-set-headers'),
    ],
    [
      'a snippet for streams',
      ingress(DASHBOARD, 'oauth2-proxy', { annotations: { [`${NGINX}/stream-snippet`]: 'server {}' } }),
      UNSAFE('stream-snippet'),
    ],
    [
      'a snippet for modsecurity',
      ingress(DASHBOARD, 'oauth2-proxy', { annotations: { [`${NGINX}/modsecurity-snippet`]: 'x' } }),
      UNSAFE('modsecurity-snippet'),
    ],
    [
      'a backend of a kind of its own',
      route({
        hostnames: [DASHBOARD],
        rules: [{ backendRefs: [{ group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'oauth2-proxy' }] }],
      }),
      `HTTPRoute mine routes ${DASHBOARD}/ to oauth2-proxy, which is not the sign-in of oauth2-proxy and may pass requests on to Qdrant. Fix: use another host.`,
    ],
    [
      'a route of a gateway',
      route({ hostnames: [DASHBOARD], rules: [{ backendRefs: [{ name: 'qdrant', port: 6333 }] }] }),
      PAST(`HTTPRoute mine routes ${DASHBOARD}/`),
    ],
    [
      'a route of a gateway without a host',
      route({ rules: [{ matches: [{ path: { value: '/x' } }], backendRefs: [{ name: 'qdrant', port: 6333 }] }] }),
      PAST(`HTTPRoute mine routes ${DASHBOARD}/x`),
    ],
    [
      'a route that mirrors requests',
      route({
        hostnames: [DASHBOARD],
        rules: [
          {
            filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'qdrant', port: 6333 } } }],
            backendRefs: [{ name: 'oauth2-proxy', port: 80 }],
          },
        ],
      }),
      PAST(`HTTPRoute mine routes ${DASHBOARD}/`),
    ],
    [
      'gRPC',
      route({ hostnames: [DASHBOARD], rules: [{ backendRefs: [{ name: 'qdrant', port: 6334 }] }] }, 'GRPCRoute'),
      PAST(`GRPCRoute mine routes ${DASHBOARD}/`),
    ],
  ])('%s', (_, add, refusal) => {
    expect(refusals({ add })).toContain(refusal);
  });
});

describe('what stands behind the Services of the stack: refuses', () => {
  const login = { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': 'oauth2-proxy' };
  const database = { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': 'qdrant' };
  const object =
    (apiVersion: string, kind: string, more: object = {}, metadata: object = {}) =>
    (chart: Chart) =>
      new ApiObject(chart, 'object', { apiVersion, kind, metadata: { name: 'mine', ...metadata }, ...more });
  const template = (labels: object) => ({ template: { metadata: { labels } } });
  const BEHIND = (what: string, name: string, workload: string) =>
    `${what} receives requests of Service ${name}, which are for ${workload}. Fix: change its labels and its name.`;
  const LOGIN = ['oauth2-proxy', 'Deployment oauth2-proxy'] as const;

  test.each<[string, (chart: Chart) => void, string]>([
    [
      'other pods with the labels of the sign-in',
      object('apps/v1', 'Deployment', { spec: template({ ...login, more: 'x' }) }),
      BEHIND('Deployment mine', ...LOGIN),
    ],
    ['one pod', object('v1', 'Pod', {}, { labels: login }), BEHIND('Pod mine', ...LOGIN)],
    [
      'pods of a job, with the labels of Qdrant',
      object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: template(database) } } }),
      BEHIND('CronJob mine', 'qdrant', 'StatefulSet qdrant'),
    ],
    [
      'addresses of a Service',
      object('discovery.k8s.io/v1', 'EndpointSlice', {}, { labels: { 'kubernetes.io/service-name': 'oauth2-proxy' } }),
      BEHIND('EndpointSlice mine', ...LOGIN),
    ],
    [
      "Cilium's redirect of a Service",
      object('cilium.io/v2', 'CiliumLocalRedirectPolicy', {
        spec: { redirectFrontend: { serviceMatcher: { serviceName: 'oauth2-proxy', namespace: 'ns' } } },
      }),
      BEHIND('CiliumLocalRedirectPolicy mine', ...LOGIN),
    ],
    [
      "a listener of Cilium's Envoy for a Service",
      object('cilium.io/v2', 'CiliumEnvoyConfig', { spec: { services: [{ name: 'oauth2-proxy', listener: 'x' }] } }),
      BEHIND('CiliumEnvoyConfig mine', ...LOGIN),
    ],
    [
      "a listener of Cilium's Envoy that names another namespace, which Cilium ignores",
      object('cilium.io/v2', 'CiliumEnvoyConfig', { spec: { services: [{ name: 'qdrant', namespace: 'other' }] } }),
      BEHIND('CiliumEnvoyConfig mine', 'qdrant', 'StatefulSet qdrant'),
    ],
    [
      "a listener of Cilium's Envoy for the whole cluster",
      object(
        'cilium.io/v2',
        'CiliumClusterwideEnvoyConfig',
        { spec: { services: [{ name: 'oauth2-proxy', namespace: 'ns', listener: 'x' }] } },
        { namespace: undefined },
      ),
      BEHIND('CiliumClusterwideEnvoyConfig mine', ...LOGIN),
    ],
    [
      'addresses of a Service, as they were said before',
      object('v1', 'Endpoints', {}, { name: 'qdrant-headless' }),
      BEHIND('Endpoints qdrant-headless', 'qdrant', 'StatefulSet qdrant'),
    ],
  ])('%s', (_, add, refusal) => {
    expect(refusals({ add })).toEqual([refusal]);
  });

  test('but not those of another namespace, or some of the labels', () => {
    const elsewhere = object('apps/v1', 'Deployment', { spec: template(login) }, { namespace: 'other' });
    expect(refusals({ add: elsewhere })).toEqual([]);
    const { app } = database;
    expect(refusals({ add: object('apps/v1', 'Deployment', { spec: template({ app }) }) })).toEqual([]);
  });
});

describe('the port between the nodes, also with a key: refuses', () => {
  const BETWEEN_NODES =
    'the port between the nodes of Qdrant, which may require no key: anybody who reaches it can read and change everything.';
  const TO_IT = `routes to ${BETWEEN_NODES} Fix: route it to the port of the API.`;
  const other = (port: object) => service({ selector: { app: 'qdrant' }, ports: [port] });
  const to = (name: string, port: object) => ingress('open.example.com', name, { port });
  const gateway = (kind: string) =>
    route({ rules: [{ backendRefs: [{ name: 'qdrant-headless', port: 6335 }] }] }, kind);

  test.each<[string, (chart: Chart) => void, string]>([
    ['an ingress', to('qdrant-headless', { number: 6335 }), 'Ingress mine'],
    ['one by the name of the port', to('qdrant-headless', { name: 'p2p' }), 'Ingress mine'],
    [
      'a port of another number',
      all(other({ port: 80, targetPort: 6335 }), to('other', { number: 80 })),
      'Ingress mine',
    ],
    ['one of a name', all(other({ port: 80, targetPort: 'p2p' }), to('other', { number: 80 })), 'Ingress mine'],
    [
      'a Service that is another name',
      all(service({ externalName: 'qdrant-headless.ns.svc' }), to('other', { number: 6335 })),
      'Ingress mine',
    ],
    ['an HTTPRoute', gateway('HTTPRoute'), 'HTTPRoute mine'],
    ['a GRPCRoute', gateway('GRPCRoute'), 'GRPCRoute mine'],
    ['a TCPRoute', gateway('TCPRoute'), 'TCPRoute mine'],
  ])('%s', (_, add, which) => {
    expect(refusals({ add })).toContain(`${which} ${TO_IT}`);
  });

  test.each<[string, object]>([
    ['LoadBalancer', { type: 'LoadBalancer' }],
    ['NodePort', { type: 'NodePort' }],
    ['externalIPs', { externalIPs: ['192.0.2.1'] }],
  ])('a Service that publishes it: %s', (how, spec) => {
    const publishing = (port: object) => service({ ...spec, selector: { app: 'qdrant' }, ports: [port] });
    const refusal = `Service other (${how}) publishes ${BETWEEN_NODES} Fix: remove that port.`;
    expect(refusals({ add: publishing({ port: 6335 }) })).toEqual([refusal]);
    expect(refusals({ add: publishing({ port: 443, targetPort: 'p2p' }) })).toEqual([refusal]);
    expect(refusals({ add: publishing({ port: 6333 }) })).toEqual([]);
  });

  test('the headless Service, made a public one', () => {
    const { chart, qdrant } = stackParts(KEY);
    qdrant.headlessService.addJsonPatch(JsonPatch.replace('/spec/type', 'LoadBalancer'));
    expect(refusalsAtSynth(chart)).toEqual([
      `Service qdrant-headless (LoadBalancer) publishes ${BETWEEN_NODES} Fix: remove that port.`,
    ]);
  });
});

describe('the port of the metrics, which has no key:', () => {
  const qdrant = { ...KEY, image: 'qdrant:v1.18.2', metricsPort: 9091 };
  const METRICS =
    'the port of the metrics of Qdrant, which requires no API key: anybody who reaches it can read the names of all collections.';
  const FIX =
    'Fix: remove the route or the port, or state the reason in its annotation cdk8s-qdrant/accepted-risk.apiWithoutKey.';
  const TO_IT = `routes to ${METRICS} ${FIX}`;
  const REASON = { 'cdk8s-qdrant/accepted-risk.apiWithoutKey': 'Prometheus is in the same network' };
  const HOST = 'metrics.example.com';
  const other = (spec: object) => service({ selector: { app: 'qdrant' }, ...spec });
  const to = (name: string, port: object, annotations = {}) =>
    ingress(HOST, name, { port, path: '/metrics', annotations });
  const vendor = (port: number) => (chart: Chart) =>
    new ApiObject(chart, 'vendor', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'mine' },
      spec: { routes: [{ match: `Host(\`${HOST}\`)`, services: [{ name: 'qdrant-headless', port }] }] },
    });

  test('what the construct itself makes is taken', () => {
    expect(refusals({ qdrant })).toEqual([]);
  });

  test.each<[string, (chart: Chart) => void, string]>([
    ['an ingress', to('qdrant-headless', { number: 9091 }), 'Ingress mine'],
    ['one by the name of the port', to('qdrant-headless', { name: 'metrics' }), 'Ingress mine'],
    [
      'a port of another number',
      all(other({ ports: [{ port: 80, targetPort: 9091 }] }), to('other', { number: 80 })),
      'Ingress mine',
    ],
    [
      'a port of another name',
      all(other({ ports: [{ port: 80, targetPort: 'metrics' }] }), to('other', { number: 80 })),
      'Ingress mine',
    ],
    [
      'a Service that is another name',
      all(service({ externalName: 'qdrant-headless.ns.svc' }), to('other', { number: 9091 })),
      'Ingress mine',
    ],
  ])('refuses %s', (_, add, which) => {
    expect(refusals({ qdrant, add })).toContain(`${which} ${TO_IT}`);
  });

  test('refuses an HTTPRoute of another host, and nothing else about it', () => {
    const add = route({
      hostnames: [HOST],
      rules: [{ matches: at('/'), backendRefs: [{ name: 'qdrant-headless', port: 9091 }] }],
    });
    expect(refusals({ qdrant, add })).toEqual([`HTTPRoute mine ${TO_IT}`]);
  });

  test('refuses a route of another vendor, which needs two reasons', () => {
    expect(refusals({ qdrant, add: vendor(9091) })).toEqual([
      `IngressRoute mine ${TO_IT}`,
      expect.stringMatching(/^IngressRoute mine routes to Qdrant, and the rules cannot read everything/),
    ]);
    expect(refusals({ qdrant, add: vendor(6333) })).toHaveLength(1);
  });

  test('a reason at the route lifts the rule', () => {
    expect(refusals({ qdrant, add: to('qdrant-headless', { number: 9091 }, REASON) })).toEqual([]);
  });

  test('no reason lifts the rule at the host of the dashboard', () => {
    const add = ingress(DASHBOARD, 'qdrant-headless', {
      port: { number: 9091 },
      path: '/metrics',
      annotations: REASON,
    });
    expect(refusals({ qdrant, add })).toEqual([PAST(`Ingress mine routes ${DASHBOARD}/metrics`)]);
  });

  test('no reason lifts the rule for a TCPRoute, which answers for every host', () => {
    const add = (chart: Chart) => {
      const tcp = route({ rules: [{ backendRefs: [{ name: 'qdrant-headless', port: 9091 }] }] }, 'TCPRoute')(chart);
      Object.entries(REASON).forEach(([name, reason]) => tcp.metadata.addAnnotation(name, reason));
    };
    expect(refusals({ qdrant, add })).toEqual([PAST(`TCPRoute mine routes ${DASHBOARD}/`)]);
  });

  test('the sign-in can stand before it', () => {
    const add = ingress(DASHBOARD, 'qdrant-headless', { port: { number: 9091 }, path: '/metrics', ...checked() });
    expect(refusals({ qdrant, add })).toEqual([]);
  });

  test.each<[string, object]>([
    ['LoadBalancer', { type: 'LoadBalancer' }],
    ['NodePort', { type: 'NodePort' }],
    ['externalIPs', { externalIPs: ['192.0.2.1'] }],
  ])('refuses a Service that publishes it: %s', (how, spec) => {
    const refusal = `Service other (${how}) publishes ${METRICS} ${FIX}`;
    expect(refusals({ qdrant, add: other({ ...spec, ports: [{ port: 9091 }] }) })).toEqual([refusal]);
    expect(refusals({ qdrant, add: other({ ...spec, ports: [{ port: 1, targetPort: 'metrics' }] }) })).toEqual([
      refusal,
    ]);
    expect(refusals({ qdrant, add: other({ ...spec, ports: [{ port: 6333 }] }) })).toEqual([]);
    expect(refusals({ add: other({ ...spec, ports: [{ port: 9091 }] }) })).toEqual([]);
  });

  test('the number of the port of a Service does not decide, its targetPort does', () => {
    const routed = (ports: object) => all(other({ ports: [ports] }), to('other', { number: 9091 }));
    expect(refusals({ qdrant, add: routed({ port: 9091, targetPort: 6333 }) })).toEqual([]);
    expect(refusals({ qdrant, add: routed({ port: 9091, targetPort: 'http' }) })).toEqual([]);
    expect(refusals({ qdrant, add: routed({ port: 9091, targetPort: 'metrics' }) })).toEqual([`Ingress mine ${TO_IT}`]);
    // Such a port leads nowhere, or to the pods.
    expect(refusals({ qdrant, add: routed({ port: 80 }) })).toEqual([`Ingress mine ${TO_IT}`]);
  });

  test('for an ExternalName Service, controllers take its own number', () => {
    const spec = {
      type: 'ExternalName',
      externalName: 'qdrant-headless.ns.svc',
      ports: [{ port: 9091, targetPort: 80 }],
    };
    expect(refusals({ qdrant, add: all(service(spec), to('other', { number: 9091 })) })).toContain(
      `Ingress mine ${TO_IT}`,
    );
  });

  test('takes a Service within the cluster', () => {
    expect(refusals({ qdrant, add: other({ ports: [{ port: 9091 }] }) })).toEqual([]);
  });

  test.each<[string, JsonPatch, string]>([
    [
      'on a port of the node',
      JsonPatch.add('/spec/template/spec/containers/0/ports/3/hostPort', 9091),
      'StatefulSet qdrant (hostPort)',
    ],
    [
      'by the headless Service',
      JsonPatch.replace('/spec/type', 'LoadBalancer'),
      'Service qdrant-headless (LoadBalancer)',
    ],
  ])('refuses a patch that publishes it %s', (_, patch, which) => {
    const { chart, qdrant: patched } = stackParts(qdrant);
    (which.startsWith('Service') ? patched.headlessService : patched.statefulSet).addJsonPatch(patch);
    expect(refusalsAtSynth(chart)).toContain(
      `${which} publishes ${METRICS} Fix: remove the route or the port, or state the reason in acceptedRisks.apiWithoutKey.`,
    );
  });
});

describe('the ports of a sidecar that is an init container:', () => {
  const sidecar = (port: k8s.ContainerPort, more: object = { restartPolicy: 'Always' }) => ({
    ...KEY,
    image: 'qdrant:v1.18.2',
    metricsPort: 9091,
    initContainers: [{ name: 'agent', image: 'agent:1.0.0', ports: [port], ...more }],
  });
  const balancer = service({
    selector: { app: 'qdrant' },
    type: 'LoadBalancer',
    ports: [{ port: 80, targetPort: 'mm' }],
  });
  const within = service({ selector: { app: 'qdrant' }, ports: [{ port: 80, targetPort: 'mm' }] });

  test.each([
    [6335, 'the port between the nodes of Qdrant'],
    [9091, 'the port of the metrics of Qdrant'],
  ])('refuses a Service and an ingress that lead to %i by the name of its port', (containerPort, title) => {
    const qdrant = sidecar({ name: 'mm', containerPort });
    const routed = all(within, ingress('x.example.com', 'other', { port: { number: 80 } }));
    expect(refusals({ qdrant })).toEqual([]);
    expect(refusals({ qdrant, add: balancer }).join()).toContain(
      `Service other (LoadBalancer) publishes ${title}, which`,
    );
    expect(refusals({ qdrant, add: routed }).join()).toContain(`Ingress mine routes to ${title}, which`);
  });

  test('refuses one that is a port of the node', () => {
    const qdrant = sidecar({ containerPort: 9091, hostPort: 9091 });
    expect(refusals({ qdrant }).join()).toContain(
      'StatefulSet qdrant (hostPort) publishes the port of the metrics of Qdrant, which',
    );
  });

  test('takes those of an init container that ends before the pod starts', () => {
    const qdrant = sidecar({ name: 'mm', containerPort: 6335, hostPort: 6335 }, {});
    expect(refusals({ qdrant, add: balancer })).toEqual([]);
  });
});

describe('takes', () => {
  test.each<[string, (chart: Chart) => void]>([
    ['one more ingress that asks oauth2-proxy', ingress(DASHBOARD, 'qdrant', checked())],
    ['one more ingress to oauth2-proxy', ingress(DASHBOARD, 'oauth2-proxy')],
    ['one by the name of the port', ingress(DASHBOARD, 'oauth2-proxy', { port: { name: 'http' } })],
    ['other hosts with other Services', ingress('docs.example.com', 'unknown')],
    [
      'a route that only redirects',
      route({ hostnames: [DASHBOARD], rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: {} }] }] }),
    ],
  ])('%s', (_, add) => {
    expect(refusals({ add })).toEqual([]);
  });
});

describe('refuses, unless a reason is given,', () => {
  const ANNOTATION = (risk: string) => `or state the reason in its annotation cdk8s-qdrant/accepted-risk.${risk}.`;
  const NO_KEY =
    'routes to Qdrant, which requires no API key: anybody who reaches it can read and change everything. ' +
    'Fix: give Qdrant an API key, ';

  test('an API without a key', () => {
    expect(refusals({ qdrant: {} })).toEqual([
      `Ingress qdrant-api-ingress ${NO_KEY}or state the reason in acceptedRisks.apiWithoutKey.`,
    ]);
    expect(refusals({ qdrant: {}, acceptedRisks: { apiWithoutKey: 'a test' } })).toEqual([]);
  });

  test('one more route to it, which says its own reason', () => {
    const acceptedRisks = { apiWithoutKey: 'a test' };
    const grpc = route(
      { hostnames: ['grpc.example.com'], rules: [{ backendRefs: [{ name: 'qdrant' }] }] },
      'GRPCRoute',
    );
    expect(refusals({ qdrant: {}, acceptedRisks, add: grpc })).toEqual([
      `GRPCRoute mine ${NO_KEY}${ANNOTATION('apiWithoutKey')}`,
    ]);
    const reason = (chart: Chart) =>
      grpc(chart).metadata.addAnnotation('cdk8s-qdrant/accepted-risk.apiWithoutKey', 'a test');
    expect(refusals({ qdrant: {}, acceptedRisks, add: reason })).toEqual([]);
  });

  test.each(['*', 'https://*.example.com'])('the origin %s', origin => {
    expect(refusals({ corsOrigins: ['https://app.example.com', origin] })).toEqual([
      `Ingress qdrant-api-ingress lets pages of any origin call the API (https://app.example.com, ${origin}). ` +
        'Fix: name each origin in full, or state the reason in acceptedRisks.anyOrigin.',
    ]);
    expect(refusals({ corsOrigins: [origin], acceptedRisks: { anyOrigin: 'a test' } })).toEqual([]);
  });

  test.each(['true', 'True', '1'])('an ingress that names no origin, which lets in every one: %s', enabled => {
    const add = ingress('open.example.com', 'qdrant', { annotations: { [`${NGINX}/enable-cors`]: enabled } });
    expect(refusals({ add })).toEqual([
      expect.stringContaining('Ingress mine lets pages of any origin call the API (*)'),
    ]);
  });

  const withHeader = (modifier: string, name: string, value: string) => {
    const type = modifier.replace(/^r/, 'R');
    const filter = { type, [modifier]: { set: [{ name, value }] } };
    return route({
      hostnames: ['open.example.com'],
      rules: [{ matches: at('/collections'), filters: [filter], backendRefs: [{ name: 'qdrant' }] }],
    });
  };

  test('a header that lets in pages of any origin', () => {
    const add = withHeader('responseHeaderModifier', 'Access-Control-Allow-Origin', '*');
    expect(refusals({ add })).toEqual([
      expect.stringContaining('HTTPRoute mine lets pages of any origin call the API (*)'),
    ]);
    const one = withHeader('responseHeaderModifier', 'Access-Control-Allow-Origin', 'https://app.example.com');
    expect(refusals({ add: one })).toEqual([]);
  });

  test('a header that lets in pages of any origin, in a ConfigMap', () => {
    const headers = (origin: string) => (chart: Chart) =>
      new ApiObject(chart, 'headers', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'headers' },
        data: { 'Access-Control-Allow-Origin': origin },
      });
    const open = ingress('open.example.com', 'qdrant', { annotations: { [`${NGINX}/custom-headers`]: 'ns/headers' } });
    expect(refusals({ add: all(headers('*'), open) })).toEqual([
      expect.stringContaining('Ingress mine lets pages of any origin call the API (*)'),
    ]);
    expect(refusals({ add: all(headers('https://app.example.com'), open) })).toEqual([]);
  });

  test.each(['Api-Key', 'authorization'])('a key that a gateway adds for everybody: %s', name => {
    expect(refusals({ add: withHeader('requestHeaderModifier', name, 'x') })).toEqual([
      `HTTPRoute mine adds the header ${name.toLowerCase()} to requests to Qdrant, so anybody who reaches it has the rights of that key. ` +
        `Fix: let the clients send the key, ${ANNOTATION('apiWithoutKey')}`,
    ]);
    expect(refusals({ add: withHeader('requestHeaderModifier', 'x-request-from', 'x') })).toEqual([]);
  });

  /** A route to Qdrant, and one at the gateway `public` that redirects what matches. */
  const redirecting = (matches: object[], gateways: string[]) => {
    const hostnames = ['open.example.com'];
    const redirect = { matches, filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: DASHBOARD } }] };
    return all(
      route({
        parentRefs: gateways.map(name => ({ name })),
        hostnames,
        rules: [{ backendRefs: [{ name: 'qdrant' }] }],
      }),
      aside(route({ parentRefs: [{ name: 'public' }], hostnames, rules: [redirect] })),
    );
  };

  test.each<[string, (chart: Chart) => void]>([
    ['of an ingress', ingress('open.example.com', 'qdrant', { path: '/' })],
    ['of one path', ingress('open.example.com', 'qdrant', { path: '/dashboard/', pathType: 'Exact' })],
    ['behind a pattern', ingress('open.example.com', 'qdrant', { path: '/(.*)', pathType: 'ImplementationSpecific' })],
    ['of a gateway', route({ hostnames: ['open.example.com'], rules: [{ backendRefs: [{ name: 'qdrant' }] }] })],
    ['by a beginning', ingress('open.example.com', 'qdrant', { path: '/dash', pathType: 'ImplementationSpecific' })],
    [
      'by a prefix that some controllers take for a beginning',
      ingress('open.example.com', 'qdrant', { path: '/dash', ingressClassName: 'traefik' }),
    ],
    ['by a longer beginning', ingress(API, 'qdrant', { path: '/dashboard/a', pathType: 'ImplementationSpecific' })],
    ['at a controller that knows no redirect', ingress(API, 'qdrant', { path: '/', ingressClassName: 'traefik' })],
    ['past a redirect of some requests', redirecting([{ ...at('/dashboard')[0], method: 'POST' }], ['public'])],
    ['at a gateway that knows no redirect', redirecting(at('/dashboard'), ['public', 'private'])],
    [
      'past a canary',
      all(
        ingress('open.example.com', 'qdrant', { path: '/' }),
        aside(
          ingress('open.example.com', 'oauth2-proxy', {
            path: '/dashboard',
            annotations: { [`${NGINX}/canary`]: 'true' },
          }),
        ),
      ),
    ],
  ])('the pages of the dashboard on a host %s', (_, add) => {
    const serves = 'mine serves the dashboard pages at (open|api).example.com/dashboard without the sign-in. ';
    const fix =
      'Fix: route /dashboard of this host to oauth2-proxy, with the same ingress class or Gateway, or state the reason in its annotation cdk8s-qdrant/accepted-risk.dashboardOnApiHost.';
    expect(refusals({ add })).toEqual([expect.stringMatching(`${serves}${fix}`)]);
  });

  test('but not a path beside them, or behind a redirect', () => {
    expect(refusals({ add: ingress('open.example.com', 'qdrant') })).toEqual([]);
    expect(refusals({ add: ingress(API, 'qdrant', { path: '/' }) })).toEqual([]);
    expect(refusals({ add: redirecting(at('/dashboard'), ['public']) })).toEqual([]);
  });

  const EXTENSION = { type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Filter', name: 'x' } };
  const REWRITING = (what: string) =>
    `routes to Qdrant with ${what}, which can serve the dashboard pages without the sign-in. ` +
    `Fix: remove it, ${ANNOTATION('dashboardOnApiHost')}`;

  test.each<[string, (chart: Chart) => ApiObject | void, string]>([
    [
      'an annotation',
      ingress('open.example.com', 'qdrant', { annotations: { [`${NGINX}/rewrite-target`]: '/dashboard' } }),
      'rewrite-target',
    ],
    [
      'a snippet',
      ingress('open.example.com', 'qdrant', { annotations: { [`${NGINX}/configuration-snippet`]: 'rewrite ...;' } }),
      'configuration-snippet',
    ],
    ['a filter', route(rewriting('open.example.com', 'qdrant')), 'URLRewrite'],
    [
      'a filter of a backend',
      route({
        hostnames: ['open.example.com'],
        rules: [{ matches: at('/q'), backendRefs: [{ name: 'qdrant', filters: [REWRITE] }] }],
      }),
      'URLRewrite',
    ],
    ['a filter that nobody here knows', route(rewriting('open.example.com', 'qdrant', EXTENSION)), 'ExtensionRef'],
    ['a filter of a type to come', route(rewriting('open.example.com', 'qdrant', { type: 'Wasm' })), 'Wasm'],
    ['a filter that asks Qdrant', route(rewriting('docs.example.com', 'docs', ASKING)), 'ExternalAuth'],
  ])('a path that %s may turn into that of the dashboard', (_, add, what) => {
    expect(refusals({ add })).toEqual([expect.stringContaining(REWRITING(what))]);
    const reason = (chart: Chart) =>
      (add(chart) as ApiObject).metadata.addAnnotation('cdk8s-qdrant/accepted-risk.dashboardOnApiHost', 'a test');
    expect(refusals({ add: reason })).toEqual([]);
  });

  test('but not one of another Service, or another host name', () => {
    const hostname = { type: 'URLRewrite', urlRewrite: { hostname: 'qdrant' } };
    expect(refusals({ add: route(rewriting('docs.example.com', 'unknown')) })).toEqual([]);
    expect(refusals({ add: route(rewriting('open.example.com', 'qdrant', hostname)) })).toEqual([]);
  });
});

test("the host of the dashboard is asked about by the controller of the props' class alone", () => {
  const mine = (ingressClassName: string) => ingress(DASHBOARD, 'qdrant', { ...checked(), ingressClassName });
  expect(refusals({ ingressClassName: 'nginx-internal', add: mine('nginx-internal') })).toEqual([]);
  expect(refusals({ ingressClassName: 'nginx-internal', add: mine('nginx') })).toEqual([
    PAST(`Ingress mine routes ${DASHBOARD}/collections`),
  ]);
});

test('where every request goes through oauth2-proxy, no controller is taken for one that asks it', () => {
  expect(refusals({ proxied: true })).toEqual([]);
  for (const ingressClassName of ['nginx', undefined]) {
    const add = ingress(DASHBOARD, 'qdrant', { ...checked(), ingressClassName });
    expect(refusals({ proxied: true, add })).toEqual([PAST(`Ingress mine routes ${DASHBOARD}/collections`)]);
  }
});

test('the case of a host makes no difference', () => {
  expect(refusals({ add: ingress('Dashboard.Example.com', 'qdrant') })).toContain(
    PAST(`Ingress mine routes ${DASHBOARD}/collections`),
  );
});

test.each(['', ' '])('a reason is a sentence, not %j', reason => {
  const acceptedRisks = { anyOrigin: reason };
  const refusal = (construct: string) =>
    `${construct}: acceptedRisks.anyOrigin is ${JSON.stringify(reason)}. Allowed: a sentence. Fix: write the reason, or remove the key.`;
  expect(() => stackParts({ acceptedRisks })).toThrow(new Error(refusal('QdrantChart')));
  expect(() => stackParts({}, { acceptedRisks })).toThrow(new Error(refusal('OAuth2ProxyChart')));
  expect(() => refusals({ acceptedRisks })).toThrow(new Error(refusal('DualIngress')));
});

describe('kinds of other vendors', () => {
  const object =
    (apiVersion: string, kind: string, spec: object, metadata: object = {}) =>
    (chart: Chart) =>
      new ApiObject(chart, 'vendor', { apiVersion, kind, metadata: { name: 'mine', ...metadata }, spec });
  const traefik = (match: string, name = 'qdrant', port: number | string = 6333) =>
    object('traefik.io/v1alpha1', 'IngressRoute', { routes: [{ match, services: [{ name, port }] }] });
  const istio = (hosts: string[], host: string, number = 6333) =>
    object('networking.istio.io/v1', 'VirtualService', {
      hosts,
      http: [{ route: [{ destination: { host, port: { number } } }] }],
    });
  const contour = (fqdn: string, name = 'qdrant') =>
    object('projectcontour.io/v1', 'HTTPProxy', {
      virtualhost: { fqdn },
      routes: [{ services: [{ name, port: 6333 }] }],
    });
  const cilium = (domains: string[]) =>
    object('cilium.io/v2', 'CiliumEnvoyConfig', {
      backendServices: [{ name: 'qdrant', number: ['6333'] }],
      resources: [{ name: 'listener', filterChains: [{ routeConfig: { virtual_hosts: [{ name: 'x', domains }] } }] }],
    });
  const openShift = (host: string | undefined, name = 'qdrant') =>
    object('route.openshift.io/v1', 'Route', { host, to: { kind: 'Service', name } });

  const WITHOUT_SIGN_IN = (what: string) =>
    `${what} routes ${DASHBOARD} to Qdrant without the sign-in. Fix: route it to oauth2-proxy, or use another host.`;
  const UNREADABLE = (what: string) =>
    `${what} routes to Qdrant, and the rules cannot read everything that a route of this kind does: it may serve ${DASHBOARD}, or the dashboard pages, without the sign-in. ` +
    'Fix: use an Ingress or an HTTPRoute, or state the reason in its annotation cdk8s-qdrant/accepted-risk.otherRouteKind.';
  const acceptedRisks = { otherRouteKind: 'only our own network reaches this controller' };

  test.each<[string, (chart: Chart) => ApiObject]>([
    [
      'Gateway with listeners for our hosts',
      object('gateway.networking.k8s.io/v1', 'Gateway', {
        gatewayClassName: 'qdrant',
        listeners: [DASHBOARD, API].map((hostname, index) => ({
          name: `qdrant-${index}`,
          hostname,
          port: 443,
          protocol: 'HTTPS',
          tls: { certificateRefs: [{ name: 'qdrant' }] },
        })),
      }),
    ],
    [
      'CiliumNetworkPolicy',
      object('cilium.io/v2', 'CiliumNetworkPolicy', {
        endpointSelector: { matchLabels: { app: 'qdrant' } },
        ingress: [{ toPorts: [{ rules: { http: [{ host: DASHBOARD }] } }] }],
      }),
    ],
    [
      'PeerAuthentication',
      object('security.istio.io/v1', 'PeerAuthentication', {
        selector: { matchLabels: { app: 'qdrant' } },
        mtls: { mode: 'STRICT' },
      }),
    ],
    [
      'Argo CD Application',
      object('argoproj.io/v1alpha1', 'Application', {
        source: { helm: { valuesObject: { qdrant: { host: DASHBOARD, service: 'qdrant' } } } },
        destination: { namespace: 'qdrant' },
      }),
    ],
    [
      'Ingress of OpenShift, which configures the cluster',
      object('config.openshift.io/v1', 'Ingress', { domain: DASHBOARD }),
    ],
  ])('accepts a %s', (_, add) => {
    expect(refusals({ add })).toEqual([]);
    expect(refusals({ add, proxied: true })).toEqual([]);
  });

  test.each<[string, (chart: Chart) => ApiObject]>([
    ['IngressRoute', traefik(`Host(\`${DASHBOARD}\`)`)],
    ['IngressRoute', traefik(`PathPrefix("/x") && Host("a.example.com", "${DASHBOARD.toUpperCase()}")`)],
    [
      'IngressRouteTCP',
      object('traefik.io/v1alpha1', 'IngressRouteTCP', {
        routes: [{ match: 'HostSNI(`*`)', services: [{ name: 'qdrant', port: 6333 }] }],
      }),
    ],
    ['VirtualService', istio([DASHBOARD], 'qdrant.ns.svc.cluster.local')],
    ['VirtualService', istio(['*.example.com'], 'qdrant')],
    [
      'VirtualService',
      object('networking.istio.io/v1', 'VirtualService', {
        hosts: [DASHBOARD],
        http: [{ route: [{ destination: { host: 'oauth2-proxy' } }], mirror: { host: 'qdrant' } }],
      }),
    ],
    ['HTTPProxy', contour(DASHBOARD)],
    ['Route', openShift(DASHBOARD)],
    [
      'Route',
      object('route.openshift.io/v1', 'Route', {
        host: 'www.example.com',
        wildcardPolicy: 'Subdomain',
        to: { name: 'docs' },
        alternateBackends: [{ name: 'qdrant' }],
      }),
    ],
    [
      'VirtualServer',
      object('k8s.nginx.org/v1', 'VirtualServer', { host: DASHBOARD, upstreams: [{ service: 'qdrant', port: 6333 }] }),
    ],
    [
      'RouteGroup',
      object('zalando.org/v1', 'RouteGroup', {
        hosts: ['*.example.com'],
        backends: [{ type: 'service', serviceName: 'qdrant', servicePort: 6333 }],
      }),
    ],
    [
      'Mapping',
      object('getambassador.io/v3alpha1', 'Mapping', { hostname: DASHBOARD, service: 'http://qdrant.ns:6333' }),
    ],
    [
      'TCPIngress',
      object('configuration.konghq.com/v1beta1', 'TCPIngress', {
        rules: [{ host: DASHBOARD, backend: { serviceName: 'qdrant', servicePort: 6333 } }],
      }),
    ],
    [
      'ApisixRoute',
      object('apisix.apache.org/v2', 'ApisixRoute', {
        http: [{ match: { hosts: [DASHBOARD] }, backends: [{ serviceName: 'qdrant', servicePort: 6333 }] }],
      }),
    ],
    ['CiliumEnvoyConfig', cilium([`${DASHBOARD}:*`])],
    [
      'CiliumClusterwideEnvoyConfig',
      object(
        'cilium.io/v2',
        'CiliumClusterwideEnvoyConfig',
        {
          resources: [
            { virtual_hosts: [{ domains: [DASHBOARD] }] },
            { endpoint: { address: { socket_address: { address: 'qdrant.ns.svc', port_value: 6333 } } } },
          ],
        },
        { namespace: undefined },
      ),
    ],
    ['CiliumEnvoyConfig', cilium(['*'])],
  ])('rejects an %s of the dashboard host, whatever the reason', (kind, add) => {
    expect(refusals({ add, acceptedRisks })).toEqual([WITHOUT_SIGN_IN(`${kind} mine`)]);
  });

  test('rejects a DomainMapping, whose name is the host', () => {
    const metadata = { name: DASHBOARD };
    const add = object('serving.knative.dev/v1beta1', 'DomainMapping', { ref: { name: 'qdrant' } }, metadata);
    expect(refusals({ add })).toEqual([WITHOUT_SIGN_IN(`DomainMapping ${DASHBOARD}`)]);
  });

  test('rejects a route to another Service of the same pods', () => {
    const add = all(service({ selector: { app: 'qdrant' } }), traefik(`Host(\`${DASHBOARD}\`)`, 'other'));
    expect(refusals({ add })).toEqual([WITHOUT_SIGN_IN('IngressRoute mine')]);
  });

  const NOT_READABLE: [string, (chart: Chart) => ApiObject][] = [
    ['IngressRoute', traefik(`Host(\`${API}\`)`)],
    ['IngressRoute', traefik('HostRegexp(`.+`)')],
    ['VirtualService', istio([API], 'qdrant')],
    ['HTTPProxy', contour(API)],
    ['Route', openShift(undefined)],
    [
      'TraefikService',
      object('traefik.io/v1alpha1', 'TraefikService', { weighted: { services: [{ name: 'qdrant', port: 6333 }] } }),
    ],
    [
      'TargetGroupBinding',
      object('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', { serviceRef: { name: 'qdrant', port: 6333 } }),
    ],
  ];

  test.each(NOT_READABLE)('rejects another %s to Qdrant', (kind, add) => {
    expect(refusals({ add })).toEqual([UNREADABLE(`${kind} mine`)]);
  });

  test.each(NOT_READABLE)('accepts another %s to Qdrant with a reason', (_, add) => {
    expect(refusals({ add, acceptedRisks })).toEqual([]);
    const annotated = (chart: Chart) =>
      add(chart).metadata.addAnnotation('cdk8s-qdrant/accepted-risk.otherRouteKind', acceptedRisks.otherRouteKind);
    expect(refusals({ add: annotated })).toEqual([]);
  });

  test('rejects a route to a Qdrant without an API key', () => {
    const because = { ...acceptedRisks, apiWithoutKey: 'a test' };
    expect(refusals({ qdrant: {}, acceptedRisks: because, add: contour(API) })).toEqual([
      expect.stringMatching(/^HTTPProxy mine routes to Qdrant, which requires no API key/),
    ]);
  });

  test('rejects a route to the port between the nodes, whatever the reason', () => {
    expect(refusals({ acceptedRisks, add: istio([API], 'qdrant-headless', 6335) })).toEqual([
      expect.stringMatching(/^VirtualService mine routes to the port between the nodes of Qdrant/),
    ]);
  });

  test.each<[string, (chart: Chart) => ApiObject]>([
    ['to the sign-in', traefik(`Host(\`${DASHBOARD}\`)`, 'oauth2-proxy', 80)],
    ['to another Service', contour(DASHBOARD, 'docs')],
    ['to a Service of another namespace', istio([DASHBOARD], 'qdrant.other.svc.cluster.local')],
  ])('accepts a route %s', (_, add) => {
    expect(refusals({ add })).toEqual([]);
  });
});

test.each<[string, object]>([
  ['Service', { apiVersion: 'v1', kind: 'Service' }],
  ['Ingress', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }],
  ['HTTPRoute', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', spec: { rules: [null, 'x'] } }],
  ['Deployment', { apiVersion: 'apps/v1', kind: 'Deployment', spec: null }],
  ['IngressRoute', { apiVersion: 'traefik.io/v1alpha1', kind: 'IngressRoute', spec: { routes: 'x' } }],
])('accepts a malformed %s instead of crashing', (_, manifest) => {
  const add = (chart: Chart) => {
    const { apiVersion, kind, ...rest } = manifest as { apiVersion: string; kind: string };
    new ApiObject(chart, 'malformed', { apiVersion, kind, metadata: { name: 'malformed' }, ...rest });
  };
  expect(() => Testing.synth(appOf({ add }))).not.toThrow();
});
