import { mappingAt, mappings } from '../common/mapping';
import { type ParsedManifest, podTemplateOf, string, stringMap } from './manifest-reader';
import { isQdrant, type ProtectedParts, type ProtectedQdrant } from './protected-parts';
import { type Item, type Violation } from './rule-set';

/** Pods and addresses behind the Services of Qdrant or oauth2-proxy that do not belong to these workloads. */
export function conflictingBackends(items: readonly Item[], { backend, oauth2Proxy }: ProtectedParts): Violation[] {
  const parts = [
    ...(isQdrant(backend) ? [nodesOf(backend)] : []),
    { workload: oauth2Proxy.deployment, services: [oauth2Proxy.service], pods: oauth2Proxy.selectorLabels },
  ];
  return parts.flatMap(({ workload, services, pods }) => {
    const names = services.map(({ name }) => name);
    const isBehind = (manifest: ParsedManifest) => {
      const labels = podLabelsOf(manifest);
      return (
        Object.entries(pods).every(([key, value]) => labels[key] === value) ||
        addressedServices(manifest, workload.metadata.namespace).some(name => names.includes(name))
      );
    };
    return items
      .filter(({ manifest: { kind, name, namespace } }) => {
        const isWorkload = kind === workload.kind && name === workload.name;
        return !isWorkload && [undefined, workload.metadata.namespace].includes(namespace);
      })
      .filter(({ manifest }) => isBehind(manifest))
      .map(item => ({
        ...item,
        problem: `receives requests of Service ${names[0]}, which are for ${workload.kind} ${workload.name}`,
        fix: 'change its labels and its name',
      }));
  });
}

function nodesOf({ statefulSet, service, headlessService, selectorLabels }: ProtectedQdrant) {
  return { workload: statefulSet, services: [service, headlessService], pods: selectorLabels };
}

/** The labels of the pods that an object is or creates. */
function podLabelsOf(manifest: ParsedManifest) {
  return stringMap(mappingAt(podTemplateOf(manifest), 'metadata').labels);
}

/** The Services whose addresses an object sets, or whose requests it redirects. */
function addressedServices({ kind, name, labels, spec }: ParsedManifest, ownNamespace: string | undefined): string[] {
  switch (kind) {
    case 'EndpointSlice':
      return [labels['kubernetes.io/service-name'] ?? ''];
    case 'Endpoints':
      return [name];
    case 'CiliumLocalRedirectPolicy':
      return [string(mappingAt(spec, 'redirectFrontend', 'serviceMatcher').serviceName) ?? ''];
    // Cilium ignores the namespaces of these Services, and takes the namespace of the object.
    case 'CiliumEnvoyConfig':
      return mappings(spec.services).map(service => string(service.name) ?? '');
    case 'CiliumClusterwideEnvoyConfig':
      return mappings(spec.services)
        .filter(({ namespace = 'default' }) => [undefined, namespace].includes(ownNamespace))
        .map(service => string(service.name) ?? '');
    default:
      return [];
  }
}
