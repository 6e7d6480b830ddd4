import { integer } from '../building-blocks';
import { partOf } from '../library-props';

const limit = (max: number) =>
  integer({ min: 0, max }, { problem: 'the value is less than 0', fix: 'write 0 for no limit' }).prefault(0);

/** nginx takes at most 65535 connections. */
const MOST_CONNECTIONS = 65_535;

export const apiLimits = partOf('apiLimits', {
  requestsPerSecond: limit(100_000).describe(
    'Requests in a second. A burst of five times as many is allowed. 0 means no limit.',
  ),
  connections: limit(MOST_CONNECTIONS).describe('Concurrent requests. 0 means no limit.'),
  bodySizeMb: limit(1_048_576).describe(
    'The size of a request body in MiB, including uploads of snapshots. 0 means no limit.',
  ),
})
  .prefault({})
  .describe('Limits of the API host for each client address. The ingress controller must be ingress-nginx.');
