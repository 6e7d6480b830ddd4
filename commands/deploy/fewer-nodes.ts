import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Manifest } from '../../stack/manifests';

/**
 * Checks that no node leaves the database. The cluster loses the shards of a node that leaves, and may lose its majority.
 * Kubernetes does not know that.
 *
 * @param live The running StatefulSet, if there is one.
 * @param allowFewer Whether shards and peers were moved before.
 * @throws Failure where nodes would leave
 */
export function refuseFewerNodes(live: Manifest | undefined, wanted: Manifest, allowFewer: boolean): void {
  const [from, to] = [live?.spec.replicas ?? 0, wanted.spec.replicas];
  if (to >= from || allowFewer) {
    return;
  }
  const { namespace, name } = wanted.metadata;
  throw new Failure(
    `Qdrant would go from ${from} to ${to} nodes (StatefulSet ${namespace}/${name}): the cluster would lose the shards of the nodes that leave, and perhaps its majority`,
    `run ${commandLine('scale')}, which moves the shards and removes the nodes from the cluster before their pods stop, and then deploy; or set qdrant.replicas in the config back to ${from}`,
  );
}
