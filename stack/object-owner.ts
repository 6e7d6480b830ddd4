import type { LiveObject } from '../clients/kubernetes/objects';

/** The managers of Helm and of Ansible's Kubernetes modules. */
const INSTALLERS = ['helm', 'OpenAPI-Generator'];

/** Whether Helm or Ansible installed the object, and nobody has applied the manifests yet. The first apply replaces its pods. */
export function isOfInstaller({ metadata }: LiveObject): boolean {
  const entries: readonly { readonly manager: string; readonly operation: string; readonly subresource?: string }[] =
    metadata.managedFields ?? [];
  const own = entries.filter(({ subresource }) => !subresource);
  const isInstaller = ({ manager }: { readonly manager: string }) => INSTALLERS.includes(manager);
  return own.some(isInstaller) && own.every(entry => isInstaller(entry) || entry.operation !== 'Apply');
}

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
  const place = metadata.namespace === undefined ? [] : ['-n', metadata.namespace];
  return ['kubectl delete', resource, ...place, metadata.name].join(' ');
}
