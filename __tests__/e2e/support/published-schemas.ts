import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type K8sObject } from '../../support/objects';
import { kubectl } from './cluster';
import { eventually } from './objects';

const KIND = 'x-kubernetes-group-version-kind';
const OPEN = 'x-kubernetes-preserve-unknown-fields';

/** Writes the schemas of these objects' kinds, as the API server publishes them; returns where kubeconform finds each. */
export async function writeSchemas(folder: string, objects: readonly K8sObject[]): Promise<string> {
  const kinds = new Map(objects.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  for (const { apiVersion, kind } of kinds.values()) {
    const [group, ...version] = apiVersion.split('/');
    const file = [kind, group!.split('.')[0], ...version].join('-').toLowerCase();
    // A custom resource is published a moment after its definition is established.
    await eventually(async () => writeFileSync(join(folder, `${file}.json`), await schemaOf(apiVersion, kind)));
  }
  return join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
}

/** The document of a group and version, which has what its references lead to, with one kind at its root. */
async function schemaOf(apiVersion: string, kind: string): Promise<string> {
  const path = `/openapi/v3/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;
  const document = JSON.parse(await kubectl().must(['get', '--raw', path]), withoutUnknownFields);
  const isOfKind = (gvk: any) => gvk.kind === kind && [gvk.group, gvk.version].filter(Boolean).join('/') === apiVersion;
  const names = Object.keys(document.components.schemas);
  const name = names.find(each => document.components.schemas[each][KIND]?.some(isOfKind));
  if (!name) throw new Error(`The API server publishes no schema of ${apiVersion} ${kind}.`);
  return JSON.stringify({ ...document, $ref: `#/components/schemas/${name}` });
}

/** Closes every object that lists its fields; `type` itself may be the name of a field, and is no string then. */
function withoutUnknownFields(_: string, value: any): unknown {
  const closed = value?.type === 'object' && value.properties && !value[OPEN];
  return closed ? { additionalProperties: false, ...value } : value;
}
