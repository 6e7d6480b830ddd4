import { type ApiObject } from 'cdk8s';
import { type Construct } from 'constructs';
import { mappings } from '../common/mapping';
import { containersOf, manifestOf, string } from './manifest-reader';
import { addValidation, type Item, manifestAmong } from './rule-set';

/** What decides how a process starts, and whom it lets in. */
interface ProtectedStart {
  /** The StatefulSet or Deployment. Its first container is protected. */
  readonly workload: ApiObject;
  /** The ConfigMap with the configuration files. */
  readonly configMap: ApiObject;
  /** Whether an environment variable decides about access. */
  readonly decidesAccess: (variable: string) => boolean;
}

/**
 * Rejects patches at synthesis that change the command, the arguments, protected variables or the configuration files. Such patches
 * would bypass the validation of the props, and the other rules rely on the props.
 *
 * @param owner The construct that created the objects.
 */
export function rejectPatches(owner: Construct, start: ProtectedStart): void {
  const workload = { object: start.workload, manifest: manifestOf(start.workload) };
  const name = string(containersOf(workload.manifest)[0]?.name);
  const created = partsOf(start, name, [workload]);
  addValidation(owner, items => {
    const found = partsOf(start, name, items);
    return Object.keys(created)
      .filter(part => JSON.stringify(found[part]) !== JSON.stringify(created[part]))
      .map(part => `A patch changed ${part}, which can open access. Fix: remove the patch, and use the props.`);
  });
}

/** The protected parts, by their names in messages. */
function partsOf(
  { workload, configMap, decidesAccess }: ProtectedStart,
  containerName: string | undefined,
  items: readonly Item[],
): Readonly<Record<string, unknown>> {
  const container = containersOf(manifestAmong(items, workload)).find(({ name }) => name === containerName);
  const of = `of ${workload.kind} ${workload.name}`;
  return {
    [`command ${of}`]: container?.command,
    [`args ${of}`]: container?.args,
    [`envFrom ${of}`]: container?.envFrom,
    [`env ${of}`]: mappings(container?.env).filter(variable => decidesAccess(string(variable.name) ?? '')),
    [`data of ${configMap.kind} ${configMap.name}`]: manifestAmong(items, configMap).fields.data,
  };
}
