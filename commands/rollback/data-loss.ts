import type { Access } from '../../stack/qdrant-access';
import { counted } from '../../cli/text';
import { Failure } from '../../cli/failure';
import type { LiveObject } from '../../clients/kubernetes/objects';
import { Qdrant } from '../../clients/qdrant/qdrant';

/** How long Qdrant may say nothing, in milliseconds: a person waits for what it answers. */
const TIMEOUT = 10_000;

export interface LostCollection {
  readonly name: string;
  /** Counted one by one. */
  readonly points: number;
  readonly aliases: readonly string[];
}

export interface LostClaim {
  readonly name: string;
  /** Such as `150Gi`; absent while it is not bound. */
  readonly capacity?: string;
}

/** What nobody can bring back afterwards. */
export interface Losses {
  /** Absent where Qdrant was not asked, or could not be. */
  readonly collections?: readonly LostCollection[];
  /** Why it is not known what Qdrant holds, where volumes or a StatefulSet are there. */
  readonly unasked?: string;
  readonly claims: readonly LostClaim[];
}

/** Does something with Qdrant, where it is. */
export type WithQdrant = (work: (access: Access) => Promise<void>) => Promise<void>;

/** What Qdrant holds, or why it is not known. */
export async function askQdrant(withQdrant: WithQdrant): Promise<Pick<Losses, 'collections' | 'unasked'>> {
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

async function collectionsOf({ urls, at, apiKey, ca, patience }: Access): Promise<LostCollection[]> {
  const [url] = urls as [string];
  const qdrant = await Qdrant.open({ url, at: at?.[url], apiKey, ca, timeout: TIMEOUT, patience });
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

/** What will be lost, a line each. */
export function describeLosses({ collections, unasked, claims }: Losses): string[] {
  return [
    ...(collections ?? []).map(collection => `lost: collection ${describeCollection(collection)}`),
    ...(collections?.length === 0 ? ['Qdrant holds no collection'] : []),
    ...(unasked ? [`warning: what Qdrant holds is not known: ${unasked}`] : []),
    ...claims.map(({ name, capacity }) => `lost: volume claim ${name}, ${capacity ?? 'not bound'}`),
  ];
}

function describeCollection({ name, points, aliases }: LostCollection): string {
  const also = aliases.length > 0 ? `, alias ${aliases.join(', ')}` : '';
  return `${name}, ${counted(points, 'point')}${also}`;
}
