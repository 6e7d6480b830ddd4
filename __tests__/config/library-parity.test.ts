import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fieldsOf, typesOf } from '../../config/library-check';
import { LIBRARY_PARTS, STRUCTS_WITHOUT_PART } from '../../config/library-parts';
import { libraryKeys, ownKeys } from '../../config/library-props';
import { configSchema } from '../../config/schema';
import { configJsonSchema } from '../../scripts/generate-config-schema';
import { libraryTypes, typeTable } from '../../scripts/library-types';
import { ROOT } from '../support/run-process';

/** The keys of the schema at the path of a part. */
function schemaKeys(path: string): string[] {
  const keys = path === '' ? [] : path.split('.');
  const schema = keys.reduce<z.core.$ZodType>(
    (parent, key) => (mappingIn(parent) as z.ZodObject).shape[key]!,
    configSchema,
  );
  return Object.keys((mappingIn(schema) as z.ZodObject).shape);
}

function mappingIn(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodUnion) {
    return schema.options.find((option): option is z.ZodObject => option instanceof z.ZodObject)!;
  }
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? mappingIn(schema.unwrap()) : schema;
}

const PARTS = Object.entries(LIBRARY_PARTS);

const TYPES = libraryTypes();

test.each([
  ['config/library-types.json', typeTable(TYPES)],
  ['config.schema.json', configJsonSchema(TYPES)],
])('%s is what npm run schema makes', (file, expected) => {
  expect(JSON.parse(readFileSync(join(__dirname, '../..', file), 'utf8'))).toEqual(expected);
});

test('config/config-keys.ts is what npm run schema makes', () => {
  // Jest does not load the formatter.
  const args = ['--require', './scripts/register.js', 'scripts/generate-config-types.ts', '--check'];

  expect(spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test.each(PARTS)('part %j of the config takes every prop, or says where the prop is', (path, part) => {
  const props = [part.struct, ...(part.also ?? [])].flatMap(fieldsOf);
  const keys = [...schemaKeys(path), ...libraryKeys(path)];
  const missing = props.filter(prop => !keys.includes(prop) && !(prop in part.elsewhere));

  expect(missing).toEqual([]);
});

test.each(PARTS)('part %j of the config names no other place for a key of its own, or for no prop', (path, part) => {
  const props = [part.struct, ...(part.also ?? [])].flatMap(fieldsOf);
  const stale = Object.keys(part.elsewhere).filter(prop => ownKeys(path).includes(prop) || !props.includes(prop));

  expect(stale).toEqual([]);
});

test('each reason says what to do', () => {
  const reasons = PARTS.flatMap(([, { elsewhere }]) => Object.values(elsewhere));

  expect(reasons.filter(reason => !/^(?:write|remove) /.test(reason))).toEqual([]);
});

test('every mapping of the config with the name of a prop is a part with the struct of the prop', () => {
  const wrong = PARTS.flatMap(([path, { struct }]) => {
    const types = typesOf(struct);
    return ownKeys(path).flatMap(key => {
      const type = (types[key] ?? '').replace(/^!/, '');
      const below = path === '' ? key : `${path}.${key}`;
      const isOwnMapping = fieldsOf(type).length > 0 && mappingAt(below);
      return isOwnMapping && LIBRARY_PARTS[below] === undefined ? [below] : [];
    });
  });

  // CPU and memory have keys with bounds; the peers have further keys of the config.
  expect(wrong.filter(path => !/\.resources$|^networkPolicies\./.test(path))).toEqual([]);
});

function mappingAt(path: string): boolean {
  const keys = path.split('.');
  const schema = keys.reduce<z.core.$ZodType | undefined>(
    (parent, key) => parent && (mappingIn(parent) as z.ZodObject).shape?.[key],
    configSchema,
  );
  return schema !== undefined && mappingIn(schema) instanceof z.ZodObject;
}

test('every struct of props in the library belongs to a part', () => {
  const structs = PARTS.flatMap(([, { struct, also = [] }]) => [struct, ...also]);
  const all = Object.keys(TYPES).filter(name => name.endsWith('Props'));

  expect(all.filter(name => !structs.includes(name) && !(name in STRUCTS_WITHOUT_PART))).toEqual([]);
});

test('no prop has the name of another argument of a constructor', () => {
  // In Python, props are arguments beside scope and id. Two arguments of one name are a syntax error.
  const structs = Object.keys(TYPES).filter(name => /(?:Props|Options)$/.test(name));

  expect(structs.filter(name => ['scope', 'id'].some(argument => argument in typesOf(name)))).toEqual([]);
});
