export type Data = Readonly<Record<string, unknown>>;

/** Mappings merge key by key; any other value of `over` replaces the one below. */
export function merged(base: Data, over: Data): Data {
  const entries = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isMapping(below) && isMapping(value) ? merged(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function isMapping(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
