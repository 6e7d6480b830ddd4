import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** A request body of one file, as `multipart/form-data`, of which only a piece at a time is in memory. */
export interface Multipart {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/**
 * @param size Bytes of the file.
 * @param onBytes Told the length of each piece that was read.
 */
export function multipart(
  field: string,
  fileName: string,
  path: string,
  size: number,
  onBytes: (count: number) => void,
): Multipart {
  const boundary = randomUUID();
  const head = Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${field}"; filename="${fileName}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body(): AsyncGenerator<Buffer> {
    yield head;
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      onBytes((piece as Buffer).length);
      yield piece as Buffer;
    }
    yield tail;
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + size + tail.length),
    },
    body: Readable.from(body()),
  };
}
