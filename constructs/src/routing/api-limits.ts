import { invalidProp } from '../common/errors';
import { type StringMap } from '../common/labels';

/**
 * What one client may ask of the API host, as ingress-nginx counts it: by address, in each pod of the controller. Behind a
 * load balancer that hides the clients' addresses, all of them count as one.
 */
export interface ApiLimits {
  /**
   * Requests in a second; five times as many at once.
   *
   * @default 0 - no limit
   */
  readonly requestsPerSecond?: number;

  /**
   * Requests under way at the same time.
   *
   * @default 0 - no limit
   */
  readonly connections?: number;

  /**
   * Size of a request's body in MiB. Qdrant itself takes 32 MB, and of snapshots any size.
   *
   * @default 0 - no limit
   */
  readonly bodySizeMb?: number;
}

/** The annotations of ingress-nginx for the limits, without their prefix. Its own default for bodies is 1 MiB. */
export function limitAnnotations(limits: ApiLimits): StringMap {
  for (const [limit, value] of Object.entries(limits)) {
    if (!Number.isInteger(value) || value < 0) {
      const allowed = 'a whole number, 0 for no limit';
      throw invalidProp('DualIngress', `apiLimits.${limit}`, value, allowed, 'leave it out for no limit');
    }
  }
  const { requestsPerSecond = 0, connections = 0, bodySizeMb = 0 } = limits;
  return {
    ...(requestsPerSecond > 0 && { 'limit-rps': String(requestsPerSecond) }),
    ...(connections > 0 && { 'limit-connections': String(connections) }),
    'proxy-body-size': bodySizeMb > 0 ? `${bodySizeMb}m` : '0',
  };
}
