import { invalidProp } from './errors';

/** Rejects missing props. The compiler does the same for TypeScript, but nothing does so for JavaScript. */
export function requireProps<T extends object>(
  construct: string,
  props: T,
  names: readonly (keyof T & string)[],
): void {
  for (const name of names) {
    if (props[name] === undefined || props[name] === null) {
      throw invalidProp(construct, name, props[name], 'a value: this prop is required', `set ${name}`);
    }
  }
}
