import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Failure } from '../../cli/failure';
import { io } from '../../cli/io';
import { remember } from '../../cli/secrets';
import { Bucket } from '../../clients/s3/bucket';
import { credentialsIn } from '../../clients/s3/credentials';
import { BucketSource } from './bucket-source';
import { FolderDestination } from './folder-destination';
import { type BackupManifest, MANIFEST, parseManifest, sizeOf } from './manifest';
import { lastProvenAt } from './drill/record';
import { type BackupSource, FolderSource } from './source';

/** What `--help` says about buckets. */
export const BUCKET_HELP = `
For a bucket, the command reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and AWS_ENDPOINT_URL, the
URL of the service. Without an access key, it takes the role in AWS_ROLE_ARN with the token in AWS_WEB_IDENTITY_TOKEN_FILE, or
the credentials at AWS_CONTAINER_CREDENTIALS_FULL_URI.
`;

/** The name that stands for the newest complete backup. */
const LATEST = 'latest';
const S3 = /^s3:\/\/([^/]+)\/?(.*?)\/*$/;

/** A place with backups, each in a folder of its own. */
export interface Place {
  /** For people. */
  readonly name: string;
  folders(): Promise<string[]>;
  /** The text of the manifest in a folder. Undefined where the folder is not a complete run. */
  manifest(folder: string): Promise<string | undefined>;
  source(folder: string): BackupSource;
}

/** A backup in a place, as its manifest describes it. */
export interface ListedBackup {
  readonly name: string;
  readonly startedAt?: string;
  readonly state: 'complete' | 'partial' | 'unfinished' | 'damaged';
  readonly format?: string;
  readonly collections?: number;
  readonly points?: number;
  /** Bytes of all files. */
  readonly size?: number;
  /** When a drill last proved the backup. */
  readonly lastProven?: string;
}

/** The place in a folder, or in a bucket: `s3://bucket/prefix`. */
export function placeOf(text: string): Place {
  const [, name, prefix] = S3.exec(text) ?? [];
  return name === undefined ? folderPlace(text) : bucketPlace(bucketOf(name), text, prefix!);
}

export function folderPlace(root: string): Place {
  const destination = new FolderDestination(root);
  return {
    name: root,
    folders: async () => {
      if (!existsSync(root)) {
        throw new Failure(`The folder ${root} does not exist`, 'use a folder of backups, or s3://bucket/prefix');
      }
      return destination.folders();
    },
    manifest: folder => destination.read(`${folder}/${MANIFEST}`),
    source: folder => new FolderSource(`${root}/${folder}`),
  };
}

export function bucketPlace(bucket: Bucket, name: string, prefix: string): Place {
  const root = prefix && `${prefix}/`;
  return {
    name: name.replace(/\/+$/, ''),
    folders: async () => (await bucket.folders(root)).map(folder => folder.slice(root.length, -1)),
    manifest: folder => bucket.read(`${root}${folder}/${MANIFEST}`),
    source: folder => new BucketSource(bucket, root + folder, `${name.replace(/\/+$/, '')}/${folder}`),
  };
}

function bucketOf(bucket: string): Bucket {
  const { env } = io();
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const credentials = credentialsIn(env, region, remember);
  if (!credentials) {
    throw new Failure(
      `The bucket ${bucket} needs credentials, and the environment has none`,
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, for access to the bucket',
    );
  }
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL ?? `https://s3.${region}.amazonaws.com`;
  return new Bucket({ endpoint, region, bucket, credentials });
}

/** The backup at a path or URL. A name `latest` at the end stands for the newest complete backup. */
export async function sourceOf(text: string): Promise<BackupSource> {
  const clean = text.replace(/\/+$/, '');
  const isBucket = S3.test(text);
  if (!isBucket && basename(clean) !== LATEST) {
    return new FolderSource(text);
  }
  const [parent, name] = isBucket ? splitUrl(clean) : [dirname(clean), LATEST];
  const place = placeOf(parent);
  return place.source(name === LATEST ? await newestIn(place) : name);
}

function splitUrl(url: string): [parent: string, name: string] {
  const at = url.lastIndexOf('/');
  if (at <= 's3://'.length) {
    throw new Failure(
      `${url} names a bucket, and no backup`,
      'use s3://bucket/prefix/NAME or s3://bucket/prefix/latest',
    );
  }
  return [url.slice(0, at), url.slice(at + 1)];
}

/** The name of the newest complete backup. */
export async function newestIn(place: Place): Promise<string> {
  const newest = (await listed(place)).find(({ state }) => state === 'complete');
  if (!newest) {
    throw new Failure(`${place.name} contains no complete backup`, 'name a partial backup instead of latest');
  }
  return newest.name;
}

/** The backups in a place, the newest first. Folders that are no backups come last. */
export async function listed(place: Place): Promise<ListedBackup[]> {
  const backups: ListedBackup[] = [];
  for (const name of await place.folders()) {
    const manifest = await place.manifest(name);
    const proven = manifest === undefined ? undefined : await lastProvenAt(place.source(name), manifest);
    backups.push({ ...describe(name, manifest), ...(proven !== undefined && { lastProven: proven }) });
  }
  return backups.sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? '') || a.name.localeCompare(b.name));
}

function describe(name: string, text: string | undefined): ListedBackup {
  if (text === undefined) {
    return { name, state: 'unfinished' };
  }
  try {
    const { startedAt, format, complete = true, collections } = parseManifest(text) as BackupManifest;
    return {
      name,
      startedAt,
      state: complete ? 'complete' : 'partial',
      format,
      collections: collections.length,
      points: collections.reduce((sum, { held, points }) => sum + (held?.least ?? points.before ?? 0), 0),
      size: sizeOf(collections.flatMap(({ files }) => files)),
    };
  } catch {
    return { name, state: 'damaged' };
  }
}
