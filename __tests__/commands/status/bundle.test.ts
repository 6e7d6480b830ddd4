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

// A connection to a server that does not exist takes seconds.
jest.mock('../../../stack/qdrant', () => ({
  openQdrant: async () => {
    throw new Error('no Qdrant');
  },
}));

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

async function bundleOf(answers: object, options = '') {
  const path = join(folder, 'a bundle.tar.gz');
  const stack = {
    cluster: clusterWith(answers),
    config: parseConfig(`domainName: example.com\n${options}`, 'config.yaml'),
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

describe('the Jobs of the stack', () => {
  const BACKED_UP = 'scheduledBackup: { volume: { size: 500Gi } }\nreconcile: {}';
  const MINUTE = 60_000;
  const owned = (kind: string, by: string, name: string, minutes = 0, owner = 'CronJob') => ({
    apiVersion: kind === 'Job' ? 'batch/v1' : 'v1',
    kind,
    metadata: {
      name,
      namespace: 'qdrant',
      creationTimestamp: new Date(Date.now() - minutes * MINUTE).toISOString(),
      ownerReferences: [{ kind: owner, name: by, controller: true }],
    },
    spec: { containers: [{ name: 'program', env: [{ name: 'PASSWORD', value: '123456' }] }] },
  });
  const pod = (job: string, name: string, minutes: number) => owned('Pod', job, name, minutes, 'Job');
  const names = (collected: readonly { readonly file: string }[]) =>
    collected.flatMap(({ file }) => /^logs\/(.*)\/program\.log$/.exec(file)?.[1] ?? []);

  const objects: Record<string, object[]> = {
    Job: [
      owned('Job', 'qdrant-reconcile', 'qdrant-reconcile-1'),
      owned('Job', 'qdrant-reconcile', 'by-hand'),
      owned('Job', 'qdrant-backup', 'qdrant-backup-1'),
      owned('Job', 'a-job-of-others', 'a-job-of-others-1'),
    ],
    Pod: [
      pod('qdrant-reconcile-1', 'reconcile-old', 70),
      pod('qdrant-reconcile-1', 'reconcile-3', 50),
      pod('qdrant-reconcile-1', 'reconcile-4', 55),
      pod('by-hand', 'reconcile-1', 5),
      pod('qdrant-reconcile-1', 'reconcile-2', 20),
      pod('qdrant-backup-1', 'backup-before', 2000),
      pod('qdrant-backup-1', 'backup', 500),
      pod('a-job-of-others-1', 'of-others', 1),
    ],
  };

  test('are there with their newest pods and whole logs, redacted', async () => {
    const limits: object[] = [];
    const { collected, text } = await bundleOf(
      {
        list: async (_: string, kind: string) => objects[kind] ?? [],
        logs: async (_: object, options: object) => {
          limits.push(options);
          return 'PASSWORD=123456';
        },
      },
      BACKED_UP,
    );

    expect(names(collected)).toEqual(['reconcile-1', 'reconcile-2', 'reconcile-3', 'backup']);
    expect(limits).toEqual(Array(4).fill({ previous: false, tailLines: 20_000, limitBytes: 5_000_000 }));
    expect(text).toContain('name: by-hand\n');
    expect(text).toContain('name: reconcile-3\n');
    expect(text).not.toMatch(/of-others|a-job-of-others|backup-before|123456/);
  });

  test('that cannot be listed do not lose the other parts', async () => {
    const { collected } = await bundleOf(
      {
        list: async (_: string, kind: string) => {
          if (kind === 'Job') throw new Failure('403 Forbidden', 'ask');
          return kind === 'Pod' ? [POD] : [];
        },
      },
      BACKED_UP,
    );

    expect(collected).toContainEqual(expect.objectContaining({ file: 'jobs.yaml', problem: '403 Forbidden' }));
    expect(collected).toContainEqual(expect.objectContaining({ file: 'logs/qdrant-0/qdrant.log', bytes: 0 }));
  });
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
