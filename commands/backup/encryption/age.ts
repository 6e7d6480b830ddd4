/*
 * The format of age (https://c2sp.org/age), version 1, with keys of X25519. The ciphers are those of Node.js.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { bech32Decode, bech32Encode } from './bech32';

const VERSION = 'age-encryption.org/v1';
const LABEL = `${VERSION}/X25519`;
const CIPHER = 'chacha20-poly1305';
/** Bytes of the content in one piece, and of the tag after the piece. */
const CHUNK = 64 * 1024;
const TAG = 16;
/** The largest header that is read, in bytes. Each recipient takes 100. */
const LARGEST_HEADER = 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** The encoding of keys of X25519 before their bytes. */
const DER = {
  public: Buffer.from('302a300506032b656e032100', 'hex'),
  private: Buffer.from('302e020100300506032b656e04220420', 'hex'),
};

/** Who can decrypt: a public key, `age1...`. */
export interface Recipient {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A private key. */
export interface Identity {
  /** The public key that belongs to it. */
  readonly recipient: Recipient;
  readonly key: KeyObject;
}

/** The public key in a text, or undefined where the text is none. */
export function recipientOf(text: string): Recipient | undefined {
  const bytes = bech32Decode('age', text);
  return bytes?.length === 32 ? { name: text.toLowerCase(), bytes } : undefined;
}

/** The private key in a text, or undefined where the text is none. */
export function identityOf(text: string): Identity | undefined {
  const secret = bech32Decode('age-secret-key-', text);
  if (secret?.length !== 32) {
    return undefined;
  }
  const key = createPrivateKey({ key: Buffer.concat([DER.private, secret]), format: 'der', type: 'pkcs8' });
  const bytes = bytesOf(createPublicKey(key));
  return { recipient: { name: bech32Encode('age', bytes), bytes }, key };
}

/** Encrypts one file piece by piece. */
export class Encryption {
  /** Decrypts this file only. It is never written. */
  readonly fileKey = randomBytes(16);
  private readonly cipher: ChunkCipher;
  private readonly chunk = Buffer.allocUnsafe(CHUNK);
  private filled = 0;
  private begin: Buffer | undefined;

  constructor(recipients: readonly Recipient[]) {
    const nonce = randomBytes(16);
    this.begin = Buffer.concat([headerFor(recipients, this.fileKey), nonce]);
    this.cipher = new ChunkCipher(this.fileKey, nonce);
  }

  /** What can be written now. */
  *add(piece: Buffer): Generator<Buffer> {
    yield* this.beginning();
    for (let taken = 0; taken < piece.length;) {
      // The last piece of the file has another nonce: a full chunk waits for more.
      if (this.filled === CHUNK) {
        yield* this.cipher.encrypt(this.chunk, false);
        this.filled = 0;
      }
      const copied = piece.copy(this.chunk, this.filled, taken);
      this.filled += copied;
      taken += copied;
    }
  }

  /** The rest of the file. */
  *end(): Generator<Buffer> {
    yield* this.beginning();
    yield* this.cipher.encrypt(this.chunk.subarray(0, this.filled), true);
  }

  private *beginning(): Generator<Buffer> {
    if (this.begin) {
      yield this.begin;
      this.begin = undefined;
    }
  }
}

/** The content of an encrypted file. @param key Opens the file: its own key, or private keys. */
export async function* decrypted(
  source: AsyncIterable<Buffer>,
  key: Buffer | readonly Identity[],
): AsyncGenerator<Buffer> {
  let cipher: ChunkCipher | undefined;
  let header = NO_BYTES;
  const chunk = Buffer.allocUnsafe(CHUNK + TAG);
  let filled = 0;
  for await (const each of source) {
    let piece = each;
    if (!cipher) {
      header = Buffer.concat([header, piece]);
      const begun = beginningOf(header, key);
      if (!begun) {
        continue;
      }
      ({ cipher, rest: piece } = begun);
    }
    for (let taken = 0; taken < piece.length;) {
      if (filled === chunk.length) {
        yield cipher.decrypt(chunk, false);
        filled = 0;
      }
      const copied = piece.copy(chunk, filled, taken);
      filled += copied;
      taken += copied;
    }
  }
  if (!cipher) {
    throw new Error('the file ends in its header');
  }
  const last = cipher.decrypt(chunk.subarray(0, filled), true);
  if (last.length === 0 && !cipher.isFirst) {
    throw new Error('the file ends with an empty piece');
  }
  yield last;
}

/** The beginning of a file, or undefined where more bytes are needed. */
function beginningOf(
  bytes: Buffer,
  key: Buffer | readonly Identity[],
): { readonly cipher: ChunkCipher; readonly rest: Buffer } | undefined {
  const mark = bytes.indexOf('\n--- ');
  const end = mark < 0 ? -1 : bytes.indexOf('\n', mark + 1);
  if (end < 0 || bytes.length < end + 17) {
    if (bytes.length > LARGEST_HEADER) {
      throw new Error('the file has no header of age');
    }
    return undefined;
  }
  const fileKey = Buffer.isBuffer(key) ? key : fileKeyIn(bytes.toString('latin1', 0, mark), key);
  const signed = bytes.subarray(0, mark + 4);
  if (!timingSafeEqual(macOf(signed, fileKey), decoded(bytes.toString('latin1', mark + 5, end), 32))) {
    throw new Error('the header of the file was changed');
  }
  const nonce = bytes.subarray(end + 1, end + 17);
  return { cipher: new ChunkCipher(fileKey, nonce), rest: bytes.subarray(end + 17) };
}

/** The payload: pieces with a counter in the nonce, whose last byte marks the last piece. */
class ChunkCipher {
  private readonly key: Buffer;
  private readonly nonce = Buffer.alloc(12);
  /** Whether at most one piece was processed. */
  isFirst = true;
  private count = 0;

  constructor(fileKey: Buffer, salt: Buffer) {
    this.key = derived(fileKey, salt, 'payload');
  }

  *encrypt(content: Buffer, isLast: boolean): Generator<Buffer> {
    const cipher = createCipheriv(CIPHER, this.key, this.next(isLast), { authTagLength: TAG });
    yield cipher.update(content);
    cipher.final();
    yield cipher.getAuthTag();
  }

  decrypt(sealed: Buffer, isLast: boolean): Buffer {
    if (sealed.length < TAG) {
      throw new Error('the file is incomplete');
    }
    return opened(this.key, this.next(isLast), sealed);
  }

  private next(isLast: boolean): Buffer {
    this.isFirst = this.count === 0;
    this.nonce.writeUIntBE(this.count++, 5, 6);
    this.nonce[11] = isLast ? 1 : 0;
    return this.nonce;
  }
}

function opened(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const content = decipher.update(sealed.subarray(0, sealed.length - TAG));
  try {
    decipher.final();
  } catch (error) {
    throw new Error('the file was changed or is incomplete', { cause: error });
  }
  return content;
}

function headerFor(recipients: readonly Recipient[], fileKey: Buffer): Buffer {
  const stanzas = recipients.map(recipient => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const share = bytesOf(publicKey);
    const key = wrappingKey(privateKey, recipient.bytes, share, recipient.bytes);
    const cipher = createCipheriv(CIPHER, key, Buffer.alloc(12), { authTagLength: TAG });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return `-> X25519 ${encoded(share)}\n${encoded(body)}\n`;
  });
  const signed = Buffer.from(`${VERSION}\n${stanzas.join('')}---`);
  return Buffer.concat([signed, Buffer.from(` ${encoded(macOf(signed, fileKey))}\n`)]);
}

/** The key of a file, from the part of its header that one of the private keys opens. */
function fileKeyIn(header: string, identities: readonly Identity[]): Buffer {
  if (!header.startsWith(`${VERSION}\n`)) {
    throw new Error('the file has no header of age');
  }
  for (const [, share, body] of header.matchAll(/^-> X25519 (\S+)\n(\S+)$/gm)) {
    const [point, sealed] = [decoded(share!, 32), decoded(body!, 32)];
    for (const { key, recipient } of identities) {
      try {
        return opened(wrappingKey(key, point, point, recipient.bytes), Buffer.alloc(12), sealed);
      } catch {
        // The part is for another key.
      }
    }
  }
  throw new Error('none of the keys opens the file');
}

function wrappingKey(own: KeyObject, other: Buffer, share: Buffer, recipient: Buffer): Buffer {
  const publicKey = createPublicKey({ key: Buffer.concat([DER.public, other]), format: 'der', type: 'spki' });
  return derived(diffieHellman({ privateKey: own, publicKey }), Buffer.concat([share, recipient]), LABEL);
}

function macOf(header: Buffer, fileKey: Buffer): Buffer {
  return createHmac('sha256', derived(fileKey, NO_BYTES, 'header'))
    .update(header)
    .digest();
}

function derived(secret: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
}

function bytesOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(DER.public.length);
}

/** Base64 without padding. */
function encoded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function decoded(text: string, length: number): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== length || encoded(bytes) !== text) {
    throw new Error('the header of the file was changed');
  }
  return bytes;
}
