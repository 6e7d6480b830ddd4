import { type ApiObject } from 'cdk8s';
import { type Item } from './rule-set';
import type { OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import type { QdrantChart } from '../qdrant/qdrant-chart';
import { type Manifest, type Route } from './routes';

/** Where a route ends; `p2p` is the port between Qdrant's nodes. */
export type Destination = 'p2p' | 'qdrant' | 'login' | 'elsewhere' | 'unknown' | 'nowhere';

/** Labels that a controller adds to pods: a selector of them may well mean Qdrant's. */
const ADDED_LABELS =
  /^(?:statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|controller-revision-hash$|pod-template-hash$)/;

/** Tells whether a Service may lead to the pods of a workload. */
export function selecting(workload: ApiObject): (service: Manifest) => boolean {
  const { metadata: owner, spec: own }: Manifest = workload.toJson();
  const labels: { readonly [key: string]: string } = own.template.metadata.labels;
  return ({ spec, metadata }) => {
    const selector = Object.entries(spec.selector ?? {});
    return (
      selector.length > 0 &&
      [undefined, owner.namespace].includes(metadata.namespace) &&
      selector.every(([key, value]) => ADDED_LABELS.test(key) || labels[key] === value)
    );
  };
}

/** Tells whether a port of a Service, by number or name, leads to one of a workload's pods. */
export function leadingTo(
  workload: ApiObject,
  containerPort: number | undefined,
): (service: Manifest, port: number | string | undefined) => boolean {
  const { spec: own }: Manifest = workload.toJson();
  const names = own.template.spec.containers
    .flatMap(({ ports = [] }: any) => ports)
    .filter((each: any) => each.containerPort === containerPort)
    .map(({ name }: any) => name);
  return ({ spec }, port) =>
    port !== undefined &&
    (spec.ports ?? [])
      .filter((each: any) => port === each.port || port === each.name)
      .some(({ port: number, targetPort = number }: any) => [containerPort, ...names].includes(targetPort));
}

/** Tells where a route ends: Services are told apart by the pods that they select. */
export function destinations(
  items: readonly Item[],
  parts: { readonly qdrant: QdrantChart; readonly oauth2Proxy: OAuth2ProxyChart },
): (route: Pick<Route, 'service'>) => Destination {
  const services = items.map(({ manifest }) => manifest).filter(({ kind }) => kind === 'Service');
  const selectsQdrant = selecting(parts.qdrant.statefulSet);
  const selectsLogin = selecting(parts.oauth2Proxy.deployment);
  const { p2pPort } = parts.qdrant;
  const leadsToLogin = leadingTo(parts.oauth2Proxy.deployment, parts.oauth2Proxy.containerPort);
  const leadsToP2p = leadingTo(parts.qdrant.statefulSet, p2pPort);
  const judge = (service: Manifest, port: number | string | undefined): Destination => {
    // Of another name, controllers take a port that it does not say as well.
    const atQdrant = p2pPort && (port === p2pPort || leadsToP2p(service, port)) ? 'p2p' : 'qdrant';
    const { type, externalName, selector = {} } = service.spec;
    if (type === 'ExternalName' || Object.keys(selector).length === 0) {
      // Another name of something, whose selector nobody reads, or addresses that somebody puts in.
      const labels = String(externalName ?? '')
        .toLowerCase()
        .split('.');
      const names = [parts.qdrant.service.name, parts.qdrant.headlessService.name];
      return labels.some(label => names.includes(label)) ? atQdrant : 'unknown';
    }
    if (selectsQdrant(service)) {
      return atQdrant;
    }
    // Beside it, the pods have metrics.
    return selectsLogin(service) && leadsToLogin(service, port) ? 'login' : 'elsewhere';
  };
  return ({ service }) => {
    if (!service) {
      return 'nowhere';
    }
    const found = services
      .filter(({ metadata }) => metadata.name === service.name)
      .filter(({ metadata }) => !service.namespace || !metadata.namespace || metadata.namespace === service.namespace)
      .map(each => judge(each, service.port));
    const worst = (['p2p', 'qdrant', 'unknown', 'elsewhere', 'login'] as const).find(each => found.includes(each));
    return service.isCore === false ? 'unknown' : (worst ?? 'unknown');
  };
}
