import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { accept, AcceptedRisks, Risk, riskAnnotation } from './accepted-risks';
import type { OAuth2ProxyChart } from './oauth2-proxy-chart';
import type { QdrantChart } from './qdrant-chart';
import { answersFor, isTrue, Manifest, nginxAnnotation, Route, routesOf, takenBy } from './routes';

/** What the rules are about. */
export interface GuardedParts {
  readonly qdrant: QdrantChart;
  readonly oauth2Proxy: OAuth2ProxyChart;
  readonly dashboardHost: string;
}

/** One object of the app, also where a list or an included file holds it. */
interface Item {
  readonly object: ApiObject;
  readonly manifest: Manifest;
}

/** An object that breaks a rule. One with a risk may do so with a reason. */
export interface Finding extends Item {
  readonly problem: string;
  readonly fix: string;
  readonly risk?: Risk;
}

/** A route, and the object that it is of. */
interface OwnedRoute extends Route, Item {}

type Destination = 'qdrant' | 'login' | 'elsewhere' | 'unknown' | 'nowhere';

/** API groups whose objects are routes of some controller's own kind. */
const ROUTING_GROUPS =
  /(?:^|\.)(?:traefik\.io|traefik\.containo\.us|istio\.io|projectcontour\.io|openshift\.io|getambassador\.io|konghq\.com|envoyproxy\.io|nginx\.org|haproxy\.(?:com|org)|cilium\.io|apisix\.apache\.org|networking\.x-k8s\.io)$/;
/** API groups whose objects lead no request anywhere. */
const WITHOUT_ROUTES =
  /^(?:v1|(?:apps|batch|policy|autoscaling|autoscaling\.k8s\.io|rbac\.authorization\.k8s\.io|monitoring\.coreos\.com|cert-manager\.io|externaldns\.k8s\.io)\/.*)$/;
const ROUTING_KINDS = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];
/** They can let requests past the check, or send them on elsewhere. */
const PAST_THE_LOGIN = [
  'satisfy',
  'auth-snippet',
  'auth-cache-key',
  'configuration-snippet',
  'server-snippet',
  'default-backend',
  'mirror-target',
  'rewrite-target',
  'app-root',
  'canary',
  'ssl-passthrough',
];
const DASHBOARD_PATHS = ['/dashboard', '/dashboard/', '/dashboard/index.html', '/dashboard/assets/index.js'];

/**
 * Holds the app to the rules at synth: every object of it, also those that were added beside the construct.
 *
 * @param guard The construct that the rules belong to.
 */
export function guardRoutes(guard: Construct, parts: GuardedParts): void {
  guard.node.addValidation({
    validate: () =>
      findings(objectsBelow(guard.node.root), parts)
        .filter(({ manifest, risk }) => !risk || !manifest.metadata.annotations?.[riskAnnotation(risk)]?.trim())
        .map(({ manifest, problem, fix, risk }) => {
          const way = risk ? `${fix}, or say why it is so in acceptedRisks.${risk}` : fix;
          return `${manifest.kind} ${manifest.metadata.name} ${problem}. Fix: ${way}.`;
        }),
  });
}

/** Writes on each object below a construct why it may break a rule, as far as a reason is given. */
export function acceptRisks(guard: Construct, parts: GuardedParts, reasons: AcceptedRisks = {}): void {
  const own = objectsBelow(guard);
  for (const { object, risk } of findings(objectsBelow(guard.node.root), parts)) {
    const reason = risk && reasons[risk];
    if (reason !== undefined && own.includes(object)) {
      accept(object, risk!, reason);
    }
  }
}

function objectsBelow({ node }: IConstruct): ApiObject[] {
  return node.findAll().filter(ApiObject.isApiObject);
}

/** Everything that breaks a rule, accepted or not. */
export function findings(objects: readonly ApiObject[], parts: GuardedParts): Finding[] {
  const items = objects.flatMap(itemsOf);
  const destinationOf = destinations(items, parts);
  const routes = items
    .filter(({ manifest }) => ROUTING_KINDS.includes(manifest.kind))
    .flatMap(item => routesOf(item.manifest).map(route => ({ ...route, ...item })));
  const isChecked = (route: OwnedRoute) => isAsked(route, parts) && asksLogin(route, routes, destinationOf, parts);
  const open = routes.filter(route => destinationOf(route) === 'qdrant' && !isChecked(route));
  return unique([
    ...dashboardFindings(routes, destinationOf, isChecked, parts),
    ...strangers(items, destinationOf, parts),
    ...open
      .filter(route => !answersFor(route, parts.dashboardHost))
      .flatMap(route => [...keyFindings(route, parts), ...corsFindings(route)]),
    ...pageFindings(routes, open, parts),
  ]);
}

function itemsOf(object: ApiObject): Item[] {
  const manifest: Manifest = object.toJson();
  return manifest.kind.endsWith('List') && Array.isArray(manifest.items)
    ? manifest.items.map((item: Manifest) => ({ object, manifest: item }))
    : [{ object, manifest }];
}

/** On the dashboard's host, everything leads to oauth2-proxy, or is asked about at it, or ends at the edge. */
function dashboardFindings(
  routes: readonly OwnedRoute[],
  destinationOf: (route: Route) => Destination,
  isChecked: (route: OwnedRoute) => boolean,
  parts: GuardedParts,
): Finding[] {
  const { dashboardHost } = parts;
  return routes
    .filter(route => answersFor(route, dashboardHost))
    .flatMap(route => {
      const { object, manifest, path } = route;
      const unsafe = PAST_THE_LOGIN.filter(name => nginxAnnotation(manifest, name) !== undefined);
      if (unsafe.length > 0) {
        const problem = `is on ${dashboardHost} with ${unsafe.join(', ')}, which can let requests past the sign-in`;
        return [{ object, manifest, problem, fix: 'remove the annotation, or use another host' }];
      }
      const to = `leads ${dashboardHost}${path} to`;
      switch (destinationOf(route)) {
        case 'qdrant': {
          const fix = 'lead it to oauth2-proxy, or use another host';
          return isChecked(route) ? [] : [{ object, manifest, problem: `${to} Qdrant, past the sign-in`, fix }];
        }
        case 'elsewhere':
        case 'unknown': {
          const problem = `${to} ${route.service!.name}, which is not oauth2-proxy: nobody here knows whether it leads on to Qdrant`;
          return [{ object, manifest, problem, fix: 'use another host' }];
        }
        default:
          return [];
      }
    });
}

/** Kinds that these rules cannot read: refused where they name a Service of Qdrant's, and may be about the dashboard's host. */
function strangers(
  items: readonly Item[],
  destinationOf: (route: Route) => Destination,
  { qdrant, dashboardHost }: GuardedParts,
): Finding[] {
  const names = new Set([
    qdrant.service.name,
    qdrant.headlessService.name,
    ...items
      .filter(({ manifest: { kind } }) => kind === 'Service')
      .map(({ manifest: { metadata } }) => ({ name: metadata.name, namespace: metadata.namespace }))
      .filter(service => destinationOf({ hosts: [], path: '/', match: 'prefix', service }) === 'qdrant')
      .map(({ name }) => name),
  ]);
  return items
    .filter(({ manifest: { apiVersion, kind } }) => !WITHOUT_ROUTES.test(apiVersion) && !ROUTING_KINDS.includes(kind))
    .filter(({ manifest }) => {
      const texts = textsOf({ ...manifest, metadata: undefined }).map(text => text.toLowerCase());
      const namesQdrant = texts.some(text => text.split(/[^a-z0-9-]+/).some(word => names.has(word)));
      const isRoute = ROUTING_GROUPS.test(manifest.apiVersion.split('/')[0]!);
      return namesQdrant && (isRoute || texts.some(text => text.includes(dashboardHost)));
    })
    .map(item => ({
      ...item,
      problem: `names a Service of Qdrant, and is of a kind that nobody here can judge: it may lead ${dashboardHost} past the sign-in`,
      fix: 'lead it to oauth2-proxy, or use an Ingress or an HTTPRoute',
    }));
}

function keyFindings({ object, manifest }: Item, { qdrant }: GuardedParts): Finding[] {
  if (qdrant.hasApiKey) {
    return [];
  }
  const problem = 'leads to Qdrant, which asks for no key: whoever reaches it may read and change everything';
  return [{ object, manifest, problem, fix: 'give Qdrant an API key', risk: 'apiWithoutKey' }];
}

function corsFindings({ object, manifest }: Item): Finding[] {
  // ingress-nginx lets in every origin where none is named.
  const annotated =
    isTrue(nginxAnnotation(manifest, 'enable-cors')) && (nginxAnnotation(manifest, 'cors-allow-origin') ?? '*');
  const filtered = (manifest.spec.rules ?? [])
    .flatMap(({ filters = [] }: any) => filters)
    .flatMap(({ cors }: any) => cors?.allowOrigins ?? []);
  const wild = [annotated || '', ...filtered].find(origin => origin.includes('*'));
  if (wild === undefined) {
    return [];
  }
  const problem = `lets pages of any origin call the API (${wild})`;
  return [{ object, manifest, problem, fix: 'name each origin in full', risk: 'anyOrigin' }];
}

/** Hosts without a sign-in that would show the dashboard's pages. */
function pageFindings(routes: readonly OwnedRoute[], open: readonly OwnedRoute[], parts: GuardedParts): Finding[] {
  const hosts = new Set(open.flatMap(route => route.hosts).filter(host => host !== parts.dashboardHost));
  return [...hosts].flatMap(host =>
    DASHBOARD_PATHS.flatMap(path =>
      takenBy(
        routes.filter(route => answersFor(route, host)),
        path,
      ),
    )
      .filter(route => open.includes(route) && route.manifest.kind !== 'GRPCRoute' && !isGrpc(route.manifest))
      .map(({ object, manifest }) => ({
        object,
        manifest,
        problem: `serves the pages of the dashboard at ${host}/dashboard, where nobody signs in`,
        fix: 'lead /dashboard of this host to oauth2-proxy',
        risk: 'dashboardOnApiHost' as const,
      })),
  );
}

function isGrpc(manifest: Manifest): boolean {
  return /^GRPCS?$/.test(nginxAnnotation(manifest, 'backend-protocol') ?? '');
}

/** Whether ingress-nginx asks before it lets a request through. */
function isAsked({ manifest }: OwnedRoute, { oauth2Proxy }: GuardedParts): boolean {
  return (
    manifest.kind === 'Ingress' &&
    nginxAnnotation(manifest, 'auth-url') === `https://$host${oauth2Proxy.proxyPrefix}/auth` &&
    PAST_THE_LOGIN.every(name => nginxAnnotation(manifest, name) === undefined)
  );
}

/** Whether it is oauth2-proxy that is asked, and nobody else who says yes. */
function asksLogin(
  { hosts }: OwnedRoute,
  routes: readonly OwnedRoute[],
  destinationOf: (route: Route) => Destination,
  { oauth2Proxy }: GuardedParts,
): boolean {
  return hosts.every(host => {
    const onHost = routes.filter(route => answersFor(route, host));
    const asked = takenBy(onHost, `${oauth2Proxy.proxyPrefix}/auth`);
    const isPlain = ({ manifest }: OwnedRoute) => nginxAnnotation(manifest, 'rewrite-target') === undefined;
    return asked.length > 0 && asked.every(route => destinationOf(route) === 'login' && isPlain(route));
  });
}

/** Labels that a controller adds to pods: a selector of them may well mean Qdrant's. */
const ADDED_LABELS =
  /^(?:statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|controller-revision-hash$|pod-template-hash$)/;

/** Tells where a route ends: Services are told apart by the pods that they select. */
function destinations(items: readonly Item[], parts: GuardedParts): (route: Route) => Destination {
  const services = items.map(({ manifest }) => manifest).filter(({ kind }) => kind === 'Service');
  const selects = ({ spec, metadata }: Manifest, workload: ApiObject): boolean => {
    const { metadata: owner, spec: own }: Manifest = workload.toJson();
    const labels: { readonly [key: string]: string } = own.template.metadata.labels;
    return (
      [undefined, owner.namespace].includes(metadata.namespace) &&
      Object.entries(spec.selector ?? {}).every(([key, value]) => ADDED_LABELS.test(key) || labels[key] === value)
    );
  };
  const judge = (service: Manifest): Destination => {
    if (Object.keys(service.spec.selector ?? {}).length === 0) {
      // Another name of something, or addresses that somebody puts in.
      const labels = String(service.spec.externalName ?? '')
        .toLowerCase()
        .split('.');
      const names = [parts.qdrant.service.name, parts.qdrant.headlessService.name];
      return labels.some(label => names.includes(label)) ? 'qdrant' : 'unknown';
    }
    if (selects(service, parts.qdrant.statefulSet)) {
      return 'qdrant';
    }
    return selects(service, parts.oauth2Proxy.deployment) ? 'login' : 'elsewhere';
  };
  return ({ service }) => {
    if (!service) {
      return 'nowhere';
    }
    const found = services
      .filter(({ metadata }) => metadata.name === service.name)
      .filter(({ metadata }) => !service.namespace || !metadata.namespace || metadata.namespace === service.namespace)
      .map(judge);
    const worst = (['qdrant', 'unknown', 'elsewhere', 'login'] as const).find(each => found.includes(each));
    return service.isCore === false ? 'unknown' : (worst ?? 'unknown');
  };
}

function textsOf(tree: unknown): string[] {
  if (typeof tree === 'object' && tree !== null) {
    return Object.values(tree).flatMap(textsOf);
  }
  return typeof tree === 'string' ? [tree] : [];
}

/** One object breaks a rule once, however many routes it has. */
function unique(all: readonly Finding[]): Finding[] {
  const key = ({ object, manifest, problem }: Finding) => `${object.node.path} ${manifest.metadata.name} ${problem}`;
  return [...new Map(all.map(finding => [key(finding), finding])).values()];
}
