import { join } from 'node:path';
import * as z from 'zod';
import { choices, LARGEST_NUMBER, LONGEST_STRING, MOST_MEMBERS } from '../config/library-check';
import { LIBRARY_PARTS } from '../config/library-parts';
import { libraryKeys } from '../config/library-props';
import { configSchema } from '../config/schema';
import { libraryTypes, type LibraryTypes, writeGenerated } from './library-types';

const FILE = join(__dirname, '..', 'config.schema.json');

type Schema = Record<string, unknown>;
type MappingSchema = Schema & { readonly properties: Record<string, Schema> };

/** The JSON schema with which editors check and complete `config.yaml`. Draft 7, which they all know. */
export function configJsonSchema(types: LibraryTypes = libraryTypes()): object {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  const definitions = new Map<string, Schema>();
  for (const [part, { struct }] of Object.entries(LIBRARY_PARTS)) {
    const mapping = mappingAt(schema, part === '' ? [] : part.split('.'));
    mapping.additionalProperties = false;
    for (const prop of libraryKeys(part)) {
      const { type, doc } = types[struct]![prop]!;
      mapping.properties[prop] = { description: doc, ...schemaOf(type, types, definitions) };
    }
  }
  return {
    $schema,
    $id: 'https://raw.githubusercontent.com/thinkube/cdk8s-qdrant/main/config.schema.json',
    title: 'Qdrant on Kubernetes',
    ...schema,
    definitions: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The schema of the mapping at a path. A key can also have other schemas. */
function mappingAt(schema: Schema, path: readonly string[]): MappingSchema {
  const options = [schema, ...((schema.anyOf ?? []) as Schema[])];
  const mapping = options.find((each): each is MappingSchema => each.properties !== undefined)!;
  const [key, ...below] = path;
  return key === undefined ? mapping : mappingAt(mapping.properties[key]!, below);
}

function schemaOf(given: string, types: LibraryTypes, definitions: Map<string, Schema>): Schema {
  const isRequired = given.startsWith('!');
  const type = isRequired ? given.slice(1) : given;
  const schema = typeSchema(type, types, definitions);
  // `null` means none.
  return isRequired || type === 'unknown' ? schema : { anyOf: [schema, { type: 'null' }] };
}

function typeSchema(type: string, types: LibraryTypes, definitions: Map<string, Schema>): Schema {
  if (type.endsWith('[]')) {
    return { type: 'array', maxItems: MOST_MEMBERS, items: typeSchema(type.slice(0, -2), types, definitions) };
  }
  if (type.endsWith('{}')) {
    const additionalProperties = typeSchema(type.slice(0, -2), types, definitions);
    return { type: 'object', maxProperties: MOST_MEMBERS, additionalProperties };
  }
  if (type.startsWith('=')) {
    return { enum: choices(type) };
  }
  const fields = types[type];
  if (!fields) {
    return SCALARS[type]!;
  }
  if (!definitions.has(type)) {
    definitions.set(type, {});
    const names = Object.keys(fields).filter(name => !fields[name]!.type.endsWith('construct'));
    definitions.set(type, {
      type: 'object',
      properties: Object.fromEntries(
        names.map(name => [
          name,
          { description: fields[name]!.doc, ...schemaOf(fields[name]!.type, types, definitions) },
        ]),
      ),
      required: names.filter(name => fields[name]!.type.startsWith('!')),
      additionalProperties: false,
    });
  }
  return { $ref: `#/definitions/${type}` };
}

const STRING = { type: 'string', maxLength: LONGEST_STRING };
const INTEGER = { type: 'integer', minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER };

const SCALARS: Readonly<Record<string, Schema>> = {
  string: STRING,
  number: { ...INTEGER, minimum: 0 },
  boolean: { type: 'boolean' },
  unknown: {},
  quantity: { anyOf: [STRING, { type: 'number', minimum: 0, maximum: LARGEST_NUMBER }] },
  intOrString: { anyOf: [STRING, INTEGER] },
};

if (require.main === module) {
  void writeGenerated(FILE, configJsonSchema());
}
