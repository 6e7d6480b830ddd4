import * as fc from 'fast-check';
import { elements, members } from '../../../clients/qdrant/json-text';
import { parseJson, stringifyJson } from '../../../clients/qdrant/json';
import { pageOf, withDecimalPoints } from '../../../clients/qdrant/points';

const decimal = (point: string) => withDecimalPoints(Buffer.from(point)).toString();

test.each([
  ['rows of whole numbers', '{"id":1,"vector":[[1,0],[0,1]]}', '{"id":1,"vector":[[1.0,0.0],[0.0,1.0]]}'],
  ['a named vector', '{"vector":{"a1":[1,-2,3.5,1e3]},"id":7}', '{"vector":{"a1":[1.0,-2.0,3.5,1e3]},"id":7}'],
  [
    'a sparse vector, but for its indices',
    '{"id":1,"vector":{"s":{"indices":[3,8],"values":[1,0.5]}},"payload":{"n":5}}',
    '{"id":1,"vector":{"s":{"indices":[3,8],"values":[1.0,0.5]}},"payload":{"n":5}}',
  ],
  ['nothing in a payload', '{"id":1,"payload":{"vector":[1,2]}}', '{"id":1,"payload":{"vector":[1,2]}}'],
])('a decimal point is written in %s', (_, point, expected) => {
  expect(decimal(point)).toBe(expected);
});

test('the parts of any JSON are the texts that it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (values, indent) => {
      const parts = elements(Buffer.from(JSON.stringify(values, null, indent)));
      expect(parts.map(part => JSON.parse(part.toString()))).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (fields, indent) => {
      const parts = [...members(Buffer.from(JSON.stringify(fields, null, indent)))];
      const read = Object.fromEntries(parts.map(([name, part]) => [name, JSON.parse(part.toString())]));
      expect(read).toEqual(JSON.parse(JSON.stringify(fields)));
    }),
  );
});

test('a page keeps every digit of its points and of the next offset', () => {
  const { points, next } = pageOf(
    Buffer.from('{"result":{"points":[{"id":18446744073709551615,"n":1.0}],"next_page_offset":9007199254740993}}'),
  );

  expect(points.map(String)).toEqual(['{"id":18446744073709551615,"n":1.0}']);
  expect(next?.toString()).toBe('9007199254740993');
});

test('other answers keep what JavaScript cannot hold', () => {
  expect(stringifyJson(parseJson('{"a":9007199254740993,"b":1.5,"c":[null,"9"]}'))).toBe(
    '{"a":9007199254740993,"b":1.5,"c":[null,"9"]}',
  );
});
