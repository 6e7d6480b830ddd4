import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { api, type KubernetesObject, type ListOptions } from './api';
import { kubectl } from './cluster';

const SETTLE_MS = 2_000;
const DEADLINE_MS = 60_000;

/** As much of a live object as the checks look at. */
export interface LiveObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  };
  readonly spec?: any;
  readonly status?: any;
  readonly data?: Readonly<Record<string, string>>;
}

/** Applies the manifests of a folder as the documentation says, and returns what kubectl printed. */
export function apply(dist: string, ...flags: string[]) {
  return kubectl().run(['apply', '--server-side', ...flags, '-f', dist]);
}

/** Makes a namespace, where there is none of this name. */
export async function createNamespace(name: string): Promise<void> {
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, undefined, 'e2e');
}

/** Deletes the policy of a stack, which would refuse another stack with the same hosts. */
export async function deletePolicy(namespace: string): Promise<void> {
  for (const kind of ['validatingadmissionpolicy', 'validatingadmissionpolicybinding']) {
    await api.delete(kind, `qdrant-routes.${namespace}`);
  }
}

/** The live objects that a folder of manifests describes. */
export async function objectsOf(dist: string): Promise<LiveObject[]> {
  return Promise.all(
    manifestsOf(dist).map(async ({ kind, metadata }) => {
      const found = await api.get(kind, metadata.name, metadata.namespace);
      if (!found) throw new Error(`There is no ${kind} ${metadata.name}.`);
      delete found.metadata.managedFields;
      return found;
    }),
  );
}

/** Makes the objects that a folder of manifests describes. */
export async function applyAll(dist: string): Promise<void> {
  for (const object of manifestsOf(dist)) await api.apply(object);
}

/** The live objects of some kinds in a namespace. */
export const list = (kinds: string, namespace: string, options?: ListOptions): Promise<LiveObject[]> =>
  api.list(kinds, namespace, options);

/** The names of objects, in order. */
export const names = (objects: readonly LiveObject[]): string[] => objects.map(({ metadata }) => metadata.name).sort();

/** `Kind/name` of an object. */
export const idOf = ({ kind, metadata }: LiveObject): string => `${kind}/${metadata.name}`;

/** Who each object is and which version of it is stored: equal before and after, nothing was written. */
export function versions(objects: readonly LiveObject[]): Record<string, object> {
  return Object.fromEntries(
    objects.map(object => {
      const { uid, generation, resourceVersion } = object.metadata;
      return [idOf(object), { uid, generation, resourceVersion }];
    }),
  );
}

/** Reads until two reads in a row are equal: controllers write the status of what they reconcile. */
export async function settled<T>(read: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (let before = await read(); ;) {
    await sleep(SETTLE_MS);
    const now = await read();
    if (isDeepStrictEqual(before, now)) return now;
    if (Date.now() > deadline) throw new Error(`Still changing after ${DEADLINE_MS / 1000} s.`);
    before = now;
  }
}

/** Repeats a check until it passes; its last failure is what is reported. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

export function manifestsOf(dist: string): KubernetesObject[] {
  const files = readdirSync(dist).filter(file => file.endsWith('.k8s.yaml'));
  const texts = files.sort().map(file => readFileSync(join(dist, file), 'utf8'));
  return texts.flatMap(text => parseAllDocuments(text).map(document => document.toJS()));
}
