import { type k8s } from 'cdk8s-plus-30';
import { type CronJobOptions } from '../common/cron-job';

/**
 * Options of scheduled drills. The pods have the image of the program and the other pod options of the scheduled backups.
 */
export interface BackupDrillOptions extends CronJobOptions {
  /** Schedule in cron format, e.g. `0 4 * * 0`, or a macro such as `@weekly`. */
  readonly schedule: string;

  /**
   * Age in hours from which the last proof is too old for the alert `QdrantBackupUnproven`. Add the time between two drills and the
   * duration of one. A number above 0.
   *
   * @default 192 - for weekly drills
   */
  readonly maxAgeHours?: number;

  /**
   * The most data of the temporary Qdrant, as a Kubernetes quantity. The drill restores one collection after the other. For the
   * largest one, it needs room for the points and for the snapshot of one node.
   *
   * @default - the size of the volume of a Qdrant node
   */
  readonly size?: string;

  /**
   * Requests and limits of the temporary Qdrant.
   *
   * @default - those of a Qdrant node
   */
  readonly qdrantResources?: k8s.ResourceRequirements;
}
