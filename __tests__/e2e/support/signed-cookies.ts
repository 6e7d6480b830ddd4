import { createHmac, timingSafeEqual } from 'node:crypto';

/** The lengths of AES keys. oauth2-proxy refuses a cookie secret of any other. */
const KEY_LENGTHS: readonly number[] = [16, 24, 32];

/** Values that go through a browser and come back as they were, or not at all. */
export class SignedCookies {
  private readonly key: Buffer;

  /**
   * @param secret - as oauth2-proxy takes its cookie secret: a key, or the base64 of one
   * @param attributes - of each cookie, e.g. `; Path=/; Secure`
   */
  constructor(
    secret: Buffer,
    private readonly attributes: string,
  ) {
    this.key = keyOf(secret);
  }

  /** The `Set-Cookie` header for a value. */
  set(name: string, value: string): string {
    const encoded = Buffer.from(value).toString('base64url');
    return `${name}=${encoded}.${this.signature(name, encoded)}${this.attributes}`;
  }

  /** The `Set-Cookie` header that takes a cookie away. */
  clear(name: string): string {
    return `${name}=${this.attributes}; Max-Age=0`;
  }

  /** The value in a `Cookie` header, if it is there and ours. */
  get(header: string | undefined, name: string): string | undefined {
    const found = (header ?? '').split('; ').find(cookie => cookie.startsWith(`${name}=`));
    const [encoded, signature] = (found ?? '').slice(name.length + 1).split('.');
    if (!encoded || !signature) return undefined;
    const [expected, actual] = [this.signature(name, encoded), signature].map(each => Buffer.from(each));
    if (expected!.length !== actual!.length || !timingSafeEqual(expected!, actual!)) return undefined;
    return Buffer.from(encoded, 'base64url').toString();
  }

  private signature(name: string, encoded: string): string {
    return createHmac('sha256', this.key).update(`${name}|${encoded}`).digest('base64url');
  }
}

function keyOf(secret: Buffer): Buffer {
  const written = secret.toString('latin1').replace(/=+$/, '');
  const decoded = /^[\w-]*$/.test(written) ? Buffer.from(written, 'base64url') : undefined;
  const key = [decoded, secret].find(candidate => candidate && KEY_LENGTHS.includes(candidate.length));
  if (!key) throw new Error(`cookie_secret must be 16, 24, or 32 bytes, but is ${secret.length} bytes`);
  return key;
}
