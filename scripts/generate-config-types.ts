import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import schema from '../config.schema.json';

const FILE = join(__dirname, '..', 'config', 'config-keys.ts');

/** The types of the keys of a config, for configs in TypeScript. The schema for editors has the same keys. */
export function configTypes(): Promise<string> {
  const { $id, ...rest } = schema;
  return compile({ ...rest, title: 'ConfigKeys' } as unknown as JSONSchema, 'ConfigKeys', {
    bannerComment: `// Generated from ${$id.slice($id.lastIndexOf('/') + 1)}.`,
    additionalProperties: false,
    // A type of all lists with at most 100 items has 100 alternatives.
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120, singleQuote: true },
  });
}

if (require.main === module) {
  void configTypes().then(text => writeFileSync(FILE, text));
}
