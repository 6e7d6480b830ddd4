import type { Manifest, ManifestFile } from './manifests';

/** What a person wants to know after synth: what was made, where it will be found, and what is still missing. */
export function summary(folder: string, files: readonly ManifestFile[]): string {
  const objects = files.flatMap(file => file.objects);
  const width = Math.max(...files.map(file => file.name.length));
  const namespace = objects.find(({ kind }) => kind === 'Namespace')?.metadata.name;
  return [
    `${folder}/`,
    ...files.map(({ name, objects }) => `  ${name.padEnd(width)}  ${objects.map(title).join(', ')}`),
    '',
    'Addresses:',
    ...hosts(objects).map(host => `  https://${host}/`),
    '',
    `Secrets that namespace ${namespace} needs (npm run hook makes them, but for those of your registry and bucket):`,
    ...referencedSecrets(objects).map(({ secret, user }) => `  ${secret}  for ${user}`),
    '',
    `Then: npm run hook, and kubectl apply --server-side -f ${folder}`,
    '',
  ].join('\n');
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

function hosts(objects: readonly Manifest[]): string[] {
  const rules = objects.filter(({ kind }) => kind === 'Ingress').flatMap(({ spec }) => spec.rules);
  return [...new Set<string>(rules.map(rule => rule.host))];
}

function title({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}
