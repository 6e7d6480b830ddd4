import { Refusal } from './http.mjs';
import { S3Client } from './s3-client.mjs';
import { blocksOf, valuesOf } from './s3-xml.mjs';

/** The least size of a part, in bytes. One part is held in memory. */
const PART_SIZE = 16 * 1024 * 1024;
/** How many parts an upload can have. */
const MOST_PARTS = 10_000;

/**
 * A folder of an S3 bucket as the place of backups.
 *
 * @param {import('./s3-client.mjs').Bucket} bucket
 * @returns {import('./destination.mjs').Destination}
 */
export function s3(bucket) {
  const root = bucket.prefix && `${bucket.prefix}/`;
  const client = new S3Client(bucket);
  return {
    async folders() {
      const found = await client.list({ delimiter: '/', prefix: root }, 'CommonPrefixes', 'Prefix');
      return found.map(prefix => prefix.slice(root.length, -1));
    },

    async read(path) {
      try {
        return await client.call('GET', root + path);
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) {
          return undefined;
        }
        throw error;
      }
    },

    async write(path, text) {
      await client.call('PUT', root + path, {}, text);
    },

    async stream(path, pieces, size) {
      const key = root + path;
      const upload = valuesOf(await client.call('POST', key, { uploads: '' }), 'UploadId')[0] ?? '';
      try {
        /** @type {string[]} */
        const parts = [];
        for await (const part of partsOf(pieces, Math.max(PART_SIZE, Math.ceil(size / MOST_PARTS)))) {
          const partNumber = parts.length + 1;
          const etag = await client.put(key, { partNumber: String(partNumber), uploadId: upload }, part);
          parts.push(`<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag}</ETag></Part>`);
        }
        const list = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
        await client.complete(key, upload, list);
      } catch (error) {
        await client.call('DELETE', key, { uploadId: upload }).catch(() => undefined);
        throw error;
      }
    },

    async remove(path) {
      const key = root + path;
      // An upload that was cut off is invisible, and is paid for. First, lest it becomes a file after the listing.
      const uploads = await client.call('GET', '', { prefix: key, uploads: '' });
      for (const upload of blocksOf(uploads, 'Upload')) {
        const [[uploadKey = ''], [uploadId = '']] = [valuesOf(upload, 'Key'), valuesOf(upload, 'UploadId')];
        if (isWithin(uploadKey, key)) {
          await client.call('DELETE', uploadKey, { uploadId });
        }
      }
      const listed = await client.list({ prefix: key }, 'Contents', 'Key');
      for (const each of listed.filter(each => isWithin(each, key))) {
        await client.call('DELETE', each);
      }
    },
  };
}

/**
 * Joins pieces to parts of one size, the last one excepted. A part is good until the next one is asked for.
 *
 * @param {AsyncIterable<Buffer> | Iterable<Buffer>} pieces
 * @param {number} size
 */
async function* partsOf(pieces, size) {
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

/**
 * @param {string} key
 * @param {string} path
 */
function isWithin(key, path) {
  return key === path || key.startsWith(`${path}/`);
}
