import { randomUUID } from 'node:crypto';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import type { RawAnswer, RawHttp } from '../../clients/raw-http';
import { type Check, ok } from './check';
import type { KnownKeys } from '../../stack/known-keys';

/** What everybody with access may ask, and nobody without. */
const COLLECTIONS = { method: 'GET', path: '/collections' };
const WRONG_KEY = 'not-the-key';
const FIX_KEY = 'put the key that Qdrant has (service.api_key) into the environment variable QDRANT_API_KEY';
const RESTART = `have the pods of Qdrant read the Secret anew: ${commandLine('hook')}, then kubectl rollout restart statefulset/qdrant if that finds nothing to do`;

export const KEY = 'api-key';

/**
 * The API lets in who has its key, and nobody else; who has the read-only key reads only. One without a key is no failure
 * unless the config has keys: the network may be what guards it.
 *
 * @param isPromised Whether the config has keys.
 */
export function keyCheck(connect: () => Promise<RawHttp>, known: () => Promise<KnownKeys>, isPromised: boolean): Check {
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
      const open = isLetIn(without);
      if (open && isPromised) {
        throw new Failure(
          `${api.name} answers without API key, though apiKeys.enabled is true`,
          `${commandLine('deploy')}: Qdrant has been started without keys, or with an empty one`,
        );
      }
      if (!key) {
        if (!open) {
          throw new Failure(`${api.name} asks for an API key, and ${source} is not set`, FIX_KEY);
        }
        return ok('there is none', [`whoever reaches ${api.name} may read and write everything`]);
      }
      if (open || isLetIn(await ask(WRONG_KEY))) {
        throw new Failure(
          `${api.name} answers ${open ? 'without' : 'with a wrong'} API key, though there is one in ${source}`,
          'have Qdrant ask for it (service.api_key), or unset QDRANT_API_KEY if it is to be open',
        );
      }
      if (without.status !== 401) {
        throw new Failure(
          `${api.name} does not refuse a request without API key with 401, but: ${said(without)}`,
          FIX_KEY,
        );
      }
      const answer = await ask(key);
      if (!isLetIn(answer)) {
        const fix = source === 'QDRANT_API_KEY' ? FIX_KEY : RESTART;
        throw new Failure(`${api.name} refuses the API key in ${source}: ${said(answer)}`, fix);
      }
      if (!readOnlyApiKey) {
        const notes = ['the read-only key was not tried: it is known from the Secret only'];
        return ok('lets in who has it, and nobody else', isPromised ? notes : []);
      }
      const reading = await ask(readOnlyApiKey);
      if (!isLetIn(reading)) {
        throw new Failure(`${api.name} refuses the read-only key of the Secret: ${said(reading)}`, RESTART);
      }
      // There is no such collection, so nothing is lost where this is allowed.
      const writing = await ask(readOnlyApiKey, { method: 'DELETE', path: `/collections/${randomUUID()}` });
      if (writing.status !== 403) {
        throw new Failure(
          `${api.name} does not refuse that the read-only key deletes a collection with 403, but: ${said(writing)}`,
          'look whether both keys of the Secret are one, and which Qdrant answers there',
        );
      }
      return ok('lets in who has it, and nobody else; the read-only key only reads');
    },
  };
}

function isLetIn({ status }: RawAnswer): boolean {
  return status === 200;
}

function said({ status, body }: RawAnswer): string {
  return `${status} ${body.slice(0, 120)}`.trim();
}
