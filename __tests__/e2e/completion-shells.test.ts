import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../support/run-command';
import { execute } from './support/execute';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function script(shell: string): Promise<string> {
  const { stdout } = await runCommand(['completion', shell]);
  const file = join(folder, `completion.${shell}`);
  writeFileSync(file, stdout);
  return file;
}

test.each([
  ['qdrant-stack sta', ['status']],
  ['qdrant-stack status --dri', ['--drift']],
  ['qdrant-stack status --output ', ['json', 'text']],
  ['qdrant-stack backup c', ['create']],
  ['qdrant-stack backup create --format ', ['jsonl', 'snapshot']],
])('fish completes "%s"', async (line, words) => {
  const { stdout } = await execute('fish', [
    '--no-config',
    '-c',
    `source ${await script('fish')}; complete -C '${line}'`,
  ]);
  const offered = stdout.split('\n').map(each => each.split('\t')[0]);

  expect(offered.filter(word => word !== '').sort()).toEqual(words);
});

test('zsh reads the script, and completes the program', async () => {
  const file = await script('zsh');
  const { stdout } = await execute('zsh', ['-fc', `HOME=${folder}; source ${file}; print -r -- $_comps[qdrant-stack]`]);

  expect(stdout).toContain('_qdrant_stack');
});
