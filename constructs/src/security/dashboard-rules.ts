import { type Finding, type Item } from './rule-set';
import { type StringMap } from '../common/labels';
import { answersFor, type Manifest, nginxAnnotation, nginxAnnotations, ROUTING_KINDS, takenBy } from './routes';
import type { GuardedParts, OwnedRoute, Ways } from './security-rules';

/** API groups whose objects are routes of some controller's own kind. */
const ROUTING_GROUPS =
  /(?:^|\.)(?:traefik\.io|traefik\.containo\.us|istio\.io|projectcontour\.io|openshift\.io|getambassador\.io|konghq\.com|envoyproxy\.io|nginx\.org|haproxy\.(?:com|org)|cilium\.io|apisix\.apache\.org|networking\.x-k8s\.io|serving\.knative\.dev|zalando\.org|elbv2\.k8s\.aws|solo\.io)$/;
/** API groups whose objects lead no request anywhere. */
const WITHOUT_ROUTES =
  /^(?:v1|(?:apps|batch|policy|autoscaling|autoscaling\.k8s\.io|rbac\.authorization\.k8s\.io|monitoring\.coreos\.com|cert-manager\.io|externaldns\.k8s\.io)\/.*)$/;
/** Beside those that rewrite: they can let requests past the check, or send them on elsewhere. */
const PAST_THE_LOGIN = [
  'satisfy',
  'auth-snippet',
  'auth-cache-key',
  'auth-proxy-set-headers',
  'default-backend',
  'custom-http-errors',
  'mirror-target',
  'app-root',
  'canary',
  'ssl-passthrough',
];

/** On the dashboard's host, everything leads to oauth2-proxy, or is asked about at it, or ends at the edge. */
export function dashboardFindings(
  { routes, destinationOf, isChecked }: Ways,
  { dashboardHost }: GuardedParts,
): Finding[] {
  return routes
    .filter(route => answersFor(route, dashboardHost))
    .flatMap(route => {
      const { object, manifest, path } = route;
      const unsafe = [...nginxAnnotations(manifest, PAST_THE_LOGIN), ...route.rewrites];
      if (unsafe.length > 0) {
        const problem = `is on ${dashboardHost} with ${unsafe.join(', ')}, which can let requests past the sign-in`;
        return [{ object, manifest, problem, fix: 'remove it, or use another host' }];
      }
      const to = `leads ${dashboardHost}${path} to`;
      switch (destinationOf(route)) {
        case 'qdrant': {
          const fix = 'lead it to oauth2-proxy, or use another host';
          return isChecked(route) ? [] : [{ object, manifest, problem: `${to} Qdrant, past the sign-in`, fix }];
        }
        case 'elsewhere':
        case 'unknown': {
          const { name, port } = route.service!;
          const problem = `${to} ${name}${port ? `:${port}` : ''}, which is not the sign-in of oauth2-proxy: nobody here knows whether it leads on to Qdrant`;
          return [{ object, manifest, problem, fix: 'use another host' }];
        }
        default:
          return [];
      }
    });
}

/** Kinds that these rules cannot read: refused where they name a Service of Qdrant's, and may be about the dashboard's host. */
export function strangerFindings(
  items: readonly Item[],
  { destinationOf }: Ways,
  { qdrant, dashboardHost }: GuardedParts,
): Finding[] {
  const names = new Set([
    qdrant.service.name,
    qdrant.headlessService.name,
    ...items
      .filter(({ manifest: { kind } }) => kind === 'Service')
      .map(({ manifest: { metadata } }) => ({ name: metadata.name, namespace: metadata.namespace }))
      .filter(service => destinationOf({ service }) === 'qdrant')
      .map(({ name }) => name),
  ]);
  return items
    .filter(({ manifest: { apiVersion, kind } }) => !WITHOUT_ROUTES.test(apiVersion) && !ROUTING_KINDS.includes(kind))
    .filter(({ manifest }) => {
      const texts = textsOf({ ...manifest, metadata: undefined }).map(text => text.toLowerCase());
      const namesQdrant = texts.some(text => text.split(/[^a-z0-9-]+/).some(word => names.has(word)));
      const isRoute = ROUTING_GROUPS.test(manifest.apiVersion.split('/')[0]!);
      return namesQdrant && (isRoute || textsOf(manifest).some(text => text.toLowerCase().includes(dashboardHost)));
    })
    .map(item => ({
      ...item,
      problem: `names a Service of Qdrant, and is of a kind that nobody here can judge: it may lead ${dashboardHost} past the sign-in`,
      fix: 'lead it to oauth2-proxy, or use an Ingress or an HTTPRoute',
    }));
}

/** Pods and addresses of somebody else's behind the Services of Qdrant or oauth2-proxy: requests may end at them. */
export function impostorFindings(items: readonly Item[], { qdrant, oauth2Proxy }: GuardedParts): Finding[] {
  const parts = [
    { workload: qdrant.statefulSet, services: [qdrant.service, qdrant.headlessService], pods: qdrant.selectorLabels },
    { workload: oauth2Proxy.deployment, services: [oauth2Proxy.service], pods: oauth2Proxy.selectorLabels },
  ];
  return parts.flatMap(({ workload, services, pods }) => {
    const names = services.map(({ name }) => name);
    return items
      .filter(({ object, manifest: { metadata } }) => {
        return object !== workload && [undefined, workload.metadata.namespace].includes(metadata.namespace);
      })
      .filter(({ manifest }) => {
        const labels = podLabelsOf(manifest);
        const service = addressedService(manifest);
        return (
          Object.entries(pods).every(([key, value]) => labels[key] === value) ||
          (service !== undefined && names.includes(service))
        );
      })
      .map(item => ({
        ...item,
        problem: `stands behind Service ${names[0]}, where requests for ${workload.kind} ${workload.name} end`,
        fix: 'give it other labels and another name',
      }));
  });
}

/** Labels of the pods that an object is, or makes. */
function podLabelsOf({ kind, metadata, spec }: Manifest): StringMap {
  const template = kind === 'Pod' ? { metadata } : (spec?.jobTemplate?.spec?.template ?? spec?.template);
  return template?.metadata?.labels ?? {};
}

/** The Service whose addresses an object says. */
function addressedService({ kind, metadata }: Manifest): string | undefined {
  switch (kind) {
    case 'EndpointSlice':
      return metadata.labels?.['kubernetes.io/service-name'];
    case 'Endpoints':
      return metadata.name;
    default:
      return undefined;
  }
}

/** Whether the controller of a route asks oauth2-proxy before it lets a request through, and nobody else who says yes. */
export function asksLogin(
  { manifest, rewrites, hosts }: OwnedRoute,
  { routes, destinationOf }: Pick<Ways, 'routes' | 'destinationOf'>,
  { oauth2Proxy: { proxyPrefix }, askingClass }: GuardedParts,
): boolean {
  const isAsked =
    manifest.kind === 'Ingress' &&
    askingClass !== undefined &&
    manifest.spec.ingressClassName === askingClass &&
    nginxAnnotation(manifest, 'auth-url') === `https://$host${proxyPrefix}/auth` &&
    nginxAnnotations(manifest, PAST_THE_LOGIN).length + rewrites.length === 0;
  return (
    isAsked &&
    hosts.every(host => {
      const onHost = routes.filter(route => answersFor(route, host));
      const asked = takenBy(onHost, `${proxyPrefix}/auth`);
      return asked.length > 0 && asked.every(route => destinationOf(route) === 'login' && route.rewrites.length === 0);
    })
  );
}

function textsOf(tree: unknown): string[] {
  if (typeof tree === 'object' && tree !== null) {
    return Object.values(tree).flatMap(textsOf);
  }
  return typeof tree === 'string' ? [tree] : [];
}
