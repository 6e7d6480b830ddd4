import type { ApisApi, CoreV1Api, CustomObjectsApi, KubernetesObjectApi, V1APIResource } from '@kubernetes/client-node';
import type { Declared } from './objects';
import { answerOf } from './errors';

/** The APIs that tell which kinds exist, and list their objects. */
export interface Discovery {
  readonly core: CoreV1Api;
  readonly groups: ApisApi;
  readonly custom: CustomObjectsApi;
  readonly objects: KubernetesObjectApi;
}

/** The content of a namespace. */
export interface Inventory {
  /** The identity of each object. Events are left out: they expire. */
  readonly objects: readonly Declared[];
  /** The groups and kinds that could not be listed, each with the answer of the server. */
  readonly unseen: readonly string[];
}

/** A kind of objects, in the version that the server prefers. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Every object of every kind in a namespace, including custom resources: everything that a deletion of it deletes. */
export async function inventoryOf(discovery: Discovery, namespace: string): Promise<Inventory> {
  const unseen: string[] = [];
  const kinds = await kindsOf(discovery, unseen);
  const lists = kinds.map(async ({ apiVersion, kind }) => {
    try {
      const { items } = await discovery.objects.list<Declared>(apiVersion, kind, namespace);
      return items.map(({ metadata }) => ({ apiVersion, kind, metadata }));
    } catch (error) {
      unseen.push(`${kind} of ${apiVersion}: ${answerOf(error)}`);
      return [];
    }
  });
  const found = (await Promise.all(lists)).flat();
  // Two groups may serve the same kind.
  const byUid = new Map(found.map(object => [object.metadata.uid, object]));
  return { objects: [...byUid.values()], unseen };
}

/**
 * The namespaced kinds that can be deleted, each in the version that the server prefers.
 *
 * @param unseen Gets the groups that could not be listed, each with the answer of the server.
 */
export async function kindsOf({ core, groups, custom }: Discovery, unseen: string[]): Promise<Kind[]> {
  const versions = (await groups.getAPIVersions()).groups.flatMap(({ name, versions: served }) =>
    served.map(({ version, groupVersion }) => ({
      apiVersion: groupVersion,
      resources: () => custom.getAPIResources({ group: name, version }),
    })),
  );
  const all = [{ apiVersion: 'v1', resources: () => core.getAPIResources() }, ...versions];
  const lists = all.map(async ({ apiVersion, resources }) => {
    try {
      return (await resources()).resources.filter(canHold).map(({ kind }) => ({ apiVersion, kind }));
    } catch (error) {
      unseen.push(`${apiVersion}: ${answerOf(error)}`);
      return [];
    }
  });
  const kinds = (await Promise.all(lists)).flat();
  const idOf = ({ apiVersion, kind }: Kind) => `${kind}.${groupOf(apiVersion)}`;
  return kinds.filter((kind, at) => kinds.findIndex(other => idOf(other) === idOf(kind)) === at);
}

function canHold({ name, kind, namespaced, verbs }: V1APIResource): boolean {
  return (
    namespaced && !name.includes('/') && kind !== 'Event' && ['list', 'delete'].every(verb => verbs.includes(verb))
  );
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
}
