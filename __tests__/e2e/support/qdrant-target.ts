import { QdrantDouble } from './qdrant-double';

/** The Qdrant that a test speaks to. */
export interface Target {
  readonly url: string;
  readonly apiKey?: string;
  readonly readOnlyKey?: string;
  readonly stop: () => Promise<void>;
}

/**
 * A real server where `E2E_QDRANT_URL` names one, with the keys in `E2E_QDRANT_API_KEY` and `E2E_QDRANT_READ_ONLY_KEY`;
 * else the double. A real server must hold no collection: tests make and delete their own by fixed names.
 */
export async function target(): Promise<Target> {
  const { E2E_QDRANT_URL: url, E2E_QDRANT_API_KEY: apiKey, E2E_QDRANT_READ_ONLY_KEY: readOnlyKey } = process.env;
  if (!url) {
    const keys = { apiKey: 'double-api-key', readOnlyKey: 'double-read-only-key' };
    const double = await QdrantDouble.start(keys);
    return { url: double.urls[0]!, ...keys, stop: () => double.stop() };
  }
  const answer = await fetch(`${url}/collections`, { headers: apiKey ? { 'api-key': apiKey } : {} });
  const { result } = (await answer.json()) as { result?: { collections: unknown[] } };
  if (result?.collections.length !== 0) {
    throw new Error(`${url} must be a Qdrant without collections, that these tests may write to.`);
  }
  return { url, apiKey, readOnlyKey, stop: () => Promise.resolve() };
}
