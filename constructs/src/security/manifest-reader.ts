import { type ApiObject } from 'cdk8s';
import { type StringMap } from '../common/labels';
import { type Fields, mapping, mappingAt, mappings } from '../common/mapping';

/** One object as synthesized. */
export interface ParsedManifest {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** Empty for an object without `spec`. */
  readonly spec: Fields;
  /** All fields. */
  readonly fields: Fields;
}

/** The JSON of each object while a construct shares it. */
let shared: Map<ApiObject, unknown> | undefined;

/**
 * Has the functions of this folder make the JSON of each object once, until the returned function is called. Meanwhile, only
 * `annotate` may change an object.
 */
export function shareManifests(): () => void {
  shared = new Map();
  return () => (shared = undefined);
}

/** Adds an annotation to an object. */
export function annotate(object: ApiObject, name: string, value: string): void {
  object.metadata.addAnnotation(name, value);
  shared?.delete(object);
}

/** The object as synthesized. */
export function jsonOf(object: ApiObject): unknown {
  const json: unknown = shared?.get(object) ?? object.toJson();
  shared?.set(object, json);
  return json;
}

/** The manifest of an object of the app. */
export function manifestOf(object: ApiObject): ParsedManifest {
  return parseManifest(jsonOf(object));
}

/** The manifest of one object. Wrong types read as absent values, because rules must not crash on them. */
export function parseManifest(json: unknown): ParsedManifest {
  const fields = mapping(json);
  const metadata = mapping(fields.metadata);
  const apiVersion = string(fields.apiVersion) ?? '';
  return {
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind: string(fields.kind) ?? '',
    name: string(metadata.name) ?? '',
    namespace: string(metadata.namespace),
    labels: stringMap(metadata.labels),
    annotations: stringMap(metadata.annotations),
    spec: mapping(fields.spec),
    fields,
  };
}

/** The string; `undefined` for any other value. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The strings of a list; none for any other value. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** The port number or port name; `undefined` for any other value. */
export function port(value: unknown): number | string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

/** The entries of a mapping whose values are strings. */
export function stringMap(value: unknown): StringMap {
  const entries = Object.entries(mapping(value)).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  return Object.fromEntries(entries);
}

/** Whether an object is a Service of Kubernetes itself. */
export function isService({ group, kind }: ParsedManifest): boolean {
  return group === '' && kind === 'Service';
}

/** The pod template of a workload; empty for other objects. */
export function podTemplateOf({ kind, fields, spec }: ParsedManifest): Fields {
  if (kind === 'Pod') {
    return fields;
  }
  const ofJob = mappingAt(spec, 'jobTemplate', 'spec', 'template');
  return Object.keys(ofJob).length > 0 ? ofJob : mapping(spec.template);
}

/** The containers of a workload, without its init containers. */
export function containersOf(workload: ParsedManifest): Fields[] {
  return mappings(mappingAt(podTemplateOf(workload), 'spec').containers);
}

/**
 * The ports to which a Service of a workload can lead, and which a node can publish: those of its containers and of its sidecars, which
 * are init containers that run as long as the pod.
 */
export function containerPortsOf(workload: ParsedManifest): Fields[] {
  const { initContainers } = mappingAt(podTemplateOf(workload), 'spec');
  const sidecars = mappings(initContainers).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...containersOf(workload), ...sidecars].flatMap(({ ports }) => mappings(ports));
}
