import { mappingAt, mappings } from '../common/mapping';
import {
  isService,
  type ParsedManifest,
  podTemplateOf,
  port,
  string,
  stringMap,
  containersOf,
} from './manifest-reader';
import { type ProtectedParts } from './protected-parts';
import { type Backend } from './routes';
import { type Item, manifestAmong } from './rule-set';

/** The end of a route. `p2p` is the port between the nodes of Qdrant, `nowhere` is a route that answers by itself. */
export type Destination = 'p2p' | 'qdrant' | 'sign-in' | 'elsewhere' | 'unknown' | 'nowhere';

/** The destinations from the most dangerous to the least. */
const WORST_FIRST = ['p2p', 'qdrant', 'unknown', 'elsewhere', 'sign-in'] as const;

/** Labels that controllers add to pods. A selector with such a label can select the pods of Qdrant. */
export const ADDED_LABELS =
  /^(?:statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|controller-revision-hash$|pod-template-hash$)/;

/** The DNS name of a Service or of a pod behind it, with the namespace. */
const IN_CLUSTER = /([^.]+)\.svc(?:\..*)?$/;

/** Returns a function that tells whether a Service can select the pods of a workload. */
export function selecting(workload: ParsedManifest): (service: ParsedManifest) => boolean {
  const labels = stringMap(mappingAt(podTemplateOf(workload), 'metadata').labels);
  return ({ spec, namespace }) => {
    const selector = Object.entries(stringMap(spec.selector));
    return (
      selector.length > 0 &&
      [undefined, workload.namespace].includes(namespace) &&
      selector.every(([key, value]) => ADDED_LABELS.test(key) || labels[key] === value)
    );
  };
}

/** Returns a function that tells whether a Service port, given by number or name, leads to a container port of a workload. */
export function leadingTo(
  workload: ParsedManifest,
  containerPort: number | undefined,
): (service: ParsedManifest, servicePort: number | string | undefined) => boolean {
  const names = containersOf(workload)
    .flatMap(({ ports }) => mappings(ports))
    .filter(each => each.containerPort === containerPort)
    .map(({ name }) => name);
  return ({ spec }, servicePort) =>
    servicePort !== undefined &&
    mappings(spec.ports)
      .filter(each => servicePort === each.port || servicePort === each.name)
      .some(({ port: number, targetPort = number }) => [containerPort, ...names].includes(port(targetPort)));
}

/** Returns a function that tells where a route ends. The pods that a Service selects decide, not the name of the Service. */
export function destinations(
  items: readonly Item[],
  { qdrant, oauth2Proxy }: Pick<ProtectedParts, 'qdrant' | 'oauth2Proxy'>,
): (backend: Backend | undefined) => Destination {
  const services = items.map(({ manifest }) => manifest).filter(isService);
  const { p2pPort } = qdrant;
  const statefulSet = manifestAmong(items, qdrant.statefulSet);
  const deployment = manifestAmong(items, oauth2Proxy.deployment);
  const selectsQdrant = selecting(statefulSet);
  const leadsToP2p = leadingTo(statefulSet, p2pPort);
  const selectsSignIn = selecting(deployment);
  const leadsToSignIn = leadingTo(deployment, oauth2Proxy.containerPort);
  const qdrantNames = [qdrant.service.name, qdrant.headlessService.name];
  const { namespace: ownNamespace } = qdrant.service.metadata;
  const isNameOfQdrant = (hostname: string) => {
    const [, namespace] = IN_CLUSTER.exec(hostname) ?? [];
    const isElsewhere = namespace !== undefined && ownNamespace !== undefined && namespace !== ownNamespace;
    return !isElsewhere && hostname.split('.').some(label => qdrantNames.includes(label));
  };

  const judge = (service: ParsedManifest, servicePort: number | string | undefined): Destination => {
    const { type, externalName, selector } = service.spec;
    // Controllers also accept a port of an ExternalName Service that the Service does not list.
    const atQdrant = p2pPort && (servicePort === p2pPort || leadsToP2p(service, servicePort)) ? 'p2p' : 'qdrant';
    if (type === 'ExternalName' || Object.keys(stringMap(selector)).length === 0) {
      // Kubernetes ignores the selector of an ExternalName Service. Anybody can set the endpoints of a Service without a selector.
      return isNameOfQdrant((string(externalName) ?? '').toLowerCase()) ? atQdrant : 'unknown';
    }
    if (selectsQdrant(service)) {
      return atQdrant;
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
    return WORST_FIRST.find(each => found.includes(each)) ?? 'unknown';
  };
}
