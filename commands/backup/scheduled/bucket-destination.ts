import { createHash } from 'node:crypto';
import { Bucket, type BucketOptions } from '../../../clients/s3/bucket';
import { credentialsIn } from '../../../clients/s3/credentials';
import type { Destination, WrittenFile } from '../destination';

/** The smallest part, in bytes. One part is in memory. */
const PART_SIZE = 16 * 1024 * 1024;
/** The most parts that S3 allows for one upload. */
const MOST_PARTS = 10_000;

export interface BucketSettings extends Pick<BucketOptions, 'endpoint' | 'region' | 'bucket' | 'encryption'> {
  /** Folder in the bucket, without a slash at its end. Empty: the root of the bucket. */
  readonly prefix: string;
}

/** The bucket, with the credentials of the pod. */
export function bucketWith(settings: Omit<BucketSettings, 'prefix'>, env: NodeJS.ProcessEnv): Bucket {
  const credentials = credentialsIn(env, settings.region);
  if (!credentials) {
    throw new Error(
      `The pod has no credentials for the bucket ${settings.bucket}: neither an access key nor a role of its ServiceAccount`,
    );
  }
  return new Bucket({ ...settings, credentials });
}

/** Backups in a folder of an S3 bucket. */
export class BucketDestination implements Destination {
  private readonly bucket: Bucket;
  private readonly root: string;

  constructor({ prefix, ...bucket }: BucketSettings, env: NodeJS.ProcessEnv) {
    this.bucket = bucketWith(bucket, env);
    this.root = prefix && `${prefix}/`;
  }

  async folders(): Promise<string[]> {
    const found = await this.bucket.folders(this.root);
    return found.map(folder => folder.slice(this.root.length, -1));
  }

  async read(path: string): Promise<string | undefined> {
    return this.bucket.read(this.root + path);
  }

  async write(path: string, text: string): Promise<void> {
    await this.bucket.write(this.root + path, text);
  }

  async create(path: string, text: string): Promise<boolean> {
    return this.bucket.create(this.root + path, text);
  }

  async stream(path: string, pieces: AsyncIterable<Buffer>, size: number): Promise<WrittenFile> {
    const upload = await this.bucket.beginUpload(this.root + path);
    const hash = createHash('sha256');
    const etags: string[] = [];
    let written = 0;
    try {
      for await (const part of partsOf(pieces, Math.max(PART_SIZE, Math.ceil(size / MOST_PARTS)))) {
        hash.update(part);
        written += part.length;
        etags.push(await this.bucket.uploadPart(upload, etags.length + 1, part));
      }
      await this.bucket.completeUpload(upload, etags);
    } catch (error) {
      // The first error counts. A later run aborts the upload if this request fails.
      await this.bucket.abortUpload(upload).catch(() => undefined);
      throw error;
    }
    return { size: written, sha256: hash.digest('hex') };
  }

  async remove(path: string): Promise<void> {
    const key = this.root + path;
    // Uploads first: an upload that completes after the list of objects would stay. Unfinished uploads cost storage.
    const uploads = await this.bucket.uploads(key);
    for (const upload of uploads.filter(each => isWithin(each.key, key))) {
      await this.bucket.abortUpload(upload);
    }
    const objects = await this.bucket.keys(key);
    for (const object of objects.filter(each => isWithin(each, key))) {
      await this.bucket.delete(object);
    }
  }
}

/** Joins pieces to parts of one size; the last part can be smaller. A part is overwritten when the next is requested. */
async function* partsOf(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  const part = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let taken = 0; taken < piece.length;) {
      const copied = piece.copy(part, filled, taken);
      filled += copied;
      taken += copied;
      if (filled === size) {
        yield part;
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield part.subarray(0, filled);
  }
}

function isWithin(key: string, path: string): boolean {
  return key === path || key.startsWith(`${path}/`);
}
