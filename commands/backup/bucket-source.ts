import { setTimeout as sleep } from 'node:timers/promises';
import type { Bucket } from '../../clients/s3/bucket';
import type { BackupSource } from './source';

/** How often in a row a download can break off without a new byte. */
const ATTEMPTS = 5;

/** A backup in an S3 bucket. */
export class BucketSource implements BackupSource {
  constructor(
    private readonly bucket: Bucket,
    private readonly folder: string,
    readonly name: string,
  ) {}

  async read(path: string): Promise<string> {
    const text = await this.bucket.read(`${this.folder}/${path}`);
    if (text === undefined) {
      throw Object.assign(new Error(`${this.name}/${path} does not exist`), { code: 'ENOENT' });
    }
    return text;
  }

  size(path: string): Promise<number> {
    return this.bucket.size(`${this.folder}/${path}`);
  }

  /** A download that breaks off continues where it stopped. */
  async *open(path: string): AsyncGenerator<Buffer> {
    const key = `${this.folder}/${path}`;
    const size = await this.bucket.size(key);
    let failures = 0;
    for (let at = 0; at < size;) {
      try {
        for await (const piece of await this.bucket.open(key, at)) {
          at += piece.length;
          failures = 0;
          yield piece;
        }
      } catch (error) {
        if (++failures === ATTEMPTS) {
          throw error;
        }
        await sleep(500 * 2 ** failures);
      }
    }
  }
}
