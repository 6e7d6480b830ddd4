export type Data = Readonly<Record<string, unknown>>;

/** Merges mappings key by key. Any other value of `over` replaces the value of `base`. */
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
