import { type StringMap } from '../common/labels';
import { mappingAt, mappings } from '../common/mapping';
import { isService, type ParsedManifest, podTemplateOf, stringMap } from './manifest-reader';
import { isQdrant, type ProtectedApplication, type ProtectedParts, type ProtectedQdrant } from './protected-parts';
import { type Item, manifestAmong } from './rule-set';
import { leadingTo, selectingPods } from './service-selectors';

type Ports = (service: ParsedManifest, servicePort: number | string | undefined) => boolean;

/** The backend behind the sign-in among the objects of an app. */
export interface BackendAmong {
  readonly serviceNames: readonly string[];
  readonly namespace: string | undefined;
  /** Whether a Service is the backend, whatever its selector is. */
  readonly isOwn: (service: ParsedManifest) => boolean;
  /** Whether a Service can select the pods of the backend. */
  readonly selects: (service: ParsedManifest) => boolean;
  /** Whether a Service port leads to the port between the nodes of Qdrant. */
  readonly leadsToP2p: Ports;
  /** Whether a Service port leads to the port of the metrics of Qdrant. */
  readonly leadsToMetrics: Ports;
}

/** Finds the backend behind the sign-in among the objects of an app. */
export function backendAmong(items: readonly Item[], backend: ProtectedParts['backend']): BackendAmong {
  return isQdrant(backend) ? qdrantAmong(items, backend) : applicationAmong(items, backend);
}

function qdrantAmong(items: readonly Item[], qdrant: ProtectedQdrant): BackendAmong {
  const { p2pPort, metricsPort, service, headlessService } = qdrant;
  const statefulSet = manifestAmong(items, qdrant.statefulSet);
  const leading = (own: number | undefined): Ports => {
    const leads = leadingTo(statefulSet, own);
    return (each, port) => own !== undefined && (leads(each, port) || (port === own && isOfTarget(each, port)));
  };
  return {
    serviceNames: [service.name, headlessService.name],
    namespace: service.metadata.namespace,
    isOwn: () => false,
    selects: selectingPods([podLabels(statefulSet)], statefulSet.namespace),
    leadsToP2p: leading(p2pPort),
    leadsToMetrics: leading(metricsPort),
  };
}

/**
 * Whether controllers can take a port of a Service for a port of its target. They do so for an ExternalName Service, and for a port that
 * the Service does not list.
 */
function isOfTarget({ spec }: ParsedManifest, number: number): boolean {
  return spec.type === 'ExternalName' || !mappings(spec.ports).some(({ port }) => port === number);
}

/** The pods of another application are those that its Service selects. */
function applicationAmong(items: readonly Item[], { serviceName, namespace }: ProtectedApplication): BackendAmong {
  const manifests = items.map(({ manifest }) => manifest);
  const isHere = (manifest: ParsedManifest) => [undefined, namespace].includes(manifest.namespace);
  const isOwn = (manifest: ParsedManifest) => isService(manifest) && manifest.name === serviceName && isHere(manifest);
  const selectors = manifests
    .filter(isOwn)
    .map(({ spec }) => stringMap(spec.selector))
    .filter(selector => Object.keys(selector).length > 0);
  const isSelected = (labels: StringMap) =>
    selectors.some(selector => Object.entries(selector).every(([key, value]) => labels[key] === value));
  const pods = manifests.filter(isHere).map(podLabels).filter(isSelected);
  return {
    serviceNames: [serviceName],
    namespace,
    isOwn,
    // The pods can be outside of the app.
    selects: selectingPods(pods.length > 0 ? pods : selectors, namespace),
    leadsToP2p: () => false,
    leadsToMetrics: () => false,
  };
}

function podLabels(workload: ParsedManifest): StringMap {
  return stringMap(mappingAt(podTemplateOf(workload), 'metadata').labels);
}
