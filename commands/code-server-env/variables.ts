import { parseDocument } from 'yaml';
import type { V1ConfigMap } from '../../clients/kubernetes/cluster';
import { isName, isReserved } from './variable-names';

/** One environment variable of a service. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** The ConfigMap that it comes from: `namespace/name`. */
  readonly source: string;
}

/** The variables of all services, each name once. */
export interface Environment {
  /** In the order of their ConfigMaps. */
  readonly variables: readonly Variable[];
  /** The skipped entries and the duplicate names, one sentence each. */
  readonly notes: readonly string[];
}

/** The label of the ConfigMaps in which services describe themselves. */
export const MANAGED = 'thinkube.io/managed=true';
/** The key of the ConfigMap in which a service describes itself. */
const KEY = 'service.yaml';
/** A description takes 2 KiB. Hostile YAML of this size takes at most a second to parse. */
const LARGEST_DESCRIPTION = 64 * 1024;
/** Linux starts no program with an environment above 2 MiB, and the variables of the shell need space too. */
const LARGEST_ENVIRONMENT = 512 * 1024;
const MOST_FAULTS = 10;
const LONGEST_SHOWN = 60;

/** Collects the variables of all services. An unreadable ConfigMap is a note, and the others count. */
export function environmentOf(configMaps: readonly V1ConfigMap[]): Environment {
  const notes: string[] = [];
  const byName = new Map<string, Variable>();
  let size = 0;
  for (const configMap of [...configMaps].sort(byNamespaceAndName)) {
    for (const variable of announcedBy(configMap, note => notes.push(note))) {
      const { name, value, source } = variable;
      size += Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
      if (size > LARGEST_ENVIRONMENT) {
        notes.push(
          `Variable ${name} of ${source} and all later variables are skipped: the variables of the services exceed ${LARGEST_ENVIRONMENT / 1024} KiB`,
        );
        return { variables: [...byName.values()], notes };
      }
      const other = byName.get(name);
      if (other && other.value !== value) {
        notes.push(
          `${name} has different values in ${other.source} and ${source}: the shells get the value of ${source}`,
        );
      }
      byName.delete(name);
      byName.set(name, variable);
    }
  }
  return { variables: [...byName.values()], notes };
}

function announcedBy(configMap: V1ConfigMap, note: (text: string) => void): Variable[] {
  const source = `${configMap.metadata!.namespace}/${configMap.metadata!.name}`;
  const listed = read(configMap.data?.[KEY]);
  if (typeof listed === 'string') {
    note(`ConfigMap ${source} is skipped: ${listed}`);
    return [];
  }
  const faults: string[] = [];
  const variables = listed.flatMap((entry, index) => {
    const { name, value } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const fault = faultOf(name, value);
    if (fault) {
      faults.push(`${fault.subject ?? `Entry ${index + 1}`} of ConfigMap ${source} is skipped: ${fault.reason}`);
      return [];
    }
    return [{ name: name as string, value: value as string, source }];
  });
  faults.slice(0, MOST_FAULTS).forEach(note);
  if (faults.length > MOST_FAULTS) {
    note(`${faults.length - MOST_FAULTS} more entries of ConfigMap ${source} are skipped`);
  }
  return variables;
}

/** The list in the description of a service, or its fault. Every scalar in it is a string, as it is written. */
function read(text: string | undefined): readonly unknown[] | string {
  if (text === undefined) {
    return `it has no key ${KEY}`;
  }
  if (Buffer.byteLength(text) > LARGEST_DESCRIPTION) {
    return `its ${KEY} is longer than ${LARGEST_DESCRIPTION / 1024} KiB`;
  }
  let description: any;
  try {
    // Pretty errors take seconds where there are thousands of errors.
    const document = parseDocument(text, {
      schema: 'failsafe',
      stringKeys: true,
      uniqueKeys: false,
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error) {
      const line = text.slice(0, error.pos[0]).split('\n').length;
      return `its ${KEY} is not valid YAML (${error.code}, line ${line})`;
    }
    description = document.toJS();
  } catch (error) {
    return `its ${KEY} cannot be read: ${shown((error as Error).message)}`; // Too deep, or aliases without end.
  }
  const service = description?.service;
  if (typeof service !== 'object' || service === null || Array.isArray(service)) {
    return `its ${KEY} has no mapping service`;
  }
  const { environment_variables: listed = [] } = service;
  return Array.isArray(listed) ? listed : `service.environment_variables in its ${KEY} is not a list`;
}

/** The fault of an entry. A message contains only valid names: other names may be anything, of any length. */
function faultOf(name: unknown, value: unknown): { subject?: string; reason: string } | undefined {
  if (typeof name !== 'string') {
    return { reason: 'it has no name' };
  }
  if (!isName(name)) {
    return {
      reason: 'its name must have letters, digits and _, begin with a letter or _, and have at most 255 characters',
    };
  }
  const reason = isReserved(name)
    ? 'a variable of this name controls shells or other programs'
    : typeof value !== 'string'
      ? 'its value is not a string'
      : value.includes('\0')
        ? 'its value has a NUL, which no environment variable can hold'
        : /\p{Cs}/u.test(value)
          ? 'its value is not valid Unicode'
          : undefined;
  return reason === undefined ? undefined : { subject: name, reason };
}

/** A text from outside for the terminal: on one line, and without control characters. */
function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > LONGEST_SHOWN ? `${plain.slice(0, LONGEST_SHOWN)}...` : plain;
}

function byNamespaceAndName({ metadata: a }: V1ConfigMap, { metadata: b }: V1ConfigMap): number {
  return compare(a!.namespace!, b!.namespace!) || compare(a!.name!, b!.name!);
}

/** By code unit: the same order everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
