import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import { statusOf } from '../../clients/http';
import type { Qdrant } from '../../clients/qdrant/qdrant';
import { type Check, ok } from './check';
import { KEY } from './key-check';

/** What throw-away collections begin with, so that one that was left can be told from the user's. */
const PREFIX = 'qdrant-stack-verify-';
/** Within what time every node of a cluster knows what was written to another, in milliseconds. */
const SPREAD = 5_000;
const VECTORS = [
  [0.9, 0.1, 0.1, 0.1],
  [0.1, 0.9, 0.1, 0.1],
  [0.1, 0.1, 0.9, 0.1],
  [0.1, 0.1, 0.1, 0.9],
];

/** What is to be taken back should the run be interrupted. */
export type CleanUps = Set<() => Promise<void>>;

/**
 * Points that are written are found again. The collection for it is made and deleted here; no other is touched.
 *
 * @param wanted Its name. One that exists is left alone. Default: a random one.
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
          `Collection ${name} exists at ${qdrant.url}, so it was neither written to nor deleted`,
          'choose a name that is free with --collection, or leave the option out',
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
        left.length > 0 ? [`left by an interrupted run, or in use by one: ${left.join(', ')}`] : [],
      );
    },
  };
}

/** @param isOurs Whether nobody else can have made a collection of this name meanwhile. */
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
        [...(failed instanceof Failure ? [failed.problem] : []), `collection ${name} is left: ${error.problem}`].join(
          '; ',
        ),
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
        `Collection ${name} was deleted and is still there`,
        `curl -X DELETE ${qdrant.url}/collections/${name}`,
      );
    }
  });
}

/** What a node may say that has not caught up yet. */
class NotYet extends Failure {}

/** Any node may answer, and they learn one after the other of a collection, its points, and that it was deleted. */
async function onceAllKnow(ask: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + SPREAD;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isEarly = error instanceof NotYet || (error instanceof Failure && statusOf(error.cause) === 404);
      if (!isEarly || Date.now() > deadline) {
        throw error;
      }
      await sleep(100);
    }
  }
}

async function writeAndSearch(qdrant: Qdrant, name: string): Promise<void> {
  const points = VECTORS.map((vector, id) => ({ id, vector, payload: { number: id } }));
  await qdrant.upsert(
    name,
    points.map(point => Buffer.from(JSON.stringify(point))),
  );
  const count = await qdrant.count(name);
  if (count !== points.length) {
    throw wrong(qdrant, `${points.length} points were written to collection ${name}, and ${count} are there`);
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
