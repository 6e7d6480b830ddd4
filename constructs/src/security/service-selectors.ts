import { type StringMap } from '../common/labels';
import { mappingAt, mappings } from '../common/mapping';
import { containerPortsOf, type ParsedManifest, podTemplateOf, port, stringMap } from './manifest-reader';

/** Labels that controllers add to pods. A selector with such a label can select the pods of Qdrant. */
export const ADDED_LABELS =
  /^(?:statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|controller-revision-hash$|pod-template-hash$)/;

/** Returns a function that tells whether a Service can select the pods of a workload. */
export function selecting(workload: ParsedManifest): (service: ParsedManifest) => boolean {
  const labels = stringMap(mappingAt(podTemplateOf(workload), 'metadata').labels);
  return selectingPods([labels], workload.namespace);
}

/** Returns a function that tells whether a Service can select one of the pods, which are given by their labels. */
export function selectingPods(
  pods: readonly StringMap[],
  podNamespace: string | undefined,
): (service: ParsedManifest) => boolean {
  return ({ spec, namespace }) => {
    const selector = Object.entries(stringMap(spec.selector));
    return (
      selector.length > 0 &&
      [undefined, podNamespace].includes(namespace) &&
      pods.some(labels => selector.every(([key, value]) => ADDED_LABELS.test(key) || labels[key] === value))
    );
  };
}

/** Returns a function that tells whether a Service port, given by number or name, leads to a container port of a workload. */
export function leadingTo(
  workload: ParsedManifest,
  containerPort: number | undefined,
): (service: ParsedManifest, servicePort: number | string | undefined) => boolean {
  const names = containerPortsOf(workload)
    .filter(each => each.containerPort === containerPort)
    .map(({ name }) => name);
  return ({ spec }, servicePort) =>
    containerPort !== undefined &&
    servicePort !== undefined &&
    mappings(spec.ports)
      .filter(each => servicePort === each.port || servicePort === each.name)
      .some(({ port: number, targetPort = number }) => [containerPort, ...names].includes(port(targetPort)));
}
