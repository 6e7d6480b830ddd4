import { invalidProp } from './errors';

/** Rejects missing props, which TypeScript rejects and JavaScript does not. */
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
