import type { ApisApi, CoreV1Api, CustomObjectsApi, KubernetesObjectApi, V1APIResource } from '@kubernetes/client-node';
import type { Declared } from './objects';
import { answer } from './errors';

/** What tells which kinds there are, and lists them. */
export interface Discovery {
  readonly core: CoreV1Api;
  readonly groups: ApisApi;
  readonly custom: CustomObjectsApi;
  readonly objects: KubernetesObjectApi;
}

/** What a namespace holds. */
export interface Inventory {
  /** Who the objects are, without what is in them. Events are left out: they end by themselves. */
  readonly objects: readonly Declared[];
  /** Groups or kinds that could not be listed, each with the server's answer. */
  readonly unseen: readonly string[];
}

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Every object of every kind in a namespace, custom resources too: all that would go with it. */
export async function inventoryOf(discovery: Discovery, namespace: string): Promise<Inventory> {
  const unseen: string[] = [];
  const kinds = await kindsOf(discovery, unseen);
  const lists = kinds.map(async ({ apiVersion, kind }) => {
    try {
      const { items } = await discovery.objects.list<Declared>(apiVersion, kind, namespace);
      return items.map(({ metadata }) => ({ apiVersion, kind, metadata }));
    } catch (error) {
      unseen.push(`${kind} of ${apiVersion}: ${answer(error)}`);
      return [];
    }
  });
  const found = (await Promise.all(lists)).flat();
  // Some kinds are served by two groups.
  const byUid = new Map(found.map(object => [object.metadata.uid, object]));
  return { objects: [...byUid.values()], unseen };
}

/** The kinds of objects that can be in a namespace and can be deleted, each in the version that the server prefers. */
async function kindsOf({ core, groups, custom }: Discovery, unseen: string[]): Promise<Kind[]> {
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
      unseen.push(`${apiVersion}: ${answer(error)}`);
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
