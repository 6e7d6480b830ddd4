/** A mapping. The type of each value is unknown until a function has checked it. */
export type Fields = { readonly [field: string]: unknown };

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping; an empty one for any other value. */
export function mapping(value: unknown): Fields {
  return isMapping(value) ? value : {};
}

/** The mappings of a list; none for any other value. */
export function mappings(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** The mapping at a path of field names; an empty one where the path ends early. */
export function mappingAt(value: unknown, ...path: string[]): Fields {
  return path.reduce<Fields>((fields, field) => mapping(fields[field]), mapping(value));
}

/** Merges mappings key by key. Every other value of `over` replaces the value of `base`, but `undefined` replaces nothing. */
export function merge(base: Fields, over: Fields): Fields {
  const entries = Object.entries(defined(over)).map(([key, value]) => {
    const below = base[key];
    return [key, isMapping(below) && isMapping(value) ? merge(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

/** The props without those that are `undefined`, so that spreading them over defaults keeps the defaults. */
export function defined<Props extends object>(props: Props | undefined): Partial<Props> {
  return Object.fromEntries(Object.entries(props ?? {}).filter(([, value]) => value !== undefined)) as Partial<Props>;
}
