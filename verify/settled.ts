import type { LiveObject } from '../servers/cluster';

/** A condition in the status of an object. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** Kinds of objects that a controller of somebody else's has to agree to. */
export const SETTLING_KINDS = ['Certificate'];

/** What its controller has against an object of these kinds, or has not said yet; empty where all is well. */
export function unsettled({ metadata, status = {} }: LiveObject): string[] {
  return unmet(status.conditions, ['Ready'], metadata.generation);
}

/** Conditions that are not there, of an earlier generation, or not true. */
function unmet(conditions: readonly Condition[] = [], types: readonly string[], generation: number): string[] {
  return types.flatMap(type => {
    const found = conditions.find(each => each.type === type);
    if (!found || (found.observedGeneration ?? generation) < generation) {
      return [`its controller has not said yet whether it is ${type}`];
    }
    const said = [found.reason, found.message].filter(Boolean).join(': ');
    return found.status === 'True' ? [] : [`not ${type}${said ? `: ${said}` : ''}`];
  });
}
