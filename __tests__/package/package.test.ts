import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageJson, REPOSITORY } from '../library/support/apps';
import { InstalledProgram } from '../support/installed-program';

const COMMANDS = [
  ...['init', 'synth', 'deploy', 'hook', 'verify', 'status', 'backup', 'restore'],
  ...['resize-storage', 'scale', 'code-server-env', 'token', 'rollback'],
];
/** What the package holds beside JavaScript. */
const OTHER_FILES = [
  ...['LICENSE', 'README.md', 'package.json'],
  ...['VERSION', 'config.schema.json', 'config.yaml', 'commands/code-server-env/home.sh'].map(file => `lib/${file}`),
];

const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-'));
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

const compiled = () => program.files.filter(file => file.endsWith('.js'));

describe('the package', () => {
  test('holds the program as JavaScript, what it reads, and nothing else', () => {
    const sources = compiled().map(file => file.replace(/^lib\/(.*)\.js$/, '$1.ts'));

    expect(program.files.filter(file => !file.endsWith('.js')).sort()).toEqual([...OTHER_FILES].sort());
    expect(sources).toContain('commands/main.ts');
    expect(sources.filter(file => !existsSync(join(REPOSITORY, file)))).toEqual([]);
    expect(sources.filter(file => /^(?:__tests__|scripts|constructs|node_modules)\//.test(file))).toEqual([]);
  });

  test('holds every file that the code reads from its own folder', () => {
    const reads = compiled().flatMap(file => {
      const uses = program.textOf(file).match(/__dirname/g) ?? [];
      const paths = [...program.textOf(file).matchAll(/join\)?\(__dirname, ((?:'[^']+'(?:, )?)+)\)/g)].map(
        ([, parts]) => join(dirname(file), ...parts!.split(', ').map(part => part.slice(1, -1))),
      );
      // A use of another form would be overlooked.
      expect(paths).toHaveLength(uses.length);
      return paths;
    });

    expect(reads).toContain('lib/commands/code-server-env/home.sh');
    expect(reads.filter(file => !program.files.includes(file))).toEqual([]);
    expect(OTHER_FILES.filter(file => file.startsWith('lib/') && !reads.includes(file))).toEqual([]);
  });

  test('still loads by import() what is written as ES modules only', () => {
    const imports = (text: string) => [...text.matchAll(/(?<!typeof )\bimport\('([^']+)'\)/g)].map(([, name]) => name);
    const fromSources = compiled().flatMap(file =>
      imports(readFileSync(join(REPOSITORY, file.replace(/^lib\/(.*)\.js$/, '$1.ts')), 'utf8')),
    );

    expect(fromSources).toContain('listr2');
    expect(compiled().flatMap(file => imports(program.textOf(file)))).toEqual(fromSources);
  });

  test('says nothing about the machine that built it', () => {
    expect(program.files.filter(file => program.textOf(file).includes(REPOSITORY))).toEqual([]);
  });

  test('installs without a complaint, and without what only the repository needs', () => {
    const { devDependencies } = packageJson(REPOSITORY);
    const large = ['cdk8s-cli', 'jest', 'jsii', 'tsx', 'typescript'];

    expect(program.npmSaid).not.toMatch(/peer|ERESOLVE|EBADENGINE|deprecated/i);
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(large));
    expect(large.filter(name => existsSync(join(program.folder, 'node_modules', name)))).toEqual([]);
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
