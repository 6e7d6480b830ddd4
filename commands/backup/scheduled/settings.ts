import type { Destination } from '../destination';
import { FolderDestination } from '../folder-destination';
import { bucketPlace, folderPlace, type Place } from '../places';
import { BucketDestination, type BucketSettings, bucketWith } from './bucket-destination';

/** Where the backups are. */
interface PlaceSettings {
  /** Folder for the backups. Set exactly one of `volume` and `s3`. */
  readonly volume?: string;
  /** Bucket for the backups. */
  readonly s3?: BucketSettings;
}

/** The file `settings.json` of the ConfigMap of backups. */
export interface Settings extends PlaceSettings {
  /** One URL for each node of Qdrant. */
  readonly nodes: readonly string[];
  /** How many complete backups stay. */
  readonly keep: number;
  /** The longest time that a run can take. */
  readonly deadlineSeconds: number;
  /** Public keys of age. Absent: the files are not encrypted. */
  readonly encryptTo?: readonly string[];
}

/** The file `settings.json` of the ConfigMap of drills. */
export interface DrillSettings extends PlaceSettings {
  /** URL of the Qdrant beside the program. */
  readonly qdrant: string;
}

export function destinationOf({ s3, volume }: PlaceSettings, env: NodeJS.ProcessEnv): Destination {
  if (s3) {
    return new BucketDestination(s3, env);
  }
  return new FolderDestination(folderIn(volume));
}

/** The place to read backups from. */
export function placeIn({ s3, volume }: PlaceSettings, env: NodeJS.ProcessEnv): Place {
  if (!s3) {
    return folderPlace(folderIn(volume));
  }
  const { prefix, ...options } = s3;
  return bucketPlace(bucketWith(options, env), `s3://${[s3.bucket, ...(prefix ? [prefix] : [])].join('/')}`, prefix);
}

function folderIn(volume: string | undefined): string {
  if (volume === undefined) {
    throw new Error('The settings have neither volume nor s3');
  }
  return volume;
}
