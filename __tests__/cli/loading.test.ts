import { spawnSync } from 'node:child_process';
import { relative, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');
const PRINT_LOADED = `
process.on('exit', () => console.error(JSON.stringify(Object.keys(require.cache))));
require('./commands/main.ts');
`;

/** The modules of commands that a command line loads. */
function loaded(...args: string[]): string[] {
  const options = ['--require', './scripts/register.js', '--eval', PRINT_LOADED, 'commands/main.ts', ...args];
  const { stderr } = spawnSync(process.execPath, options, { cwd: REPOSITORY, encoding: 'utf8' });
  const files: string[] = JSON.parse(stderr);
  return files.map(file => relative(REPOSITORY, file)).filter(file => /^commands\/.*\/command\.ts$/.test(file));
}

test('a command that is asked for is loaded alone', () => {
  expect(loaded('synth', '--help')).toEqual(['commands/synth/command.ts']);
});

test('the help of the program loads no command', () => {
  expect(loaded('--help')).toEqual([]);
});
