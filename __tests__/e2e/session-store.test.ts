import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { containerOf, synthApp } from '../support/objects';
import { Daemon } from './support/daemon';
import { freePorts } from './support/ports';
import { ask, valkeyFolder } from './support/valkey-server';

const PRODUCTION = 'profile: production\ndashboard: { access: { groups: [/admins] } }';
const PASSWORD = 'u2Vx0Jc-9_kQmZr7aTtYwE3bNfPdLsGhXoKiRvCy41A';

/** A Valkey server that is started as the pod of a config starts it, but for its port. */
async function start(config: string, password?: string) {
  const {
    command,
    args,
    env = [],
  } = containerOf(synthApp(buildApp(parseConfig(config, 'config.yaml'))), 'Deployment', 'ephemeral-valkey');
  const folder = mkdtempSync(join(tmpdir(), 'valkey-'));
  const server = join(valkeyFolder(), 'valkey-server');
  chmodSync(server, 0o755);
  symlinkSync(server, join(folder, 'valkey-server'));
  const [port = 0] = await freePorts(1);
  const [program, ...rest] = [...command, ...args, '--port', String(port), '--bind', '127.0.0.1'];
  const daemon = new Daemon(program, rest, folder, {
    env: {
      PATH: [folder, process.env.PATH].join(delimiter),
      ...Object.fromEntries(env.map(({ name }: { name: string }) => [name, password])),
    },
  });
  return {
    port,
    daemon,
    stop: () => {
      daemon.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe('the session store of production, on a real Valkey', () => {
  let valkey: Awaited<ReturnType<typeof start>>;
  const asked = (...commands: string[]) => ask(valkey.port, `AUTH ${PASSWORD}`, ...commands);

  beforeAll(async () => {
    valkey = await start(PRODUCTION, PASSWORD);
  });

  afterAll(() => valkey.stop());

  test('answers nobody without the password', async () => {
    expect(await ask(valkey.port, 'PING')).toContain('NOAUTH');
    expect(await ask(valkey.port, 'AUTH wrong', 'PING')).toMatch(/WRONGPASS[^]*NOAUTH/);
  });

  test('keeps sessions for whoever has it', async () => {
    expect(await asked('SET session abc', 'GET session')).toContain('+OK\r\n+OK\r\n$3\r\nabc\r\n');
  });

  test('stays below the memory of its pod, at the price of the oldest sessions', async () => {
    const said = await asked('CONFIG GET maxmemory', 'CONFIG GET maxmemory-policy', 'CONFIG GET protected-mode');
    expect(said).toMatch(/maxmemory\r\n\$9\r\n201326592\r\n[^]*allkeys-lru[^]*protected-mode\r\n\$3\r\nyes/);
  });

  test('writes nothing to a disk', async () => {
    expect(await asked('CONFIG GET save', 'CONFIG GET appendonly')).toMatch(
      /save\r\n\$0\r\n[^]*appendonly\r\n\$2\r\nno/,
    );
  });

  test('shows the password in no argument, and is the process itself, which gets the signals', () => {
    const line = readFileSync(`/proc/${valkey.daemon.pid}/cmdline`, 'utf8');
    expect(line).toContain('valkey-server');
    expect(line).not.toContain(PASSWORD);
  });
});

test('with an empty password it does not start', async () => {
  const valkey = await start(PRODUCTION, '');
  try {
    await expect(ask(valkey.port, 'PING')).rejects.toThrow('ECONNREFUSED');
    expect(() => valkey.daemon.assertRunning()).toThrow(/requirepass[^]*wrong number of arguments/i);
  } finally {
    valkey.stop();
  }
});

test('the one of earlier installations still answers without a password', async () => {
  const valkey = await start('profile: seed');
  try {
    expect(await ask(valkey.port, 'PING')).toContain('+PONG');
  } finally {
    valkey.stop();
  }
});
