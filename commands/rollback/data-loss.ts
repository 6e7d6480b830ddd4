import type { Access } from '../../stack/qdrant-access';
import { counted } from '../../cli/text';
import { Failure } from '../../cli/failure';
import type { LiveObject } from '../../clients/kubernetes/objects';
import { openQdrant } from '../../stack/qdrant';

/** How long Qdrant may take to answer, in milliseconds: a person waits for it. */
const TIMEOUT = 10_000;

export interface LostCollection {
  readonly name: string;
  /** The exact count. */
  readonly points: number;
  readonly aliases: readonly string[];
}

export interface LostClaim {
  readonly name: string;
  /** Such as `150Gi`; absent while it is not bound. */
  readonly capacity?: string;
}

/** The data that a rollback deletes forever. */
export interface DataLoss {
  /** Absent where Qdrant did not answer. */
  readonly collections?: readonly LostCollection[];
  /** Why the collections are unknown, if volumes or a StatefulSet exist. */
  readonly unasked?: string;
  readonly claims: readonly LostClaim[];
}

/** Works with Qdrant. */
export type WithQdrant = (work: (access: Access) => Promise<void>) => Promise<void>;

/** The collections of Qdrant, or why they are unknown. */
export async function askQdrant(withQdrant: WithQdrant): Promise<Pick<DataLoss, 'collections' | 'unasked'>> {
  let collections: LostCollection[] | undefined;
  try {
    await withQdrant(async access => {
      collections = await collectionsOf(access);
    });
    return { collections };
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return { unasked: error.problem };
  }
}

async function collectionsOf({ urls, at, apiKey, ca, snapshotTimeout }: Access): Promise<LostCollection[]> {
  const [url] = urls as [string];
  const qdrant = await openQdrant({ url, at: at?.[url], apiKey, ca, timeout: TIMEOUT, snapshotTimeout });
  try {
    const aliases = await qdrant.aliases();
    const collections: LostCollection[] = [];
    for (const name of await qdrant.collections()) {
      const own = aliases.filter(({ collection_name }) => collection_name === name);
      collections.push({ name, points: await qdrant.count(name), aliases: own.map(({ alias_name }) => alias_name) });
    }
    return collections;
  } finally {
    await qdrant.close();
  }
}

export function lostClaim({ metadata, status }: LiveObject): LostClaim {
  return { name: metadata.name, capacity: status?.capacity?.storage };
}

/** One line for each loss. */
export function describeLoss({ collections, unasked, claims }: DataLoss): string[] {
  return [
    ...(collections ?? []).map(collection => `lost: collection ${describeCollection(collection)}`),
    ...(collections?.length === 0 ? ['Qdrant has no collection'] : []),
    ...(unasked ? [`warning: the collections of Qdrant are unknown: ${unasked}`] : []),
    ...claims.map(({ name, capacity }) => `lost: volume claim ${name}, ${capacity ?? 'not bound'}`),
  ];
}

function describeCollection({ name, points, aliases }: LostCollection): string {
  const also = aliases.length > 0 ? `, alias ${aliases.join(', ')}` : '';
  return `${name}, ${counted(points, 'point')}${also}`;
}
