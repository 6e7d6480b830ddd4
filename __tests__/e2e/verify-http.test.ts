import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../support/run-command';
import { parseConfig } from '../../config/load';
import { CertificateAuthority } from './support/certificates';
import { execute } from './support/execute';
import { type Fault, FAULTS, Ingress } from './support/ingress';
import { Oauth2ProxyDouble } from './support/oauth2-proxy-double';
import { QdrantDouble } from './support/qdrant-double';
import { REPOSITORY } from './support/repository';

const DOMAIN = 'verify.example.com';
const dashboardHost = `qdrant-dashboard.${DOMAIN}`;
const apiHost = `qdrant.${DOMAIN}`;
const authority = new CertificateAuthority();
const certificate = authority.issue({ dnsNames: [DOMAIN, `*.${DOMAIN}`] });
const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-verify-'));
const caFile = file('ca.pem', authority.certificate);
const configFile = file('config.yaml', JSON.stringify({ domainName: DOMAIN })); // JSON is YAML

let qdrant: QdrantDouble;
let oauth2Proxy: Oauth2ProxyDouble;
let ingress: Ingress | undefined;

beforeAll(async () => {
  qdrant = await QdrantDouble.start();
  oauth2Proxy = await Oauth2ProxyDouble.start({
    dashboardHost,
    issuer: `https://auth.${DOMAIN}/realms/thinkube`,
    cookieDomain: DOMAIN,
  });
  ingress = await start();
});
afterAll(async () => {
  await ingress?.stop();
  await oauth2Proxy.stop();
  await qdrant.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  qdrant.faults.length = 0;
  qdrant.requests.length = 0;
  qdrant.api.collections.clear();
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function start(fault?: Fault, shown = certificate, behind = qdrant): Promise<Ingress> {
  const qdrantPort = Number(new URL(behind.urls[0]!).port);
  return Ingress.start({
    dashboardHost,
    apiHost,
    certificate: shown,
    qdrant: qdrantPort,
    oauth2Proxy: oauth2Proxy.port,
    fault,
  });
}

/** Runs the program of the verify pods, as a CronJob of `reconcile.verify` does. */
function runInPod(port: number): Promise<{ code: number | null; stdout: string }> {
  const config = parseConfig(JSON.stringify({ domainName: DOMAIN }), configFile);
  const settings = file('settings.json', JSON.stringify({ config, ingress: { host: '127.0.0.1', port } }));
  const program = join(REPOSITORY, 'constructs/programs/verify.mjs');
  return execute(process.execPath, [program, settings], { env: { NODE_EXTRA_CA_CERTS: caFile } });
}

test('the program of the pods makes the same checks, without a cluster and without rights', async () => {
  const { code, stdout } = await runInPod(ingress!.port);

  expect([code, stdout]).toEqual([0, expect.stringMatching(/\n\d+ ok, 0 failed, 1 skipped\.\n$/)]);
  expect(stdout).toMatch(/✔ Nothing without login +ok +\d+ requests/);
  expect(qdrant.api.collections.size).toBe(0);
});

/** Runs the command. */
function run(args: readonly string[] = [], port = ingress!.port, env: NodeJS.ProcessEnv = {}) {
  const where = ['--only', 'http', '--ingress', `127.0.0.1:${port}`, '--ca-file', caFile];
  const once = ['--tries', '1'];
  return runCommand(['verify', ...where, ...once, ...args], { env: { QDRANT_CONFIG: configFile, ...env } });
}

/** Starts the command, to be interrupted. */
function begin(...args: string[]): ChildProcess {
  const where = ['--only', 'http', '--ingress', `127.0.0.1:${ingress!.port}`, '--ca-file', caFile, '--tries', '1'];
  return spawn(
    process.execPath,
    ['--require', './scripts/register.js', 'commands/main.ts', 'verify', ...where, ...args],
    {
      cwd: REPOSITORY,
      env: { ...process.env, QDRANT_CONFIG: configFile },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

/** The checks by name, as programs get them. */
async function check(args: readonly string[] = [], port = ingress!.port, env: NodeJS.ProcessEnv = {}) {
  const { stdout, stderr, code } = await run([...args, '--output', 'json'], port, env);
  const { result, checks } = JSON.parse(stdout || `{"result":${JSON.stringify(stderr)}}`);
  return {
    code,
    result,
    checks: Object.fromEntries(checks.map((each: any) => [each.name, each])) as Record<string, any>,
  };
}

function resultsOf(checks: Record<string, any>): Record<string, string> {
  return Object.fromEntries(Object.entries(checks).map(([name, { result }]) => [name, result]));
}

const TABLE = `✔ API                    ok       Qdrant 1.15.4 at https://${apiHost}
✔ Certificate            ok       trusted for both hosts, 29 days left
- Plain HTTP             skipped  --ingress names port N, so the port of plain HTTP is unknown
✔ Root redirect          ok       301 to https://${dashboardHost}/dashboard
✔ Dashboard              ok       302 to https://${dashboardHost}/oauth2/start
✔ Sign-in                ok       401 without a session; redirects to https://auth.${DOMAIN}/realms/thinkube
✔ Nothing without login  ok       N requests to https://${dashboardHost} were redirected to the sign-in or refused
✔ API key                ok       no key required
✔ Write and search       ok       4 points written to qdrant-stack-verify-XXXXXXXX, found, deleted
- gRPC                   skipped  the config has no grpcHostname: --in-cluster checks gRPC in the pods

note: API key: every client that reaches https://${apiHost} can read and change everything
8 ok, 0 failed, 2 skipped.
`;
const ALL_OK = {
  api: 'ok',
  certificate: 'ok',
  'plain-http': 'skipped',
  'root-redirect': 'ok',
  dashboard: 'ok',
  'sign-in': 'ok',
  login: 'ok',
  'api-key': 'ok',
  collection: 'ok',
  grpc: 'skipped',
};

describe('an ingress as it should be', () => {
  test('passes, and says what each check has seen', async () => {
    const { code, stdout } = await run();

    const shown = stdout.replace(/[0-9a-f]{8},/, 'XXXXXXXX,').replace(/\d+(?= requests)|(?<=names port )\d+/g, 'N');
    expect(shown).toBe(TABLE);
    expect(code).toBe(0);
  });

  test('all results for programs', async () => {
    const { code, result, checks } = await check();

    expect({ code, result, results: resultsOf(checks) }).toEqual({ code: 0, result: 'ok', results: ALL_OK });
  });
});

describe('finds, with each request that came through', () => {
  /** What fails, and which of the requests without a session are told of: all of them match, and there is at least one. */
  const FOUND: Record<
    Fault,
    { readonly failed: readonly string[]; readonly through?: RegExp; readonly count?: number }
  > = {
    'no login': { failed: ['dashboard', 'login'], through: /: got / },
    'one path open': { failed: ['login'], through: /^[A-Z]+ \/metrics: got /, count: 7 },
    'one file open': { failed: ['login'], through: /^(GET|HEAD|OPTIONS) \/readyz: got /, count: 3 },
    'only GET protected': { failed: ['login'], through: /^(?!GET|HEAD)[A-Z]+ / },
    'OPTIONS open': { failed: ['login'], through: /^OPTIONS .*: got 200 OK$/ },
    'paths listed': { failed: ['login'], through: /^(GET|POST|DELETE) \/(?!(telemetry|metrics)$)/ },
    'trusts a header': {
      failed: ['login'],
      through: /^GET \/collections \(X-Original-URL: \/oauth2\/auth\): got 200 OK$/,
      count: 1,
    },
    'trusts an Authorization': {
      failed: ['login'],
      through: /^GET \/collections \(Authorization: .*\): got 200 OK$/,
      count: 2,
    },
    'redirect for now': { failed: ['root-redirect'] },
    'redirect elsewhere': { failed: ['root-redirect'] },
    'sign-in elsewhere': {
      failed: ['dashboard', 'login'],
      through: /: got 302 Found to https:\/\/elsewhere\.example\.org\/oauth2\/start/,
    },
    'proxy gone': {
      failed: ['dashboard', 'sign-in', 'login'],
      through: /: got 50\d .*: an error, which does not show/,
    },
  };

  test.each(Object.keys(FAULTS) as Fault[])('%s', async fault => {
    const { failed, through, count } = FOUND[fault];
    const broken = await start(fault);
    try {
      const { code, checks } = await check([], broken.port);

      expect({ code, ...resultsOf(checks) }).toEqual({
        code: 1,
        ...ALL_OK,
        ...Object.fromEntries(failed.map(name => [name, 'failed'])),
      });
      const details: string[] = checks.login.details ?? [];
      expect(details.filter(line => !through?.test(line))).toEqual([]);
      expect(details.length > 0).toBe(through !== undefined);
      expect(details).toHaveLength(count ?? details.length);
    } finally {
      await broken.stop();
    }
  });

  test('a certificate that has ended', async () => {
    const broken = await start(undefined, authority.issue({ dnsNames: [`*.${DOMAIN}`], days: -1 }));
    try {
      const { code, checks } = await check([], broken.port);

      expect({ code, ...resultsOf(checks) }).toEqual({
        code: 1,
        api: 'failed',
        certificate: 'failed',
        'plain-http': 'skipped',
        'root-redirect': 'skipped',
        dashboard: 'skipped',
        'sign-in': 'skipped',
        login: 'skipped',
        'api-key': 'skipped',
        collection: 'skipped',
        grpc: 'skipped',
      });
      expect(checks.certificate).toMatchObject({
        detail: expect.stringContaining('CERT_HAS_EXPIRED'),
        fix: expect.stringContaining('npm run hook -- --only tls'),
      });
    } finally {
      await broken.stop();
    }
  });

  test('a certificate for one of the hosts only, and one that ends soon', async () => {
    const broken = await start(undefined, authority.issue({ dnsNames: [apiHost], days: 5 }));
    try {
      const { checks } = await check([], broken.port);

      expect(checks.certificate).toMatchObject({ result: 'failed', detail: expect.stringContaining(dashboardHost) });
      expect(checks.collection.result).toBe('ok');
    } finally {
      await broken.stop();
    }
    const soon = await start(undefined, authority.issue({ dnsNames: [`*.${DOMAIN}`], days: 5 }));
    try {
      expect((await check([], soon.port)).checks.certificate).toMatchObject({
        result: 'ok',
        notes: expect.arrayContaining([expect.stringContaining('the certificate ends in 4 days')]),
      });
    } finally {
      await soon.stop();
    }
  });

  test('a certificate of an authority that nobody named', async () => {
    const { checks } = await check(['--ca-file', file('other.pem', new CertificateAuthority().certificate)]);

    expect(checks.certificate).toMatchObject({ result: 'failed', fix: expect.stringContaining('--ca-file') });
    // The certificate will not be another in five seconds.
    expect(checks.api.result).toBe('failed');
  });
});

describe('Qdrant', () => {
  test('that is not there yet is asked again', async () => {
    qdrant.faults.push({ path: /^\/$/, status: 503, times: 2 });

    const { checks } = await check(['--tries', '4', '--interval', '1']);

    expect(checks.api.detail).toMatch(/, at try 3$/);
    expect(checks.collection.result).toBe('ok');
  });

  test('that stays away fails after the tries', async () => {
    qdrant.faults.push({ path: /./, status: 502, body: '<h1>502 Bad Gateway</h1>', times: 1000 });

    const { code, checks } = await check(['--tries', '2', '--interval', '1']);

    expect(code).toBe(1);
    expect(checks.api.detail).toContain('answers, but is not Qdrant: 502 (502 Bad Gateway)');
    expect(checks.collection).toMatchObject({ result: 'skipped', detail: 'needs: API' });
    // The login does not need Qdrant.
    expect(checks.login.result).toBe('ok');
  });

  test('that is too slow fails after the time that was given', async () => {
    qdrant.faults.push({ path: /^\/$/, slow: 5000 });

    const { checks } = await check(['--timeout', '1']);

    expect(checks.api.detail).toContain('no answer within 1 s');
  });

  test('that has lost its shards is not ready', async () => {
    qdrant.faults.push({ path: /^\/readyz$/, status: 503, body: 'some shards are not ready', times: 5 });

    expect((await check()).checks.api.detail).toContain('is not ready: 503 (some shards are not ready)');
  });
});

describe('the temporary collection', () => {
  beforeEach(() => qdrant.api.generate('mine', { count: 3, point: id => `{"id":${id},"vector":[0,0,0,1]}` }));

  test('is the only collection that changes, and is deleted afterwards', async () => {
    expect((await check()).checks.collection.result).toBe('ok');

    expect([...qdrant.api.collections.keys()]).toEqual(['mine']);
    const writes = qdrant.requests.filter(request => !/^(GET|HEAD|OPTIONS) /.test(request));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter(request => !request.includes('/collections/qdrant-stack-verify-'))).toEqual([]);
  });

  test.each([
    ['PUT', /points$/],
    ['POST', /count$/],
    ['POST', /query$/],
  ])('is also deleted after %s %s failed', async (method, path) => {
    qdrant.faults.push({ method, path, status: 400, body: '{"status":{"error":"No space left"}}' });

    const { checks } = await check();

    expect(checks.collection).toMatchObject({ result: 'failed', detail: expect.stringContaining('No space left') });
    expect([...qdrant.api.collections.keys()]).toEqual(['mine']);
  });

  test('is found missing its points', async () => {
    const body = '{"result":{"points":[]},"status":"ok","time":0.0}';
    qdrant.faults.push({ method: 'POST', path: /query$/, body, times: Infinity });

    expect((await check()).checks.collection.detail).toContain('for point 0 found "nothing"');
  });

  // As three real nodes answered: each request may go to another.
  test.each([
    ['that it is there', { method: 'PUT', path: /points$/, status: 404, body: '{"status":{"error":"Not found"}}' }],
    ['of its points', { method: 'POST', path: /count$/, body: '{"result":{"count":3},"status":"ok","time":0.0}' }],
  ])('may be on nodes that have not heard yet %s', async (_, fault) => {
    qdrant.faults.push({ ...fault, times: 2 });

    expect((await check()).checks.collection.result).toBe('ok');
  });

  test('may be on nodes that have not heard yet that it was deleted', async () => {
    const body = '{"result":{"collections":[{"name":"mine"},{"name":"late"}]},"status":"ok","time":0.0}';
    qdrant.onStep = () => {
      if (qdrant.requests.at(-1) === 'DELETE /collections/late') {
        qdrant.faults.push({ method: 'GET', path: /^\/collections$/, body, times: 2 });
        qdrant.onStep = () => undefined;
      }
    };

    expect((await check(['--collection', 'late'])).checks.collection.result).toBe('ok');
    expect(qdrant.faults).toEqual([]);
  });

  test('that cannot be deleted is named, with the way to do it', async () => {
    qdrant.faults.push({ method: 'DELETE', path: /./, status: 500, body: '{"status":{"error":"disk"}}', times: 10 });

    const { checks } = await check();

    expect(checks.collection.detail).toMatch(/collection qdrant-stack-verify-\w{8} was not deleted: .*disk/);
    expect(checks.collection.fix).toMatch(/curl -X DELETE https:\/\/.*\/collections\/qdrant-stack-verify-\w{8}/);
  });

  test('of an earlier run that was left is named', async () => {
    qdrant.api.generate('qdrant-stack-verify-0badcafe', { count: 0, point: String });

    expect((await check()).checks.collection.notes).toEqual([
      'these collections come from an interrupted run, or from a run in progress: qdrant-stack-verify-0badcafe',
    ]);
    expect(qdrant.api.collections.has('qdrant-stack-verify-0badcafe')).toBe(true);
  });

  test('can have a name of its own', async () => {
    expect((await check(['--collection', 'test_collection'])).checks.collection.detail).toContain('test_collection');

    expect([...qdrant.api.collections.keys()]).toEqual(['mine']);
  });

  test('never is one that exists', async () => {
    const { code, checks } = await check(['--collection', 'mine']);

    expect({ code, ...checks.collection }).toMatchObject({
      code: 1,
      result: 'failed',
      detail: expect.stringMatching(/^Collection mine exists at .*, so the check did not use it$/),
    });
    expect(qdrant.api.collections.get('mine')!.count).toBe(3);
    expect(qdrant.requests.filter(request => request.includes('/collections/mine'))).toEqual([]);
  });

  test('never is one that somebody else makes in the same moment', async () => {
    const none = '{"result":{"collections":[]},"status":"ok"}';
    qdrant.faults.push({ path: /^\/collections$/, method: 'GET', body: none, times: 2 });

    const { checks } = await check(['--collection', 'mine']);

    expect(checks.collection).toMatchObject({ result: 'failed', detail: expect.stringContaining('409') });
    expect(qdrant.api.collections.get('mine')!.count).toBe(3);
  });

  test('is deleted when the run is interrupted', async () => {
    qdrant.faults.push({ method: 'PUT', path: /points$/, slow: 4000 });
    const child = begin();
    const ended = new Promise(done => child.once('close', done));
    while (!qdrant.requests.some(request => /^PUT .*points$/.test(request))) {
      await sleep(50);
    }
    child.kill('SIGINT');

    expect(await ended).toBe(130);
    expect([...qdrant.api.collections.keys()]).toEqual(['mine']);
  });
});

test('--watch tells what changes, until it is interrupted', async () => {
  const child = begin('--watch', '1');
  let shown = '';
  child.stdout!.setEncoding('utf8').on('data', text => (shown += text));
  const ended = new Promise(done => child.once('close', done));
  const until = async (pattern: RegExp) => {
    while (!pattern.test(shown)) {
      await sleep(50);
    }
  };

  await until(/\d ok, 0 failed/);
  qdrant.faults.push({ path: /^\/$/, status: 503, times: 1 });
  await until(/✖ API +failed/);
  await until(/✔ API +ok/);
  child.kill('SIGINT');

  expect(await ended).toBe(130);
  expect(shown.split('\n').filter(line => /Sign-in/.test(line))).toHaveLength(1);
});

test('--quiet prints failures only', async () => {
  expect(await run(['--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  qdrant.faults.push({ path: /^\/$/, status: 503 });
  const { code, stdout, stderr } = await run(['--quiet']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/✖ API/);
});

test('the API key goes to the API alone, and is not printed', async () => {
  const key = 'an-api-key-of-mine';
  const locked = await QdrantDouble.start({ apiKey: key });
  const before = await start(undefined, certificate, locked);
  const { stdout } = await run([], before.port, { QDRANT_API_KEY: key });
  const hosts = before.hostsThatGot(key);
  await before.stop();
  await locked.stop();

  expect(hosts).toEqual([apiHost]);
  expect(stdout).not.toContain(key);
});
