import { randomBytes } from 'node:crypto';
import { Failure } from '../../cli/failure';
import { statusOf } from '../../clients/http';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { until } from '../../reconcile/until';
import { type Check, ok } from './check';
import { KEY } from './key-check';

/** The prefix of temporary collections. It tells a remaining collection from those of users. */
const PREFIX = 'qdrant-stack-verify-';
/** How long the nodes of a cluster need to learn of a write to another node, in seconds. */
const SPREAD = 5;
const INTERVAL_MS = 100;
const VECTORS = [
  [0.9, 0.1, 0.1, 0.1],
  [0.1, 0.9, 0.1, 0.1],
  [0.1, 0.1, 0.9, 0.1],
  [0.1, 0.1, 0.1, 0.9],
];

/** What an interrupted run has to clean up. */
export type CleanUps = Set<() => Promise<void>>;

/**
 * A search finds the points that were written. The check creates and deletes a collection of its own, and touches no other.
 *
 * @param wanted The name of the collection. The check refuses an existing one. Default: a random name.
 */
export function collectionCheck(connect: () => Promise<Qdrant>, wanted: string | undefined, cleanUps: CleanUps): Check {
  return {
    name: 'collection',
    title: 'Write and search',
    needs: ['api', KEY],
    run: async () => {
      const qdrant = await connect();
      const name = wanted ?? `${PREFIX}${randomBytes(4).toString('hex')}`;
      const present = await qdrant.collections();
      if (present.includes(name)) {
        throw new Failure(
          `Collection ${name} exists at ${qdrant.url}, so the check did not use it`,
          'choose an unused name with --collection, or omit the option',
        );
      }
      const cleanUp = () => qdrant.deleteCollection(name);
      cleanUps.add(cleanUp);
      try {
        await tryOut(qdrant, name, wanted === undefined);
      } finally {
        cleanUps.delete(cleanUp);
      }
      const left = present.filter(each => each.startsWith(PREFIX));
      return ok(
        `${VECTORS.length} points written to ${name}, found, deleted`,
        left.length > 0
          ? [`these collections come from an interrupted run, or from a run in progress: ${left.join(', ')}`]
          : [],
      );
    },
  };
}

/** @param isOurs Whether no other client can have created a collection of this name. */
async function tryOut(qdrant: Qdrant, name: string, isOurs: boolean): Promise<void> {
  let mayExist = isOurs;
  let failed: unknown;
  try {
    await qdrant.createCollection(name, { vectors: { size: 4, distance: 'Dot' } });
    mayExist = true;
    await onceAllKnow(() => writeAndSearch(qdrant, name));
  } catch (error) {
    failed = error;
  }
  if (mayExist) {
    await qdrant.deleteCollection(name).catch((error: Failure) => {
      throw new Failure(
        [
          ...(failed instanceof Failure ? [failed.problem] : []),
          `collection ${name} was not deleted: ${error.problem}`,
        ].join('; '),
        `delete it once Qdrant answers again: curl -X DELETE ${qdrant.url}/collections/${name}`,
        { cause: error },
      );
    });
  }
  if (failed !== undefined) {
    throw failed;
  }
  await onceAllKnow(async () => {
    if ((await qdrant.collections()).includes(name)) {
      throw new NotYet(
        `Collection ${name} was deleted and still exists`,
        `curl -X DELETE ${qdrant.url}/collections/${name}`,
      );
    }
  });
}

/** The answer of a node that does not know of the last write yet. */
class NotYet extends Failure {}

/** Any node may answer, and the nodes learn one after the other of a collection, its points, and its deletion. */
async function onceAllKnow(ask: () => Promise<void>): Promise<void> {
  let last: unknown;
  const poll = async () => {
    try {
      return { value: await ask() };
    } catch (error) {
      const isEarly = error instanceof NotYet || (error instanceof Failure && statusOf(error) === 404);
      if (!isEarly) {
        throw error;
      }
      last = error;
      return { reason: error.problem };
    }
  };
  await until<void>(poll, {
    timeout: SPREAD,
    interval: INTERVAL_MS,
    say: () => undefined,
    onTimeout: () => last as Failure,
  });
}

async function writeAndSearch(qdrant: Qdrant, name: string): Promise<void> {
  const points = VECTORS.map((vector, id) => ({ id, vector, payload: { number: id } }));
  await qdrant.upsert(
    name,
    points.map(point => Buffer.from(JSON.stringify(point))),
  );
  const count = await qdrant.count(name);
  if (count !== points.length) {
    throw wrong(qdrant, `${points.length} points were written to collection ${name}, and it has ${count}`);
  }
  for (const { id, vector } of points) {
    const [nearest] = await qdrant.search(name, vector, 1);
    if (nearest?.id !== id || nearest.payload?.number !== id) {
      throw wrong(
        qdrant,
        `a search of collection ${name} for point ${id} found ${JSON.stringify(nearest ?? 'nothing')}`,
      );
    }
  }
}

function wrong({ url }: Qdrant, what: string): NotYet {
  return new NotYet(`Qdrant at ${url}: ${what}`, 'read its log: kubectl logs -l app.kubernetes.io/name=qdrant');
}
