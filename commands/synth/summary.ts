import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../cli/invocation';
import { configNotes } from '../../config/notes';
import type { Config } from '../../config/schema';
import type { Manifest, ManifestFile } from '../../stack/manifests';
import { KUSTOMIZATION } from './kustomization';

/** The text after synth: the manifests, the addresses, the Secrets and the next commands. */
export function summary(folder: string, files: readonly ManifestFile[], config: Config): string {
  const { manifests, namespace, addresses, secrets } = outline(files);
  const notes = configNotes(config);
  const width = Math.max(...manifests.map(({ name }) => name.length));
  const hook = commandLine('hook');
  // With a kustomization.yaml in the folder, kubectl would take that file for a manifest.
  const flag = existsSync(join(folder, KUSTOMIZATION)) ? '-k' : '-f';
  const apply = `kubectl apply --server-side ${flag} ${folder}`;
  return [
    `${folder}/`,
    ...manifests.map(({ name, objects }) => `  ${name.padEnd(width)}  ${objects.join(', ')}`),
    '',
    'Addresses:',
    ...addresses.map(address => `  ${address}`),
    '',
    `Secrets in namespace ${namespace} (${hook} creates them, except those that you or cert-manager create):`,
    ...secrets.map(({ secret, user }) => `  ${secret}  for ${user}`),
    '',
    ...(notes.length > 0 ? ['Notes:', ...notes.map(note => `  ${note}`), ''] : []),
    config.reconcile ? `Next: ${apply}, and once ${firstHook(config)}` : `Next: ${hook}, then ${apply}`,
    '',
  ].join('\n');
}

/** What a person runs once where a Job does the work of the hook. The pods need no account at a provider other than Keycloak. */
function firstHook({ identityProvider }: Config): string {
  return identityProvider.provider === 'keycloak'
    ? commandLine('hook', '--create-account')
    : `${commandLine('hook')} with the client secret in OAUTH2_PROXY_CLIENT_SECRET`;
}

/** The content of the summary as data. */
export function outline(files: readonly ManifestFile[]) {
  const objects = files.flatMap(file => file.objects);
  return {
    manifests: files.map(file => ({ name: file.name, objects: file.objects.map(title) })),
    namespace: objects.find(({ kind }) => kind === 'Namespace')?.metadata.name,
    addresses: hosts(objects).map(host => `https://${host}/`),
    secrets: referencedSecrets(objects),
  };
}

/** Every Secret that an object references, with the first object. */
export function referencedSecrets(objects: readonly Manifest[]): { secret: string; user: string }[] {
  const users = new Map<string, string>();
  for (const object of objects) {
    for (const secret of secretsOf(object)) {
      users.set(secret, users.get(secret) ?? title(object));
    }
  }
  return [...users].map(([secret, user]) => ({ secret, user }));
}

interface PodTemplate {
  readonly template?: { readonly spec?: PodSpec };
}

interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers?: readonly Container[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly volumes?: readonly { readonly secret?: { readonly secretName?: string } }[];
}

interface Container {
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } } }[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name: string } }[];
}

/** The fields with a Secret or a host, in the objects of the stack. */
interface Spec extends PodTemplate {
  readonly jobTemplate?: { readonly spec?: PodTemplate };
  readonly tls?: readonly { readonly secretName?: string }[];
  readonly rules?: readonly { readonly host?: string }[];
  readonly hostnames?: readonly string[];
}

function secretsOf({ spec }: Manifest): string[] {
  const { jobTemplate, tls = [], ...rest }: Spec = spec ?? {};
  const {
    initContainers = [],
    containers = [],
    imagePullSecrets = [],
    volumes = [],
  }: PodSpec = (jobTemplate?.spec ?? rest).template?.spec ?? {};
  const all = [...initContainers, ...containers];
  return [
    ...tls.map(({ secretName }) => secretName),
    ...imagePullSecrets.map(({ name }) => name),
    ...volumes.map(({ secret }) => secret?.secretName),
    ...all.flatMap(({ env = [] }) => env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name)),
    ...all.flatMap(({ envFrom = [] }) => envFrom.map(({ secretRef }) => secretRef?.name)),
  ].filter(name => name !== undefined);
}

/** The hosts of ingresses and routes, in their order. */
function hosts(objects: readonly Manifest[]): string[] {
  const all = objects.flatMap(({ kind, spec }): readonly string[] => {
    const { rules = [], hostnames = [] }: Spec = spec ?? {};
    switch (kind) {
      case 'Ingress':
        return rules.flatMap(({ host }) => host ?? []);
      case 'HTTPRoute':
      case 'GRPCRoute':
        return hostnames;
      default:
        return [];
    }
  });
  return [...new Set(all)];
}

function title({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}
