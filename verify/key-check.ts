import { Failure } from '../cli/failure';
import { remember } from '../cli/secrets';
import type { RawAnswer, RawHttp } from '../servers/raw-http';
import { Check, ok } from './check';

/** What everybody with access may ask, and nobody without. */
const COLLECTIONS = { method: 'GET', path: '/collections' };
const WRONG_KEY = 'not-the-key';
const FIX_KEY = 'put the key that Qdrant has (service.api_key) into the environment variable QDRANT_API_KEY';

export const KEY = 'api-key';

/** The API lets in who has its key, and nobody else. One without a key is no failure: the network may be what guards it. */
export function keyCheck(connect: () => Promise<RawHttp>, { QDRANT_API_KEY: key }: NodeJS.ProcessEnv): Check {
  return {
    name: KEY,
    title: 'API key',
    needs: ['api'],
    run: async () => {
      const api = await connect();
      const ask = (headers?: Record<string, string>) => api.ask('list collections', { ...COLLECTIONS, headers });
      const open = isLetIn(await ask());
      if (!key) {
        if (!open) {
          throw new Failure(`${api.name} asks for an API key, and QDRANT_API_KEY is not set`, FIX_KEY);
        }
        return ok('there is none', [`whoever reaches ${api.name} may read and write everything`]);
      }
      if (open || isLetIn(await ask({ [KEY]: WRONG_KEY }))) {
        throw new Failure(
          `${api.name} answers ${open ? 'without' : 'with a wrong'} API key, though there is one in QDRANT_API_KEY`,
          'have Qdrant ask for it (service.api_key), or unset QDRANT_API_KEY if it is to be open',
        );
      }
      const answer = await ask({ [KEY]: remember(key) });
      if (!isLetIn(answer)) {
        throw new Failure(`${api.name} refuses the API key in QDRANT_API_KEY: ${said(answer)}`, FIX_KEY);
      }
      return ok('lets in who has it, and nobody else');
    },
  };
}

function isLetIn({ status }: RawAnswer): boolean {
  return status === 200;
}

function said({ status, body }: RawAnswer): string {
  return `${status} ${body.slice(0, 120)}`.trim();
}
