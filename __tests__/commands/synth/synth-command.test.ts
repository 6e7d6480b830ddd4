import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
const committed = contents(join(ROOT, 'dist'));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-command-'));
  writeFileSync(join(folder, 'config.yaml'), 'domainName: example.com\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Every file of a folder, by name. */
function contents(path: string): Record<string, string> {
  return Object.fromEntries(readdirSync(path).map(name => [name, readFileSync(join(path, name), 'utf8')]));
}

/** Runs the command in the folder. */
function synth(...args: string[]) {
  return synthWith({}, ...args);
}

function synthWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(ROOT, 'scripts/register.js'), join(ROOT, 'commands/main.ts'), 'synth', ...args],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, QDRANT_CONFIG: '', ...env } },
  );
  return { status, stdout, stderr: stderr.trimEnd() };
}

test('makes the committed manifests, in dist/', () => {
  const { status, stdout, stderr } = synth();

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('\nNext: npm run hook, then kubectl apply --server-side -f dist\n');
  expect(contents(join(folder, 'dist'))).toEqual(committed);
});

test('-o names another folder, which may be new, or the one where it runs', () => {
  expect(synth('-o', 'deep/down/').stdout).toContain('kubectl apply --server-side -f deep/down\n');
  expect(contents(join(folder, 'deep/down'))).toEqual(committed);

  expect(synth('--outdir', '.', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(committed), 'config.yaml', 'deep'].sort());
});

test('CDK8S_OUTDIR names the folder, as for every cdk8s app; -o comes first', () => {
  const env = { CDK8S_OUTDIR: 'elsewhere' };

  expect(synthWith(env).stdout).toContain('kubectl apply --server-side -f elsewhere\n');
  expect(synthWith(env, '-o', 'here').stdout).toContain('kubectl apply --server-side -f here\n');
  expect(readdirSync(folder).sort()).toEqual(['config.yaml', 'elsewhere', 'here']);
});

test('tells programs what was made', () => {
  const { stdout } = synth('--output', 'json');

  expect(JSON.parse(stdout)).toMatchObject({
    result: 'done',
    folder: 'dist',
    manifests: Object.keys(committed).map(name => ({ name })),
    namespace: 'qdrant',
    addresses: ['https://qdrant-dashboard.example.com/', 'https://qdrant.example.com/'],
    secrets: [{ secret: 'oauth2-proxy' }, { secret: 'qdrant-tls-secret' }],
  });
});

test('removes its own manifests that the config no longer makes, and leaves other files alone', () => {
  synth();
  const dist = join(folder, 'dist');
  writeFileSync(join(dist, '0009-earlier.k8s.yaml'), committed['0000-namespace.k8s.yaml']!);
  writeFileSync(join(dist, 'kustomization.yaml'), 'resources: []\n');

  expect(synth().status).toBe(0);

  expect(readdirSync(dist).sort()).toEqual([...Object.keys(committed), 'kustomization.yaml'].sort());
});

test.each(['0000-namespace.k8s.yaml', 'shop.k8s.yaml'])('fails if the folder has %s of another app', name => {
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, name), 'kind: Namespace\nmetadata:\n  name: shop\n');
  const before = contents(dist);

  expect(synth()).toEqual({
    status: 1,
    stdout: '',
    stderr:
      `Error: dist has manifests that are not from qdrant-stack, and synth would replace them: ${name}.\n` +
      '  Fix: use --outdir with another folder, or move those files.',
  });
  expect(contents(dist)).toEqual(before);
});

test('fails if the folder is a file', () => {
  writeFileSync(join(folder, 'dist'), 'mine\n');

  expect(synth()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^Error: Could not write the manifests to dist: .*\n {2}Fix: use --outdir /),
  });
  expect(readFileSync(join(folder, 'dist'), 'utf8')).toBe('mine\n');
});

test('fails with every mistake of the config, and writes nothing', () => {
  writeFileSync(join(folder, 'config.yaml'), 'domainName: Example.com\nnamespace: default\n');

  const { status, stderr } = synth();

  expect(status).toBe(1);
  expect(stderr).toContain('config.yaml: 2 problems found, nothing was written.');
  expect(readdirSync(folder)).toEqual(['config.yaml']);
});

test('without a config it says how to make one', () => {
  rmSync(join(folder, 'config.yaml'));

  expect(synth().stderr).toContain('Fix: create the file with npm run init, or set the environment');
});

test('surplus arguments are wrong use: exit code 2', () => {
  expect(synth('dist').status).toBe(2);
});
