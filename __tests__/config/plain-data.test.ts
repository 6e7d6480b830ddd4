import { plainData } from '../../config/plain-data';

/** The paths and problems of values. */
const problems = (given: object) =>
  plainData(given, 'extend').problems.map(each => [each.path.join('.'), each.problem]);

test('copies what YAML can have, without undefined keys and without the excepted key of the top level', () => {
  const shared = { a: [1, 'b', true, null] };
  const given = { shared, again: shared, gone: undefined, extend: () => 1, part: { extend: 1 } };

  expect(plainData(given, 'extend')).toEqual({
    data: { shared: { a: [1, 'b', true, null] }, again: { a: [1, 'b', true, null] }, part: { extend: 1 } },
    problems: [],
  });
  expect(Object.keys(plainData(given, 'extend').data as object)).toEqual(['shared', 'again', 'part']);
});

test('copies a key __proto__ as a key', () => {
  const { data } = plainData(JSON.parse('{ "__proto__": { "a": 1 } }') as object, 'extend');

  expect(Object.keys(data as object)).toEqual(['__proto__']);
});

test.each<[string, () => object, [path: string, problem: string][]]>([
  ['a function', () => ({ a: [() => 1] }), [['a.0', 'the value is a function']]],
  ['a symbol', () => ({ a: Symbol('a') }), [['a', 'the value is a symbol']]],
  ['a bigint', () => ({ a: 1n }), [['a', 'the value is a bigint']]],
  ['a date', () => ({ a: new Date(0) }), [['a', 'the value is an object of class Date']]],
  ['a hole in a list', () => ({ a: new Array(1) }), [['a.0', 'the item is undefined']]],
  ['a huge list', () => ({ a: new Array(2 ** 31) }), [['a', 'the config is larger than 1 MiB']]],
  ['long strings', () => ({ a: 'a'.repeat(2 ** 20), b: 'b' }), [['a', 'the config is larger than 1 MiB']]],
])('refuses %s', (_name, given, expected) => {
  expect(problems(given())).toEqual(expected);
});

test('refuses values that contain themselves, at once', () => {
  const given: Record<string, unknown> = { list: [] };
  given.self = given;
  (given.list as unknown[]).push(given.list);

  expect(problems(given)).toEqual([
    ['list.0', 'the value contains itself'],
    ['self', 'the value contains itself'],
  ]);
});

test('refuses values that are too deep, or that copies multiply', () => {
  let deep: object = {};
  let wide: unknown[] = [];
  for (let level = 0; level < 200; level++) {
    deep = { a: deep };
    wide = level < 40 ? [wide, wide] : wide;
  }

  expect(problems(deep)).toEqual([[expect.any(String), 'the value is more than 100 levels deep']]);
  expect(problems({ wide }).map(([, problem]) => problem)).toEqual(['the config is larger than 1 MiB']);
});
