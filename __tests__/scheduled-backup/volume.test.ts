import { cpSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyBackup } from '../../commands/backup/verify';
import { CertificateAuthority } from '../e2e/support/certificates';
import { QdrantDouble } from '../e2e/support/qdrant-double';
import { ask, backUp, editManifest, fill, manifestOf, pointsOf, restore } from '../support/backups';
import { temporaryFolder } from '../support/folders';
import { PROGRAM, type Run, runBackup } from '../support/run-scheduled-backup';

const ALIAS = { actions: [{ create_alias: { alias_name: 'current', collection_name: 'docs' } }] };
const INDEX = { field_name: 'n', field_schema: 'integer' };

let cluster: QdrantDouble;
let nodes: string[];
let volume: string;

beforeEach(async () => {
  volume = temporaryFolder();
  cluster = await QdrantDouble.start({ nodes: 3 });
  nodes = cluster.urls;
  await fill(nodes[0]!, 'docs', 300);
  await fill(nodes[0]!, 'a b', 20);
  await ask(nodes[0]!, 'POST', '/collections/aliases', ALIAS);
  await ask(nodes[0]!, 'PUT', '/collections/docs/index?wait=true', INDEX);
});

afterEach(async () => {
  await cluster.stop();
});

/** Runs a backup that must succeed. @returns Its folder. */
async function succeed(settings: object = {}): Promise<string> {
  const { status, log, lines } = await runBackup({ nodes, volume, ...settings });
  expect(log).not.toContain('failed');
  expect(status).toBe(0);
  const name = /^(\S+) is complete/.exec(lines.find(({ message }) => message.includes(' is complete')).message)![1]!;
  return join(volume, name);
}

/** Runs a backup that must be partial, because `docs` fails. @returns The reason in the manifest. */
async function failDocs(): Promise<string> {
  const run = await runBackup({ nodes, volume });
  expect(run.status).toBe(1);
  expect(run.lines.at(-1)).toMatchObject({
    error: true,
    message: expect.stringContaining(' is partial: collection docs'),
  });
  expect(cluster.api.snapshotNames()).toEqual([]);
  const [folder] = readdirSync(volume);
  const { complete, collections } = await verifyBackup(join(volume, folder!));
  expect(complete).toBe(false);
  expect(collections).toMatchObject([
    { name: 'a b', state: 'whole' },
    { name: 'docs', state: 'failed', files: [] },
  ]);
  expect(readdirSync(join(volume, folder!, 'collections')).filter(name => name.includes('docs'))).toEqual([]);
  return collections[1]!.notes[0]!;
}

/** Runs a backup that must fail, and take back what it began. */
async function fail(settings: object = {}, env?: NodeJS.ProcessEnv): Promise<Run> {
  const run = await runBackup({ nodes, volume, ...settings }, env);
  expect(run.status).toBe(1);
  expect(run.lines.at(-1)).toMatchObject({ error: true });
  expect(readdirSync(volume)).toEqual([]);
  expect(cluster.api.snapshotNames()).toEqual([]);
  return run;
}

test('nodes that speak TLS are backed up where their authority is named, and not asked at all otherwise', async () => {
  const tls = new CertificateAuthority().issue({ dnsNames: ['127.0.0.1'] });
  const secure = await QdrantDouble.start({ tls });
  const ca = join(temporaryFolder(), 'ca.crt');
  writeFileSync(ca, tls.ca);
  try {
    const settings = { nodes: secure.urls, volume };
    expect((await runBackup(settings, { NODE_EXTRA_CA_CERTS: ca })).status).toBe(0);
    const asked = secure.requests.length;
    expect((await runBackup(settings)).log).toMatch(/was not answered: .*(unable to|self-signed)/);
    expect(secure.requests).toHaveLength(asked);
  } finally {
    await secure.stop();
  }
});

describe('a backup of three nodes', () => {
  test('is valid, and restore brings every point, alias and index back', async () => {
    const before = await pointsOf(nodes[0]!, 'docs');
    const folder = await succeed();
    const empty = await QdrantDouble.start({ nodes: 3 });
    try {
      await expect(verifyBackup(folder)).resolves.toMatchObject({ format: 'snapshot' });
      const { collections } = await restore(empty.urls, folder);

      expect(collections.map(({ name, points }) => [name, points])).toEqual([
        ['a b', 20],
        ['docs', 300],
      ]);
      expect(await pointsOf(empty.urls[1]!, 'docs')).toBe(before);
      expect(await ask(empty.urls[0]!, 'GET', '/aliases')).toContain('"current"');
      expect(JSON.parse(await ask(empty.urls[0]!, 'GET', '/collections/docs')).result.payload_schema).toHaveProperty(
        'n',
      );
    } finally {
      await empty.stop();
    }
  });

  test('is what the command makes, but for times and the name of its folder', async () => {
    const scheduled = manifestOf(await succeed());
    const byCommand = manifestOf((await backUp(nodes, temporaryFolder())).folder!);
    const times = { startedAt: expect.any(String), finishedAt: expect.any(String), sha256: expect.any(String) };
    const withoutTimes = ({ collections }: any) => {
      collections.forEach(({ files }: any) => files.forEach((file: any) => delete file.taken));
    };
    [scheduled, byCommand].forEach(withoutTimes);
    expect(scheduled).toEqual({ ...byCommand, ...times });
  });

  test('leaves no snapshot on the nodes, and nothing but the backup on the volume', async () => {
    const folder = await succeed();
    expect(cluster.api.snapshotNames()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['collections', 'manifest.json']);
  });

  test('is read by its owner only', async () => {
    const folder = await succeed();
    const modes = ['', 'collections', 'manifest.json', 'collections/001-docs.0.snapshot'].map(path => {
      return (statSync(join(folder, path)).mode & 0o777).toString(8);
    });
    expect(modes).toEqual(['700', '700', '600', '600']);
  });

  test('tells each step as a line of JSON', async () => {
    const { lines } = await runBackup({ nodes, volume });
    expect(lines.find(({ message }) => message.startsWith('a b: copied') && message.endsWith(nodes[1]!))).toEqual({
      time: expect.any(String),
      message: `a b: copied from ${nodes[1]}`,
      path: 'collections/000-a_b.1.snapshot',
      size: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      peer: String(cluster.api.peers[1]),
    });
    expect(lines.at(-1)).toMatchObject({ message: expect.stringMatching(/ is complete$/), collections: 2 });
  });

  test('runs from a mounted ConfigMap, whose files are links', async () => {
    const mount = temporaryFolder();
    mkdirSync(join(mount, '..data'));
    cpSync(PROGRAM, join(mount, '..data', 'main.mjs'));
    symlinkSync(join('..data', 'main.mjs'), join(mount, 'main.mjs'));
    expect(await runBackup({ nodes, volume }, {}, join(mount, 'main.mjs'))).toMatchObject({ status: 0 });
  });
});

test('a Qdrant without collections is backed up as that', async () => {
  const empty = await QdrantDouble.start();
  try {
    await expect(verifyBackup(await succeed({ nodes: empty.urls }))).resolves.toMatchObject({ collections: [] });
  } finally {
    await empty.stop();
  }
});

test('writes during the backup are told, and stand in the manifest', async () => {
  cluster.faults.push({ method: 'POST', path: /docs\/snapshots$/, slow: 800 });
  const running = runBackup({ nodes, volume });
  while (!cluster.requests.includes('POST /collections/docs/snapshots')) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  const point = { id: 9999, vector: [1, 2, 3, 4] };
  await ask(nodes[0]!, 'PUT', '/collections/docs/points?wait=true', { points: [point] });
  await fill(nodes[0]!, 'new', 1);
  const { status, lines } = await running;

  const [folder] = readdirSync(volume);
  expect(status).toBe(0);
  expect(manifestOf(join(volume, folder!)).collections[1].points).toEqual({ before: 300, after: 301 });
  expect(lines.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^note: Collection docs changed during the backup: the server counted 300 to 301 points while it made the snapshot; the snapshots of 3 nodes were made within /,
      ),
      'note: collection new was created during the backup and is not included',
    ]),
  );
});

describe('refused, before any node is asked for a snapshot', () => {
  afterEach(() => expect(cluster.requests.filter(request => request.endsWith('/snapshots'))).toEqual([]));

  test('a cluster that is not asked as a whole', async () => {
    const { log } = await fail({ nodes: nodes.slice(0, 2) });
    expect(log).toContain(`The cluster of ${nodes[0]} has 3 nodes, and the manifests name 2: nothing was copied`);
  });

  test('two addresses of one node', async () => {
    const { log } = await fail({ nodes: [nodes[0], nodes[1], nodes[1]] });
    expect(log).toContain(`${nodes[1]} is a second address of node ${cluster.api.peers[1]}`);
  });

  test('a node that is away', async () => {
    const { log } = await fail({ nodes: [nodes[0], nodes[1], 'http://127.0.0.1:9'] });
    expect(log).toContain('GET http://127.0.0.1:9/ was not answered: connect ECONNREFUSED 127.0.0.1:9');
  });

  test('nodes of different versions', async () => {
    cluster.faults.push({ path: /^\/$/, body: '{"version":"1.14.0"}' });
    const { log } = await fail();
    expect(log).toContain('The nodes run Qdrant 1.14.0 and 1.15.4');
  });
});

describe('the other collections are saved, and nothing is left of this one', () => {
  test('where a byte is changed on the way', async () => {
    cluster.faults.push({ method: 'GET', path: /docs\/snapshots\/.+/, corrupt: true });
    expect(await failDocs()).toMatch(
      /The copy of snapshot docs-\S+ differs from the snapshot on http:\S+: it has SHA-256 \w{64} instead of/,
    );
  });

  test('where the connection is cut', async () => {
    cluster.faults.push({ method: 'GET', path: /docs\/snapshots\/.+/, cutAfter: 1000 });
    expect(await failDocs()).toContain(`${nodes[0]} sent an incomplete snapshot docs-`);
  });

  test('where no node holds a shard', async () => {
    const body = '{"result":{"local_shards":[{"shard_id":4,"state":"Dead"}],"remote_shards":[]}}';
    cluster.faults.push({ path: /docs\/cluster$/, body, times: 3 });
    expect(await failDocs()).toBe('Shard 4 of collection docs is active on no node');
  });

  test('where a shard moves after the shards were looked at', async () => {
    const moved = '{"result":{"local_shards":[],"remote_shards":[{"shard_id":0,"state":"Active"}]}}';
    cluster.onStep = () => {
      if (cluster.requests.at(-1) === 'POST /collections/docs/snapshots') {
        cluster.onStep = () => undefined;
        cluster.faults.push({ path: /docs\/cluster$/, body: moved.replace('"shard_id":0', '"shard_id":1') });
        const local =
          '{"result":{"local_shards":[{"shard_id":0,"state":"Active"},{"shard_id":1,"state":"Active"}],"remote_shards":[]}}';
        cluster.faults.push({ path: /docs\/cluster$/, body: local });
      }
    };
    expect(await failDocs()).toContain(
      'Shards of collection docs moved during the backup, so points may be missing: active shards were 0 on',
    );
  });

  test('where the server has no room for a snapshot', async () => {
    const body = '{"status":{"error":"No space left on device"}}';
    cluster.faults.push({ method: 'POST', path: /docs\/snapshots$/, status: 500, body });
    expect(await failDocs()).toMatch(/was answered with 500: .*No space left on device/);
  });
});

describe('a Qdrant with a key', () => {
  const KEY = 'correct-horse-battery-staple';

  test('is asked with it, and the key is in no line', async () => {
    const guarded = await QdrantDouble.start({ apiKey: KEY });
    try {
      const { status, log } = await runBackup({ nodes: guarded.urls, volume }, { QDRANT_API_KEY: KEY });
      expect(status).toBe(0);
      expect(log).not.toContain(KEY);
    } finally {
      await guarded.stop();
    }
  });

  test('that is wrong says so, without it', async () => {
    const guarded = await QdrantDouble.start({ apiKey: 'another' });
    try {
      const { log } = await fail({ nodes: guarded.urls }, { QDRANT_API_KEY: KEY });
      expect(log).toContain('was answered with 401: Invalid API key or JWT');
      expect(log).not.toContain(KEY);
    } finally {
      await guarded.stop();
    }
  });
});

describe('retention', () => {
  const scheduled = (day: string) => `scheduled-2020-01-${day}T02-00-00Z`;

  /** A copy of a whole backup, as if it had been made then. */
  const copied = (folder: string, name: string) => cpSync(folder, join(volume, name), { recursive: true });

  test('keeps the newest complete ones, and touches nothing that people put beside them', async () => {
    const folder = await succeed();
    ['01', '02', '03'].forEach(day => copied(folder, scheduled(day)));
    copied(folder, '2019-01-01T00-00-00Z');
    mkdirSync(join(volume, 'lost+found'));
    rmSync(folder, { recursive: true });

    const newest = await succeed({ keep: 2 });

    expect(readdirSync(volume).sort()).toEqual(
      ['2019-01-01T00-00-00Z', 'lost+found', scheduled('03'), newest.slice(volume.length + 1)].sort(),
    );
  });

  test('keeps the one that was just made, whatever the clock said', async () => {
    const folder = await succeed();
    copied(folder, 'scheduled-2999-01-01T00-00-00Z');
    rmSync(folder, { recursive: true });

    const newest = await succeed({ keep: 1 });

    expect(readdirSync(volume)).toEqual([newest.slice(volume.length + 1)]);
  });

  test('a backup that began in the same second is left alone', async () => {
    const now = Date.now();
    const names = [...Array(20).keys()].map(second => {
      const time = new Date(now + second * 1000).toISOString();
      return `scheduled-${time.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-')}`;
    });
    names.forEach(name => mkdirSync(join(volume, name)));

    const { status, log } = await runBackup({ nodes, volume });

    expect(status).toBe(1);
    expect(log).toContain('already exists: another backup started in the same second');
    expect(readdirSync(volume)).toEqual(names);
  });

  test('a backup that fails deletes none', async () => {
    const folder = await succeed();
    ['01', '02'].forEach(day => copied(folder, scheduled(day)));
    rmSync(folder, { recursive: true });
    const before = readdirSync(volume);
    cluster.faults.push({ method: 'GET', path: /docs\/snapshots\/.+/, corrupt: true });

    expect(await runBackup({ nodes, volume, keep: 1 })).toMatchObject({ status: 1 });

    expect(readdirSync(volume)).toEqual(expect.arrayContaining(before));
  });

  test('a backup without collections deletes none', async () => {
    const folder = await succeed();
    ['01', '02'].forEach(day => copied(folder, scheduled(day)));
    rmSync(folder, { recursive: true });
    const before = readdirSync(volume);
    const empty = await QdrantDouble.start();

    const newest = await succeed({ nodes: empty.urls, keep: 1 }).finally(() => empty.stop());

    expect(readdirSync(volume).sort()).toEqual([...before, newest.slice(volume.length + 1)].sort());
  });

  test('backups of another Qdrant in the same place are neither counted nor removed', async () => {
    const folder = await succeed();
    copied(folder, scheduled('01'));
    copied(folder, scheduled('02'));
    editManifest(join(volume, scheduled('02')), ({ server }) => {
      server.peers = ['7'];
      server.nodes.forEach((node: any) => (node.peer = '7'));
    });
    rmSync(folder, { recursive: true });

    const newest = await succeed({ keep: 1 });

    expect(readdirSync(volume).sort()).toEqual([scheduled('02'), newest.slice(volume.length + 1)].sort());
  });
});
