import { randomBytes } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import { Failure } from '../../cli/failure';
import { readSmallFile } from '../../cli/small-file';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import type { RawHttp } from '../../clients/raw-http';
import type { Right } from '../../config/rights';
import type { Config } from '../../config/schema';
import type { KnownKeys } from '../../stack/known-keys';
import { type Check, ok, skipped } from './check';

/** The word for a person whose groups have no entry in `dashboard.access.rights`. */
const NOBODY = 'none';

/** A session of the dashboard, and the group whose right it must have. */
export interface GivenSession {
  readonly group: string;
  /** The file with the header `Cookie` of a browser. */
  readonly file: string;
}

/** `/search/admins=session.txt` */
export function givenSession(value: string, previous: readonly GivenSession[] = []): GivenSession[] {
  const [, group, file] = /^(none|\/.+?)=(.+)$/.exec(value) ?? [];
  if (group === undefined || file === undefined) {
    throw new InvalidArgumentError('Allowed: GROUP=FILE or none=FILE, such as /search/admins=session.txt.');
  }
  return [...previous, { group, file }];
}

/** Each session has the right of its group in Qdrant, and no other. The requests change nothing. */
export function rightsCheck(
  dashboard: RawHttp,
  config: Config,
  sessions: readonly GivenSession[],
  known: () => Promise<KnownKeys>,
): Check {
  const { rights } = config.dashboard.access;
  return {
    name: 'dashboard-rights',
    title: 'Rights by group',
    needs: ['dashboard-session'],
    run: async () => {
      if (sessions.length === 0) {
        return skipped('no session is given: --session GROUP=FILE');
      }
      const { apiKey } = await known();
      for (const session of sessions) {
        const right = rights.find(({ group }) => group === session.group);
        if (!right && session.group !== NOBODY) {
          throw new Failure(
            `--session names group ${session.group}, which dashboard.access.rights does not have`,
            `name one of ${[...rights.map(({ group }) => group), NOBODY].join(', ')}`,
          );
        }
        await checkSession(dashboard, session, right, apiKey);
      }
      return ok(`as in the config: ${sessions.map(({ group }) => group).join(', ')}`);
    },
  };
}

async function checkSession(
  dashboard: RawHttp,
  { group, file }: GivenSession,
  right: Right | undefined,
  apiKey: string | undefined,
): Promise<void> {
  const cookie = cookieIn(file);
  // The key shows that oauth2-proxy replaces a key of the browser.
  const headers = { cookie, ...(apiKey !== undefined && { 'api-key': remember(apiKey) }) };
  const expectStatus = async (method: string, path: string, ...allowed: number[]) => {
    const { status } = await dashboard.ask(`use the session of ${group}`, { method, path, headers });
    if (!allowed.includes(status)) {
      throw new Failure(
        `With the session of ${group}, ${method} ${path} must be answered with ${allowed.join(' or ')}, but got ${status}`,
        `check the groups of this person, and whether the session is still valid; then run ${commandLine('hook')} and wait 5 minutes`,
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
      `With the session of ${group}, GET /oauth2/userinfo shows the token of the group`,
      `deploy the manifests again: ${commandLine('deploy')}`,
    );
  }
}

function cookieIn(file: string): string {
  try {
    return remember(readSmallFile(file).toString().trim());
  } catch (error) {
    throw new Failure(
      `Could not read ${file}: ${(error as Error).message}`,
      'name a file with the header Cookie of a browser that has signed in to the dashboard',
      { cause: error },
    );
  }
}
