import type { LiveObject } from '../../../clients/kubernetes/objects';
import { amountOf, amountText } from './amounts';
import type { NewClaim } from './claims';
import type { Problem } from './findings';
import type { Lookup } from './lookup';
import { type Amounts, amounts, type Limit, podAmounts } from './pod-amounts';
import type { Workload } from './workloads';

/** A limit, with the name of its LimitRange. */
export interface NamedLimit extends Limit {
  readonly range: string;
}

/** The LimitRanges that refuse a pod or a claim. The API server does not check them in a dry run of a workload. */
export function limitProblems(
  lookup: Lookup,
  limits: readonly NamedLimit[],
  workloads: readonly Workload[],
  claims: readonly NewClaim[],
): Problem[] {
  return [
    ...workloads.flatMap(workload => refusedByLimits(lookup, limits, workload)),
    ...claims.flatMap(claim => refusedClaim(lookup, limits, claim)),
  ];
}

export function limitsOf({ metadata, spec }: LiveObject): NamedLimit[] {
  const limits: readonly Limit[] = spec.limits ?? [];
  return limits.map(limit => ({ ...limit, range: metadata.name }));
}

function refusedByLimits(lookup: Lookup, limits: readonly NamedLimit[], workload: Workload): Problem[] {
  const { title, pod, resourcesKey } = workload;
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  const found = limits.flatMap(limit => {
    const broken =
      limit.type === 'Container'
        ? containers.flatMap(container =>
            brokenLimits(limit, amounts(container, limits)).map(text => `container ${container.name} has ${text}`),
          )
        : limit.type === 'Pod'
          ? brokenLimits(limit, podAmounts(pod, limits)).map(text => `a pod has ${text}`)
          : [];
    return broken.map(text => ({ range: limit.range, text }));
  });
  return [...new Set(found.map(({ range }) => range))].map(range => ({
    problem: `LimitRange ${lookup.namespace}/${range} refuses the pods of ${title}: ${found
      .filter(each => each.range === range)
      .map(({ text }) => text)
      .join(', ')}`,
    fix: `${resourcesKey ? `set ${resourcesKey} in the config within these limits` : 'set its resources within these limits'}, or change the LimitRange: kubectl edit limitrange ${range} -n ${lookup.namespace}`,
  }));
}

/** The broken rules of one limit, as LimitRanger of the API server checks them. */
function brokenLimits(
  { min = {}, max = {}, maxLimitRequestRatio = {} }: Limit,
  { requests, limits }: Amounts,
): string[] {
  const below = Object.entries(min).flatMap(([resource, least]) => {
    const [request, limit] = [requests.get(resource), limits.get(resource)];
    const amount = amountOf(least);
    if (request === undefined) {
      return [`no request of ${resource}, and the least is ${least}`];
    }
    const low = Math.min(request, limit ?? request);
    return low < amount ? [`${amountText(low)} ${resource}, and the least is ${least}`] : [];
  });
  const above = Object.entries(max).flatMap(([resource, most]) => {
    const [request = 0, limit] = [requests.get(resource), limits.get(resource)];
    const amount = amountOf(most);
    if (limit === undefined) {
      return [`no limit of ${resource}, and the most is ${most}`];
    }
    const high = Math.max(request, limit);
    return high > amount ? [`${amountText(high)} ${resource}, and the most is ${most}`] : [];
  });
  const ratios = Object.entries(maxLimitRequestRatio).flatMap(([resource, most]) => {
    const [request = 0, limit] = [requests.get(resource), limits.get(resource)];
    if (limit === undefined || request === 0) {
      return [`no limit or no request of ${resource}, and the largest ratio is ${most}`];
    }
    return (limit / request) * 1000 > amountOf(most)
      ? [
          `a limit of ${resource} that is ${Math.round((limit / request) * 100) / 100} times the request, and the most is ${most} times`,
        ]
      : [];
  });
  return [...below, ...above, ...ratios];
}

function refusedClaim(lookup: Lookup, limits: readonly NamedLimit[], { name, size }: NewClaim): Problem[] {
  return limits
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ range, min = {}, max = {} }) => {
      const amount = amountOf(size);
      const [least, most] = [min.storage, max.storage];
      const text =
        least !== undefined && amount < amountOf(least)
          ? `the least is ${least}`
          : most !== undefined && amount > amountOf(most)
            ? `the most is ${most}`
            : undefined;
      return text === undefined
        ? []
        : [
            {
              problem: `LimitRange ${lookup.namespace}/${range} refuses PersistentVolumeClaim ${name}: its size is ${size}, and ${text}`,
              fix: `set the size of the volume in the config within this limit, or change the LimitRange: kubectl edit limitrange ${range} -n ${lookup.namespace}`,
            },
          ];
    });
}
