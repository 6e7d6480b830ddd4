import type { LiveObject } from '../clients/kubernetes/objects';

/** Who created an object: the Helm release, the controller, or the program that wrote it first. */
export function ownerOf({ metadata }: LiveObject): string[] {
  const release = metadata.annotations?.['meta.helm.sh/release-name'];
  const controller = metadata.ownerReferences?.find(({ controller: is }: any) => is);
  const managers = [...new Set<string>((metadata.managedFields ?? []).map(({ manager }: any) => manager))];
  if (release) {
    return [`it belongs to Helm release ${release}`];
  }
  if (controller) {
    return [`it belongs to ${controller.kind} ${controller.name}`];
  }
  return managers.length > 0 ? [`written by ${managers.join(', ')}`] : [];
}

/** The command that removes an object. */
export function removalOf({ apiVersion, kind, metadata }: LiveObject): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  const resource = [kind.toLowerCase(), ...(group ? [group] : [])].join('.');
  return `kubectl delete ${resource} -n ${metadata.namespace} ${metadata.name}`;
}
