import { Failure } from '../../cli/failure';
import { thousandths } from '../../config/quantity';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';

/** The config keys of the sizes. */
const KEYS = 'qdrant.storage.size, or qdrant.snapshotStorage.size for snapshots,';

/** A volume claim, and its size in the config. */
export interface Sized {
  readonly claim: LiveObject;
  /** Such as `200Gi`. */
  readonly wanted: string;
}

export interface SizedClaim extends Sized {
  /** The pod that uses it. */
  readonly pod: string;
}

/** The requested size of a claim, or of a claim template. */
export function requestOf({ spec }: any): string {
  return spec.resources.requests.storage;
}

/** The size of the volume of a claim. Absent while there is no volume. */
export function capacityOf({ status }: LiveObject): string | undefined {
  return status?.phase === 'Bound' ? status.capacity?.storage : undefined;
}

/** Below zero where `a` is less than `b`. */
export function compareSizes(a: string, b: string): number {
  return thousandths(a) - thousandths(b);
}

/** Whether the claim requests another size. */
export function mustChange({ claim, wanted }: Sized): boolean {
  return compareSizes(requestOf(claim), wanted) !== 0;
}

export function grows({ claim, wanted }: Sized): boolean {
  return compareSizes(wanted, requestOf(claim)) > 0;
}

/** Whether the volume has at least its size: some provisioners round up. */
export function hasItsSize({ claim, wanted }: Sized): boolean {
  const capacity = capacityOf(claim);
  return capacity !== undefined && compareSizes(capacity, wanted) >= 0;
}

/**
 * A request can be lowered only to more than the size of the volume: this cancels a failed growth.
 *
 * @throws Failure where a volume would have to shrink, or there is none yet that could grow
 */
export function refuseImpossible(sized: Sized): void {
  const { claim, wanted } = sized;
  if (!mustChange(sized)) {
    return;
  }
  const capacity = capacityOf(claim);
  if (capacity === undefined) {
    throw new Failure(
      `${titleOf(claim)} is not bound, so it has no volume that could grow to ${wanted}`,
      'find out why with kubectl describe pvc, and run the command again when the claim is bound',
    );
  }
  if (!grows(sized) && compareSizes(wanted, capacity) <= 0) {
    const request = requestOf(claim);
    const least = compareSizes(request, capacity) <= 0 ? `${request} or more` : `more than ${capacity}`;
    throw new Failure(
      `The config says ${wanted} for ${titleOf(claim)}, which has ${capacity}: a volume cannot shrink`,
      `set ${KEYS} to ${least}; to move to smaller volumes, back up, roll back, deploy and restore`,
    );
  }
}
