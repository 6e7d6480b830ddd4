import * as z from 'zod';
import { boolean, decimal, integer, mapping } from '../building-blocks';

const MOST = 1_000_000_000;
const MOST_BYTES = 2 ** 50;
const MOST_SECONDS = 86_400;

const count = (max = MOST) =>
  integer(
    { min: 1, max },
    { problem: 'Qdrant would refuse every request', fix: 'write 1 or more, or remove the key' },
  ).optional();
const flag = () => boolean().optional();

/** Qdrant's names in camel case. Qdrant ignores unknown names, and this schema refuses them. */
export const strictMode = mapping({
  maxQueryLimit: count().describe('The largest limit of a query.'),
  maxTimeout: count(MOST_SECONDS).describe('The longest timeout of a request, in seconds.'),
  unindexedFilteringRetrieve: flag().describe('Whether reads can filter by fields without an index.'),
  unindexedFilteringUpdate: flag().describe('Whether writes can filter by fields without an index.'),
  searchMaxHnswEf: count().describe('The largest hnsw_ef of a search.'),
  searchAllowExact: flag().describe('Whether searches can be exact.'),
  searchMaxOversampling: decimal({ min: 0.1, max: 1000 }).optional().describe('The largest oversampling of a search.'),
  upsertMaxBatchsize: count().describe('The most points in one upsert.'),
  maxCollectionVectorSizeBytes: count(MOST_BYTES).describe(
    'The largest size of the vectors of a collection, without replicas, in bytes.',
  ),
  maxCollectionPayloadSizeBytes: count(MOST_BYTES).describe(
    'The largest size of the payload of a collection, without replicas, in bytes.',
  ),
  maxPointsCount: count(1_000_000_000_000).describe('The most points in a collection, as an estimate.'),
  readRateLimit: count().describe('The most reads in a minute, for each replica.'),
  writeRateLimit: count().describe('The most writes in a minute, for each replica.'),
  filterMaxConditions: count().describe('The most conditions in a filter.'),
  conditionMaxSize: count().describe('The most values in one condition.'),
})
  .optional()
  .describe("Limits for requests to new collections: Qdrant's strict mode. Default: none.");

export const auditLog = mapping({
  rotation: z
    .enum(['daily', 'hourly'], 'daily or hourly')
    .prefault('daily')
    .describe('When Qdrant starts a new file in folder audit of the data volume.'),
  maxLogFiles: integer(
    { min: 1, max: 10_000 },
    { problem: 'Qdrant would keep no file', fix: 'write 7, or remove auditLog' },
  )
    .prefault(7)
    .describe('The number of files to keep on each node.'),
  trustForwardedHeaders: boolean()
    .prefault(false)
    .describe('Whether the log has the client address from X-Forwarded-For. Pods of the cluster can forge it.'),
})
  .optional()
  .describe('A log of every request with a checked key, on the data volume. Needs Qdrant 1.17. Default: none.');

type Requests = { readonly strictMode?: z.output<typeof strictMode>; readonly auditLog?: z.output<typeof auditLog> };

/** The same settings in the structure of Qdrant's configuration file. */
export function requestSettings({ strictMode: limits, auditLog: audit }: Requests) {
  return {
    ...(limits && { storage: { collection: { strict_mode: { enabled: true, ...inSnakeCase(limits) } } } }),
    ...(audit && { audit: { enabled: true, ...inSnakeCase(audit) } }),
  };
}

function inSnakeCase(settings: object): object {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name.replace(/[A-Z]/g, each => `_${each.toLowerCase()}`), value]),
  );
}
