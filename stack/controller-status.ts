import type { LiveObject } from '../clients/kubernetes/objects';

/** A condition in the status of an object. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** Kinds of objects that the controller of another product has to accept. */
export const SETTLING_KINDS = ['Certificate', 'HTTPRoute', 'GRPCRoute'];

/** Why the controller of an object of these kinds has not accepted it. Empty where it has. */
export function unsettled({ kind, metadata, spec, status = {} }: LiveObject): string[] {
  const { generation } = metadata;
  if (kind === 'Certificate') {
    return unmet(status.conditions, ['Ready'], generation);
  }
  const parents: any[] = status.parents ?? [];
  return spec.parentRefs.flatMap((wanted: ParentRef) => {
    const answers = parents.filter(({ parentRef }) => isSameParent(parentRef, wanted, metadata.namespace));
    const name = `Gateway ${wanted.namespace ?? metadata.namespace}/${wanted.name}`;
    return answers.length === 0
      ? [
          `${name} has not reported a status: check that it exists, and that its listener allows routes from this namespace`,
        ]
      : answers.flatMap(({ conditions }) =>
          unmet(conditions, ['Accepted', 'ResolvedRefs'], generation).map(text => `${name}: ${text}`),
        );
  });
}

interface ParentRef {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

function isSameParent(one: ParentRef, other: ParentRef, namespace: string | undefined): boolean {
  const idOf = (ref: ParentRef) => String([ref.namespace ?? namespace, ref.name, ref.sectionName]);
  return idOf(one) === idOf(other);
}

/** Conditions that are missing, outdated, or not true. */
function unmet(conditions: readonly Condition[] = [], types: readonly string[], generation: number): string[] {
  return types.flatMap(type => {
    const found = conditions.find(each => each.type === type);
    if (!found || (found.observedGeneration ?? generation) < generation) {
      return [`its controller has not reported ${type} yet`];
    }
    const said = [found.reason, found.message].filter(Boolean).join(': ');
    return found.status === 'True' ? [] : [`not ${type}${said ? `: ${said}` : ''}`];
  });
}
