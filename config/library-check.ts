import { looksSecret, MASK } from '../cli/secrets';
import { type Mistake, wrongType } from './issue';
import type { Path } from './path';
import { explainUnknownKey, nearestName } from './unknown-key';

/** A value that the type of its field does not allow. */
interface Violation extends Mistake {
  readonly path: Path;
  readonly value?: string | number | boolean;
  readonly allowed: string;
}

type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The props of the library, and the fields of Kubernetes in them, by the names of their structs. `npm run schema` generates the table.
 * A type is `string`, `number`, `boolean`, `unknown`, `quantity`, `intOrString`, `=a|b` for a choice, the name of a struct, or
 * `construct` for an object of the app. `!` marks a required field, `[]` a list and `{}` a mapping of names to values.
 */
export function libraryTable(): Table {
  // Most configs have none of these props.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./library-types.json') as Table;
}

/** The types of the fields of a struct. */
export function typesOf(struct: string): Readonly<Record<string, string>> {
  return libraryTable()[struct] ?? {};
}

export const MOST_MEMBERS = 100;
export const LONGEST_STRING = 65_536;
export const LARGEST_NUMBER = Number.MAX_SAFE_INTEGER;

const QUANTITY = /^(?:\d+(?:\.\d+)?|\.\d+)(?:[numkMGTPE]|[KMGTPE]i|[eE]-?\d+)?$/;
const CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^/\s]*:[^/\s]*@/i;

/** The fields of a struct that a file can set. */
export function fieldsOf(struct: string): string[] {
  const fields = typesOf(struct);
  return Object.keys(fields).filter(name => !/^!?construct/.test(fields[name]!));
}

/** The violations of a type. `null` means none, where a field is optional. */
export function checkType(type: string, value: unknown, path: Path = []): Violation[] {
  const required = type.startsWith('!');
  if (value === undefined || (value === null && !required)) {
    return [];
  }
  return checkValue(required ? type.slice(1) : type, value, path);
}

function checkValue(type: string, value: unknown, path: Path): Violation[] {
  if (type.endsWith('[]')) {
    return checkList(type.slice(0, -2), value, path);
  }
  if (type.endsWith('{}')) {
    return checkMap(type.slice(0, -2), value, path);
  }
  return type in libraryTable() ? checkStruct(type, value, path) : checkScalar(type, value, path);
}

function checkList(item: string, value: unknown, path: Path): Violation[] {
  const allowed = `a list of at most ${MOST_MEMBERS} items`;
  if (!Array.isArray(value)) {
    return [violation(path, value, allowed, wrongType(value, 'array'))];
  }
  return value.length > MOST_MEMBERS
    ? [violation(path, value, allowed, tooLong(`the list has ${value.length} items`, MOST_MEMBERS))]
    : value.flatMap((each, index) => checkValue(item, each, [...path, index]));
}

function checkMap(item: string, value: unknown, path: Path): Violation[] {
  const allowed = `a mapping of at most ${MOST_MEMBERS} names to their values`;
  if (!isMapping(value)) {
    return [violation(path, value, allowed, wrongType(value, 'object'))];
  }
  const entries = Object.entries(value);
  return entries.length > MOST_MEMBERS
    ? [violation(path, value, allowed, tooLong(`the mapping has ${entries.length} names`, MOST_MEMBERS))]
    : entries.flatMap(([name, each]) => checkValue(item, each, [...path, name]));
}

function checkStruct(struct: string, value: unknown, path: Path): Violation[] {
  const known = fieldsOf(struct);
  if (!isMapping(value)) {
    return [violation(path, value, `a mapping of ${known.join(', ')}`, wrongType(value, 'object'))];
  }
  if (struct === 'EnvVar' && typeof value.name === 'string' && hasSecret(value.name, value.value)) {
    const fix = 'remove the value, and write valueFrom: { secretKeyRef: { name: SECRET, key: KEY } }';
    const problem = 'a config file must not contain a secret';
    return [
      { path: [...path, 'value'], value: MASK, problem, allowed: 'the name and key of a Secret in valueFrom', fix },
    ];
  }
  const types = typesOf(struct);
  return [
    ...known
      .filter(name => types[name]!.startsWith('!') && value[name] === undefined)
      .map(name => violation([...path, name], undefined, describe(types[name]!), wrongType(undefined, ''))),
    ...Object.entries(value).flatMap(([name, each]) => {
      if (known.includes(name)) {
        return checkType(types[name]!, each, [...path, name]);
      }
      const { problem, allowed, fix, value: shown } = explainUnknownKey(name, known);
      return [{ path: [...path, name], value: shown as string | undefined, problem, allowed, fix }];
    }),
  ];
}

/** Whether the value of a variable is a secret, by the name or by credentials in a URL. */
function hasSecret(name: string, value: unknown): boolean {
  return (
    (typeof value === 'string' && CREDENTIALS.test(value)) || (isScalar(value) && value !== '' && looksSecret(name))
  );
}

function checkScalar(type: string, value: unknown, path: Path): Violation[] {
  const isAllowed = SCALARS[type] ?? (each => choices(type).includes(String(each)) && typeof each === 'string');
  if (isAllowed(value)) {
    return [];
  }
  const allowed = describe(type);
  if (type === 'number' && typeof value === 'number') {
    return [violation(path, value, allowed, { problem: 'the value is not in this range', fix: `write ${allowed}` })];
  }
  if (type === 'string' && typeof value === 'string') {
    const problem = `the value has ${value.length} characters, which is too long`;
    return [violation(path, undefined, allowed, { problem, fix: `shorten the value to ${LONGEST_STRING} characters` })];
  }
  if (typeof value === 'string' && type.startsWith('=')) {
    const fix = `write ${nearestName(value, choices(type)) ?? choices(type).join(' or ')}`;
    return [violation(path, value, allowed, { problem: 'the value is not one of the allowed values', fix })];
  }
  if (typeof value === 'string' && type === 'quantity') {
    const problem = 'the value is not a quantity of Kubernetes';
    return [violation(path, value, allowed, { problem, fix: 'for example, write 500m or 4Gi' })];
  }
  const wanted = type === 'number' || type === 'boolean' ? type : 'string';
  return [violation(path, value, allowed, wrongType(value, wanted))];
}

const isWhole = (value: unknown) => Number.isInteger(value) && Math.abs(value as number) <= LARGEST_NUMBER;
const isText = (value: unknown) => typeof value === 'string' && value.length <= LONGEST_STRING;

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: isText,
  number: value => isWhole(value) && (value as number) >= 0,
  boolean: value => typeof value === 'boolean',
  unknown: value => value !== null,
  quantity: value =>
    (typeof value === 'number' && Number.isFinite(value) && value >= 0) ||
    (typeof value === 'string' && QUANTITY.test(value)),
  intOrString: value => isText(value) || isWhole(value),
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  string: `a string of at most ${LONGEST_STRING} characters`,
  number: 'an integer of 0 or more',
  boolean: 'true or false',
  unknown: 'a value',
  quantity: 'a quantity of Kubernetes, such as 500m or 4Gi',
  intOrString: 'an integer or a string',
};

/** The allowed values of a type, in words. */
function describe(type: string): string {
  const plain = type.replace(/^!/, '');
  if (plain.startsWith('=')) {
    return choices(plain).join(' or ');
  }
  if (plain in libraryTable()) {
    return `a mapping of ${fieldsOf(plain).join(', ')}`;
  }
  return DESCRIPTIONS[plain] ?? (plain.endsWith('[]') ? 'a list' : 'a mapping');
}

/** The values of a choice. */
export function choices(type: string): string[] {
  return type.slice(1).split('|');
}

function violation(
  path: Path,
  value: unknown,
  allowed: string,
  mistake: Pick<Violation, 'problem' | 'fix'>,
): Violation {
  return { path, value: isScalar(value) ? value : undefined, allowed, ...mistake };
}

function tooLong(problem: string, most: number) {
  return { problem, fix: `reduce them to ${most} or fewer` };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
