import { randomBytes } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import { Failure } from '../../cli/failure';
import { readSmallFile } from '../../cli/small-file';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import type { RawHttp } from '../../clients/raw-http';
import { nameOf, type Right } from '../../config/rights';
import type { Config } from '../../config/schema';
import type { KnownKeys } from '../../stack/known-keys';
import { type Check, ok, skipped } from './check';

/** The word for a person without an entry in `dashboard.access.rights`. */
const NOBODY = 'none';

/** A session of the dashboard, and the group or the user whose right it must have. */
export interface GivenSession {
  /** The path of a group, a username, or `none`. */
  readonly holder: string;
  /** The file with the header `Cookie` of a browser. */
  readonly file: string;
}

/** `/search/admins=session.txt`, or `ada=session.txt` */
export function givenSession(value: string, previous: readonly GivenSession[] = []): GivenSession[] {
  const [, holder, file] = /^(.+?)=(.+)$/.exec(value) ?? [];
  if (holder === undefined || file === undefined) {
    throw new InvalidArgumentError('Allowed: GROUP=FILE, USER=FILE or none=FILE, such as /search/admins=session.txt.');
  }
  return [...previous, { holder, file }];
}

/** Each session has the right of its group or user in Qdrant, and no other. The requests change nothing. */
export function rightsCheck(
  dashboard: RawHttp,
  config: Config,
  sessions: readonly GivenSession[],
  known: () => Promise<KnownKeys>,
): Check {
  const { rights } = config.dashboard.access;
  return {
    name: 'dashboard-rights',
    title: 'Rights by group and user',
    needs: ['dashboard-session'],
    run: async () => {
      if (sessions.length === 0) {
        return skipped('no session is given: --session GROUP=FILE or USER=FILE');
      }
      const { apiKey } = await known();
      for (const session of sessions) {
        const right = rights.find(each => nameOf(each) === session.holder);
        if (!right && session.holder !== NOBODY) {
          throw new Failure(
            `--session names ${session.holder}, which dashboard.access.rights does not have`,
            `name one of ${[...rights.map(nameOf), NOBODY].join(', ')}`,
          );
        }
        await checkSession(dashboard, session, right, apiKey);
      }
      return ok(`as in the config: ${sessions.map(({ holder }) => holder).join(', ')}`);
    },
  };
}

async function checkSession(
  dashboard: RawHttp,
  { holder, file }: GivenSession,
  right: Right | undefined,
  apiKey: string | undefined,
): Promise<void> {
  const cookie = cookieIn(file);
  // The key shows that oauth2-proxy replaces a key of the browser.
  const headers = { cookie, ...(apiKey !== undefined && { 'api-key': remember(apiKey) }) };
  const statusOf = async (method: string, path: string) =>
    (await dashboard.ask(`use the session of ${holder}`, { method, path, headers })).status;
  // Without a session, every request gets 401, also the requests that a person without an entry must not make.
  const signedIn = await statusOf('GET', '/oauth2/auth');
  if (signedIn !== 202) {
    throw new Failure(
      `The file ${file} contains no session that can open the dashboard: GET /oauth2/auth must be answered with 202, but got ${signedIn}`,
      `sign in to the dashboard as ${right ? 'this person' : 'a person without an entry'}, and copy the header Cookie of a request into the file`,
    );
  }
  const expectStatus = async (method: string, path: string, ...allowed: number[]) => {
    const status = await statusOf(method, path);
    if (!allowed.includes(status)) {
      throw new Failure(
        `With the session of ${holder}, ${method} ${path} must be answered with ${allowed.join(' or ')}, but got ${status}`,
        `check the user and the groups of this person; then run ${commandLine('hook')} and wait 5 minutes`,
      );
    }
  };
  const absent = `/collections/qdrant-stack-absent-${randomBytes(8).toString('hex')}`;
  const listing = right ? 200 : 401;
  await expectStatus('GET', '/collections', listing);
  // Qdrant answers 200 if the collection to delete does not exist.
  await expectStatus('DELETE', absent, right?.rights === 'manage' ? 200 : right ? 403 : 401);
  for (const collection of Object.keys(right?.collections ?? {})) {
    await expectStatus('GET', `/collections/${encodeURIComponent(collection)}`, 200, 404);
  }
  const { body } = await dashboard.ask('ask for the user', { method: 'GET', path: '/oauth2/userinfo', headers });
  if (/eyJ/.test(body)) {
    throw new Failure(
      `With the session of ${holder}, GET /oauth2/userinfo shows the token`,
      `deploy the manifests again: ${commandLine('deploy')}`,
    );
  }
}

/** The value of the header. Browsers copy it with the name or without. */
function cookieIn(file: string): string {
  try {
    const text = readSmallFile(file).toString().trim();
    return remember(text.replace(/^cookie:\s*/i, ''));
  } catch (error) {
    throw new Failure(
      `Could not read ${file}: ${(error as Error).message}`,
      'name a file with the header Cookie of a browser that has signed in to the dashboard',
      { cause: error },
    );
  }
}
