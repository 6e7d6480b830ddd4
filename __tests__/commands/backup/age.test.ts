import { randomBytes } from 'node:crypto';
import { decrypted, Encryption, identityOf, recipientOf } from '../../../commands/backup/encryption/age';
import { bech32Decode, bech32Encode } from '../../../commands/backup/encryption/bech32';
import { AGE_KEY, AGE_RECIPIENT, OTHER_AGE_KEY } from '../../support/age-keys';

/** `printf 'a backup' | age -r ... -r ...` of age 1.2.1, to the two keys. */
const OF_AGE = Buffer.from(
  'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBzV1l0S1BtN2xmU1NRbDR0aXlxU2pMSXpjYjBOYXF5N2lBS1RZajVmdlJJCkdpTlVzTElPcTBUamlOd014NEk4RGZxUTRsUWROYzFzeFJlUEhWZjhvSlUKLT4gWDI1NTE5IHdKNEFZYk11WWJpdEg1RDJUL0VXM2FJeEpuSG42SVZ5ek5SOGN0emtHSEkKRDdaWXMwNUpvVTAxeXNGbUoweFdBYlVsUHhKd09HRUlmcWRCLzJUQjdWZwotLS0gK1lIOFlyQzkzZXRCeDRvdFR4a0xDVVpWRldDem1HMDZLSFZJVG50Ui9uZwrfgBsp6NgL4OXn7nd1CIERqBjIHqfiNg00AMaCVLhW2Uaa6hLyQFOq',
  'base64',
);
const identities = [identityOf(AGE_KEY)!];

function encrypt(content: Buffer): Buffer {
  const encryption = new Encryption([recipientOf(AGE_RECIPIENT)!]);
  return Buffer.concat([
    ...encryption.add(content.subarray(0, 70_000)),
    ...encryption.add(content.subarray(70_000)),
    ...encryption.end(),
  ]);
}

async function decrypt(file: Buffer, keys = identities, step = 50_000): Promise<Buffer> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < file.length; at += step) {
      yield file.subarray(at, at + step);
    }
  }
  const found: Buffer[] = [];
  for await (const piece of decrypted(pieces(), keys)) {
    found.push(piece);
  }
  return Buffer.concat(found);
}

test('a file of age is decrypted with either key, in pieces of any size', async () => {
  for (const key of [AGE_KEY, OTHER_AGE_KEY]) {
    expect((await decrypt(OF_AGE, [identityOf(key)!], 1)).toString()).toBe('a backup');
  }
});

test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 300_001])('%d bytes come back', async size => {
  const content = randomBytes(size);

  const file = encrypt(content);

  expect(file.subarray(0, 32).toString()).toBe('age-encryption.org/v1\n-> X25519 ');
  expect((await decrypt(file)).equals(content)).toBe(true);
});

test('each flipped bit is found', async () => {
  const file = encrypt(Buffer.from('a backup'));
  for (let at = 0; at < file.length; at++) {
    const changed = Buffer.from(file);
    changed[at]! ^= 1;
    await expect(decrypt(changed)).rejects.toThrow();
  }
});

test('a file that is cut at the end of a piece, or has pieces in another order, is refused', async () => {
  const piece = 65_536 + 16;
  const file = encrypt(randomBytes(3 * 65_536));
  const start = file.length - 3 * piece;
  const [first, second, third] = [0, 1, 2].map(at => file.subarray(start + at * piece, start + (at + 1) * piece));
  const header = file.subarray(0, start);

  await expect(decrypt(Buffer.concat([header, first!, second!]))).rejects.toThrow('was changed or is incomplete');
  await expect(decrypt(Buffer.concat([header, second!, first!, third!]))).rejects.toThrow('was changed');
  await expect(decrypt(header)).rejects.toThrow('is incomplete');
  await expect(decrypt(header.subarray(0, -30))).rejects.toThrow('ends in its header');
});

test('another key opens nothing', async () => {
  await expect(decrypt(encrypt(Buffer.from('a')), [identityOf(OTHER_AGE_KEY)!])).rejects.toThrow(
    'none of the keys opens the file',
  );
});

test('a key belongs to its public key, and a typing error is noticed', () => {
  expect(identityOf(AGE_KEY)!.recipient.name).toBe(AGE_RECIPIENT);
  expect(identityOf(AGE_KEY.toLowerCase())!.recipient.name).toBe(AGE_RECIPIENT);
  expect(recipientOf(AGE_RECIPIENT.replace('q', 'p'))).toBeUndefined();
  expect(recipientOf(AGE_KEY)).toBeUndefined();
  expect(identityOf(AGE_RECIPIENT)).toBeUndefined();
  expect(recipientOf(`Age${AGE_RECIPIENT.slice(3)}`)).toBeUndefined();
});

test('Bech32 follows BIP 173', () => {
  expect(bech32Encode('a', Buffer.alloc(0))).toBe('a12uel5l');
  expect(bech32Decode('a', 'A12UEL5L')).toEqual(Buffer.alloc(0));
  expect(bech32Decode('a', 'a12uel5m')).toBeUndefined();
  const bytes = randomBytes(32);
  expect(bech32Decode('age', bech32Encode('age', bytes))).toEqual(bytes);
});
