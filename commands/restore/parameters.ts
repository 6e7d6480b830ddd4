import { elements, isObject, members } from '../../clients/qdrant/json-text';

/** Sections whose name in the answer of the server differs from their name in requests. */
const RENAMED: Readonly<Record<string, string>> = { optimizer_config: 'optimizers_config' };
/** Parameters that only the creation of a collection sets. */
const FINAL = ['vectors', 'sparse_vectors', 'shard_number', 'sharding_method'];
/** Sections that only the creation of a collection sets. */
const FIXED = ['wal_config'];
/** Strict mode would reject large writes. The update after the points sets it. */
const LATE = ['strict_mode_config'];

type Fields = ReadonlyMap<string, Buffer>;

/**
 * The body of the request that creates the collection again: each part of the saved answer, with the digits of the
 * server. Servers ignore the parts that they do not know.
 *
 * @param info What the server said about the collection.
 */
export function creationOf(info: string): Buffer {
  const { params, ...sections } = sectionsOf(info);
  const others = Object.entries(sections).filter(([name]) => !LATE.includes(name));
  return objectOf([...members(params ?? EMPTY), ...others.map(([name, text]) => [requestName(name), text] as const)]);
}

/**
 * The body of the request that corrects these sections of an existing collection. Undefined where no request can.
 *
 * @param names Sections of the configuration.
 */
export function updateOf(info: string, names: readonly string[]): Buffer | undefined {
  const sections = Object.entries(sectionsOf(info)).filter(([name]) => names.includes(name) && !FIXED.includes(name));
  const fields = sections.map(
    ([name, text]) => [requestName(name), name === 'params' ? changeable(text) : text] as const,
  );
  return fields.length > 0 ? objectOf(fields) : undefined;
}

/** The schema that creates the index again. @param index What the server said about the index. */
export function indexSchemaOf(index: Buffer): Buffer {
  const fields = members(index);
  const params = fields.get('params');
  return isObject(params) ? objectOf([...members(params)]) : fields.get('data_type')!;
}

/** The texts of the payload indexes, by field. A map, because a field can have a name such as `__proto__`. */
export function indexTextsOf(info: string): Fields {
  return members(members(Buffer.from(info)).get('payload_schema') ?? EMPTY);
}

/** The differences between what was saved and what the server says now, one sentence each. */
export function differencesOf(saved: string, present: string): Difference[] {
  const [before, now] = [sectionsOf(saved), sectionsOf(present)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const sections = names.flatMap(name =>
    compared(name, before[name], now[name]).map(text => ({ section: name, text })),
  );
  const indexes = [indexTextsOf(saved), indexTextsOf(present)] as const;
  const fields = [...new Set([...indexes[0].keys(), ...indexes[1].keys()])];
  const ofIndexes = fields.flatMap(field =>
    compared(`payload_schema.${field}`, ...(indexes.map(each => withoutCount(each.get(field))) as [Buffer?, Buffer?])),
  );
  return [...sections, ...ofIndexes.map(text => ({ section: 'payload_schema', text }))];
}

export interface Difference {
  /** Section of the configuration, or `payload_schema`. */
  readonly section: string;
  /** One sentence. */
  readonly text: string;
}

const EMPTY = Buffer.from('{}');

function sectionsOf(info: string): Record<string, Buffer> {
  const config = members(Buffer.from(info)).get('config') ?? EMPTY;
  return Object.fromEntries(members(config));
}

function requestName(section: string): string {
  return RENAMED[section] ?? section;
}

function changeable(params: Buffer): Buffer {
  return objectOf([...members(params)].filter(([name]) => !FINAL.includes(name)));
}

/** The object with these fields. Null means a default, and the server does not accept it everywhere. */
function objectOf(fields: readonly (readonly [string, Buffer])[]): Buffer {
  const texts = fields
    .filter(([, text]) => !isNull(text))
    .map(([name, text]) => `${JSON.stringify(name)}:${text.toString()}`);
  return Buffer.from(`{${texts.join(',')}}`);
}

function isNull(text: Buffer | undefined): boolean {
  return text === undefined || text.equals(Buffer.from('null'));
}

/** How many points an index has changes with the points. */
function withoutCount(index: Buffer | undefined): Buffer | undefined {
  return index && objectOf([...members(index)].filter(([name]) => name !== 'points'));
}

function compared(path: string, saved: Buffer | undefined, now: Buffer | undefined): string[] {
  if (isNull(saved) && isNull(now)) {
    return [];
  }
  if (isObject(saved) && isObject(now)) {
    const [before, after] = [members(saved), members(now)];
    const names = [...new Set([...before.keys(), ...after.keys()])];
    return names.flatMap(name => compared(`${path}.${name}`, before.get(name), after.get(name)));
  }
  return textOf(saved) === textOf(now)
    ? []
    : [`${path} is ${textOf(now)} on the server, and ${textOf(saved)} in the backup`];
}

/** The value without white space between its parts. Fields of objects are in one order. */
function textOf(value: Buffer | undefined): string {
  if (isNull(value)) {
    return 'absent';
  }
  if (isObject(value)) {
    const fields = [...members(value)].map(([name, text]) => `${JSON.stringify(name)}:${textOf(text)}`);
    return `{${fields.sort().join(',')}}`;
  }
  return value![0] === '['.charCodeAt(0) ? `[${elements(value!).map(textOf).join(',')}]` : value!.toString();
}
