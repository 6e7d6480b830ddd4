import { stringify } from 'yaml';
import { environmentOf } from '../../../commands/code-server-env/variables';

/** A ConfigMap `namespace/name` with a text as its service.yaml. */
function configMap(id: string, text: string) {
  const [namespace, name] = id.split('/');
  return { metadata: { namespace, name }, data: { 'service.yaml': text } };
}

const announcing = (...variables: unknown[]) => stringify({ service: { environment_variables: variables } });
const of = (text: string) => environmentOf([configMap('n/a', text)]);
const leftOut = (reason: string) => ({ variables: [], notes: [`ConfigMap n/a is skipped: ${reason}`] });
/** A text of nearly the size that is allowed. */
const full = (unit: string) => unit.repeat(Math.floor(65_000 / unit.length));

test('variables come in the order of namespace and name, whatever the order of the answer', () => {
  const configMaps = ['b/a', 'a/b', 'a/a', 'a/B'].map((id, index) =>
    configMap(id, announcing({ name: `X${index}`, value: id })),
  );

  const { variables } = environmentOf(configMaps);

  expect(variables.map(({ value }) => value)).toEqual(['a/B', 'a/a', 'a/b', 'b/a']);
  expect(environmentOf([...configMaps].reverse())).toEqual({ variables, notes: [] });
});

test('of two values of a name the later counts, and it is noted; the same value twice is not', () => {
  const text = (value: string) => announcing({ name: 'A', value: 'same' }, { name: 'B', value });

  expect(environmentOf([configMap('n/b', text('2')), configMap('n/a', text('1'))])).toEqual({
    variables: [
      { name: 'A', value: 'same', source: 'n/b' },
      { name: 'B', value: '2', source: 'n/b' },
    ],
    notes: ['B has different values in n/a and n/b: the shells get the value of n/b'],
  });
});

test('a value is the text as it is written, whatever YAML takes it for', () => {
  const values = ['6334', '1.10', '0x1F', '010', 'yes', 'null', '~', '1e3', '2001-01-01', ''];
  const text = values.map((value, index) => `  - {name: X${index}, value: ${value}}`).join('\n');

  expect(of(`service:\n  environment_variables:\n${text}`).variables.map(({ value }) => value)).toEqual(values);
});

test.each<[string, string, string]>([
  ['is not YAML', 'service: [', 'its service.yaml is not valid YAML (BAD_INDENT, line 1)'],
  ['is two documents', 'a: b\n---\nc: d', 'its service.yaml is not valid YAML (MULTIPLE_DOCS, line 2)'],
  ['has an alias to nothing', 'service: *no', 'its service.yaml cannot be read: '],
  ['is empty', '', 'its service.yaml has no mapping service'],
  ['is a list', '- service', 'its service.yaml has no mapping service'],
  ['has a list as service', 'service: []', 'its service.yaml has no mapping service'],
  [
    'has a text as variables',
    'service: {environment_variables: A=1}',
    'service.environment_variables in its service.yaml is not a list',
  ],
  ['is too long', `service: {}\n#${'x'.repeat(70_000)}`, 'its service.yaml is longer than 64 KiB'],
])('a ConfigMap whose service.yaml %s is left out, and the others count', (_, text, reason) => {
  const { variables, notes } = environmentOf([
    configMap('n/a', text),
    configMap('n/b', announcing({ name: 'B', value: '1' })),
  ]);

  expect(notes).toEqual([expect.stringContaining(`ConfigMap n/a is skipped: ${reason}`)]);
  expect(variables).toEqual([{ name: 'B', value: '1', source: 'n/b' }]);
});

test('a ConfigMap without service.yaml is left out, and a service without variables has none', () => {
  expect(environmentOf([{ metadata: { namespace: 'n', name: 'a' } }])).toEqual(leftOut('it has no key service.yaml'));
  expect(of('service: {name: quiet}')).toEqual({ variables: [], notes: [] });
});

test.each<[string, unknown, string]>([
  ['PATH', { name: 'PATH', value: '/tmp' }, 'a variable of this name controls shells or other programs'],
  ['A', { name: 'A', value: 'a\0b' }, 'its value has a NUL, which no environment variable can hold'],
  ['A', { name: 'A', value: ['b'] }, 'its value is not a string'],
  ['A', { name: 'A' }, 'its value is not a string'],
  ['Entry 1', { value: 'b' }, 'it has no name'],
  ['Entry 1', 'A=b', 'it has no name'],
  ...['', '1A', 'A-B', 'A B', 'A=', 'A\n', 'A;touch x', '$(x)', 'É', 'A'.repeat(256)].map(
    (name): [string, unknown, string] => [
      'Entry 1',
      { name, value: 'b' },
      'its name must have letters, digits and _, begin with a letter or _, and have at most 255 characters',
    ],
  ),
])('%s of %j is left out', (subject, entry, reason) => {
  expect(of(announcing(entry))).toEqual({
    variables: [],
    notes: [`${subject} of ConfigMap n/a is skipped: ${reason}`],
  });
});

test('half a character is left out: no file can hold it', () => {
  expect(of('service: {environment_variables: [{name: A, value: "\\uD800"}]}').notes).toEqual([
    'A of ConfigMap n/a is skipped: its value is not valid Unicode',
  ]);
});

test('many faults of one ConfigMap are counted', () => {
  const { notes } = of(announcing(...Array.from({ length: 300 }, () => ({ name: '' }))));

  expect(notes).toHaveLength(11);
  expect(notes[10]).toBe('290 more entries of ConfigMap n/a are skipped');
});

test.each([
  ...[
    'PATH',
    'HOME',
    'IFS',
    'ENV',
    'BASH_ENV',
    'PROMPT_COMMAND',
    'PS1',
    'PS4',
    'SHELLOPTS',
    'ZDOTDIR',
    'FPATH',
    'path',
  ],
  ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'PYTHONSTARTUP', 'PYTHONPATH'],
  ...['PERL5OPT', 'GIT_SSH_COMMAND', 'EDITOR', 'PAGER', 'LESSOPEN', 'TMPDIR', 'fish_function_path', 'precmd_functions'],
])('%s is not for a service to set', name => {
  expect(of(announcing({ name, value: 'x' })).variables).toEqual([]);
});

test.each([
  'QDRANT_API_URL',
  'GITEA_URL',
  'HARBOR_REGISTRY',
  'http_proxy',
  'DATABASE_PATH',
  '_A1',
  'GIT_URL',
  'HOME_URL',
])('%s is taken', name => {
  expect(of(announcing({ name, value: 'x' })).variables).toHaveLength(1);
});

test('what no environment can hold is left out, or no shell could start a program any more', () => {
  const configMaps = Array.from({ length: 12 }, (_, index) =>
    configMap(`n/a${index + 10}`, announcing({ name: `X${index}`, value: 'x'.repeat(60_000) })),
  );

  const { variables, notes } = environmentOf(configMaps);

  expect(variables).toHaveLength(8);
  expect(notes).toEqual([
    'Variable X8 of n/a18 and all later variables are skipped: the variables of the services exceed 512 KiB',
  ]);
});

test.each([
  [
    'aliases of aliases',
    `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]`).join('\n')}\nservice: *a40`,
  ],
  ['an alias to itself', 'service: &s\n  environment_variables: [*s, {name: *s, value: *s}]'],
  ['many aliases', `x: &x y\nservice: [${full('*x ,')}]`],
  ['lists in lists', full('[')],
  ['mappings in mappings', full('{a: ')],
  ['lists in lists, by lines', full('- ')],
  ['many keys', Array.from({ length: 7000 }, (_, i) => `key${i}:`).join('\n')],
  ['many tags', full('!a ')],
  ['many directives', full('%A\n')],
  ['an open quote', full('"\\')],
  ['many entries', `service:\n  environment_variables:\n${full('  - {name: 1, value: 1}\n')}`],
])('hostile YAML is read in bounded time: %s', (_, text) => {
  const begin = process.cpuUsage();

  expect(of(text).variables).toEqual([]);
  expect(process.cpuUsage(begin).user).toBeLessThan(10_000_000);
});
