/*
 * Connections of programs in pods, without the package undici. `npm run programs` puts this file in the place of
 * `connections.ts`. The fetch of Node.js trusts the authorities in `NODE_EXTRA_CA_CERTS`, which the pod sets.
 */
import type { Connections } from '../connections';

/** The connections of Node.js itself. */
export async function connections(): Promise<Pick<Connections, 'init' | 'close'>> {
  return { init: {}, close: () => Promise.resolve() };
}
