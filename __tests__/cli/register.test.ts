import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../support/folders';
import { ROOT } from '../support/run-process';

const FOLDERS = ['cli', 'clients', 'config', 'constructs/src', 'reconcile', 'stack'];

let clone: string;
let elsewhere: string;

/** A clone whose program prints the texts of two files of the library. */
beforeEach(() => {
  clone = temporaryFolder();
  elsewhere = temporaryFolder();
  FOLDERS.forEach(folder => mkdirSync(join(clone, folder), { recursive: true }));
  cpSync(join(ROOT, 'scripts'), join(clone, 'scripts'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  write('tsconfig.json', '{}');
  write('app.ts', '');
  write('main.ts', '');
  write(
    'commands/main.ts',
    `import { file } from '../constructs/src/file';
import { below } from '../constructs/src/folder/below';
console.log(file, below);`,
  );
  text('file.ts', 'file', 'one');
  text('folder/below.ts', 'below', 'one');
  symlinkSync(join(elsewhere, 'file.ts'), join(clone, 'constructs/src/file.ts'));
  symlinkSync(join(elsewhere, 'folder'), join(clone, 'constructs/src/folder'));
});

function write(name: string, content: string, folder = clone): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function text(file: string, name: string, value: string): void {
  write(file, `export const ${name} = '${value}';\n`, elsewhere);
}

function run(): string {
  const args = ['--require', join(clone, 'scripts/register.js'), join(clone, 'commands/main.ts')];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}

const bundles = () => readdirSync(join(clone, '.cache/bundles'));

test('the bundle is made anew when the target of a symbolic link changes', () => {
  symlinkSync('..', join(clone, 'constructs/src/around'));

  expect(run()).toBe('one one\n');
  expect(run()).toBe('one one\n');
  expect(bundles()).toHaveLength(1);

  text('file.ts', 'file', 'two');
  expect(run()).toBe('two one\n');

  text('folder/below.ts', 'below', 'two');
  expect(run()).toBe('two two\n');

  // Another target of the same size.
  write('other.ts', `export const file = 'new';\n`, elsewhere);
  rmSync(join(clone, 'constructs/src/file.ts'));
  symlinkSync(join(elsewhere, 'other.ts'), join(clone, 'constructs/src/file.ts'));
  expect(run()).toBe('new two\n');
});

test('bundles that nobody has used for an hour go, but for the newest three', () => {
  const ages = { minute: 60, hours: 7200, day: 86_400, week: 604_800 };
  run();
  const [first] = bundles();
  for (const [name, seconds] of Object.entries(ages)) {
    const time = new Date(Date.now() - seconds * 1000);
    mkdirSync(join(clone, '.cache/bundles', name));
    utimesSync(join(clone, '.cache/bundles', name), time, time);
  }

  text('file.ts', 'file', 'two');
  run();

  expect(bundles()).toHaveLength(3);
  expect(bundles()).toEqual(expect.arrayContaining([first, 'minute']));
});

test.each(['.cache', '.cache/bundles'])('no bundle runs where other users may write to %s', folder => {
  run();
  const [bundle] = bundles();
  write(`.cache/bundles/${bundle}/qdrant-stack.js`, `console.log('not of the clone');`);
  expect(run()).toBe('not of the clone\n');

  chmodSync(join(clone, folder), 0o777);
  expect(run()).toBe('one one\n');
});
