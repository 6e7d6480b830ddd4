import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerOf, find, type K8sObject, podOf } from '../../support/objects';
import { cluster } from './cluster';
import { Daemon } from './daemon';
import { keycloak } from './identity-provider';
import { freePorts } from './ports';
import { ProxyDouble } from './proxy-double';
import { type Stack } from './stack';
import { ask, valkeyFolder } from './valkey-server';

const NAME = 'oauth2-proxy';

export interface DashboardProxyOptions {
  readonly stack: Stack;
  /** The manifests: settings and mounts are read from them. */
  readonly objects: readonly K8sObject[];
  /** Where Qdrant listens, on 127.0.0.1. */
  readonly upstream: number;
  /** More lines of `oauth2-proxy.cfg`. @default '' */
  readonly settings?: string;
}

export interface DashboardProxy {
  /** Where it listens, on 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts what stands between people and Qdrant: a stand-in, or the oauth2-proxy that `E2E_OAUTH2_PROXY` names. */
export async function startDashboardProxy(options: DashboardProxyOptions): Promise<DashboardProxy> {
  const folder = await mounted(options);
  const program = process.env.E2E_OAUTH2_PROXY;
  return program ? startProgram(program, folder, options) : startDouble(folder, options);
}

/** Writes what the container of the Deployment has in its files, below a folder of our own. */
async function mounted({ stack, objects, settings = '' }: DashboardProxyOptions): Promise<string> {
  const folder = mkdtempSync(join(cluster().folder, 'oauth2-proxy-'));
  const { volumes } = podOf(objects, 'Deployment', NAME);
  for (const { name, mountPath } of containerOf(objects, 'Deployment', NAME).volumeMounts) {
    const { secret, configMap } = volumes.find((volume: any) => volume.name === name);
    const data: Record<string, string> = secret
      ? (await stack.secret(secret.secretName)).data
      : find(objects, 'ConfigMap', configMap.name).data;
    mkdirSync(join(folder, mountPath), { recursive: true });
    for (const [file, value] of Object.entries(data)) {
      const content = secret
        ? Buffer.from(value, 'base64')
        : value.replaceAll('/etc/', `${folder}/etc/`) + (file.endsWith('.cfg') ? settings : '');
      writeFileSync(join(folder, mountPath, file), content, { mode: 0o600 });
    }
  }
  return folder;
}

/** A file that a flag of the container names. */
function fileOf({ objects }: DashboardProxyOptions, folder: string, flag: string): string {
  const args: string[] = containerOf(objects, 'Deployment', NAME).args;
  return join(folder, args.find(arg => arg.startsWith(`--${flag}=`))!.slice(flag.length + 3));
}

async function startDouble(folder: string, options: DashboardProxyOptions): Promise<DashboardProxy> {
  const read = (flag: string) => readFileSync(fileOf(options, folder, flag), 'utf8');
  const secret = (key: string) => options.stack.secretValue(NAME, key).then(Buffer.from);
  const double = new ProxyDouble({
    config: read('config'),
    alphaConfig: read('alpha-config'),
    upstream: options.upstream,
    clientSecret: () => secret('client-secret'),
    cookieSecret: await secret('cookie-secret'),
    keycloakCa: keycloak().ca,
  });
  await double.start();
  return double;
}

async function startProgram(program: string, folder: string, options: DashboardProxyOptions): Promise<DashboardProxy> {
  const [port, metrics, store] = (await freePorts(3)) as [number, number, number];
  for (const flag of ['config', 'alpha-config']) {
    const file = fileOf(options, folder, flag);
    const text = readFileSync(file, 'utf8')
      .replace(/redis:\/\/[^"]*/, `redis://127.0.0.1:${store}`)
      .replace(/http:\/\/qdrant\.\S*/g, `http://127.0.0.1:${options.upstream}`)
      .replace(/0\.0\.0\.0:4180/, `127.0.0.1:${port}`)
      .replace(/0\.0\.0\.0:44180/, `127.0.0.1:${metrics}`);
    writeFileSync(file, text);
  }
  const flags = ['config', 'alpha-config'].map(flag => `--${flag}=${fileOf(options, folder, flag)}`);
  const servers = [
    new Daemon(join(valkeyFolder(), 'valkey-server'), ['--port', String(store), '--save', ''], folder),
    new Daemon(program, flags, folder),
  ];
  try {
    await ask(store, 'PING');
    for (let tries = 0; !(await answers(port)); tries++) {
      servers.forEach(server => server.assertRunning());
      if (tries === 100) throw new Error(`oauth2-proxy does not listen.\n${servers[1]!.tail()}`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  } catch (error) {
    servers.forEach(server => server.kill());
    throw error;
  }
  return { port, stop: async () => void (await Promise.all(servers.map(server => server.stop()))) };
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/ready`).then(
    ({ ok }) => ok,
    () => false, // it does not listen yet
  );
