import { z } from 'zod';
import { keys, wholeNumber } from '../building-blocks';

const count = () =>
  wholeNumber('1 and more', value =>
    value < 1 ? { problem: 'nothing would be allowed', fix: 'write 1 or more, or remove the key' } : undefined,
  ).optional();
const flag = () => z.boolean('true or false').optional();

/** Qdrant's names, with capitals for underscores: Qdrant ignores a name that it does not know, this schema does not. */
export const strictMode = keys({
  maxQueryLimit: count().describe('Largest limit of a query.'),
  maxTimeout: count().describe('Longest timeout that a request may ask for, in seconds.'),
  unindexedFilteringRetrieve: flag().describe('Whether reads may filter by fields without an index.'),
  unindexedFilteringUpdate: flag().describe('Whether writes may filter by fields without an index.'),
  searchMaxHnswEf: count().describe('Largest hnsw_ef of a search.'),
  searchAllowExact: flag().describe('Whether searches may be exact.'),
  searchMaxOversampling: z.number('a number').optional().describe('Largest oversampling of a search.'),
  upsertMaxBatchsize: count().describe('Most points in one upsert.'),
  maxCollectionVectorSizeBytes: count().describe('Largest size of the vectors of a collection, without replicas.'),
  maxCollectionPayloadSizeBytes: count().describe('Largest size of the payload of a collection, without replicas.'),
  maxPointsCount: count().describe('Most points in a collection, as estimated.'),
  readRateLimit: count().describe('Most reads in a minute, for each replica.'),
  writeRateLimit: count().describe('Most writes in a minute, for each replica.'),
  filterMaxConditions: count().describe('Most conditions in a filter.'),
  conditionMaxSize: count().describe('Most values in one condition.'),
})
  .optional()
  .describe("Limits for requests to collections that are made from now on: Qdrant's strict mode. Default: none.");

export const auditLog = keys({
  rotation: z
    .enum(['daily', 'hourly'], 'daily or hourly')
    .prefault('daily')
    .describe('When a new file is begun, in the folder audit of the data volume.'),
  maxLogFiles: wholeNumber('1 and more', value =>
    value < 1 ? { problem: 'nothing would be kept', fix: 'write 7, or remove auditLog' } : undefined,
  )
    .prefault(7)
    .describe('How many files are kept on each node.'),
  trustForwardedHeaders: z
    .boolean('true or false')
    .prefault(false)
    .describe("Whether the client's address is taken from X-Forwarded-For, which pods of the cluster can forge."),
})
  .optional()
  .describe('A line for every request whose key was checked, on the data volume. Needs Qdrant 1.17. Default: none.');

type Requests = { readonly strictMode?: z.output<typeof strictMode>; readonly auditLog?: z.output<typeof auditLog> };

/** The same in the structure of Qdrant's configuration file. */
export function requestSettings({ strictMode: limits, auditLog: audit }: Requests) {
  return {
    ...(limits && { storage: { collection: { strict_mode: { enabled: true, ...inQdrantsWords(limits) } } } }),
    ...(audit && { audit: { enabled: true, ...inQdrantsWords(audit) } }),
  };
}

function inQdrantsWords(settings: object): object {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name.replace(/[A-Z]/g, each => `_${each.toLowerCase()}`), value]),
  );
}
