import { keys, wholeNumber } from '../building-blocks';

const limit = () =>
  wholeNumber('0 and more', value =>
    value < 0 ? { problem: 'it is below 0', fix: 'write 0 for no limit' } : undefined,
  )
    .meta({ minimum: 0 })
    .prefault(0);

export const apiLimits = keys({
  requestsPerSecond: limit().describe('Requests in a second, five times as many at once. 0 for no limit.'),
  connections: limit().describe('Requests under way at the same time. 0 for no limit.'),
  bodySizeMb: limit().describe('Size of a request in MiB, uploads of snapshots included. 0 for no limit.'),
})
  .prefault({})
  .describe("What the ingress lets one client's address ask of the API host. The controller must be an ingress-nginx.");
