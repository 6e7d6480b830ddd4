import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** A file to send. */
export interface MultipartFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly open: () => AsyncIterable<Buffer>;
}

/** A request body of one file, as `multipart/form-data`. Only a piece at a time is in memory. */
export interface Multipart {
  readonly headers: Readonly<Record<string, string>>;
  /** Opens the body. A repeated request opens it again. */
  readonly body: () => Readable;
}

/** @param onBytes Called with the length of each piece. */
export function multipart(field: string, file: MultipartFile, onBytes: (count: number) => void): Multipart {
  const boundary = randomUUID();
  const head = Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${field}"; filename="${file.name}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body(): AsyncGenerator<Buffer> {
    yield head;
    for await (const piece of file.open()) {
      onBytes(piece.length);
      yield piece;
    }
    yield tail;
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + file.size + tail.length),
    },
    body: () => Readable.from(body()),
  };
}
