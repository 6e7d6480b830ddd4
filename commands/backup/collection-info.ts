import { members } from '../../clients/qdrant/json-text';
import { parseJson } from '../../clients/qdrant/json';
import type { CollectionConfig, IndexedField } from '../../clients/qdrant/types';

/** The configuration in the answer of the server. */
export function configOf({ info }: { readonly info: string }): CollectionConfig {
  return parseJson(configTextOf(info)) as CollectionConfig;
}

/** The configuration in the answer of the server, as the server wrote the text. */
export function configTextOf(info: string): string {
  return memberOf(info, 'config').toString();
}

/** The payload indexes in the answer of the server. A map, because a field can have a name such as `__proto__`. */
export function indexesOf({ info }: { readonly info: string }): Map<string, IndexedField> {
  const fields = [...members(memberOf(info, 'payload_schema'))];
  return new Map(fields.map(([name, text]) => [name, parseJson(text.toString()) as IndexedField]));
}

function memberOf(info: string, name: string): Buffer {
  return members(Buffer.from(info || '{}')).get(name) ?? Buffer.from('{}');
}
