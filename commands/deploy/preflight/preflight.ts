import { Failure } from '../../../cli/failure';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import type { Config } from '../../../config/schema';
import type { Expected } from '../../../stack/expected';
import { newClaims } from './claims';
import { type Findings, joined } from './findings';
import { limitProblems, limitsOf } from './limits';
import { Lookup } from './lookup';
import { neighbourFindings } from './neighbours';
import { quotaProblems } from './quotas';
import { referenceFindings } from './references';
import { storageFindings } from './storage';
import { type Workload, workloadsOf } from './workloads';

/**
 * Checks the cluster before the first write: other workloads of the namespace, StorageClasses, quotas, and objects that the
 * manifests name. One error tells all problems.
 *
 * @param pruned Objects that the deploy deletes.
 * @returns what a person should know before the deploy, one sentence each
 * @throws Failure where the stack would not run, or would cut off another Qdrant
 */
export async function preflight(
  cluster: Cluster,
  config: Config,
  expected: Expected,
  { hasNamespace, pruned }: { readonly hasNamespace: boolean; readonly pruned: readonly LiveObject[] },
): Promise<string[]> {
  const lookup = new Lookup(cluster, config.namespace, hasNamespace);
  const workloads = workloadsOf(config, expected);
  const { problems, notes } = joined([
    await neighbourFindings(lookup, config, expected, pruned),
    await storageFindings(lookup, expected),
    await limitFindings(lookup, expected, workloads),
    await referenceFindings(lookup, config, expected, workloads),
  ]);
  if (problems.length > 0) {
    throw new Failure(
      problems.map(({ problem }) => problem).join('; '),
      [...new Set(problems.map(({ fix }) => fix))].join('; '),
    );
  }
  return [...notes, ...lookup.notes()];
}

/** Pods and claims that the namespace refuses. */
async function limitFindings(lookup: Lookup, expected: Expected, workloads: readonly Workload[]): Promise<Findings> {
  const [ranges, quotas] = await Promise.all([lookup.list('v1', 'LimitRange'), lookup.list('v1', 'ResourceQuota')]);
  const limits = ranges === 'forbidden' ? [] : ranges.flatMap(limitsOf);
  const isFree = limits.length === 0 && (quotas === 'forbidden' || quotas.length === 0);
  if (isFree) {
    return { problems: [], notes: [] };
  }
  const claims = await newClaims(lookup, expected);
  const pods = await lookup.list('v1', 'Pod');
  return {
    problems: [
      ...limitProblems(lookup, limits, workloads, claims),
      ...(quotas === 'forbidden' || pods === 'forbidden'
        ? []
        : quotaProblems(lookup, quotas, limits, { workloads, claims, pods })),
    ],
    notes: [],
  };
}
