import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { temporaryFolder } from '../support/folders';
import { runCommand } from '../support/run-command';
import { ROOT, runProcess } from '../support/run-process';

const LABELS = { 'app.kubernetes.io/part-of': 'qdrant-stack' };
let folder: string;

beforeEach(() => {
  folder = temporaryFolder('script-config-');
});

function write(files: Readonly<Record<string, string>>): void {
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
}

/** Runs synth with one config. Returns what went wrong, without the line of the count. */
async function problem(name: string, text: string): Promise<string> {
  write({ [name]: text });
  const { code, stderr } = await synth();
  expect({ code, made: existsSync(join(folder, 'dist.local')) }).toEqual({ code: 1, made: false });
  return stderr.trim();
}

function synth(...args: string[]) {
  return runCommand(['synth', ...args], { cwd: folder, env: { QDRANT_CONFIG: '' } });
}

const namesOf = (dist: string) => readdirSync(join(folder, dist)).sort();
const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');

describe('a config in TypeScript', () => {
  const CONFIG = `
    import { readFileSync, appendFileSync } from 'node:fs';
    import { join } from 'node:path';
    import { defineConfig } from '${ROOT}/config/define';

    const replicas: number = 3;
    appendFileSync(join(__dirname, 'runs'), 'x');

    export default defineConfig({
      domainName: readFileSync(join(__dirname, 'domain'), 'utf8').trim(),
      qdrant: { replicas, podLabels: undefined },
      extend({ app, chart, stack, cdk8s, constructs }) {
        new cdk8s.ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app-settings' } });
        new cdk8s.Include(chart, 'included', { url: join(__dirname, 'included.yaml') });
        stack.qdrant.statefulSet.addJsonPatch(cdk8s.JsonPatch.add('/spec/template/metadata/labels/team', 'search'));
        class Team extends constructs.Construct {}
        const team = new cdk8s.Chart(new Team(app, 'team'), 'jobs', { namespace: 'qdrant' });
        new cdk8s.ApiObject(team, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'team' } });
      },
    });
  `;

  beforeEach(() => {
    const included = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: included }\n';
    write({ domain: 'example.net\n', 'included.yaml': included, 'qdrant-stack.config.ts': CONFIG });
  });

  test('gives the keys, and extends the stack: objects, included files, patches, charts', async () => {
    expect(await synth()).toMatchObject({ code: 0, stderr: '' });

    expect(namesOf('dist.local')).toEqual([
      ...['0000-namespace', '0001-valkey', '0002-oauth2-proxy', '0003-qdrant', '0004-ingress', '0005-discovery'].map(
        name => `${name}.k8s.yaml`,
      ),
      ...['0006-extension.k8s.yaml', '0007-jobs.k8s.yaml'],
    ]);
    const [settings, included] = parseAllDocuments(read('dist.local', '0006-extension.k8s.yaml')).map(each =>
      each.toJSON(),
    );
    expect(settings.metadata).toEqual({ name: 'app-settings', namespace: 'qdrant', labels: LABELS });
    expect(included.metadata).toEqual({ name: 'included', namespace: 'qdrant', labels: LABELS });
    const { spec } = parseAllDocuments(read('dist.local', '0003-qdrant.k8s.yaml')).map(each => each.toJSON())[4];
    expect(spec.replicas).toBe(3);
    expect(spec.template.metadata.labels.team).toBe('search');
    expect(read('dist.local', '0004-ingress.k8s.yaml')).toContain('host: qdrant.example.net');
  });

  test('runs once in a run, and a second synth replaces the manifests of extend', async () => {
    await synth();
    expect(read('runs')).toBe('x');

    write({ 'qdrant-stack.config.mts': CONFIG.replace("'jobs'", "'tasks'").replaceAll('__dirname', `'${folder}'`) });
    const { code, stderr } = await runCommand(['synth', '--outdir', 'dist.local', '-n', 'vectors'], {
      cwd: folder,
      env: { QDRANT_CONFIG: 'qdrant-stack.config.mts' },
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(namesOf('dist.local').slice(-2)).toEqual(['0006-extension.k8s.yaml', '0007-tasks.k8s.yaml']);
    expect(read('dist.local', '0006-extension.k8s.yaml')).toContain('namespace: vectors');
  });
});

test.each([
  ['qdrant-stack.config.js', 'module.exports = { domainName: "example.net" };'],
  ['qdrant-stack.config.js', 'export default { domainName: "example.net" };'],
  ['qdrant-stack.config.mjs', 'export default { domainName: "example.net", extend() {} };'],
])('%s can have %s', async (name, text) => {
  write({ [name]: text });

  expect(await synth()).toMatchObject({ code: 0, stdout: expect.stringContaining('https://qdrant.example.net/') });
  expect(namesOf('dist.local')).toHaveLength(6);
});

test('the example of the documentation works', async () => {
  const [, example] = /```ts\n(.*?)```/s.exec(readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8'))!;
  write({ 'qdrant-stack.config.ts': example!.replace("'qdrant-stack'", `'${ROOT}/config/define'`) });

  expect(await synth()).toMatchObject({ code: 0, stderr: '' });
  expect(read('dist.local', '0006-extension.k8s.yaml')).toContain('  API: https://qdrant.example.net\n');
  expect(read('dist.local', '0003-qdrant.k8s.yaml')).toContain('  minReadySeconds: 10\n');
  expect(read('dist.local', '0007-jobs.k8s.yaml')).toContain('  name: jobs\n');
});

test('of the warnings during the load, only those about TypeScript and ES modules are left out', () => {
  write({
    'qdrant-stack.config.mjs': `
      process.emitWarning('Type Stripping is an experimental feature and might change at any time', 'ExperimentalWarning');
      process.emitWarning('of the config', 'ExperimentalWarning');
      export default {};`,
  });
  const { code, stderr } = runProcess(['synth', '--quiet'], { QDRANT_CONFIG: '' }, folder);

  expect(code).toBe(0);
  expect(stderr).toContain('ExperimentalWarning: of the config');
  expect(stderr).not.toContain('Type Stripping');
});

describe('an error of the file is one message', () => {
  const MODULE = 'qdrant-stack.config.mjs';
  const TYPES = 'qdrant-stack.config.ts';

  test.each([
    [
      TYPES,
      'type A = string;\n\nconst all: A[] = [];\nexport default { domainName: all[0].length };',
      ':4:37 The file throws an error: Cannot read properties of undefined',
    ],
    [MODULE, 'export const a = 1;\nthrow "no";', ' The file throws an error: no.'],
    [TYPES, 'export default {\n  domainName: = 1,\n};', ':2:15 The file has a syntax error: Unexpected "=".'],
    [MODULE, 'export default {\n  domainName: = 1,\n};', 'The file has a syntax error: Unexpected "=".'],
    [MODULE, 'export default await Promise.resolve({});', 'The file has await at its top level'],
    [MODULE, 'import "./other.mjs";', "An import fails: Cannot find module './other.mjs'."],
    [MODULE, 'export const domainName = "example.net";', '  The file has no default export.'],
    ['qdrant-stack.config.js', 'const config = {};', '  The file has no default export.'],
    [MODULE, 'export default () => ({});', '  The default export is a function.'],
    [MODULE, 'export default Promise.resolve({});', '  The default export is a promise.'],
    [MODULE, 'export default [];', '  The default export is a list.'],
    [MODULE, 'export default null;', '  The default export is null.'],
    [MODULE, 'export default "example.net";', '  The default export is a string.'],
    [MODULE, 'export default { extend: true };', '  extend: the value is not a function.'],
    [MODULE, 'export default {}; export function extend() {}', '  extend: the function is an export of its own.'],
    [MODULE, 'export default { async extend() { throw new Error() } };', '  extend: the function is asynchronous'],
    [TYPES, 'export default {\n  extend() {\n    throw new Error("no");\n  } };', ':3:11 extend throws an error: no.'],
  ])('%s: %s', async (name, text, expected) => {
    const said = await problem(name, text);

    expect(said).toContain(`${name}: 1 problem found, nothing was changed.\n\n  `);
    expect(said).toContain(expected);
    expect(said).toMatch(/\n {4}Allowed: .*\.\n {4}Fix: .*\.$/);
    expect(said).not.toMatch(/^\s+at /m);
  });

  test('the fix for the package that a clone does not have is the file of the clone', async () => {
    const text = "import { defineConfig } from 'qdrant-stack';\nexport default defineConfig({});";

    expect(await problem(TYPES, text)).toContain("Fix: write ./config/define in place of 'qdrant-stack'.");
  });

  test('a file that does not exist is not one that init writes', async () => {
    const { stderr } = await runCommand(['synth'], { env: { QDRANT_CONFIG: '/no/such/config.ts' } });

    expect(stderr).toContain('The file does not exist.');
    expect(stderr).toContain('Fix: create the file, or set the environment variable QDRANT_CONFIG to another file.');
  });
});

test('the values pass the same checks as those of a YAML file, by their keys', async () => {
  const text = 'export default { domainName: "example.net", qdrnt: {}, qdrant: { storage: { size: "150GB" } } };';
  const said = await problem('qdrant-stack.config.mjs', text);

  expect(said).toContain('2 problems found');
  expect(said).toContain('\n  qdrnt: the key does not exist.');
  expect(said).toContain('\n  qdrant.storage.size is "150GB": the value is not an amount of bytes.');
});

test('values that YAML cannot have are refused by their keys', async () => {
  const said = await problem(
    'qdrant-stack.config.mjs',
    `export default { domainName: () => 'example.net', qdrant: { podLabels: new Map() } };`,
  );

  expect(said).toContain('2 problems found');
  expect(said).toContain('\n  domainName: the value is a function.');
  expect(said).toContain('\n  qdrant.podLabels: the value is an object of class Map.');
});

describe('the security rules judge what extend adds', () => {
  const withObject = (manifest: object) => `export default {
    extend({ chart, cdk8s }) { new cdk8s.ApiObject(chart, 'added', ${JSON.stringify(manifest)}); },
  };`;

  test('an ingress that bypasses the sign-in is refused', async () => {
    const backend = { service: { name: 'qdrant', port: { name: 'http' } } };
    const rules = [
      { host: 'qdrant-dashboard.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
    ];
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'open' },
      spec: { ingressClassName: 'nginx', rules },
    };

    expect(await problem('qdrant-stack.config.mjs', withObject(ingress))).toMatch(
      /Ingress open routes qdrant-dashboard\.example\.com\/ to Qdrant without the sign-in.* Fix: /,
    );
  });

  test('a Secret with the credentials of the stack is refused', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'oauth2-proxy' }, stringData: { a: 'b' } };

    expect(await problem('qdrant-stack.config.mjs', withObject(secret))).toContain(
      'Secret oauth2-proxy contains keys or credentials, which everybody who sees the manifests can read. Fix: ',
    );
  });

  test('a second object of a name of the stack is refused', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'qdrant' }, spec: {} };

    expect(await problem('qdrant-stack.config.mjs', withObject(service))).toContain(
      'Service qdrant is a duplicate of an object of qdrant',
    );
  });
});

describe('which file is the config', () => {
  const SCRIPT = 'export default { domainName: "script.net" };';

  test('a script comes before config.yaml, which is the example of a clone', async () => {
    write({ 'qdrant-stack.config.mjs': SCRIPT, 'config.yaml': 'domainName: example.net\n' });

    expect((await synth()).stdout).toContain('https://qdrant.script.net/');
  });

  test.each(['config.local.yaml', 'qdrant-stack.config.js'])('a script beside %s is refused', async other => {
    write({ [other]: 'domainName: example.net\n', 'qdrant-stack.config.mjs': SCRIPT });
    const { code, stderr } = await synth();

    expect(code).toBe(1);
    expect(stderr).toMatch(/The folder has more than one config: \S+, \S+\./);
    expect(stderr).toContain(other);
  });

  test('QDRANT_CONFIG chooses one of several', async () => {
    write({ 'config.local.yaml': 'domainName: example.net\n', 'qdrant-stack.config.mjs': SCRIPT });
    mkdirSync(join(folder, 'sub'));
    const env = { QDRANT_CONFIG: '../qdrant-stack.config.mjs' };

    expect((await runCommand(['synth'], { cwd: join(folder, 'sub'), env })).stdout).toContain('qdrant.script.net/');
  });

  test('init writes YAML only', async () => {
    const init = (env: string) =>
      runCommand(['init', '--domain-name', 'a.net'], { cwd: folder, env: { QDRANT_CONFIG: env } });
    write({ 'qdrant-stack.config.mjs': SCRIPT });

    expect((await init('')).stderr).toContain('qdrant-stack.config.mjs already exists');
    expect(await init('new.config.ts')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('new.config.ts is not the name of a YAML file, and init writes YAML'),
    });
    expect(existsSync(join(folder, 'new.config.ts'))).toBe(false);
  });
});
