import { requireSame } from '../../../commands/backup/checksum';

const COPY = { size: 3, sha256: 'aaaa' };
const URL_OF_NODE = 'http://qdrant-0:6333';
const check = (server: { readonly size: number; readonly checksum?: string | null }) => () =>
  requireSame({ name: 'docs-1.snapshot', ...server }, URL_OF_NODE, COPY, 'try again');

test.each([{ size: 3 }, { size: 3, checksum: null }, { size: 3, checksum: 'aaaa' }])(
  'accepts a copy of a snapshot with %j',
  server => {
    expect(check(server)).not.toThrow();
  },
);

test.each([
  ['the size', { size: 4, checksum: 'aaaa' }, '3 instead of 4 bytes'],
  ['the checksum', { size: 3, checksum: 'bbbb' }, 'SHA-256 aaaa instead of bbbb'],
  ['both', { size: 4, checksum: 'bbbb' }, '3 instead of 4 bytes, and SHA-256 aaaa instead of bbbb'],
  ['the size, without a checksum of the server', { size: 4 }, '3 instead of 4 bytes'],
])('fails if %s differs', (_, server, difference) => {
  expect(check(server)).toThrow(
    `The copy of snapshot docs-1.snapshot differs from the snapshot on ${URL_OF_NODE}: it has ${difference}. Fix: try again.`,
  );
});
