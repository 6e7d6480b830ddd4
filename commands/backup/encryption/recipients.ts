import { createHash } from 'node:crypto';
import { Failure } from '../../../cli/failure';
import type { WrittenFile } from '../destination';
import { Encryption, type Recipient, recipientOf } from './age';

/** The end of the name of an encrypted file, as `age` expects it. */
export const SUFFIX = '.age';

/** The public keys of age in texts. */
export function recipientsOf(texts: readonly string[]): Recipient[] {
  return texts.map(text => {
    const recipient = recipientOf(text);
    if (!recipient) {
      throw new Failure(
        `${text} is not a public key of age. Allowed: age1 and 58 characters, without a typing error`,
        'copy the public key that age-keygen prints',
      );
    }
    return recipient;
  });
}

/** The most bytes of an encrypted file, for the bytes of its content. */
export function encryptedSize(size: number): number {
  return Math.ceil(size * 1.001) + 64 * 1024;
}

/** Encrypts the pieces of a file on their way. */
export class EncryptedPieces {
  private readonly encryption: Encryption;
  private readonly hash = createHash('sha256');
  private size = 0;

  constructor(
    private readonly source: AsyncIterable<Buffer>,
    recipients: readonly Recipient[],
  ) {
    this.encryption = new Encryption(recipients);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const piece of this.source) {
      this.hash.update(piece);
      this.size += piece.length;
      yield* this.encryption.add(piece);
    }
    yield* this.encryption.end();
  }

  /** The content that was encrypted. Call it once, at the end. */
  content(): WrittenFile {
    return { size: this.size, sha256: this.hash.digest('hex') };
  }
}
