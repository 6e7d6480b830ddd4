import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import { Failure } from '../../../cli/failure';
import { writeArchive } from '../../../commands/status/bundle/archive';
import { writeBundle } from '../../../commands/status/bundle/bundle';
import type { Status } from '../../../commands/status/status';
import { parseConfig } from '../../../config/load';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'qdrant-0' },
  spec: { containers: [{ name: 'qdrant' }] },
};
const STATUS = {
  cluster: 'c',
  namespace: { name: 'qdrant', state: 'Active' },
  qdrant: { url: 'http://x' },
  workloads: [],
  volumes: [],
  routes: { violations: [], notes: [] },
  helm: [],
  drift: [],
} satisfies Status;

/** A cluster of which everything that a test does not name is missing. */
function clusterWith(answers: object): Cluster {
  return {
    secret: async () => undefined,
    read: async () => undefined,
    version: async () => 'v1.36.0',
    list: async (_: string, kind: string) => (kind === 'Pod' ? [POD] : []),
    logs: async () => '',
    ...answers,
  } as unknown as Cluster;
}

async function bundleOf(answers: object) {
  const path = join(folder, 'a bundle.tar.gz');
  const stack = {
    cluster: clusterWith(answers),
    config: parseConfig('domainName: example.com', 'config.yaml'),
    qdrant: { url: 'http://127.0.0.1:9', timeout: 1, snapshotTimeout: 1 },
  };
  const collected = await writeBundle(stack, STATUS, path, new Date());
  return { collected, text: gunzipSync(readFileSync(path)).toString() };
}

test('a part that fails, also by a fault of this tool, does not lose the other parts', async () => {
  const { collected, text } = await bundleOf({
    version: async () => {
      throw new TypeError('x is undefined');
    },
    logs: async () => {
      throw new Failure('The pod does not exist', 'wait');
    },
  });

  expect(collected).toContainEqual(expect.objectContaining({ problem: 'unexpected error: TypeError: x is undefined' }));
  expect(collected).toContainEqual(expect.objectContaining({ problem: 'The pod does not exist' }));
  expect(text).toContain('missing: The pod does not exist');
});

test('hides a value without the newline of its file, and the password of a registry', async () => {
  const login = JSON.stringify({ auths: { 'r.example': { username: 'robot', password: 'pass"word-of-registry' } } });
  const data = Object.fromEntries(
    Object.entries({ key: 'Swordfish-17\n', '.dockerconfigjson': login }).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  );
  const { text } = await bundleOf({
    secret: async () => ({ type: 'Opaque', data }),
    logs: async () => 'with Swordfish-17 and pass"word-of-registry at the end',
  });

  expect(text).toContain('with *** and *** at the end');
});

test('without pods, there are no logs', async () => {
  const { collected } = await bundleOf({ list: async () => [] });

  expect(collected.filter(({ file }) => file.startsWith('logs/'))).toEqual([]);
});

test('a file that cannot be written is named, and nothing is left', async () => {
  const path = join(folder, 'missing', 'bundle.tar.gz');

  await expect(writeArchive(path, 'x', [{ name: 'a', text: 'b' }])).rejects.toThrow(`Could not write ${path}: ENOENT`);
  expect(readdirSync(folder)).toEqual([]);
});
