import { backendAmong } from './backend-among';
import { isService, type ParsedManifest, string, stringMap } from './manifest-reader';
import { type ProtectedParts } from './protected-parts';
import { type Backend } from './routes';
import { type Item, manifestAmong } from './rule-set';
import { leadingTo, selecting } from './service-selectors';

/**
 * The end of a route. `backend` is the application behind the sign-in, `p2p` the port between the nodes of Qdrant, `metrics` the port
 * of its metrics.
 */
export type Destination = 'p2p' | 'backend' | 'metrics' | 'sign-in' | 'elsewhere' | 'unknown' | 'nowhere';

/** The destinations from the most dangerous to the least. */
const WORST_FIRST = ['p2p', 'backend', 'metrics', 'unknown', 'elsewhere', 'sign-in'] as const;

/** The DNS name of a Service or of a pod behind it, with the namespace. */
const IN_CLUSTER = /([^.]+)\.svc(?:\..*)?$/;

/** Returns a function that tells where a route ends. The pods that a Service selects decide, not the name of the Service. */
export function destinations(
  items: readonly Item[],
  { backend: behind, oauth2Proxy }: Pick<ProtectedParts, 'backend' | 'oauth2Proxy'>,
): (backend: Backend | undefined) => Destination {
  const services = items.map(({ manifest }) => manifest).filter(isService);
  const {
    serviceNames,
    namespace: ownNamespace,
    isOwn,
    selects,
    leadsToP2p,
    leadsToMetrics,
  } = backendAmong(items, behind);
  const deployment = manifestAmong(items, oauth2Proxy.deployment);
  const selectsSignIn = selecting(deployment);
  const leadsToSignIn = leadingTo(deployment, oauth2Proxy.containerPort);
  const isNameOfBackend = (hostname: string) => {
    const [, namespace] = IN_CLUSTER.exec(hostname) ?? [];
    const isElsewhere = namespace !== undefined && ownNamespace !== undefined && namespace !== ownNamespace;
    return !isElsewhere && hostname.split('.').some(label => serviceNames.includes(label));
  };

  const judge = (service: ParsedManifest, servicePort: number | string | undefined): Destination => {
    const { type, externalName, selector } = service.spec;
    const atMetrics = leadsToMetrics(service, servicePort) ? 'metrics' : 'backend';
    const atBackend = leadsToP2p(service, servicePort) ? 'p2p' : atMetrics;
    if (isOwn(service)) {
      return 'backend';
    }
    if (type === 'ExternalName' || Object.keys(stringMap(selector)).length === 0) {
      // Kubernetes ignores the selector of an ExternalName Service. Anybody can set the endpoints of a Service without a selector.
      return isNameOfBackend((string(externalName) ?? '').toLowerCase()) ? atBackend : 'unknown';
    }
    if (selects(service)) {
      return atBackend;
    }
    // The pods of oauth2-proxy also serve metrics, on another port.
    return selectsSignIn(service) && leadsToSignIn(service, servicePort) ? 'sign-in' : 'elsewhere';
  };

  return backend => {
    if (!backend) {
      return 'nowhere';
    }
    if (!backend.isService) {
      return 'unknown';
    }
    const found = services
      .filter(({ name }) => name === backend.name)
      .filter(({ namespace }) => !backend.namespace || !namespace || namespace === backend.namespace)
      .map(service => judge(service, backend.port));
    // The Service of another application can be outside of the app.
    const isOutside = serviceNames.includes(backend.name) && [undefined, ownNamespace].includes(backend.namespace);
    return WORST_FIRST.find(each => found.includes(each)) ?? (isOutside ? 'backend' : 'unknown');
  };
}
