import { type Path, valueAt } from '../../../config/path';
import type { Tree } from './tree';

/** The installation that a row of the table reads. */
export interface Context {
  /** The values, with the defaults of the chart. */
  readonly values: Tree;
  /** The name of the StatefulSet and the Services. */
  readonly name: string;
  readonly release: string;
  /** The version of Qdrant that the chart installs without `image.tag`. */
  readonly appVersion?: string;
}

/** A key of the config, a value that the config cannot have, or a task for a person. */
export type Outcome =
  | { readonly path: Path; readonly value: unknown; readonly from?: string }
  | { readonly lost: string; readonly sayAt: string; readonly from?: string }
  | { readonly check: string };

/** A key of the chart's values, and what becomes of the key. */
export interface Row {
  /** A key, or a mapping with all keys below. */
  readonly key: string;
  /** The value of the chart. */
  readonly byDefault?: unknown;
  /** For a key that the config understands: also runs for the default of the chart. */
  readonly read?: (value: unknown, context: Context) => readonly Outcome[];
  /** For a key that the config does not have: where to write the value. */
  readonly sayAt?: string;
  /** For a key with the same values in the config: the path there. */
  readonly to?: Path;
  /** For a key without an effect in this stack: the reason. */
  readonly noEffect?: string;
  /** The key has an effect in the chart only if this key is true. */
  readonly ifTrue?: string;
}

/** A value of the installation. */
export function valueOf({ values }: Context, key: string): unknown {
  return valueAt(values, key.split('.'));
}

export function understood(key: string, byDefault: unknown, read: NonNullable<Row['read']>): Row {
  return { key, byDefault, read };
}

/** A key that the row of another key reads. */
export function readWith(key: string, byDefault?: unknown): Row {
  return { key, byDefault, read: () => [] };
}

/** A key with the same values in a key of section `qdrant`. */
export function inQdrant(key: string, byDefault: unknown, prop: string, ifTrue?: string): Row {
  return { key, byDefault, to: ['qdrant', ...prop.split('.')], ifTrue };
}

export function notCarried(key: string, byDefault: unknown, sayAt: string, ifTrue?: string): Row {
  return { key, byDefault, sayAt, ifTrue };
}

export function noEffect(key: string, byDefault: unknown, reason: string): Row {
  return { key, byDefault, noEffect: reason };
}

export function set(path: string, value: unknown, from?: string): Outcome {
  return { path: path.split('.'), value, from };
}

/** Sets a key of the config if the value is not empty. */
export function setUnlessEmpty(path: string): NonNullable<Row['read']> {
  return value => (isEmpty(value) ? [] : [set(path, value)]);
}

/** Whether a value says nothing in the templates of the chart. */
export function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
