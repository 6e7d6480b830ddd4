import { Failure } from '../../cli/failure';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';

const OTHERWISE = 'otherwise back up, roll back, and deploy and restore with the new size';

/** @throws Failure where the StorageClass of a claim does not allow volumes to grow */
export async function refuseFixedClass(cluster: Cluster, claim: LiveObject): Promise<void> {
  const name: string = claim.spec.storageClassName ?? '';
  if (name === '') {
    throw new Failure(
      `${titleOf(claim)} has no StorageClass, so nothing can grow its volume`,
      `grow the volume by hand, if the storage can; ${OTHERWISE}`,
    );
  }
  const found = await cluster.read('storage.k8s.io/v1', 'StorageClass', undefined, name);
  if (!found) {
    throw new Failure(
      `StorageClass ${name} of ${titleOf(claim)} does not exist`,
      `create it again with allowVolumeExpansion: true; ${OTHERWISE}`,
    );
  }
  if (found.allowVolumeExpansion !== true) {
    throw new Failure(
      `StorageClass ${name} of ${titleOf(claim)} does not allow volumes to grow: allowVolumeExpansion is ${found.allowVolumeExpansion === undefined ? 'not set' : 'false'}`,
      `if its storage driver can expand volumes, kubectl patch storageclass ${name} -p '{"allowVolumeExpansion":true}'; ${OTHERWISE}`,
    );
  }
}
