import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { ask, fill, pointsOf } from '../support/backups';
import { InstalledProgram } from '../support/installed-program';
import { api } from './support/api';
import { cluster, kubectl } from './support/cluster';
import { list, names } from './support/objects';
import { whilePodsStart } from './support/pods';
import { PublishedStack } from './support/published-stack';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';

/** The whole way of somebody without a clone. Each test goes on where the one before it ended. */
const stack = new Stack('package');
const { namespace } = stack;

let program: InstalledProgram;
let published: PublishedStack;
let url: string;

beforeAll(async () => {
  await stack.create();
  published = await PublishedStack.start(stack);
  url = published.qdrant.urls[0]!;
  program = await InstalledProgram.in(cluster().folder);
}, 600_000);
afterAll(async () => {
  await published.stop();
  await stack.delete();
});

const inFolder = (...path: string[]) => join(program.folder, ...path);

/** Runs `npx qdrant-stack` with `config.yaml` of the folder, which must end well. Returns what it printed. */
async function qdrantStack(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await program.run(args, stack.env({}, { QDRANT_CONFIG: undefined }));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** The same for a command that asks the cluster. */
function inCluster(...args: string[]): Promise<string> {
  const { context } = cluster();
  return qdrantStack(...args, ...(context ? ['--context', context] : []));
}

/** Sets keys that `init` does not ask for, as with an editor. */
function edit(values: object): void {
  const config = parseDocument(readFileSync(inFolder('config.yaml'), 'utf8'));
  for (const [key, value] of Object.entries(values)) config.set(key, value);
  writeFileSync(inFolder('config.yaml'), config.toString());
}

test('init writes a config', async () => {
  const { domainName, keycloakUrl, keycloakRealm, ...more } = stack.config;
  const answers = ['--domain-name', domainName, '--keycloak-url', keycloakUrl, '--keycloak-realm', keycloakRealm];

  expect(await qdrantStack('init', ...answers)).toContain('Next: npx qdrant-stack synth');
  edit(more);
});

test('synth makes manifests that the cluster takes', async () => {
  expect(await qdrantStack('synth', '-o', 'dist')).toContain('Next: npx qdrant-stack hook, then kubectl apply');

  const said = await kubectl().must(['apply', '--dry-run=client', '-f', inFolder('dist')]);
  expect(said).toContain('statefulset.apps/qdrant created (dry run)');
});

test('hook makes the client and the Secrets, and then has nothing to do', async () => {
  expect(await inCluster('hook')).toContain('✔ Client qdrant-dashboard: created');

  expect(await stack.client()).toMatchObject({ clientId: CLIENT });
  expect(names(await list('secrets', namespace))).toEqual([OAUTH2_PROXY_SECRET, TLS_SECRET]);
  expect(await inCluster('hook')).toContain('In sync.');
});

test('deploy brings the manifests to the cluster, and checks all of it', async () => {
  const deploy = () => whilePodsStart(namespace, () => inCluster('deploy', ...published.flags));

  const [said] = await Promise.all([deploy(), published.putVolumeAndEndpoints()]);

  expect(said).toContain(`✔ StatefulSet ${namespace}/qdrant: created`);
  expect(said).toContain('✔ Verify: nothing failed');
  expect(said).toMatch(/\nDeployed\.\n$/);
  expect(await deploy()).toMatch(/\nIn sync\.\n$/);
});

test('verify finds nothing that fails, and status nothing that differs', async () => {
  const { result, checks } = JSON.parse(await inCluster('verify', ...published.flags, '--output', 'json'));
  const { result: state, qdrant } = JSON.parse(await inCluster('status', '--url', url, '--output', 'json'));

  expect(result).toBe('ok');
  expect(checks.map(({ name }: any) => name)).toEqual(
    expect.arrayContaining(['namespace', 'keycloak-client', 'login', 'collection']),
  );
  expect({ state, version: qdrant.version }).toEqual({ state: 'in sync', version: '1.15.4' });
});

test('backup and restore bring the points back', async () => {
  await fill(url, 'docs', 100);
  const before = await pointsOf(url, 'docs');

  await qdrantStack('backup', 'create', '--url', url, '--name', 'monday');
  expect(await qdrantStack('backup', 'verify', 'backups/monday')).toContain('backups/monday is a valid backup.');
  await ask(url, 'DELETE', '/collections/docs');
  await qdrantStack('restore', 'backups/monday', '--url', url);

  expect(await pointsOf(url, 'docs')).toBe(before);
});

test('rollback takes everything back, and leaves the folder', async () => {
  // Those of a real Service go with it; what else is there would keep the namespace.
  await kubectl().must(['delete', 'endpointslices', '--all', '-n', namespace]);

  const said = await inCluster('rollback', '--yes', '--keycloak', '--url', url);

  expect(said).toContain('lost: collection docs, 100 points');
  expect(await api.get('namespace', namespace)).toBeUndefined();
  expect(await stack.client()).toBeUndefined();
  expect(['config.yaml', 'dist', 'backups/monday'].filter(path => !existsSync(inFolder(path)))).toEqual([]);
});
