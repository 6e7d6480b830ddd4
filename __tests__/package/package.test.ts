import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../library/support/apps';
import { InstalledProgram } from '../support/installed-program';

const COMMANDS = [
  ...['init', 'synth', 'deploy', 'hook', 'verify', 'status', 'backup', 'restore'],
  ...['resize-storage', 'scale', 'code-server-env', 'token', 'rollback'],
];
/** What the package holds beside the code of the program. */
const OTHER_FILES = [
  ...['LICENSE', 'README.md', 'package.json'],
  ...[
    ...['THIRD_PARTY_LICENSES', 'VERSION', 'config.schema.json', 'config.yaml'],
    ...['config-keys.d.ts', 'index.d.ts', 'index.js'],
    ...['commands/code-server-env/home.sh', 'constructs/programs/scheduled-backup.mjs'],
    ...['constructs/programs/scheduled-drill.mjs', 'constructs/programs/start-new-node.pl'],
    ...[
      'constructs/programs/reconcile.mjs',
      'constructs/programs/keycloak-admin-client.mjs',
      'constructs/programs/jose.mjs',
      'constructs/programs/verify.mjs',
    ],
  ].map(file => `lib/${file}`),
];

const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-'));
/** What people and their editors read. */
const NOT_READ = ['THIRD_PARTY_LICENSES', 'config-keys.d.ts', 'index.d.ts', 'index.js'].map(file => `lib/${file}`);
let program: InstalledProgram;

beforeAll(async () => {
  program = await InstalledProgram.in(folder);
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `npx qdrant-stack` where no cluster and no password is known. */
function qdrantStack(...args: string[]) {
  return program.run(args, { QDRANT_CONFIG: undefined, KUBECONFIG: '/no/such/file', ADMIN_PASSWORD: undefined });
}

/** Every file of a folder, by name. */
function contents(path: string): Record<string, string> {
  return Object.fromEntries(readdirSync(path).map(name => [name, readFileSync(join(path, name), 'utf8')]));
}

// esbuild refuses to run inside of Jest's own globals.
const PRINT_INPUTS = `
require('./scripts/bundle')({ main: 'commands/main.ts' }, {}).then(({ outputs }) => {
  const inputs = Object.values(outputs).flatMap(output => Object.entries(output.inputs));
  console.log(JSON.stringify(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)));
});
`;

/** The npm packages of which the bundle has code. */
function packagesInBundle(): string[] {
  const options = { cwd: REPOSITORY, encoding: 'utf8' } as const;
  const inputs: string[] = JSON.parse(execFileSync(process.execPath, ['--eval', PRINT_INPUTS], options));
  const names = inputs.flatMap(path => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

const javaScript = () => program.files.filter(file => file.endsWith('.js') && !OTHER_FILES.includes(file));

describe('the package', () => {
  test('holds the program as JavaScript, what it reads, and nothing else', () => {
    expect(program.files.filter(file => !javaScript().includes(file)).sort()).toEqual([...OTHER_FILES].sort());
    expect(javaScript()).toContain('lib/qdrant-stack.js');
    expect(javaScript().filter(file => file.split('/').length > 2)).toEqual([]);
  });

  test('holds every file that the code reads from its own folder', () => {
    const reads = javaScript().flatMap(file => {
      const paths = program.textOf(file).matchAll(/join\)\(\$bundle \+ "([^"]*)", ([^)]*)\)/g);
      return [...paths].map(([, place, rest]) => join('lib', place!, ...(JSON.parse(`[${rest}]`) as string[])));
    });

    expect([...new Set(reads)].sort()).toEqual(
      OTHER_FILES.filter(file => file.startsWith('lib/') && !NOT_READ.includes(file)).sort(),
    );
  });

  test('names the license of each package that it contains', () => {
    const licenses = program.textOf('lib/THIRD_PARTY_LICENSES');
    const named = [...licenses.matchAll(/^Contains code of the package (\S+) \d+\.\d+\.\d+\S*:$/gm)].map(
      ([, name]) => name,
    );

    expect([...new Set(named)].sort()).toEqual(packagesInBundle());
    expect(licenses).not.toMatch(/GNU (?:AFFERO |LESSER )?GENERAL PUBLIC LICENSE/i);
  });

  test('says nothing about the machine that built it', () => {
    expect(program.files.filter(file => program.textOf(file).includes(REPOSITORY))).toEqual([]);
  });

  test('installs without a complaint, as one small package', () => {
    const installed = readdirSync(join(program.folder, 'node_modules')).filter(name => !name.startsWith('.'));
    const size = program.files.reduce((sum, file) => sum + program.textOf(file).length, 0);

    expect(program.npmSaid).not.toMatch(/peer|ERESOLVE|EBADENGINE|deprecated/i);
    expect(installed).toEqual(['qdrant-stack']);
    expect(size).toBeLessThan(15_000_000);
  });
});

test('--help lists every command, and each has a --help of its own', async () => {
  const { code, stdout } = await qdrantStack('--help');

  expect(code).toBe(0);
  for (const command of COMMANDS) {
    expect(stdout).toContain(`\n  ${command} `);
    expect(await qdrantStack(command, '--help')).toMatchObject({ code: 0, stderr: '' });
  }
});

test('from an empty folder, init and synth make the manifests that the repository has', async () => {
  expect(await qdrantStack('init', '--domain-name', 'example.com')).toEqual({
    code: 0,
    stdout: 'The command wrote config.yaml. Next: npx qdrant-stack synth\n',
    stderr: '',
  });
  const [, schema] = /\$schema=(.*)/.exec(readFileSync(join(program.folder, 'config.yaml'), 'utf8'))!;
  expect(existsSync(join(program.folder, schema!))).toBe(true);

  const { code, stdout } = await qdrantStack('synth', '-o', 'dist');

  expect(code).toBe(0);
  expect(stdout).toContain('\nNext: npx qdrant-stack hook, then kubectl apply --server-side -f dist\n');
  expect(contents(join(program.folder, 'dist'))).toEqual(contents(join(REPOSITORY, 'dist')));
});

describe('a config in JavaScript', () => {
  const synth = async (text: string) => {
    const file = join(program.folder, 'own.mjs');
    writeFileSync(file, text);
    return program.run(['synth', '-o', 'own'], { QDRANT_CONFIG: 'own.mjs' });
  };

  test('takes defineConfig from the package, and extends the stack with the cdk8s of the program', async () => {
    writeFileSync(
      join(program.folder, 'added.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: included }\n',
    );
    const { code, stdout, stderr } = await synth(`import { defineConfig } from 'qdrant-stack';
      export default defineConfig({
        domainName: 'example.com',
        extend({ app, chart, stack, cdk8s, constructs }) {
          new cdk8s.Include(chart, 'included', { url: 'added.yaml' });
          new cdk8s.ApiObject(new cdk8s.Chart(app, 'jobs', { namespace: 'qdrant' }), 'account', {
            apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: constructs.Node.of(chart).id },
          });
          stack.qdrant.statefulSet.addJsonPatch(cdk8s.JsonPatch.add('/metadata/labels/team', 'search'));
        },
      });`);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  0006-extension.k8s.yaml     ConfigMap included\n');
    expect(stdout).toContain('  0007-jobs.k8s.yaml          ServiceAccount extension\n');
    expect(contents(join(program.folder, 'own'))['0003-qdrant.k8s.yaml']).toContain('    team: search\n');
  });

  test('includes a manifest by its URL', async () => {
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: fetched }\n';
    const server = createServer((_, response) => response.end(manifest)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stdout, stderr } = await synth(`export default {
        domainName: 'example.com',
        extend({ chart, cdk8s }) {
          new cdk8s.Include(chart, 'fetched', { url: 'http://127.0.0.1:${port}/fetched.yaml' });
        },
      };`);

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('  0006-extension.k8s.yaml     ConfigMap fetched\n');
    } finally {
      server.close();
    }
  });

  test.each([
    ['export default {\n  domainName: = 1,\n};', "own.mjs:2:1 The file has a syntax error: Unexpected token '='."],
    ['export default await {};', '  The file has await at its top level'],
    ['import "other"; export default {};', "An import fails: Cannot find package 'other'."],
  ])('%j is an error with one message', async (text, message) => {
    const { code, stderr } = await synth(text);

    expect(code).toBe(1);
    expect(stderr).toContain('own.mjs: 1 problem found, nothing was changed.');
    expect(stderr).toContain(message);
  });
});

describe('where no server can be reached, each command says what to do', () => {
  test.each<[string[], RegExp]>([
    [['hook', '--only', 'tls'], /^Error: .*kubeconfig.*\n {2}Fix: set the environment variable KUBECONFIG/],
    [['hook', '--only', 'keycloak'], /^Error: The environment variable ADMIN_PASSWORD is not set\.\n {2}Fix: /],
    [['code-server-env'], /^Error: .*kubeconfig.*\n {2}Fix: set the environment variable KUBECONFIG/],
    [
      ['backup', 'verify', 'dist'],
      /^Error: dist is not a backup: the file manifest\.json, which is written last, is missing/,
    ],
  ])('%j', async (args, message) => {
    expect(await qdrantStack(...args)).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });

  test('verify', async () => {
    const { code, stdout } = await qdrantStack('verify', '--only', 'cluster');

    expect(code).toBe(1);
    expect(stdout).toContain('Fix: set the environment variable KUBECONFIG');
  });
});
