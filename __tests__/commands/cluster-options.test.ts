import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../commands';
import { runCommand } from '../support/run-command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-options-'));
  writeFileSync(join(folder, 'config.yaml'), 'domainName: acme.io\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...argv: string[]) => runCommand(argv, { cwd: folder, env: { KUBECONFIG: '', QDRANT_CONFIG: '' } });

test('--kubeconfig names the file that a command reads', async () => {
  expect(await run('status', '--kubeconfig', 'no/such/file')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /Could not read the kubeconfig no\/such\/file.*\n {2}Fix: name a file that kubectl can use with --kubeconfig\.\n$/,
    ),
  });
});

test('-n replaces the namespace of the config, also in the commands that a message suggests', async () => {
  const { stdout } = await run('synth', '-n', 'vectors');

  expect(stdout).toContain('Secrets in namespace vectors');
  expect(stdout).toContain('Next: QDRANT_NAMESPACE=vectors npm run hook');
});

test('fails if -n is no name of a namespace', async () => {
  expect(await run('synth', '-n', 'Vectors')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('namespace is "Vectors"'),
  });
});

/** The commands with these options, and where they require it, an argument or option. */
const WITH_OPTIONS = [
  'init',
  'synth',
  'hook',
  'deploy',
  'verify',
  'status',
  'restore folder',
  'scale',
  'resize-storage',
  'backup create',
  'rollback',
  'token --collection docs:r',
];

test.each([
  ...WITH_OPTIONS.map(command => [command, '-n', '-n, --namespace <name>']),
  ...[...WITH_OPTIONS.filter(command => command !== 'synth'), 'code-server-env'].flatMap(command => [
    [command, '--kubeconfig', '--kubeconfig <file>'],
    [command, '--context', '--context <name>'],
  ]),
  ['rollback', '--backup', '--backup <folder>'],
  ['backup create', '--collection', '--collection <name>'],
])('fails if %s gets %s with an empty value', async (command, option, flags) => {
  expect(await run(...command.split(' '), option, '')).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: option '${flags}' has an empty value. Allowed: a value. Fix: write a value, or leave the option out for its default.\n`,
  });
});

test('--kubeconfig of a backup needs --in-cluster', async () => {
  expect(await run('backup', 'create', '--kubeconfig', 'kubeconfig')).toMatchObject({
    code: 2,
    stderr: 'error: --kubeconfig needs --in-cluster\n',
  });
});

test('config.local.yaml comes before config.yaml, and its manifests do not replace those of dist/', async () => {
  writeFileSync(join(folder, 'config.local.yaml'), 'domainName: local.acme.io\n');
  const { stdout } = await run('synth', '--output', 'json');

  expect(JSON.parse(stdout)).toMatchObject({
    folder: 'dist.local',
    addresses: expect.arrayContaining(['https://qdrant.local.acme.io/']),
  });
});

/** The commands that connect to no cluster. */
const WITHOUT_CLUSTER = ['synth', 'completion'];

test.each(COMMANDS.map(({ name }) => name))('%s --help has its options and an example', async name => {
  const path = name === 'backup' ? ['backup', 'create'] : [name];
  const { code, stdout } = await run(...path, '--help');

  expect(code).toBe(0);
  expect(stdout).toContain('--output <format>');
  expect(stdout).toMatch(new RegExp(`\\nExamples:\\n {2}\\S.*:\\n {4}npm run ${name}`));
  expect(stdout.includes('--kubeconfig <file>')).toBe(!WITHOUT_CLUSTER.includes(name));
  expect(stdout.includes('-n, --namespace <name>')).toBe(!['code-server-env', 'completion'].includes(name));
});
