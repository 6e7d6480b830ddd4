import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { keycloak, keycloakServer } from './support/identity-provider';
import { REPOSITORY } from './support/repository';
import { Gate } from './support/gate';
import { OAUTH2_PROXY_SECRET, Stack } from './support/stack';

const stack = new Stack('outage');
let gate: Gate;

beforeAll(async () => {
  await stack.create();
  gate = await Gate.start(keycloak());
});
afterAll(async () => {
  await gate.stop();
  await stack.delete();
});

const throughGate = () => ({
  config: { keycloakUrl: gate.url, keycloak: { caFile: stack.file('gate-ca.crt', gate.ca) } },
});

// A Keycloak that is not ours must not be restarted.
const ifOurs = keycloak().disposable ? test : test.skip;

ifOurs('a restart of Keycloak in the middle is waited for, and the run ends well', async () => {
  let started: Promise<void> | undefined;
  gate.before('PUT', async () => {
    if (started) return;
    await keycloakServer().stop();
    started = keycloakServer().start();
  });

  const { code, stdout, stderr } = await stack.hook(['--timeout', '120'], throughGate());
  gate.open();
  await started;

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(started).toBeDefined();
  expect(stdout).toContain('waiting for');
  expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
});

test.each(['POST', 'PUT'] as const)('an answer to %s that is lost on the way does not spoil the run', async method => {
  await stack.reset();
  let lost = 0;
  gate.after(method, () => (lost++ === 0 ? 'cut' : 'pass'));

  const { code, stderr } = await stack.hook([], throughGate());
  gate.open();

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lost).toBeGreaterThan(1);
  expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle is safe: the next run finishes', async signal => {
  await stack.reset();
  const child = spawn(process.execPath, ['--require', './scripts/register.js', 'commands/main.ts', 'hook'], {
    cwd: REPOSITORY,
    env: stack.env(throughGate().config),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', text => (stderr += text));
  const ended = new Promise<number | null>(done => child.once('close', done));
  gate.before('PUT', async () => {
    child.kill(signal);
    await sleep(500);
  });

  expect(await ended).toBe(signal === 'SIGINT' ? 130 : 143);
  gate.open();
  expect(stderr).toBe('Interrupted. Every write is complete or was not made: run the hook again to finish.\n');

  expect(await stack.mustHook()).toMatch(/Applied\.\n$/);
  expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
});

test('Ctrl-C in a terminal leaves a message and a cursor', async () => {
  await stack.reset();
  const command = `stty cols 100 && exec ${process.execPath} --require ./scripts/register.js commands/main.ts hook`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: REPOSITORY,
    env: stack.env(throughGate().config),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let screen = '';
  child.stdout.on('data', text => (screen += text));
  const ended = new Promise<number | null>(done => child.once('close', done));
  gate.before('PUT', async () => {
    child.stdin.write('\u0003');
    await sleep(500);
  });

  expect(await ended).toBe(130);
  gate.open();
  expect(screen.replaceAll('\r', '')).toContain('\u001b[?25h\nInterrupted. Every write is complete ');
});

test('a realm whose login page is sent with other headers than it says is an error', async () => {
  gate.replaceHeader('content-security-policy', "frame-ancestors 'none'");

  const { code, stderr } = await stack.hook([], throughGate());
  gate.open();

  expect(code).toBe(1);
  expect(stderr).toContain(
    `The headers of the login page differ from the settings of realm ${stack.realm}: Content-Security-Policy is "frame-ancestors 'none'" instead of "frame-src https://*.${stack.domain};`,
  );
});

test('an admin API that the proxy does not publish is used at its own address, and its 404 removes nothing', async () => {
  await stack.reset();
  gate.hide('/admin', 404);
  const { url, ca = '' } = keycloak();
  const caFile = stack.file('both-ca.crt', `${gate.ca}\n${ca}`);
  const elsewhere = { config: { keycloakUrl: gate.url, keycloak: { caFile, adminUrl: url } } };

  await stack.mustHook([], elsewhere);
  expect(await stack.mustHook([], elsewhere)).toMatch(/In sync\.\n$/);
  const { code, stderr } = await stack.hook(['--remove'], throughGate());
  gate.open();
  const missing = await stack.hook(['--remove'], { config: { keycloakRealm: 'nowhere' } });

  expect(code).toBe(1);
  expect(stderr).toContain("the server answered 404 Not Found without Keycloak's JSON.\n  Fix: check keycloakUrl");
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('Realm nowhere does not exist') });
  expect(await stack.client()).toBeDefined();
  expect(await stack.secret(OAUTH2_PROXY_SECRET)).toBeDefined();
});
