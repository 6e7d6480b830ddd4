import type { Destination } from '../destination';
import { FolderDestination } from '../folder-destination';
import { BucketDestination, type BucketSettings } from './bucket-destination';

/** The file `settings.json` of the ConfigMap. */
export interface Settings {
  /** One URL for each node of Qdrant. */
  readonly nodes: readonly string[];
  /** How many complete backups stay. */
  readonly keep: number;
  /** The longest time that a run can take. */
  readonly deadlineSeconds: number;
  /** Public keys of age. Absent: the files are not encrypted. */
  readonly encryptTo?: readonly string[];
  /** Folder for the backups. Set exactly one of `volume` and `s3`. */
  readonly volume?: string;
  /** Bucket for the backups. */
  readonly s3?: BucketSettings;
}

export function destinationOf({ s3, volume }: Settings, env: NodeJS.ProcessEnv): Destination {
  if (s3) {
    return new BucketDestination(s3, env);
  }
  if (volume === undefined) {
    throw new Error('The settings have neither volume nor s3');
  }
  return new FolderDestination(volume);
}
