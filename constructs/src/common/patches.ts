import { type ApiObject } from 'cdk8s';
import { type Construct } from 'constructs';

/** What a process is started from, and who is let in with it. */
interface Start {
  /** The StatefulSet or Deployment; its first container is judged. */
  readonly workload: ApiObject;
  /** The configuration files. */
  readonly configMap: ApiObject;
  /** Whether an environment variable decides who is let in. */
  readonly decides: (variable: string) => boolean;
}

/**
 * Refuses at synth what patches make of command, arguments, deciding variables and configuration files: what props refuse
 * would come in that way, and what the other rules and objects take from props would no longer be so.
 *
 * @param guard The construct that made the objects.
 */
export function refusePatches(guard: Construct, start: Start): void {
  const made = partsOf(start);
  const { name } = containersOf(start.workload)[0]!;
  guard.node.addValidation({
    validate: () => {
      const found = partsOf(start, name);
      return Object.keys(made)
        .filter(part => JSON.stringify(found[part]) !== JSON.stringify(made[part]))
        .map(
          part => `${part} was changed by a patch, which can let in anybody. Fix: remove the patch, and use the props.`,
        );
    },
  });
}

/** Each part by what messages call it. @param name The container. Default: the first. */
function partsOf({ workload, configMap, decides }: Start, name?: string): Readonly<Record<string, unknown>> {
  const containers = containersOf(workload);
  const container = name === undefined ? containers[0] : containers.find(each => each.name === name);
  const of = `of ${workload.kind} ${workload.name}`;
  return {
    [`command ${of}`]: container?.command,
    [`args ${of}`]: container?.args,
    [`envFrom ${of}`]: container?.envFrom,
    [`env ${of}`]: (container?.env ?? []).filter((variable: { readonly name: string }) => decides(variable.name)),
    [`data of ${configMap.kind} ${configMap.name}`]: configMap.toJson().data,
  };
}

function containersOf(workload: ApiObject): any[] {
  return workload.toJson().spec.template.spec.containers;
}
