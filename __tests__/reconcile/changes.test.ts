import * as fc from 'fast-check';
import { merged } from '../../reconcile/merge';
import { differences } from '../../reconcile/changes';

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.uniqueArray(fc.string()));
const { tree } = fc.letrec(tie => ({
  tree: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.oneof({ depthSize: 'small' }, leaf, tie('tree'))),
}));
const fields = tree as fc.Arbitrary<Record<string, unknown>>;

test('a difference names the field, what is there and what will be', () => {
  const declared = { baseUrl: 'https://a', attributes: { 'access.token.lifespan': '3600' }, enabled: true };

  expect(differences(declared, { baseUrl: 'https://b', attributes: { other: '1' }, enabled: true })).toEqual([
    { field: 'baseUrl', from: 'https://b', to: 'https://a' },
    { field: 'attributes.access.token.lifespan', from: undefined, to: '3600' },
  ]);
});

test('the order in a list is no difference, a missing or another item is', () => {
  expect(differences({ webOrigins: ['+', '*'] }, { webOrigins: ['*', '+'] })).toEqual([]);
  expect(differences({ webOrigins: ['+', '*'] }, { webOrigins: ['*'] })).toHaveLength(1);
  expect(differences({ webOrigins: ['+'] }, { webOrigins: ['+', '*'] })).toHaveLength(1);
});

test('after a merge nothing differs any more', () => {
  fc.assert(
    fc.property(fields, fields, (declared, actual) => {
      expect(differences(declared, merged(actual, declared))).toEqual([]);
    }),
  );
});

test('a merge leaves what is not declared as it is', () => {
  fc.assert(
    fc.property(fields, fields, (declared, actual) => {
      const result: Record<string, unknown> = merged(actual, declared);
      for (const [key, value] of Object.entries(actual).filter(([key]) => !(key in declared))) {
        expect(result[key]).toBe(value);
      }
    }),
  );
  expect(merged({ attributes: { b: '2' } }, { attributes: { a: '1' } })).toEqual({ attributes: { a: '1', b: '2' } });
});
