import { type K8sObject } from './objects';

/** The objects, for a snapshot that omits programs and dashboards of Grafana: their own tests judge them. */
export function withoutLongFiles(objects: readonly K8sObject[]): K8sObject[] {
  return objects.map(object => {
    const data = Object.entries<string>(object.data ?? {});
    const short = data.map(([name, text]) => [name, /\.(mjs|pl)$|^ns-qdrant\.json$/.test(name) ? '(omitted)' : text]);
    return object.data ? { ...object, data: Object.fromEntries(short) } : object;
  });
}
