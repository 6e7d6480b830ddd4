import type { LiveObject } from '../../../clients/kubernetes/objects';
import { isPodOf } from '../../../stack/pods';
import { amountOf, amountText } from './amounts';
import type { NewClaim } from './claims';
import type { Problem } from './findings';
import type { Lookup } from './lookup';
import { type Limit, podAmounts } from './pod-amounts';
import type { PodSpec, Quantities, Workload } from './workloads';

/** What the stack needs. */
interface Wanted {
  readonly workloads: readonly Workload[];
  readonly claims: readonly NewClaim[];
  /** The pods of the namespace. Those of the stack are counted already. */
  readonly pods: readonly LiveObject[];
}

/** The quotas without room for the pods and claims that Kubernetes would create. */
export function quotaProblems(
  lookup: Lookup,
  quotas: readonly LiveObject[],
  limits: readonly Limit[],
  { workloads, claims, pods }: Wanted,
): Problem[] {
  const own = pods.filter(
    ({ metadata, status }) =>
      !['Failed', 'Succeeded'].includes(status?.phase) &&
      workloads.some(({ object }) => object.kind !== 'CronJob' && isPodOf({ metadata }, object)),
  );
  const wanted = workloads.flatMap(({ pod, replicas }) => Array.from({ length: replicas }, () => usageOf(pod, limits)));
  const needed = difference(
    [...wanted, ...claims.map(claimUsage)],
    own.map(({ spec }) => usageOf(spec as PodSpec, [])),
  );
  return quotas.filter(applies).flatMap(({ metadata, status, spec }) => {
    const hard: Quantities = spec.hard ?? {};
    const used: Quantities = status?.used ?? {};
    const missing = Object.keys(hard).flatMap(resource => {
      const more = needed.get(canonicalName(resource)) ?? 0;
      const total = amountOf(used[resource] ?? '0') + more;
      return more > 0 && total > amountOf(hard[resource]!)
        ? [`${resource} needs ${amountText(more)} more, and ${used[resource] ?? 0} of ${hard[resource]} is used`]
        : [];
    });
    return missing.length > 0
      ? [
          {
            problem: `ResourceQuota ${lookup.namespace}/${metadata.name} has no room for the pods and claims: ${missing.join(', ')}`,
            fix: `raise the quota (kubectl edit resourcequota ${metadata.name} -n ${lookup.namespace}), or lower replicas, resources or sizes in the config`,
          },
        ]
      : [];
  });
}

/** The scopes of quotas that count the pods of the stack. Other scopes are for pods of other kinds. */
const SCOPES = ['NotBestEffort', 'NotTerminating'];

function applies({ spec }: LiveObject): boolean {
  const scopes: readonly string[] = spec.scopes ?? [];
  return spec.scopeSelector === undefined && scopes.every(scope => SCOPES.includes(scope));
}

/** `requests.cpu` and `cpu` of a quota mean the same. */
function canonicalName(resource: string): string {
  const name = resource.replace(/^count\/(pods|persistentvolumeclaims)$/, '$1');
  return ['cpu', 'memory', 'ephemeral-storage'].includes(name) ? `requests.${name}` : name;
}

function usageOf(pod: PodSpec, limits: readonly Limit[]): Map<string, number> {
  const { requests, limits: limited } = podAmounts(pod, limits);
  return new Map([
    ['pods', 1000],
    ...[...requests].map(([resource, amount]) => [`requests.${resource}`, amount] as const),
    ...[...limited].map(([resource, amount]) => [`limits.${resource}`, amount] as const),
  ]);
}

function claimUsage({ size, storageClassName }: NewClaim): Map<string, number> {
  const amount = amountOf(size);
  const ofClass = `${storageClassName}.storageclass.storage.k8s.io`;
  return new Map([
    ['persistentvolumeclaims', 1000],
    ['requests.storage', amount],
    ...(storageClassName
      ? ([
          [`${ofClass}/requests.storage`, amount],
          [`${ofClass}/persistentvolumeclaims`, 1000],
        ] as const)
      : []),
  ]);
}

function difference(
  wanted: readonly ReadonlyMap<string, number>[],
  running: readonly ReadonlyMap<string, number>[],
): Map<string, number> {
  const total = new Map<string, number>();
  const add = (usage: ReadonlyMap<string, number>, sign: number) =>
    usage.forEach((amount, resource) => total.set(resource, (total.get(resource) ?? 0) + sign * amount));
  wanted.forEach(usage => add(usage, 1));
  running.forEach(usage => add(usage, -1));
  return total;
}
