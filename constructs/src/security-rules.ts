import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { accept, AcceptedRisks, Risk, riskAnnotation } from './accepted-risks';
import type { OAuth2ProxyChart } from './oauth2-proxy-chart';
import type { QdrantChart } from './qdrant-chart';
import { answersFor, Manifest, nginxAnnotation, Route, routesOf, takenBy } from './routes';

/** What the rules are about. */
export interface GuardedParts {
  readonly qdrant: QdrantChart;
  readonly oauth2Proxy: OAuth2ProxyChart;
  readonly dashboardHost: string;
}

/** An object that breaks a rule. One with a risk may do so with a reason. */
export interface Finding {
  readonly object: ApiObject;
  readonly problem: string;
  readonly fix: string;
  readonly risk?: Risk;
}

/** A route, and the object that it is of. */
interface OwnedRoute extends Route {
  readonly object: ApiObject;
  readonly manifest: Manifest;
}

type Destination = 'qdrant' | 'login' | 'elsewhere' | 'unknown' | 'nowhere';

/** API groups whose objects lead no request anywhere. */
const WITHOUT_ROUTES =
  /^(?:v1|(?:apps|batch|policy|autoscaling|rbac\.authorization\.k8s\.io|monitoring\.coreos\.com|cert-manager\.io)\/.*)$/;
const ROUTING_KINDS = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];
/** They can let requests past the check, or send them on elsewhere. */
const PAST_THE_LOGIN = [
  'satisfy',
  'auth-snippet',
  'auth-cache-key',
  'configuration-snippet',
  'server-snippet',
  'default-backend',
  'mirror-target',
];
const DASHBOARD_PATHS = ['/dashboard', '/dashboard/', '/dashboard/index.html'];

/**
 * Holds the app to the rules at synth: every object of it, also those that were added beside the construct.
 *
 * @param guard The construct that the rules belong to.
 */
export function guardRoutes(guard: Construct, parts: GuardedParts): void {
  guard.node.addValidation({
    validate: () =>
      findings(objectsBelow(guard.node.root), parts)
        .filter(({ object, risk }) => !risk || !isAccepted(object, risk))
        .map(({ object, problem, fix, risk }) => {
          const way = risk ? `${fix}, or say why it is so in acceptedRisks.${risk}` : fix;
          return `${object.kind} ${object.name} ${problem}. Fix: ${way}.`;
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

function isAccepted(object: ApiObject, risk: Risk): boolean {
  return Boolean((object.toJson() as Manifest).metadata.annotations?.[riskAnnotation(risk)]?.trim());
}

/** Everything that breaks a rule, accepted or not. */
export function findings(objects: readonly ApiObject[], parts: GuardedParts): Finding[] {
  const routes = objects
    .filter(({ kind }) => ROUTING_KINDS.includes(kind))
    .flatMap(object => {
      const manifest = object.toJson() as Manifest;
      return routesOf(manifest).map(route => ({ ...route, object, manifest }));
    });
  const destinationOf = destinations(objects, parts);
  const open = routes.filter(route => destinationOf(route) === 'qdrant' && !isChecked(route, parts));
  return unique([
    ...dashboardFindings(routes, destinationOf, parts),
    ...strangers(objects, parts),
    ...open
      .filter(route => !answersFor(route, parts.dashboardHost))
      .flatMap(({ object }) => [...keyFindings(object, parts), ...corsFindings(object)]),
    ...pageFindings(routes, open, parts),
  ]);
}

function dashboardFindings(
  routes: readonly OwnedRoute[],
  destinationOf: (route: Route) => Destination,
  parts: GuardedParts,
): Finding[] {
  const { dashboardHost } = parts;
  return routes
    .filter(route => answersFor(route, dashboardHost))
    .flatMap(route => {
      const { object, manifest, path } = route;
      const unsafe = PAST_THE_LOGIN.filter(name => nginxAnnotation(manifest, name) !== undefined);
      const destination = destinationOf(route);
      if (unsafe.length > 0) {
        const problem = `is on ${dashboardHost} with ${unsafe.join(', ')}, which can let requests past the sign-in`;
        return [{ object, problem, fix: 'remove the annotation, or use another host' }];
      }
      if (destination === 'unknown') {
        const problem = `leads ${dashboardHost}${path} to Service ${route.service!.name}, which is not in this app: nobody knows whether it is Qdrant`;
        return [{ object, problem, fix: 'make the Service in this app, or use another host' }];
      }
      if (destination === 'qdrant' && !isChecked(route, parts)) {
        const problem = `leads ${dashboardHost}${path} to Qdrant, past the sign-in`;
        return [{ object, problem, fix: 'lead it to oauth2-proxy, or use another host' }];
      }
      return [];
    });
}

/** Kinds that these rules do not know are refused where they speak of both the dashboard's host and Qdrant's Service. */
function strangers(objects: readonly ApiObject[], { qdrant, dashboardHost }: GuardedParts): Finding[] {
  return objects
    .filter(({ apiVersion, kind }) => !WITHOUT_ROUTES.test(apiVersion) && !ROUTING_KINDS.includes(kind))
    .filter(object => {
      const texts = textsOf(object.toJson());
      const names = [qdrant.service.name, qdrant.headlessService.name];
      return (
        texts.some(text => text.includes(dashboardHost)) &&
        texts.some(text => names.some(name => text === name || text.startsWith(`${name}.`)))
      );
    })
    .map(object => ({
      object,
      problem: `speaks of ${dashboardHost} and of Qdrant's Service, and is of a kind that nobody here can judge`,
      fix: 'lead the host to oauth2-proxy',
    }));
}

function keyFindings(object: ApiObject, { qdrant }: GuardedParts): Finding[] {
  if (qdrant.hasApiKey) {
    return [];
  }
  const problem = 'leads to Qdrant, which asks for no key: whoever reaches it may read and change everything';
  return [{ object, problem, fix: 'give Qdrant an API key', risk: 'apiWithoutKey' }];
}

function corsFindings(object: ApiObject): Finding[] {
  const manifest = object.toJson() as Manifest;
  // ingress-nginx lets in every origin where none is named.
  const annotated =
    nginxAnnotation(manifest, 'enable-cors') === 'true' && (nginxAnnotation(manifest, 'cors-allow-origin') ?? '*');
  const filtered = (manifest.spec.rules ?? [])
    .flatMap(({ filters = [] }: any) => filters)
    .flatMap(({ cors }: any) => cors?.allowOrigins ?? []);
  const wild = [annotated || '', ...filtered].find(origin => origin.includes('*'));
  if (wild === undefined) {
    return [];
  }
  const problem = `lets pages of any origin call the API (${wild})`;
  return [{ object, problem, fix: 'name each origin in full', risk: 'anyOrigin' }];
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
      .map(({ object }) => ({
        object,
        problem: `serves the pages of the dashboard at ${host}/dashboard, where nobody signs in`,
        fix: 'lead /dashboard of this host to oauth2-proxy',
        risk: 'dashboardOnApiHost' as const,
      })),
  );
}

function isGrpc(manifest: Manifest): boolean {
  return /^GRPCS?$/.test(nginxAnnotation(manifest, 'backend-protocol') ?? '');
}

/** Whether ingress-nginx asks oauth2-proxy before it lets a request through. */
function isChecked({ manifest }: OwnedRoute, { oauth2Proxy }: GuardedParts): boolean {
  return (
    manifest.kind === 'Ingress' &&
    nginxAnnotation(manifest, 'auth-url') === `https://$host${oauth2Proxy.proxyPrefix}/auth` &&
    PAST_THE_LOGIN.every(name => nginxAnnotation(manifest, name) === undefined)
  );
}

/** Tells where a route ends: Services are told apart by the pods that they select. */
function destinations(objects: readonly ApiObject[], parts: GuardedParts): (route: Route) => Destination {
  const services = objects.filter(({ kind }) => kind === 'Service').map(service => service.toJson() as Manifest);
  const leadsTo = (workload: ApiObject, { spec, metadata }: Manifest, host: string) => {
    const { metadata: owner, spec: own } = workload.toJson() as Manifest;
    const labels: { readonly [key: string]: string } = own.template.metadata.labels;
    const selector = Object.entries(spec.selector ?? {});
    return (
      (selector.length > 0 &&
        metadata.namespace === owner.namespace &&
        selector.every(([key, value]) => labels[key] === value)) ||
      (spec.externalName !== undefined && String(spec.externalName).endsWith(host))
    );
  };
  return ({ service }) => {
    if (!service) {
      return 'nowhere';
    }
    const found = services.find(
      ({ metadata }) => metadata.name === service.name && metadata.namespace === service.namespace,
    );
    if (!found) {
      return 'unknown';
    }
    if (leadsTo(parts.qdrant.statefulSet, found, parts.qdrant.host)) {
      return 'qdrant';
    }
    return found.metadata.name === parts.oauth2Proxy.service.name ? 'login' : 'elsewhere';
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
  const key = ({ object, problem }: Finding) => `${object.node.path} ${problem}`;
  return [...new Map(all.map(finding => [key(finding), finding])).values()];
}
