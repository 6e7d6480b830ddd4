import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import schema from '../config.schema.json';

const FILE = join(__dirname, '..', 'config', 'config-keys.ts');

/**
 * Writes the types of the keys of a config, for configs in TypeScript. The schema for editors has the same keys. With `--check`,
 * writes nothing, and fails if the file has other types.
 */
async function run(): Promise<void> {
  const { $id, ...rest } = schema;
  const types = await compile({ ...rest, title: 'ConfigKeys' } as unknown as JSONSchema, 'ConfigKeys', {
    bannerComment: `// Generated from ${$id.slice($id.lastIndexOf('/') + 1)}.`,
    additionalProperties: false,
    // A type of all lists with at most 100 items has 100 alternatives.
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120, singleQuote: true },
  });
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, types);
  } else if (readFileSync(FILE, 'utf8') !== types) {
    throw new Error('config/config-keys.ts is not what the schema says: run npm run schema');
  }
}

void run();
