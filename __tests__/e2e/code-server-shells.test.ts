import fc from 'fast-check';
import { appendFileSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCRIPT, scriptInput } from '../../commands/code-server-env/home-step';
import { shellFiles } from '../../commands/code-server-env/shell-files';
import { isReserved } from '../../commands/code-server-env/variable-names';
import { execute } from './support/execute';

const FOLDER = '.config/thinkube';
const STARTUP = ['.bashrc', '.zshrc', '.config/fish/config.fish'];
const EVERYTHING = [
  `create ${FOLDER}/service-env-cs.sh`,
  `create ${FOLDER}/service-env-cs.fish`,
  ...STARTUP.map(file => `append ${file}`),
];
/** Interactive, as people open them: they read their startup files, which read ours. */
const SHELLS = {
  bash: ['-ic', 'env -0'],
  zsh: ['-ic', 'env -0'],
  fish: ['-ic', 'env -0'],
};

let home: string;
beforeAll(async () => {
  for (const shell of Object.keys(SHELLS)) {
    await execute(shell, ['-c', 'exit']).catch(() => {
      throw new Error(`${shell} is not in the PATH. On Debian and Ubuntu: apt-get install bash zsh fish.`);
    });
  }
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'code-server-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const path = (name: string) => join(home, name);
const read = (name: string) => readFileSync(path(name), 'latin1');
const variables = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value, source: 'a/b' }));

/** Runs the script as it runs in the pod. */
async function script(mode: 'read' | 'write', values: Readonly<Record<string, string>>, shell = 'sh') {
  const stdin = scriptInput(shellFiles(variables(values)));
  const { code, stdout, stderr } = await execute(shell, ['-c', SCRIPT, 'sh', mode, home], { stdin });
  return { code, stderr, changes: stdout.split('\n').filter(line => line) };
}

/** What a shell hands to the programs that it starts. */
async function environmentIn(shell: keyof typeof SHELLS, locale = 'C.UTF-8'): Promise<Record<string, string>> {
  const args = ['-i', `HOME=${home}`, `PATH=${process.env.PATH}`, 'TERM=dumb', `LC_ALL=${locale}`];
  const { stdout } = await execute('env', [...args, shell, ...SHELLS[shell]], { cwd: home });
  const entries = stdout.split('\0').map(entry => /^([^=]*)=(.*)$/s.exec(entry)?.slice(1) ?? []);
  return Object.fromEntries(entries);
}

const HOSTILE = [
  '',
  "'",
  "''''",
  "it's",
  '"$HOME" ~ * ? [a-z] {a,b} & | ; < > # ! !! !$ ^a^b^ %1 =ls',
  '$(touch executed)`touch executed`${x:-$(touch executed)}(touch executed)',
  "'; touch executed; '",
  "\\'; touch executed; \\'",
  "\\\\'; touch executed #",
  'ends in a backslash\\',
  'ends in two\\\\',
  "\\'",
  'a\ntouch executed\n',
  "\n'\n.\n-\nEOF\n",
  '\r\n\r',
  '\ttab \u001b[31mred\u0007 \u007f\u0080\u009b',
  'Zoë ŁÁāƁ 日本語 \u{1f600} \u2028\u2029\ufeff',
  '\ue000\uf600\uf6ff\uf700\ufdd0\uffff\u{f0000}',
  'a:b::c:',
];

const value = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: fc.constantFrom(...'\'"\\$`()!\n\r;&#-.ax ') }),
  fc.string({ unit: 'binary' }).filter(text => !text.includes('\0') && !/\p{Cs}/u.test(text)),
);

test.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])(
  'any value reaches the programs that %s starts as that very text, and none is executed',
  async shell => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1 }), fc.constantFrom('C.UTF-8', 'C'), async (values, locale) => {
        const all = [...HOSTILE, ...values];
        const expected = Object.fromEntries(all.map((each, index) => [`X${index}_PATH`, each]));
        expect(await script('write', expected)).toMatchObject({ code: 0, stderr: '' });
        expect(await environmentIn(shell, locale)).toMatchObject(expected);
        expect(readdirSync(home)).not.toContain('executed');
      }),
      { numRuns: 40 },
    );
  },
);

test.each(['sh', 'bash'])('%s writes the files byte for byte', async shell => {
  await fc.assert(
    fc.asyncProperty(fc.array(value), async values => {
      const expected = Object.fromEntries(values.map((each, index) => [`X${index}`, each]));
      await script('write', expected, shell);
      const { sh, fish } = shellFiles(variables(expected));
      expect(readFileSync(path(`${FOLDER}/service-env-cs.sh`), 'utf8')).toBe(sh);
      expect(readFileSync(path(`${FOLDER}/service-env-cs.fish`), 'utf8')).toBe(fish);
      expect(await script('read', expected, shell)).toEqual({ code: 0, stderr: '', changes: [] });
    }),
    { numRuns: 40 },
  );
});

test('every variable that a shell has a use for is refused', async () => {
  const ask = {
    bash: ['--norc', '-c', 'compgen -v'],
    zsh: ['-fc', 'zmodload zsh/parameter zsh/zle zsh/complist; print -rl ${(ok)parameters[(R)*special*]}'],
    fish: ['--no-config', '-c', 'set -n'],
  };
  for (const [shell, args] of Object.entries(ask)) {
    const { stdout } = await execute('env', ['-i', `PATH=${process.env.PATH}`, `HOME=${home}`, shell, ...args]);
    const names = stdout.split('\n').filter(name => /^\w+$/.test(name) && !/^\d+$/.test(name)); // not $1, $# and such
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter(name => !isReserved(name))).toEqual([]);
  }
});

describe('the home directory', () => {
  test('gets both files, executable, and the line in each startup file, where there was nothing', async () => {
    expect(await script('write', { A: '1' })).toEqual({ code: 0, stderr: '', changes: EVERYTHING });

    for (const file of ['service-env-cs.sh', 'service-env-cs.fish']) {
      expect(statSync(path(`${FOLDER}/${file}`)).mode & 0o777).toBe(0o755);
    }
    expect(readdirSync(path(FOLDER)).sort()).toEqual(['service-env-cs.fish', 'service-env-cs.sh']);
    expect(STARTUP.map(read)).toEqual([
      'if [ -r ~/.config/thinkube/service-env-cs.sh ]; then . ~/.config/thinkube/service-env-cs.sh; fi\n',
      'if [ -r ~/.config/thinkube/service-env-cs.sh ]; then . ~/.config/thinkube/service-env-cs.sh; fi\n',
      'if test -r ~/.config/thinkube/service-env-cs.fish; source ~/.config/thinkube/service-env-cs.fish; end\n',
    ]);
  });

  test('has everything in it belong to whoever it belongs to, also where the container runs as root', async () => {
    if (process.getuid!() === 0) chownSync(home, 1000, 1000);

    await script('write', { A: '1' });

    const { uid, gid } = statSync(home);
    for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      expect({ name, owner: statSync(path(name)) }).toMatchObject({ name, owner: { uid, gid } });
    }
  });

  test('the mode read changes nothing', async () => {
    expect(await script('read', { A: '1' })).toEqual({ code: 0, stderr: '', changes: EVERYTHING });
    expect(readdirSync(home)).toEqual([]);
  });

  test('is left alone when all is there, and gets only what differs', async () => {
    await script('write', { A: '1' });
    const before = statSync(path(`${FOLDER}/service-env-cs.sh`)).ino;

    expect(await script('write', { A: '1' })).toMatchObject({ changes: [] });
    expect(statSync(path(`${FOLDER}/service-env-cs.sh`)).ino).toBe(before);
    appendFileSync(path(`${FOLDER}/service-env-cs.fish`), 'set -gx B 2\n');
    expect(await script('write', { A: '1' })).toMatchObject({ changes: [`update ${FOLDER}/service-env-cs.fish`] });
    expect((await script('write', { A: '2' })).changes).toEqual([
      `update ${FOLDER}/service-env-cs.sh`,
      `update ${FOLDER}/service-env-cs.fish`,
    ]);
  });

  test('a startup file keeps every byte and gets one line, however often', async () => {
    mkdirSync(path('.config/fish'), { recursive: true });
    const content = fc.string({ unit: fc.constantFrom(...'ab#\n \r\t\x80\xff') });
    await fc.assert(
      fc.asyncProperty(content, async before => {
        STARTUP.forEach(file => writeFileSync(path(file), before, 'latin1'));
        await script('write', {});
        await script('write', {});
        for (const file of STARTUP) {
          const added = read(file).slice(before.length);
          const separator = before !== '' && !before.endsWith('\n') ? '\n' : '';
          expect(read(file).startsWith(before)).toBe(true);
          expect(added).toMatch(
            new RegExp(`^${separator}if .* ~/.config/thinkube/service-env-cs\\.(sh|fish); (fi|end)\n$`),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['. "$HOME/.config/thinkube/service-env-cs.sh"', 0],
    ['[ -f ~/.config/thinkube/service-env-cs.sh ] && source ~/.config/thinkube/service-env-cs.sh # services', 0],
    ['  source /home/thinkube/.config/thinkube/service-env-cs.sh', 0],
    ['# . ~/.config/thinkube/service-env-cs.sh', 1],
    ['ls ~/.config/thinkube/service-env-cs.sh', 1],
    ['source other.sh; ls service-env-cs.sh', 1],
  ])('in .bashrc, the line %j leaves %i to add', async (line, added) => {
    writeFileSync(path('.bashrc'), `${line}\n`);

    await script('write', {});

    expect(read('.bashrc').split('\n')).toHaveLength(2 + added);
  });

  test('a startup file behind a symbolic link stays one', async () => {
    mkdirSync(path('dotfiles'));
    writeFileSync(path('dotfiles/bashrc'), 'alias ll="ls -l"\n');
    symlinkSync('dotfiles/bashrc', path('.bashrc'));

    await script('write', {});

    expect(read('dotfiles/bashrc')).toContain('service-env-cs.sh');
    expect(
      readdirSync(home, { withFileTypes: true })
        .find(({ name }) => name === '.bashrc')!
        .isSymbolicLink(),
    ).toBe(true);
  });

  test.each<[string, () => void, RegExp]>([
    ['it is missing', () => rmSync(home, { recursive: true }), /^there is no directory \//],
    [
      'a directory has the name of a file',
      () => mkdirSync(path(`${FOLDER}/service-env-cs.sh`), { recursive: true }),
      /^\S+service-env-cs\.sh is a directory$/m,
    ],
    ['a startup file cannot be read', () => mkdirSync(path('.bashrc')), /\.bashrc: Is a directory/],
    ['a file is in the place of a directory', () => writeFileSync(path('.config'), ''), /mkdir: .*\.config/],
  ])('fails if %s', async (_, spoil, message) => {
    spoil();

    const { code, stderr } = await script('write', { A: '1' });
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
  });

  test('fails if the input ends early, and keeps what was there', async () => {
    await script('write', { A: '1' });
    const before = read(`${FOLDER}/service-env-cs.sh`);
    const whole = scriptInput(shellFiles(variables({ A: '2' })));

    for (const length of [0, 1, 90, whole.length - 3]) {
      const stdin = whole.slice(0, length);
      expect(await execute('sh', ['-c', SCRIPT, 'sh', 'write', home], { stdin })).toMatchObject({
        code: 1,
        stdout: '',
        stderr: 'the input ended early\n',
      });
    }
    expect(read(`${FOLDER}/service-env-cs.sh`)).toBe(before);
  });
});
