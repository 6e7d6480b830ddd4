import type { Mistake } from './issue';
import type { Path } from './path';
import type { Config } from './schema';

/** A rule between keys. The rule applies only where each of its keys is valid. */
export interface CrossFieldRule {
  readonly keys: readonly (readonly string[])[];
  /** Returns the violations of the rule, if any. `isSet` tells a value of the file from a default. */
  readonly check: (
    config: Config,
    isSet: (path: readonly string[]) => boolean,
  ) => Violation | readonly Violation[] | undefined;
}

/** A violation of a rule between keys. */
export interface Violation extends Mistake {
  readonly path: Path;
  readonly value?: string | number | boolean;
  readonly allowed: string;
}

/** Checks that a mapping has exactly one of these keys. */
export function exactlyOne(
  path: Path,
  names: readonly string[],
  holder: Readonly<Record<string, unknown>>,
  fix: string,
): Violation | undefined {
  const present = names.filter(name => holder[name] !== undefined);
  const allowed = `exactly one of ${names.join(' and ')}`;
  if (present.length === 1) {
    return undefined;
  }
  return present.length === 0
    ? { path, problem: `the mapping has neither ${names.join(' nor ')}`, allowed, fix }
    : { path, problem: `the mapping has both ${names.join(' and ')}`, allowed, fix: 'remove one of the two' };
}
