import { type K8sObject } from './objects';

/** The objects, for a snapshot that omits the text of programs: their own tests judge them. */
export function withoutProgram(objects: readonly K8sObject[]): K8sObject[] {
  return objects.map(object => {
    const data = Object.entries<string>(object.data ?? {});
    const program = data.map(([name, text]) => [name, /\.(mjs|pl)$/.test(name) ? '(program)' : text]);
    return object.data ? { ...object, data: Object.fromEntries(program) } : object;
  });
}
