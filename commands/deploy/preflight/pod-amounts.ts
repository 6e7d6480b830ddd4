import { amountOf } from './amounts';
import type { Container, PodSpec, Quantities } from './workloads';

/** One limit of a LimitRange. */
export interface Limit {
  readonly type: string;
  readonly min?: Quantities;
  readonly max?: Quantities;
  readonly default?: Quantities;
  readonly defaultRequest?: Quantities;
  readonly maxLimitRequestRatio?: Quantities;
}

/** The resources of a container or a pod, in thousandths. */
export interface Amounts {
  readonly requests: ReadonlyMap<string, number>;
  readonly limits: ReadonlyMap<string, number>;
}

/** The resources of a container with the defaults of the LimitRanges. */
export function amounts({ resources = {} }: Container, limits: readonly Limit[]): Amounts {
  const defaults = limits.filter(({ type }) => type === 'Container');
  const limited = merged([resources.limits, ...defaults.map(each => each.default)]);
  const requested = merged([
    resources.requests,
    resources.limits,
    ...defaults.map(each => each.defaultRequest),
    limited,
  ]);
  return { requests: parsed(requested), limits: parsed(limited) };
}

/** The first value of each resource. */
function merged(all: readonly (Quantities | undefined)[]): Quantities {
  return Object.assign({}, ...[...all].reverse()) as Quantities;
}

function parsed(quantities: Quantities): Map<string, number> {
  return new Map(Object.entries(quantities).map(([resource, quantity]) => [resource, amountOf(String(quantity))]));
}

/** The sum of the containers, or the largest init container. A resource that a container does not limit has no limit. */
export function podAmounts({ containers, initContainers = [] }: PodSpec, limits: readonly Limit[]): Amounts {
  const running = containers.map(container => amounts(container, limits));
  const first = initContainers.map(container => amounts(container, limits));
  const total = (of: keyof Amounts) => {
    const resources = new Set([...running, ...first].flatMap(each => [...each[of].keys()]));
    return new Map(
      [...resources].map(resource => {
        const sum = running.reduce((all, each) => all + (each[of].get(resource) ?? 0), 0);
        return [resource, Math.max(sum, ...first.map(each => each[of].get(resource) ?? 0))] as const;
      }),
    );
  };
  return { requests: total('requests'), limits: total('limits') };
}
