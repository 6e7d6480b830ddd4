import { randomUUID } from 'node:crypto';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import type { RawAnswer, RawHttp } from '../../clients/raw-http';
import { type Check, ok } from './check';
import type { KnownKeys } from '../../stack/known-keys';

/** The request that needs access. */
const COLLECTIONS = { method: 'GET', path: '/collections' };
const WRONG_KEY = 'not-the-key';
const FIX_KEY = 'set the environment variable QDRANT_API_KEY to the key of Qdrant (service.api_key)';
const restart = () =>
  `restart the pods of Qdrant, so that they read the Secret again: ${commandLine('hook')}, and if everything is in sync, kubectl rollout restart statefulset/qdrant`;

export const KEY = 'api-key';

/**
 * The API accepts its key and no other, and the read-only key only reads. An API without a key fails only if the config has keys:
 * the network may protect it.
 *
 * @param isPromised Whether the config has keys.
 * @param hasReadOnlyKey Whether the config has a read-only key.
 */
export function keyCheck(
  connect: () => Promise<RawHttp>,
  known: () => Promise<KnownKeys>,
  isPromised: boolean,
  hasReadOnlyKey = isPromised,
): Check {
  return {
    name: KEY,
    title: 'API key',
    needs: ['api'],
    run: async () => {
      const api = await connect();
      const { apiKey: key, source, readOnlyApiKey } = await known();
      const ask = (key?: string, request = COLLECTIONS) =>
        api.ask('list collections', { ...request, headers: key === undefined ? undefined : { [KEY]: remember(key) } });
      const without = await ask();
      const open = isAccepted(without);
      if (open && isPromised) {
        throw new Failure(
          `${api.name} answers without an API key, but apiKeys.enabled is true`,
          `${commandLine('deploy')}: Qdrant was started without keys, or with an empty key`,
        );
      }
      if (!key) {
        if (!open) {
          throw new Failure(`${api.name} requires an API key, and ${source} is not set`, FIX_KEY);
        }
        return ok('no key required', [`every client that reaches ${api.name} can read and change everything`]);
      }
      if (open || isAccepted(await ask(WRONG_KEY))) {
        throw new Failure(
          `${api.name} answers ${open ? 'without an' : 'with a wrong'} API key, but there is a key in ${source}`,
          'let Qdrant require the key (service.api_key), or unset QDRANT_API_KEY if the API may be open',
        );
      }
      if (without.status !== 401) {
        throw new Failure(
          `${api.name} answers a request without an API key with ${said(without)}, instead of 401`,
          FIX_KEY,
        );
      }
      const answer = await ask(key);
      if (!isAccepted(answer)) {
        const fix = source === 'QDRANT_API_KEY' ? FIX_KEY : restart();
        throw new Failure(`${api.name} refuses the API key in ${source}: ${said(answer)}`, fix);
      }
      if (!readOnlyApiKey) {
        const notes = ['the read-only key was not tried: only the Secret contains it'];
        return ok('accepts its key, and no other', hasReadOnlyKey ? notes : []);
      }
      const reading = await ask(readOnlyApiKey);
      if (!isAccepted(reading)) {
        throw new Failure(`${api.name} refuses the read-only key of the Secret: ${said(reading)}`, restart());
      }
      // The collection does not exist, so nothing is lost if Qdrant allows the request.
      const writing = await ask(readOnlyApiKey, { method: 'DELETE', path: `/collections/${randomUUID()}` });
      if (writing.status !== 403) {
        throw new Failure(
          `${api.name} answers the deletion of a collection with the read-only key with ${said(writing)}, instead of 403`,
          'check that the two keys of the Secret differ, and which Qdrant answers there',
        );
      }
      return ok('accepts its key, and no other; the read-only key only reads');
    },
  };
}

function isAccepted({ status }: RawAnswer): boolean {
  return status === 200;
}

function said({ status, body }: RawAnswer): string {
  return `${status} ${body.slice(0, 120)}`.trim();
}
