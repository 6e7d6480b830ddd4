import { execFileSync } from 'node:child_process';
import { COMMANDS } from '../../../commands';
import { runCommand } from '../../support/run-command';

/** The words that bash offers after a line. The last word is the one that a person types. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await runCommand(['completion', 'bash']);
  const quoted = ['qdrant-stack', ...words].map(word => `'${word}'`).join(' ');
  const call = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _qdrant_stack; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${stdout}\n${call}`], { encoding: 'utf8' })
    .split('\n')
    .filter(word => word !== '');
}

test('bash offers every command', async () => {
  expect(await offered('')).toEqual([...COMMANDS.map(({ name }) => name), '--help', '--version']);
});

test.each<[typed: string[], words: string[]]>([
  [['sta'], ['status']],
  [['status', '--dr'], ['--drift']],
  [
    ['status', '--output', ''],
    ['text', 'json'],
  ],
  [['status', '--timeout', ''], []],
  [
    ['backup', ''],
    ['create', 'verify', 'list', 'drill', '-h', '--help'],
  ],
  [
    ['backup', 'create', '--format', ''],
    ['snapshot', 'jsonl'],
  ],
  [
    ['deploy', '--kubeconfig', 'package'],
    ['package.json', 'package-lock.json'],
  ],
  [
    ['init', '--profile', ''],
    ['seed', 'production'],
  ],
  [['completion', 'f'], ['fish']],
])('bash completes %j to %j', async (typed, words) => {
  expect((await offered(...typed)).sort()).toEqual([...words].sort());
});

test('a script is also a field of the JSON result', async () => {
  const { code, stdout } = await runCommand(['completion', 'zsh', '--output', 'json']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'done',
    shell: 'zsh',
    script: expect.stringContaining('bashcompinit'),
  });
});

test('fails for another shell: exit code 2', async () => {
  expect(await runCommand(['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed choices are bash, zsh, fish.'),
  });
});
