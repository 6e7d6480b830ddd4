import * as z from 'zod';
import type { mapping } from './building-blocks';
import { issueOf } from './issue';
import { checkType, fieldsOf, typesOf } from './library-check';
import { LIBRARY_PARTS } from './library-parts';

type Part = keyof typeof LIBRARY_PARTS;
type Data = Readonly<Record<string, unknown>>;

const ownKeysOfParts = new Map<Part, readonly string[]>();

/** The keys of a part with schemas of their own. */
export function ownKeys(part: Part): readonly string[] {
  return ownKeysOfParts.get(part) ?? [];
}

/** The props of the library that a part takes beside its own keys. */
export function libraryKeys(part: Part): string[] {
  const { struct, elsewhere } = LIBRARY_PARTS[part]!;
  const own = ownKeys(part);
  return fieldsOf(struct).filter(prop => !own.includes(prop) && !(prop in elsewhere));
}

/** The keys in the data of a part that are not its own. Only these need the table of types, which costs time. */
export function otherKeys(part: Part, data: object): string[] {
  const own = ownKeys(part);
  return Object.keys(data).filter(key => !own.includes(key));
}

/** The keys of a part, in words: a construct can have 40 props. */
export function keysInWords(part: Part): string {
  const others = libraryKeys(part).length > 0 ? [`or another prop of ${LIBRARY_PARTS[part]!.struct}`] : [];
  return [...ownKeys(part), ...others].join(', ');
}

/** The mapping of a part: its own keys, and every other prop of its construct. `toProps` returns the other props. */
export function partOf<Shape extends z.core.$ZodLooseShape>(part: Part, own: Shape) {
  ownKeysOfParts.set(part, Object.keys(own));
  const { struct } = LIBRARY_PARTS[part]!;
  const check = z.check<Data>(({ value, issues }) => {
    const others = otherKeys(part, value);
    if (others.length === 0) {
      return;
    }
    const props = libraryKeys(part);
    const unknown = others.filter(key => !props.includes(key));
    if (unknown.length > 0) {
      issues.push({ code: 'unrecognized_keys', keys: unknown, input: value, continue: true });
    }
    for (const key of others.filter(each => props.includes(each))) {
      for (const { path, allowed, value: shown, ...mistake } of checkType(typesOf(struct)[key]!, value[key], [key])) {
        issues.push(issueOf<unknown>(shown, allowed, mistake, [...path]));
      }
    }
  });
  // Also beside mistakes in other keys.
  check._zod.def.when = ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const schema = z.looseObject(own, { error: () => `a mapping of ${keysInWords(part)}` }).check(check);
  return schema as unknown as ReturnType<typeof mapping<Shape>>;
}
