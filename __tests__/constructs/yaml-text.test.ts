import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { toYaml } from '../../constructs/src/common/yaml-text';

/** Text that YAML has to quote, to fold or to write as a block, beside any other text. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[\w./:-]{1,12}$/),
  fc
    .array(fc.constantFrom('\n', ' ', '\t', 'a', '- ', '#', ':', '"', "'", '\\', '\r'), { maxLength: 12 })
    .map(parts => parts.join('')),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"', '\\'), minLength: 60, maxLength: 1100 }),
  fc.constantFrom(
    'example.com',
    'https://qdrant.example.com:6333/metrics',
    'docker.io/qdrant/qdrant:',
    'yes',
    'null',
    '~',
    '0777',
    '0o7',
    '12:30:45',
    '1e3',
    '.nan',
    '=',
    '<<',
    '2026-01-01',
    '0x1F',
    '1_000',
    '---',
    '...',
    '%',
  ),
);
/** At the start of a line, these would end a document of YAML. */
const key = text.filter(name => !/^(?:---|\.\.\.)/.test(name));
const { json } = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    text,
    fc.integer(),
    fc.double().filter(number => !Object.is(number, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.dictionary(key, tie('json'), { maxKeys: 5 }),
  ),
}));

test('the text is the one that cdk8s writes', () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 3 }), objects => {
      expect(toYaml(objects)).toBe(Yaml.stringify(...objects));
    }),
    { numRuns: 1000 },
  );
});
