import fc from 'fast-check';
import { changesOf, scriptInput } from '../../../commands/code-server-env/home-step';
import { fishQuoted, shellFiles, shQuoted } from '../../../commands/code-server-env/shell-files';

/** What sh reads: between single quotes nothing has a meaning; outside of them, here, only `\'` stands. */
function shRead(text: string): string {
  return text.replace(/'([^']*)'|\\'/gs, (_, quoted?: string) => quoted ?? "'");
}

/** What fish reads between single quotes: \' and \\, and every other backslash as it stands. */
function fishRead(text: string): string {
  return text.slice(1, -1).replace(/\\(['\\])/g, '$1');
}

const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'\'"\\$`()!\n\r ;#ax') }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);

test('a value that was quoted for sh reads back as it was', () => {
  fc.assert(
    fc.property(value, text => {
      expect(shQuoted(text)).toMatch(/^(?:'[^']*'|\\')+$/s);
      expect(shRead(shQuoted(text))).toBe(text);
    }),
  );
});

test('a value that was quoted for fish reads back as it was, and no quote in it ends it', () => {
  fc.assert(
    fc.property(value, text => {
      expect(fishQuoted(text)).toMatch(/^'(?:[^'\\]|\\['\\])*'$/s);
      expect(fishRead(fishQuoted(text))).toBe(text);
    }),
  );
});

test('the files name the source of what follows, and have a line for each variable', () => {
  const { sh, fish } = shellFiles([
    { name: 'A', value: "it's", source: 'n/a' },
    { name: 'B', value: '', source: 'n/a' },
    { name: 'C', value: 'C:\\', source: 'n/c' },
  ]);

  expect(sh).toBe(
    '# Made from the ConfigMaps labelled thinkube.io/managed=true. Changes are overwritten: qdrant-stack code-server-env\n' +
      "# n/a\nexport A='it'\\''s'\nexport B=''\n# n/c\nexport C='C:\\'\n",
  );
  expect(fish.split('\n').slice(1)).toEqual([
    '# n/a',
    "set -gx A 'it\\'s'",
    "set -gx B ''",
    '# n/c',
    "set -gx C 'C:\\\\'",
    '',
  ]);
});

test('without any variable the files are there, so that earlier values go', () => {
  expect(shellFiles([]).sh).toMatch(/^# Made from [^\n]+\n$/);
});

test('no line of a value can be taken for the end of the input', () => {
  fc.assert(
    fc.property(fc.array(value), values => {
      const files = shellFiles(values.map((text, index) => ({ name: `X${index}`, value: text, source: 'n/a' })));
      const lines = scriptInput(files).split('\n').slice(0, -1);
      const texts = [files.sh, files.fish].map(text => text.split('\n').slice(0, -1));
      expect(lines.filter(line => line === '.')).toHaveLength(2);
      expect(lines).toEqual(texts.flatMap(text => [...text.map(line => `-${line}`), '.']));
    }),
  );
});

test('what the script says of a file becomes a change', () => {
  const stdout = 'create a.sh\nupdate a.fish\nappend .zshrc\nappend .config/fish/config.fish\n';

  expect(changesOf(stdout, '2 variables')).toEqual([
    { field: 'a.sh', to: '2 variables' },
    { field: 'a.fish', from: 'something else', to: '2 variables' },
    { field: '.zshrc', to: 'a line that reads ~/.config/thinkube/service-env-cs.sh' },
    { field: '.config/fish/config.fish', to: 'a line that reads ~/.config/thinkube/service-env-cs.fish' },
  ]);
});
