/** The place of a value in a config: keys, and indexes of list items. */
export type Path = readonly PropertyKey[];

/** `qdrant.storage.size`, `corsOrigins[1]`. A key with other characters is in quotes. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    const part =
      typeof key === 'number' ? `[${key}]` : /^[\w-]+$/.test(String(key)) ? String(key) : JSON.stringify(key);
    return text && typeof key !== 'number' ? `${text}.${part}` : text + part;
  }, '');
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[String(key)],
    data,
  );
}

export function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}
