import * as z from 'zod';
import { issueOf, type Mistake } from './issue';

// A run parses a config a few times. Compiled parsers would cost more than they save. Each mapping reads this when it is made.
z.config({ jitless: true });

/** A mapping that allows these keys only. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, `a mapping of ${Object.keys(shape).join(', ')}`);
}

export const boolean = () => z.boolean('true or false');

interface ListOptions {
  /** What the items are: `networks such as 10.0.0.0/24`. */
  readonly of: string;
  readonly max: number;
  /** What to write in place of an empty list. By default, a list can be empty. */
  readonly insteadOfEmpty?: string;
}

/** A list of at most `max` items. */
export function list<Item extends z.ZodType>(item: Item, { of, max, insteadOfEmpty }: ListOptions) {
  const min = insteadOfEmpty === undefined ? 0 : 1;
  const allowed = `a list of ${min} to ${max} ${of}`;
  return z
    .array(item, allowed)
    .check(({ value, issues }) => {
      if (value.length < min) {
        issues.push(
          issueOf(value, allowed, { problem: 'the list is empty', fix: `for example, write ${insteadOfEmpty}` }),
        );
      }
      if (value.length > max) {
        issues.push(issueOf(value, allowed, tooMany(value.length, max, 'items')));
      }
    })
    .meta({ ...(min > 0 && { minItems: min }), maxItems: max });
}

/** The mistake of a list or mapping with too many members. */
export function tooMany(count: number, max: number, members: string): Mistake {
  return { problem: `there are ${count} ${members}`, fix: `reduce them to ${max} or fewer` };
}

/** A list without repeated items. */
export function uniqueList<Item extends z.ZodType<string>>(item: Item, options: ListOptions) {
  const allowed = `a list of ${options.insteadOfEmpty === undefined ? 0 : 1} to ${options.max} different ${options.of}`;
  return list(item, options).check(({ value, issues }) => {
    const seen = new Set<string>();
    value.forEach((each, index) => {
      if (seen.has(each)) {
        issues.push(
          issueOf(each, allowed, { problem: 'the value is in the list twice', fix: 'remove one of the two' }, [index]),
        );
      }
      seen.add(each);
    });
  });
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** An integer of a range. `tooSmall` explains a value below the range; `more` adds to the allowed values. */
export function integer({ min, max }: Range, tooSmall: Mistake, more = '') {
  return inRange({ min, max, allowed: `an integer from ${min} to ${max}${more}`, tooSmall }).meta({
    type: 'integer',
    minimum: min,
    maximum: max,
  });
}

/** A number of a range. */
export function decimal({ min, max }: Range) {
  const tooSmall = { problem: `the value is less than ${min}`, fix: `write ${min} or more` };
  return inRange({ min, max, allowed: `a number from ${min} to ${max}`, tooSmall, fractions: true }).meta({
    minimum: min,
    maximum: max,
  });
}

interface RangeRule extends Range {
  readonly allowed: string;
  readonly tooSmall: Mistake;
  readonly fractions?: boolean;
}

function inRange({ min, max, allowed, tooSmall, fractions = false }: RangeRule) {
  const mistakeOf = (value: number): Mistake | undefined => {
    if (!fractions && !Number.isInteger(value)) {
      return { problem: 'the value is not an integer', fix: `write ${allowed}` };
    }
    if (value < min) {
      return tooSmall;
    }
    return value > max ? { problem: `the value is more than ${max}`, fix: `write ${max} or less` } : undefined;
  };
  return z.number(allowed).check(({ value, issues }) => {
    const mistake = mistakeOf(value);
    if (mistake) {
      issues.push(issueOf(value, allowed, mistake));
    }
  });
}
