import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runCommand } from '../../support/run-command';
import { ROOT, runProcess } from '../../support/run-process';

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
async function synth(...args: string[]) {
  const { code, stdout, stderr } = await runCommand(['synth', ...args], { cwd: folder, env: { QDRANT_CONFIG: '' } });
  return { code, stdout, stderr: stderr.trimEnd() };
}

test('makes the committed manifests, in dist/', async () => {
  const { code, stdout, stderr } = await synth();

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('\nNext: npm run hook, then kubectl apply --server-side -f dist\n');
  expect(contents(join(folder, 'dist'))).toEqual(committed);
});

test('-o names another folder, which may be new, or the one where it runs', async () => {
  expect((await synth('-o', 'deep/down/')).stdout).toContain('kubectl apply --server-side -f deep/down\n');
  expect(contents(join(folder, 'deep/down'))).toEqual(committed);

  expect(await synth('--outdir', '.', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(committed), 'config.yaml', 'deep'].sort());
});

test('CDK8S_OUTDIR names the folder, as for every cdk8s app; -o comes first', () => {
  const env = { QDRANT_CONFIG: '', CDK8S_OUTDIR: 'elsewhere' };

  // Commander reads the variable of the process.
  expect(runProcess(['synth'], env, folder).stdout).toContain('kubectl apply --server-side -f elsewhere\n');
  expect(runProcess(['synth', '-o', 'here'], env, folder).stdout).toContain('kubectl apply --server-side -f here\n');
  expect(readdirSync(folder).sort()).toEqual(['config.yaml', 'elsewhere', 'here']);
});

test('prints notes about keys without an effect', async () => {
  writeFileSync(join(folder, 'config.yaml'), 'harborRegistry: registry.acme.io\n');
  const { code, stdout } = await synth();

  expect(code).toBe(0);
  expect(stdout).toContain('\nNotes:\n  images.oauth2Proxy is quay.io/');
});

test('refuses a file in UTF-16, and tells how to save it', async () => {
  writeFileSync(join(folder, 'config.yaml'), Buffer.from('\ufeffdomainName: example.net\n', 'utf16le'));

  expect(await synth()).toEqual({
    code: 1,
    stdout: '',
    stderr: `config.yaml: 1 problem found, nothing was changed.

  The file is not readable: the file is not in UTF-8.
    Allowed: a YAML file of at most 1 MiB, with at least "domainName: example.com".
    Fix: save the file as UTF-8 in the editor.`,
  });
});

test('tells programs what was made', async () => {
  const { stdout } = await synth('--output', 'json');

  expect(JSON.parse(stdout)).toMatchObject({
    result: 'done',
    folder: 'dist',
    manifests: Object.keys(committed).map(name => ({ name })),
    namespace: 'qdrant',
    addresses: ['https://qdrant-dashboard.example.com/', 'https://qdrant.example.com/'],
    secrets: [{ secret: 'oauth2-proxy' }, { secret: 'qdrant-tls-secret' }],
  });
});

test('removes its own manifests that the config no longer makes, and leaves other files alone', async () => {
  await synth();
  const dist = join(folder, 'dist');
  writeFileSync(join(dist, '0009-earlier.k8s.yaml'), committed['0000-namespace.k8s.yaml']!);
  writeFileSync(join(dist, 'kustomization.yaml'), 'resources: []\n');

  expect((await synth()).code).toBe(0);

  expect(readdirSync(dist).sort()).toEqual([...Object.keys(committed), 'kustomization.yaml'].sort());
});

test.each(['0000-namespace.k8s.yaml', 'shop.k8s.yaml'])('fails if the folder has %s of another app', async name => {
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, name), 'kind: Namespace\nmetadata:\n  name: shop\n');
  const before = contents(dist);

  expect(await synth()).toEqual({
    code: 1,
    stdout: '',
    stderr:
      `Error: dist has manifests that are not from qdrant-stack, and synth would replace them: ${name}.\n` +
      '  Fix: use --outdir with another folder, or move those files.',
  });
  expect(contents(dist)).toEqual(before);
});

test('fails if the folder is a file', async () => {
  writeFileSync(join(folder, 'dist'), 'mine\n');

  expect(await synth()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Error: Could not write the manifests to dist: .*\n {2}Fix: use --outdir /),
  });
  expect(readFileSync(join(folder, 'dist'), 'utf8')).toBe('mine\n');
});

test.each(['link', 'link/below'])('fails if the folder is %s, and the link has no target', async name => {
  symlinkSync('nowhere', join(folder, 'link'));

  expect(await synth('--outdir', name)).toEqual({
    code: 1,
    stdout: '',
    stderr:
      `Error: Could not write the manifests to ${name}: ${join(realpathSync(folder), 'link')} is a symbolic link to nowhere, which does not exist.\n` +
      '  Fix: create nowhere, remove the link, or use --outdir with another folder.',
  });
});

test('fails with every mistake of the config, and writes nothing', async () => {
  writeFileSync(join(folder, 'config.yaml'), 'domainName: Example.com\nnamespace: default\n');

  const { code, stderr } = await synth();

  expect(code).toBe(1);
  expect(stderr).toContain('config.yaml: 2 problems found, nothing was changed.');
  expect(readdirSync(folder)).toEqual(['config.yaml']);
});

test('without a config it says how to make one', async () => {
  rmSync(join(folder, 'config.yaml'));

  expect((await synth()).stderr).toContain('Fix: create the file with npm run init, or set the environment');
});

test('surplus arguments are wrong use: exit code 2', async () => {
  expect((await synth('dist')).code).toBe(2);
});

describe('--kustomization', () => {
  const file = () => join(folder, 'dist', 'kustomization.yaml');

  test('lists every manifest, and kubectl applies the folder with -k', async () => {
    expect((await synth('--kustomization')).stdout).toContain('kubectl apply --server-side -k dist\n');
    expect(parse(readFileSync(file(), 'utf8'))).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: Object.keys(committed).sort(),
    });
  });

  test('says that the next run replaces the file, and where own patches go', async () => {
    await synth('--kustomization', '--outdir', 'out/manifests/');
    expect(readFileSync(join(folder, 'out', 'manifests', 'kustomization.yaml'), 'utf8'))
      .toMatch(`# Written by qdrant-stack
# The next run of synth replaces this file. Write your own patches into the kustomization.yaml of another folder,
# such as overlay/ beside this folder, with resources: [../manifests]
apiVersion: `);
  });

  test('a later run without the option keeps the file current', async () => {
    await synth('--kustomization');
    writeFileSync(join(folder, 'config.yaml'), 'domainName: example.com\ndiscovery: false\n');
    await synth();
    expect(readFileSync(file(), 'utf8')).not.toContain('discovery');
  });

  test('fails if the file is from somebody else, which other runs leave alone', async () => {
    await synth();
    writeFileSync(file(), 'resources: []\n');
    expect(await synth('--kustomization')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('kustomization.yaml is not from qdrant-stack'),
    });
    expect((await synth()).code).toBe(0);
    expect(readFileSync(file(), 'utf8')).toBe('resources: []\n');
  });
});

test('with --output json, an error of the config has the problems and the fixes', async () => {
  writeFileSync(join(folder, 'config.yaml'), 'namespace: X\nqdrant:\n  apiKey: abc\n');
  const { code, stdout } = await synth('--output', 'json');

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'error',
    error: {
      problem:
        'config.yaml:1:1 namespace is "X": the value has upper-case letters; config.yaml:3:3 qdrant.apiKey is "***": the key does not exist',
      fix: 'write x; write apiKeys.apiKey',
      problems: [
        { path: 'namespace', value: 'X', line: 1, column: 1, fix: 'write x', allowed: expect.any(String) },
        { path: 'qdrant.apiKey', value: '***', line: 3, column: 3 },
      ],
    },
  });
});

test('with --output json, an error of a missing config names the file', async () => {
  const { stdout } = await runCommand(['synth', '--output', 'json'], {
    cwd: folder,
    env: { QDRANT_CONFIG: 'no.yaml' },
  });

  expect(JSON.parse(stdout).error).toMatchObject({
    problem: 'no.yaml: The file does not exist',
    fix: expect.stringMatching(/^create the file with /),
  });
});

test('with reconcile, the next commands are the apply and the account', async () => {
  writeFileSync(join(folder, 'config.yaml'), 'reconcile: {}\n');
  expect((await synth()).stdout).toContain(
    'Next: kubectl apply --server-side -f dist, and once npm run hook -- --create-account\n',
  );
});

test('with reconcile and another identity provider, the hook writes the client secret once', async () => {
  const provider = 'identityProvider: { provider: oidc, issuerUrl: https://dex.example.com, clientId: qdrant }';
  writeFileSync(join(folder, 'config.yaml'), `reconcile: {}\n${provider}\n`);
  expect((await synth()).stdout).toContain(
    'Next: kubectl apply --server-side -f dist, and once npm run hook with the client secret in OAUTH2_PROXY_CLIENT_SECRET\n',
  );
});

test.each([
  [
    'oauth2Proxy: { cookieRefresh: 10m }',
    'OAuth2ProxyChart: cookieRefresh is "10m". Allowed: a Go duration of 1s to 5m with proxyTo.apiKeyClaims: until the renewal, a user keeps the key.\n  Fix: remove it for 5m.',
  ],
  ['oauth2Proxy: { settings: { cookie_refresh: 1h } }', 'settings.cookie_refresh is "1h"'],
  [
    'oauth2Proxy: { env: [{ name: OAUTH2_PROXY_COOKIE_REFRESH, value: 1h }] }',
    'env OAUTH2_PROXY_COOKIE_REFRESH is "1h"',
  ],
  ['oauth2Proxy: { settings: { ping_path: /x } }', 'ping_path'],
  [
    'images: { oauth2Proxy: "quay.io/oauth2-proxy/oauth2-proxy:v7.15.3" }\nacceptedRisks: { outdatedOAuth2Proxy: we test the migration }',
    'v7.15.5 and later with proxyTo.apiKeyClaims',
  ],
  [
    'qdrant: { env: [{ name: QDRANT__SERVICE__METRICS_PORT, value: "9" }] }',
    'QdrantChart: env QDRANT__SERVICE__METRICS_PORT',
  ],
  [
    'qdrant: { env: [{ name: QDRANT__SERVICE__HTTP_PORT, value: "9" }] }',
    'QdrantChart: env QDRANT__SERVICE__HTTP_PORT',
  ],
  [
    'qdrant: { env: [{ name: QDRANT__SERVICE__MAX_REQUEST_SIZE_MB, value: many }] }',
    'QdrantChart: env QDRANT__SERVICE__MAX_REQUEST_SIZE_MB',
  ],
])('a prop that only the library refuses is an error of the config: %s', async (text, problem) => {
  const rights = 'profile: production\ndashboard: { access: { rights: [{ group: /a, rights: read }] } }\n';
  writeFileSync(join(folder, 'config.yaml'), rights + text);
  const { code, stderr } = await runCommand(['synth'], { cwd: folder, env: { QDRANT_CONFIG: '' } });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: .*Allowed: .*\n {2}Fix: .*\.\n$/);
  expect(stderr).toContain(problem);
});
