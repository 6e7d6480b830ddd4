import { commandLine } from '../../cli/invocation';
import type { Manifest, ManifestFile } from '../../stack/manifests';

/** The result for people: the manifests, the addresses of the stack, and the Secrets that it needs. */
export function summary(folder: string, files: readonly ManifestFile[]): string {
  const { manifests, namespace, addresses, secrets } = outline(files);
  const width = Math.max(...manifests.map(({ name }) => name.length));
  return [
    `${folder}/`,
    ...manifests.map(({ name, objects }) => `  ${name.padEnd(width)}  ${objects.join(', ')}`),
    '',
    'Addresses:',
    ...addresses.map(address => `  ${address}`),
    '',
    `Secrets that namespace ${namespace} needs (${commandLine('hook')} creates them, except those that you or cert-manager create):`,
    ...secrets.map(({ secret, user }) => `  ${secret}  for ${user}`),
    '',
    `Then: ${commandLine('hook')}, and kubectl apply --server-side -f ${folder}`,
    '',
  ].join('\n');
}

/** The same for programs. */
export function outline(files: readonly ManifestFile[]) {
  const objects = files.flatMap(file => file.objects);
  return {
    manifests: files.map(file => ({ name: file.name, objects: file.objects.map(title) })),
    namespace: objects.find(({ kind }) => kind === 'Namespace')?.metadata.name,
    addresses: hosts(objects).map(host => `https://${host}/`),
    secrets: referencedSecrets(objects),
  };
}

/** Every Secret that an object refers to, with the first object that does. */
export function referencedSecrets(objects: readonly Manifest[]): { secret: string; user: string }[] {
  const users = new Map<string, string>();
  for (const object of objects) {
    for (const secret of secretsOf(object)) {
      users.set(secret, users.get(secret) ?? title(object));
    }
  }
  return [...users].map(([secret, user]) => ({ secret, user }));
}

function secretsOf({ spec }: Manifest): string[] {
  const pod = (spec?.jobTemplate?.spec ?? spec)?.template?.spec;
  const containers: any[] = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
  return [
    ...(spec?.tls ?? []).map((tls: any) => tls.secretName),
    ...(pod?.imagePullSecrets ?? []).map((secret: any) => secret.name),
    ...(pod?.volumes ?? []).map((volume: any) => volume.secret?.secretName),
    ...containers.flatMap(({ env = [] }) => env.map((variable: any) => variable.valueFrom?.secretKeyRef?.name)),
    ...containers.flatMap(({ envFrom = [] }) => envFrom.map((source: any) => source.secretRef?.name)),
  ].filter((name): name is string => name !== undefined);
}

/** The hosts of ingresses and routes, in their order. */
function hosts(objects: readonly Manifest[]): string[] {
  const all = objects.flatMap(({ kind, spec }): string[] => {
    switch (kind) {
      case 'Ingress':
        return spec.rules.map(({ host }: any) => host);
      case 'HTTPRoute':
      case 'GRPCRoute':
        return spec.hostnames;
      default:
        return [];
    }
  });
  return [...new Set(all)];
}

function title({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}
