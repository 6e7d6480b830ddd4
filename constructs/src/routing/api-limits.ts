import { invalidProp } from '../common/errors';
import { type StringMap } from '../common/labels';

/**
 * Limits for each client of the API host. ingress-nginx counts by client IP address, in each pod of the controller. Behind a load
 * balancer that hides the client addresses, all clients share one limit.
 *
 * Each limit is an integer of 0 or more.
 */
export interface ApiLimits {
  /**
   * Requests per second. Bursts can have five times as many.
   *
   * @default 0 - no limit
   */
  readonly requestsPerSecond?: number;

  /**
   * Requests at the same time.
   *
   * @default 0 - no limit
   */
  readonly connections?: number;

  /**
   * Size of a request body in MiB. Qdrant itself accepts 32 MB, and snapshots of any size.
   *
   * @default 0 - no limit
   */
  readonly bodySizeMb?: number;
}

/** The annotations of ingress-nginx for the limits, without their prefix. The default of ingress-nginx for bodies is 1 MiB. */
export function limitAnnotations(limits: ApiLimits): StringMap {
  const { requestsPerSecond = 0, connections = 0, bodySizeMb = 0 } = limits;
  for (const [limit, value] of Object.entries({ requestsPerSecond, connections, bodySizeMb })) {
    if (!Number.isInteger(value) || value < 0) {
      const allowed = 'an integer of 0 or more, where 0 is no limit';
      throw invalidProp('DualIngress', `apiLimits.${limit}`, value, allowed, 'remove it for no limit');
    }
  }
  return {
    ...(requestsPerSecond > 0 && { 'limit-rps': String(requestsPerSecond) }),
    ...(connections > 0 && { 'limit-connections': String(connections) }),
    'proxy-body-size': bodySizeMb > 0 ? `${bodySizeMb}m` : '0',
  };
}
