import { parseConfig } from '../../../config/load';
import { runChecks } from '../../../commands/verify/check';
import { keyCheck } from '../../../commands/verify/key-check';
import { rawHttp } from '../../../commands/verify/reach';
import { apiKeyOf, knownKeys } from '../../../stack/known-keys';
import { Failure } from '../../../cli/failure';
import { type DoubleOptions, QdrantDouble } from '../../e2e/support/qdrant-double';
import { MemoryCluster } from '../../support/memory-cluster';
import { PRODUCTION } from '../../support/production';

const SECRET = 'qdrant-api-keys';
const [KEY, READS] = ['the-key-that-may-do-everything', 'the-key-that-may-only-read'];
const production = parseConfig(`namespace: ns\n${PRODUCTION}`, 'config.yaml');
const seed = parseConfig('namespace: ns', 'config.yaml');

let memory: MemoryCluster;
let double: QdrantDouble;

beforeEach(() => {
  memory = new MemoryCluster();
  memory.put(SECRET, { 'api-key': KEY, 'read-only-api-key': READS });
  delete process.env.QDRANT_API_KEY;
});
afterEach(() => {
  delete process.env.QDRANT_API_KEY;
  return double.stop();
});

/** What the check says of a Qdrant with these keys. */
async function check(options: DoubleOptions, config = production, withCluster = true) {
  double = await QdrantDouble.start(options);
  const api = rawHttp({ url: double.urls[0]!, timeout: 5000 });
  const known = () => knownKeys(withCluster ? async () => memory.cluster : undefined, config);
  const all = { ...keyCheck(async () => api, known, config.apiKeys.enabled), needs: [] };
  const [result] = await runChecks([all], { waiting: () => undefined, finished: () => undefined });
  api.close();
  expect(JSON.stringify(result)).not.toMatch(`${KEY}|${READS}`);
  return { ...result!, detail: result!.detail.replace(double.urls[0]!, 'it') };
}

describe('where the config has keys', () => {
  test('nobody, a wrong key, the key and the read-only key get what they should', async () => {
    expect(await check({ apiKey: KEY, readOnlyKey: READS })).toMatchObject({
      result: 'ok',
      detail: 'accepts its key, and no other; the read-only key only reads',
      notes: [],
    });
  });

  test('no collection is deleted for it', async () => {
    await check({ apiKey: KEY, readOnlyKey: READS });

    expect(double.requests.filter(request => request.startsWith('DELETE'))).toEqual([
      expect.stringMatching(/^DELETE \/collections\/[0-9a-f-]{36}$/),
    ]);
  });

  test('the key of the environment counts, and the read-only one is left out where only the API is asked', async () => {
    process.env.QDRANT_API_KEY = 'another-key-of-mine';

    expect(await check({ apiKey: 'another-key-of-mine' }, production, false)).toMatchObject({
      result: 'ok',
      notes: ['the read-only key was not tried: only the Secret contains it'],
    });
  });

  test.each<[string, DoubleOptions, string]>([
    ['that lets everybody in', {}, 'it answers without an API key, but apiKeys.enabled is true'],
    [
      'with keys of an older Secret',
      { apiKey: 'an-older-key', readOnlyKey: READS },
      'it refuses the API key in api-key of Secret ns/qdrant-api-keys: 401 Invalid API key or JWT',
    ],
    [
      'without the read-only key',
      { apiKey: KEY },
      'it refuses the read-only key of the Secret: 401 Invalid API key or JWT',
    ],
  ])('fails for a Qdrant %s', async (_, options, detail) => {
    expect(await check(options)).toMatchObject({ result: 'failed', detail });
  });

  test('fails if the read-only key may write', async () => {
    memory.put(SECRET, { 'api-key': KEY, 'read-only-api-key': KEY });

    expect((await check({ apiKey: KEY })).detail).toMatch(
      /^it answers the deletion of a collection with the read-only key with 200 .*, instead of 403$/,
    );
  });

  test('fails if somebody on the way refuses whoever has no key with another status', async () => {
    const starting = QdrantDouble.start;
    jest.spyOn(QdrantDouble, 'start').mockImplementationOnce(async options => {
      const started = await starting.call(QdrantDouble, options);
      started.faults.push({ path: /^\/collections$/, status: 502 });
      return started;
    });

    expect((await check({ apiKey: KEY, readOnlyKey: READS })).detail).toBe(
      'it answers a request without an API key with 502, instead of 401',
    );
  });
});

test('where the config has no keys, one without is only noted', async () => {
  expect(await check({}, seed)).toMatchObject({ result: 'ok', detail: 'no key required' });
});

describe('the key of a command that has the cluster at hand', () => {
  beforeEach(async () => (double = await QdrantDouble.start()));

  test('is that of the Secret, by its name in the config', async () => {
    const config = parseConfig(`${PRODUCTION}apiKeys: { secretName: mine, apiKey: WRITE }`, 'config.yaml');
    memory.put('mine', { WRITE: KEY });

    expect(await apiKeyOf(memory.cluster, config)).toBe(KEY);
  });

  test('is that of the environment where there is one, and nothing where the config has none', async () => {
    expect(await apiKeyOf(memory.cluster, seed)).toBeUndefined();
    process.env.QDRANT_API_KEY = 'given';
    expect(await apiKeyOf(memory.cluster, production)).toBe('given');
  });

  test('needs no right to read the Secret where it is given', async () => {
    memory.secret = () => Promise.reject(new Failure('Could not read Secret', 'grant it'));

    await expect(apiKeyOf(memory.cluster, production)).rejects.toThrow('Could not read Secret. Fix: grant it.');
    process.env.QDRANT_API_KEY = '';
    await expect(apiKeyOf(memory.cluster, production)).rejects.toThrow('Could not read Secret. Fix: grant it.');
    process.env.QDRANT_API_KEY = 'given';
    expect(await knownKeys(async () => memory.cluster, production)).toEqual({
      apiKey: 'given',
      source: 'QDRANT_API_KEY',
      readOnlyApiKey: undefined,
    });
  });
});
