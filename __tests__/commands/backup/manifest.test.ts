import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, indexesOf } from '../../../commands/backup/collection-info';
import { type BackupManifest, manifestText, parseManifest } from '../../../commands/backup/manifest';
import { readBackupManifest } from '../../../commands/backup/read-manifest';
import { temporaryFolder } from '../../support/folders';

const TIME = '2026-11-24T07:39:18.000Z';
const FILE = { path: 'collections/000-docs.jsonl', size: 9, sha256: 'a'.repeat(64), points: 3 };
const MANIFEST: Omit<BackupManifest, 'tool' | 'formatVersion'> = {
  format: 'jsonl',
  compression: 'none',
  startedAt: TIME,
  finishedAt: TIME,
  scope: 'all',
  complete: false,
  server: { version: '1.18.0', nodes: [{ url: 'http://a:6333', peer: '7' }], peers: ['7', '8'] },
  collections: [
    {
      name: 'docs',
      state: 'whole',
      notes: [],
      points: { before: 3, after: 3 },
      held: { least: 3, most: 3 },
      aliases: ['current'],
      info: '{"config":{"params":{},"metadata":{"d":1.0}},"payload_schema":{"__proto__":{"data_type":"keyword"},"constructor":{"data_type":"integer"}}}',
      shardKeys: [{ key: 'tenant', shards: [0] }],
      files: [FILE],
    },
    {
      name: 'odd',
      state: 'failed',
      notes: ['the server refuses'],
      points: {},
      held: { least: 0, most: 0 },
      aliases: [],
      info: '',
      files: [],
    },
  ],
};

let folder: string;
let place: string;

beforeEach(() => {
  folder = temporaryFolder();
  place = join(folder, 'manifest.json');
});

test('a manifest is read as it was written', async () => {
  writeFileSync(place, manifestText(MANIFEST));

  expect(await readBackupManifest(folder)).toEqual({ ...MANIFEST, tool: 'qdrant-stack', formatVersion: 2 });
});

test('every flipped bit of a manifest is found', () => {
  const original = Buffer.from(manifestText(MANIFEST));
  for (let bit = 0; bit < original.length * 8; bit++) {
    const flipped = Buffer.from(original);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => parseManifest(flipped.toString())).toThrow();
  }
});

test('a manifest without its checksum is damaged', async () => {
  writeFileSync(place, manifestText(MANIFEST).replace(/,\n {2}"sha256": ".+"/, ''));

  await expect(readBackupManifest(folder)).rejects.toThrow('is damaged (its checksum does not match its text)');
});

test('payload indexes on fields with the names of built-in properties are kept', () => {
  const [docs] = MANIFEST.collections;

  expect([...indexesOf(docs!).keys()]).toEqual(['__proto__', 'constructor']);
  expect(configOf(docs!).metadata).toEqual({ d: 1 });
});

test('a manifest of version 1 is read as the current version describes it', async () => {
  const old = {
    tool: 'qdrant-stack',
    formatVersion: 1,
    format: 'snapshot',
    compression: 'none',
    startedAt: TIME,
    finishedAt: TIME,
    server: { version: '1.15.4', nodes: [{ url: 'http://a:6333', peer: '7' }] },
    collections: [
      {
        name: 'docs',
        points: { before: 10, after: 8 },
        aliases: [],
        config: { params: { shard_number: 1 } },
        payloadSchema: { n: { data_type: 'integer', points: 3 } },
        files: [{ path: 'collections/000-docs.0.snapshot', size: 9, sha256: 'a'.repeat(64), peer: '7' }],
      },
    ],
  };
  writeFileSync(place, JSON.stringify(old));

  const { collections, ...rest } = await readBackupManifest(folder);

  expect(rest).toMatchObject({ complete: true, server: { peers: ['7'] } });
  expect(rest.scope).toBeUndefined();
  expect(collections[0]).toMatchObject({ state: 'whole', held: { least: 8, most: 10 } });
  expect(indexesOf(collections[0]!).get('n')).toEqual({ data_type: 'integer', points: 3 });
});
