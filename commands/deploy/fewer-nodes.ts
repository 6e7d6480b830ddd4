import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Manifest } from '../../stack/manifests';

/**
 * Whether the database may have as many nodes as are wanted. A node that goes takes its shards out of the cluster, and too
 * many of them at once its majority; Kubernetes knows nothing of that.
 *
 * @param live The StatefulSet as it runs; nothing where there is none.
 * @param allowFewer Whether shards and peers have been moved away before.
 * @throws Failure where nodes would go
 */
export function refuseFewerNodes(live: Manifest | undefined, wanted: Manifest, allowFewer: boolean): void {
  const [from, to] = [live?.spec.replicas ?? 0, wanted.spec.replicas];
  if (to >= from || allowFewer) {
    return;
  }
  const { namespace, name } = wanted.metadata;
  throw new Failure(
    `Qdrant would go from ${from} to ${to} nodes (StatefulSet ${namespace}/${name}): the shards of those that go are lost to the cluster, and with them perhaps its majority`,
    `run ${commandLine('scale')}, which moves the shards away and has the cluster forget the nodes before their pods go, and then deploy; or set qdrant.replicas in the config back to ${from}`,
  );
}
