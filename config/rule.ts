import { type Config } from './schema';
import { type Mistake } from './text';

/** A rule between keys. It is judged only where all the keys that it involves are valid by themselves. */
export interface CrossFieldRule {
  readonly involved: readonly (readonly string[])[];
  /** Finds a mistake; `isGiven` tells a value of the file from a default. */
  readonly judge: (config: Config, isGiven: (path: readonly string[]) => boolean) => Finding | undefined;
}

/** What a rule has found. */
export interface Finding extends Mistake {
  readonly path: readonly PropertyKey[];
  readonly value?: string | number | boolean;
  readonly allowed: string;
}

/** For a mapping of which exactly one key must be set. */
export function exactlyOne(
  path: readonly string[],
  names: readonly string[],
  holder: Readonly<Record<string, unknown>>,
  fix: string,
): Finding | undefined {
  const given = names.filter(name => holder[name] !== undefined);
  const allowed = `exactly one of ${names.join(' and ')}`;
  if (given.length === 1) {
    return undefined;
  }
  return given.length === 0
    ? { path, problem: `it has neither ${names.join(' nor ')}`, allowed, fix }
    : { path, problem: `it has both ${names.join(' and ')}`, allowed, fix: 'remove one of them' };
}
