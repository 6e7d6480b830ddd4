import { type K8sObject } from './objects';

/**
 * The objects, for a snapshot that omits programs and dashboards of Grafana: their own tests judge them. The name of a Job contains a
 * checksum of its program.
 */
export function withoutLongFiles(objects: readonly K8sObject[]): K8sObject[] {
  return objects.map(object => {
    const data = Object.entries<string>(object.data ?? {});
    const short = data.map(([name, text]) => [name, /\.(mjs|pl)$|^ns-qdrant\.json$/.test(name) ? '(omitted)' : text]);
    const name =
      object.kind === 'Job' ? object.metadata.name.replace(/[0-9a-f]{10}$/, 'CHECKSUM') : object.metadata.name;
    return {
      ...object,
      metadata: { ...object.metadata, name },
      ...(object.data && { data: Object.fromEntries(short) }),
    };
  });
}
