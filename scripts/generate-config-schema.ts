import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { configSchema } from '../config/schema';

const FILE = join(__dirname, '..', 'config.schema.json');

/** The JSON schema with which editors check and complete `config.yaml`. Draft 7, which they all know. */
export function configJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  return {
    $schema,
    $id: 'https://raw.githubusercontent.com/thinkube/cdk8s-qdrant/main/config.schema.json',
    title: 'Qdrant on Kubernetes',
    ...schema,
  };
}

/** Writes the file as Prettier would, so that generating it again changes nothing. */
async function main(): Promise<void> {
  const prettier = await import('prettier');
  const options = { ...(await prettier.resolveConfig(FILE)), filepath: FILE };
  writeFileSync(FILE, await prettier.format(JSON.stringify(configJsonSchema()), options));
}

if (require.main === module) {
  void main();
}
