import { k8s } from 'cdk8s-plus-30';
import { libraryTable, typesOf } from './library-check';
import { LIBRARY_PARTS } from './library-parts';
import { otherKeys } from './library-props';

type Data = Readonly<Record<string, unknown>>;

/** The props of the library in the checked data of a part, with the classes of Kubernetes for amounts and ports. */
export function toProps<Props>(part: keyof typeof LIBRARY_PARTS, data: object | undefined): Partial<Props> {
  const given = (data ?? {}) as Data;
  const { struct } = LIBRARY_PARTS[part]!;
  const entries = otherKeys(part, given).map(prop => [prop, convert(typesOf(struct)[prop]!, given[prop])]);
  return Object.fromEntries(entries) as Partial<Props>;
}

function convert(given: string, value: unknown): unknown {
  const type = given.replace(/^!/, '');
  if (value === null || value === undefined) {
    return value;
  }
  if (type.endsWith('[]')) {
    return (value as unknown[]).map(each => convert(type.slice(0, -2), each));
  }
  if (type.endsWith('{}')) {
    return mapValues(value as Data, each => convert(type.slice(0, -2), each));
  }
  const fields = libraryTable()[type];
  if (fields) {
    return mapValues(value as Data, (each, name) => convert(fields[name]!, each));
  }
  switch (type) {
    case 'quantity':
      return k8s.Quantity.fromString(String(value));
    case 'intOrString':
      return typeof value === 'number' ? k8s.IntOrString.fromNumber(value) : k8s.IntOrString.fromString(String(value));
    default:
      return value;
  }
}

function mapValues(data: Data, change: (value: unknown, name: string) => unknown): Data {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, change(value, name)]));
}
