import { type K8sObject } from './objects';

/** The objects, where a snapshot of the manifests need not hold the text of the program: its own tests judge it. */
export function withoutProgram(objects: readonly K8sObject[]): K8sObject[] {
  return objects.map(object => {
    const data = Object.entries<string>(object.data ?? {});
    const program = data.map(([name, text]) => [name, name.endsWith('.mjs') ? '(program)' : text]);
    return object.data ? { ...object, data: Object.fromEntries(program) } : object;
  });
}
