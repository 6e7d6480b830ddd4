import { isMapping, type Mapping } from '../cli/mapping';

/** Merges mappings key by key. Any other value of `over` replaces the value of `base`. */
export function merged<T extends object>(base: T, over: object): T {
  const entries = Object.entries(over).map(([key, value]) => {
    const below = (base as Mapping)[key];
    return [key, isMapping(below) && isMapping(value) ? merged(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}
