import { type ApiObject } from 'cdk8s';
import { type Construct } from 'constructs';
import { type Fields, mappings } from '../common/mapping';
import { containersOf, manifestOf, string } from './manifest-reader';

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
  const containers = containersOf(manifestOf(start.workload));
  const name = string(containers[0]?.name);
  const created = partsOf(start, containers, name);
  owner.node.addValidation({
    validate: () => {
      const found = partsOf(start, containersOf(manifestOf(start.workload)), name);
      return Object.keys(created)
        .filter(part => JSON.stringify(found[part]) !== JSON.stringify(created[part]))
        .map(part => `A patch changed ${part}, which can open access. Fix: remove the patch, and use the props.`);
    },
  });
}

/** The protected parts, by their names in messages. */
function partsOf(
  { workload, configMap, decidesAccess }: ProtectedStart,
  containers: readonly Fields[],
  containerName: string | undefined,
): Readonly<Record<string, unknown>> {
  const container = containers.find(({ name }) => name === containerName);
  const of = `of ${workload.kind} ${workload.name}`;
  return {
    [`command ${of}`]: container?.command,
    [`args ${of}`]: container?.args,
    [`envFrom ${of}`]: container?.envFrom,
    [`env ${of}`]: mappings(container?.env).filter(variable => decidesAccess(string(variable.name) ?? '')),
    [`data of ${configMap.kind} ${configMap.name}`]: manifestOf(configMap).fields.data,
  };
}
