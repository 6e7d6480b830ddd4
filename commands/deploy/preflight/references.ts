import type { Config } from '../../../config/schema';
import { stackNames } from '../../../config/names';
import type { Expected } from '../../../stack/expected';
import { type Findings, joined, type Problem } from './findings';
import type { Lookup } from './lookup';
import type { PodSpec, Workload } from './workloads';

const NOTHING: Findings = { problems: [], notes: [] };
/** Kubernetes creates this service account with each namespace. */
const DEFAULT_ACCOUNT = 'default';

/** Objects that pods name and that the manifests and the hook do not create. */
export async function referenceFindings(
  lookup: Lookup,
  config: Config,
  expected: Expected,
  workloads: readonly Workload[],
): Promise<Findings> {
  const created = secretsOfOthers(config, expected);
  const all = workloads.map(async workload =>
    joined(
      await Promise.all([
        priorityClass(lookup, workload),
        serviceAccount(lookup, expected, workload),
        secrets(lookup, workload, created),
        claims(lookup, expected, workload),
      ]),
    ),
  );
  const { problems, notes } = joined(await Promise.all(all));
  return { problems, notes: [...new Set(notes)] };
}

/** The Secrets that the hook or cert-manager creates. */
function secretsOfOthers(config: Config, expected: Expected): readonly string[] {
  const { credentials, tlsSecret, tlsSecretExists, apiKeys, valkeyPassword } = stackNames(config);
  return [
    credentials.secretName,
    ...(tlsSecretExists ? [] : [tlsSecret]),
    ...(apiKeys && !config.apiKeys.existing ? [apiKeys.secretName] : []),
    ...(valkeyPassword ? [valkeyPassword.secretName] : []),
    ...expected.all('Certificate').map(({ spec }) => spec.secretName as string),
  ];
}

async function priorityClass(lookup: Lookup, { title, pod: { priorityClassName: name } }: Workload): Promise<Findings> {
  if (name === undefined || (await lookup.readOfCluster('scheduling.k8s.io/v1', 'PriorityClass', name)) !== undefined) {
    return NOTHING;
  }
  return {
    problems: [
      {
        problem: `PriorityClass ${name} of ${title} does not exist in cluster ${lookup.clusterName}, so Kubernetes refuses the pods`,
        fix: `create it: kubectl create priorityclass ${name} --value=1000; or remove scheduling.priorityClassName from the config`,
      },
    ],
    notes: [],
  };
}

async function serviceAccount(lookup: Lookup, expected: Expected, { title, pod }: Workload): Promise<Findings> {
  const { serviceAccountName: name = DEFAULT_ACCOUNT } = pod;
  const isDeclared = expected.all('ServiceAccount').some(({ metadata }) => metadata.name === name);
  if (name === DEFAULT_ACCOUNT || isDeclared || (await lookup.read('v1', 'ServiceAccount', name)) !== undefined) {
    return NOTHING;
  }
  return {
    problems: [
      {
        problem: `ServiceAccount ${lookup.namespace}/${name} of ${title} does not exist, so Kubernetes refuses the pods`,
        fix: `${lookup.first}create it: kubectl create serviceaccount ${name} -n ${lookup.namespace}`,
      },
    ],
    notes: [],
  };
}

/** Pods of a workload wait for a missing Secret. A CronJob waits only when it runs. */
async function secrets(
  lookup: Lookup,
  { title, pod, replicas }: Workload,
  created: readonly string[],
): Promise<Findings> {
  const problems: Problem[] = [];
  for (const [name, keys] of requiredSecrets(pod)) {
    const found = created.includes(name) ? 'forbidden' : await lookup.secret(name);
    const missing = found === 'forbidden' ? [] : [...keys].filter(key => found?.data?.[key] === undefined);
    const object = `Secret ${lookup.namespace}/${name} of ${title}`;
    if (found === undefined) {
      const entries = keys.size > 0 ? ` with ${[...keys].join(', ')}` : '';
      problems.push({ problem: `${object} does not exist`, fix: `${lookup.first}create Secret ${name}${entries}` });
    } else if (missing.length > 0) {
      problems.push({ problem: `${object} has no entry ${missing.join(', ')}`, fix: 'add the entry to the Secret' });
    }
  }
  const notes: string[] = [];
  for (const { name } of pod.imagePullSecrets ?? []) {
    if ((await lookup.secret(name)) === undefined) {
      notes.push(
        `Secret ${lookup.namespace}/${name} of imagePullSecrets does not exist: the kubelet pulls the images without credentials`,
      );
    }
  }
  return replicas > 0 ? { problems, notes } : { problems: [], notes: [...problems.map(asNote), ...notes] };
}

async function claims(lookup: Lookup, expected: Expected, { title, pod, replicas }: Workload): Promise<Findings> {
  const problems: Problem[] = [];
  for (const { persistentVolumeClaim } of pod.volumes ?? []) {
    const name = persistentVolumeClaim?.claimName;
    const isDeclared = expected.claimsOfTheirOwn().some(({ metadata }) => metadata.name === name);
    if (name !== undefined && !isDeclared && (await lookup.read('v1', 'PersistentVolumeClaim', name)) === undefined) {
      problems.push({
        problem: `PersistentVolumeClaim ${lookup.namespace}/${name} of ${title} does not exist`,
        fix: `${lookup.first}create claim ${name}, or remove claimName from the config`,
      });
    }
  }
  return replicas > 0 ? { problems, notes: [] } : { problems: [], notes: problems.map(asNote) };
}

function asNote({ problem, fix }: Problem): string {
  return `${problem}, so its pods will wait; ${fix}`;
}

/** The Secrets without which a pod does not start, with the entries that it reads. */
function requiredSecrets({ containers, initContainers = [], volumes = [] }: PodSpec): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string | undefined, keys: readonly string[], optional = false) => {
    if (name !== undefined && !optional) {
      found.set(name, new Set([...(found.get(name) ?? []), ...keys]));
    }
  };
  for (const { env = [], envFrom = [] } of [...initContainers, ...containers]) {
    env.forEach(({ valueFrom }) => {
      const reference = valueFrom?.secretKeyRef;
      add(reference?.name, reference ? [reference.key] : [], reference?.optional);
    });
    envFrom.forEach(({ secretRef }) => add(secretRef?.name, [], secretRef?.optional));
  }
  for (const { secret, projected } of volumes) {
    add(secret?.secretName, keysOf(secret), secret?.optional);
    projected?.sources?.forEach(({ secret: source }) => add(source?.name, keysOf(source), source?.optional));
  }
  return found;
}

function keysOf(source: { readonly items?: readonly { readonly key: string }[] } | undefined): string[] {
  return (source?.items ?? []).map(({ key }) => key);
}
