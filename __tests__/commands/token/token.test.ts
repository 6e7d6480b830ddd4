import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../cli/failure';
import { newApiKey } from '../../../stack/api-keys';
import type { QdrantClient } from '../../../clients/qdrant/qdrant-client';
import { openQdrant } from '../../../stack/qdrant';
import { collectionAccess, duration, revocation } from '../../../commands/token/arguments';
import { claimsOf } from '../../../commands/token/claims';
import { QdrantDouble } from '../../e2e/support/qdrant-double';
import { temporaryFolder } from '../../support/folders';
import { PRODUCTION } from '../../support/production';
import { type CommandResult, runCommand } from '../../support/run-command';

const KEY = newApiKey();
const folder = temporaryFolder();

/** Runs the command with this config. */
function token(args: readonly string[], env: NodeJS.ProcessEnv = {}, config = PRODUCTION): Promise<CommandResult> {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, config);
  return runCommand(['token', ...args], {
    env: { QDRANT_CONFIG: file, QDRANT_API_KEY: KEY, KUBECONFIG: '/no/such/file', ...env },
  });
}

const partsOf = (text: string) => text.trim().split('.') as [string, string, string];
const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('a token', () => {
  test('is all of standard output, and signed with the key', async () => {
    const { code, stdout, stderr } = await token(['--collection', 'docs:rw', '--collection', 'logs:r']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const [header, body, signature] = partsOf(stdout);
    expect(decoded(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(signature).toBe(createHmac('sha256', KEY).update(`${header}.${body}`).digest('base64url'));
    const { exp, ...claims } = decoded(body);
    expect(claims).toEqual({
      access: [
        { collection: 'docs', access: 'rw' },
        { collection: 'logs', access: 'r' },
      ],
    });
    expect(Math.abs(exp - (Date.now() / 1000 + 86_400))).toBeLessThan(60);
    expect(stderr.replace(/QDRANT_CONFIG=\S+ /, 'QDRANT_CONFIG=FILE ')).toBe(
      `The token has access to docs (rw), logs (r) until ${new Date(exp * 1000).toISOString()}.\n` +
        'To revoke the token, rotate the API key: QDRANT_CONFIG=FILE npm run hook -- --rotate api-key, then the same command with --finish.\n',
    );
  });

  test('stands in a field for programs', async () => {
    const { stdout, stderr } = await token(['--collection', 'docs:r', '--output', 'json']);
    const { result, token: found, claims } = JSON.parse(stdout);

    expect([result, stderr]).toEqual(['done', '']);
    expect(decoded(partsOf(found)[1])).toEqual(claims);
  });

  test.each<[string, string[], NodeJS.ProcessEnv, string, number, string]>([
    ['it opens nothing', [], {}, '', 2, "required option '--collection <name:access>' not specified"],
    ['a collection is named twice', ['a:r', 'a:rw'], {}, '', 1, 'Collection a is in the options twice'],
    [
      'there are no keys',
      ['a:r'],
      {},
      'profile: seed',
      1,
      'Qdrant accepts no tokens, because apiKeys.enabled is false',
    ],
    [
      'tokens are off',
      ['a:r'],
      {},
      'apiKeys: { enabled: true, jwtRbac: false }',
      1,
      'Qdrant accepts no tokens, because apiKeys.jwtRbac is false',
    ],
    [
      'the key would not be the one that Qdrant has',
      ['a:r'],
      { QDRANT_API_KEY: `${KEY}\n` },
      PRODUCTION,
      1,
      'Could not sign a token with QDRANT_API_KEY: it has a line break',
    ],
  ])('is not made if %s', async (_, collections, env, config, code, message) => {
    const args = collections.flatMap(each => ['--collection', each]);
    const found = await token(args, env, config || undefined);

    expect(found).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(found.stderr).not.toContain(KEY);
  });
});

describe('claims', () => {
  const docs = { collection: 'docs', access: 'prw' } as const;

  test('always have an end and an access', () => {
    expect(claimsOf([docs], 60, undefined, 1_000_500)).toEqual({ exp: 1060, access: [docs] });
    expect(() => claimsOf([], 60, undefined, 0)).toThrow(Failure);
  });

  test('of a token that can be revoked name the point, in a collection that it cannot write into', () => {
    const point = { collection: 'tokens', field: 'id', value: 'a' };
    expect(claimsOf([docs], 60, point, 0).value_exists).toEqual({
      collection: 'tokens',
      matches: [{ key: 'id', value: 'a' }],
    });
    expect(() => claimsOf([docs, { collection: 'tokens', access: 'prw' }], 60, point, 0)).toThrow(
      'The token could write to collection tokens, and so undo its own revocation',
    );
    expect(claimsOf([{ collection: 'tokens', access: 'r' }], 60, point, 0).value_exists).toBeDefined();
  });
});

describe('arguments', () => {
  test('are understood', () => {
    expect(collectionAccess('Größe 1.0:prw')).toEqual([{ collection: 'Größe 1.0', access: 'prw' }]);
    expect(['90m', '24h', '30d', '366d'].map(duration)).toEqual([5400, 86_400, 2_592_000, 31_622_400]);
    expect(revocation('tokens:id=team=a:b')).toEqual({ collection: 'tokens', field: 'id', value: 'team=a:b' });
  });

  test.each(['a', 'a:', ':r', 'a:w', 'a:m', ''])('%j is no collection with an access', value => {
    expect(() => collectionAccess(value)).toThrow('Allowed: COLLECTION:ACCESS, with access r, prw, rw');
  });

  test.each(['*', 'docs*', 'a:b', 'a/b', 'a\\b', 'a?', 'a|b', '<a>', 'a"b', 'a\0b', 'a'.repeat(256)])(
    '%j is no name that Qdrant takes',
    name => {
      expect(() => collectionAccess(`${name}:rw`)).toThrow('Wildcards do not exist: name each collection');
    },
  );

  test('a wildcard names no point that revokes either', () => {
    expect(() => revocation('*:id=a')).toThrow('Wildcards do not exist: name each collection');
  });

  test.each(['', '24', '0h', '-1h', '1.5h', '367d', '99999999d', 'never'])('%j is no time', value => {
    expect(() => duration(value)).toThrow('Allowed: minutes, hours or days');
  });

  test.each(['a', 'a:b', 'a:=c', ':b=c', 'a:b='])('%j is no point that revokes', value => {
    expect(() => revocation(value)).toThrow('Allowed: COLLECTION:FIELD=VALUE');
  });
});

describe('the recipe for tenants', () => {
  const VECTORS = { vectors: { size: 2, distance: 'Dot' } };
  const opened: QdrantClient[] = [];
  let double: QdrantDouble;
  let owner: QdrantClient;

  const as = async (apiKey: string) => {
    const qdrant = await openQdrant({ url: double.urls[0]!, apiKey, snapshotTimeout: 5000 });
    opened.push(qdrant);
    return qdrant;
  };
  const tokenFor = async (...args: string[]) => (await token(['--quiet', ...args])).stdout.trim();
  const point = (id: number, payload: object) => Buffer.from(JSON.stringify({ id, vector: [1, 0], payload }));

  beforeAll(async () => {
    double = await QdrantDouble.start({ apiKey: KEY });
    owner = await as(KEY);
    await owner.createCollection('team-a', VECTORS);
    await owner.createCollection('team-b', VECTORS);
    await owner.createCollection('tokens', { vectors: {} });
    await owner.upsert('tokens', [Buffer.from('{"id":1,"vector":{},"payload":{"id":"team-a-2026"}}')]);
  });
  afterAll(async () => {
    await Promise.all(opened.map(qdrant => qdrant.close()));
    await double.stop();
  });

  test('a tenant works in its collection, and in no other', async () => {
    const tenant = await as(await tokenFor('--collection', 'team-a:prw'));

    await tenant.upsert('team-a', [point(1, {})]);
    expect(await tenant.count('team-a')).toBe(1);
    await expect(tenant.count('team-b')).rejects.toThrow('403');
    await expect(tenant.upsert('team-b', [point(1, {})])).rejects.toThrow('403');
    await expect(tenant.deleteCollection('team-a')).rejects.toThrow('403');
    await expect(tenant.createCollection('team-c', VECTORS)).rejects.toThrow('403');
  });

  test('who reads only reads', async () => {
    const reader = await as(await tokenFor('--collection', 'team-a:r'));

    expect(await reader.count('team-a')).toBe(1);
    await expect(reader.upsert('team-a', [point(2, {})])).rejects.toThrow('403');
  });

  test('Qdrant refuses a token when the point that it names is deleted', async () => {
    const args = ['--collection', 'team-a:r', '--revocable', 'tokens:id=team-a-2026'];
    const reader = await as(await tokenFor(...args));
    expect(await reader.count('team-a')).toBe(1);

    await owner.deleteCollection('tokens');

    await expect(reader.count('team-a')).rejects.toThrow('403');
  });

  test('a token of another key is refused', async () => {
    const { stdout } = await token(['--collection', 'team-a:r'], { QDRANT_API_KEY: newApiKey() });

    await expect((await as(stdout.trim())).count('team-a')).rejects.toThrow('InvalidSignature');
  });
});
