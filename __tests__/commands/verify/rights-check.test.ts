import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { givenSession, rightsCheck } from '../../../commands/verify/rights-check';
import { parseConfig } from '../../../config/load';

const CONFIG = parseConfig(
  'profile: production\ndashboard: { access: { groups: [/guests], rights: [{ group: /admins, rights: manage }, { group: /readers, rights: read }, { group: /docs, collections: { docs: rw } }, { user: ada, rights: read }] } }',
  'config.yaml',
);
const FILE = join(mkdtempSync(join(tmpdir(), 'session-')), 'cookie');
writeFileSync(FILE, '__Host-oauth2_proxy=ada\n');

/** The statuses of the reads and of the write, and the page of the user. */
interface Answers {
  readonly read: number;
  readonly write: number;
  readonly user?: string;
  readonly auth?: number;
}

/** What the check says about a session, and the headers of its requests. */
async function check(group: string, { read, write, user = 'OK', auth = 202 }: Answers, file = FILE) {
  const sent: unknown[] = [];
  const ask = async (_: string, { method, path, headers }: { method: string; path: string; headers: object }) => {
    sent.push(headers);
    const statuses: Record<string, number> = { '/oauth2/auth': auth, '/oauth2/userinfo': 200 };
    const status = statuses[path] ?? (method === 'DELETE' ? write : read);
    return { status, headers: {}, body: path === '/oauth2/userinfo' ? user : '' };
  };
  const sessions = givenSession(`${group}=${file}`);
  const { run } = rightsCheck({ ask } as never, CONFIG, sessions, async () => ({ apiKey: 'the-key', source: '' }));
  return { outcome: await run(() => undefined), sent };
}

test.each<[string, Answers]>([
  ['/admins', { read: 200, write: 200 }],
  ['/readers', { read: 200, write: 403 }],
  ['/docs', { read: 200, write: 403 }],
  ['ada', { read: 200, write: 403 }],
  ['none', { read: 401, write: 401 }],
])('a session of %s has its right, also with the key of the API', async (group, answers) => {
  const { outcome, sent } = await check(group, answers);
  expect(outcome.detail).toBe(`as in the config: ${group}`);
  expect(new Set(sent.map(each => JSON.stringify(each)))).toEqual(
    new Set([JSON.stringify({ cookie: '__Host-oauth2_proxy=ada', 'api-key': 'the-key' })]),
  );
});

test('the file can have the name of the header, too', async () => {
  const file = `${FILE}-with-name`;
  writeFileSync(file, 'Cookie: __Host-oauth2_proxy=ada\n');
  const { sent } = await check('/readers', { read: 200, write: 403 }, file);
  expect(sent).toContainEqual({ cookie: '__Host-oauth2_proxy=ada', 'api-key': 'the-key' });
});

test('a file without a session proves nothing about a person without an entry', async () => {
  await expect(check('none', { auth: 401, read: 401, write: 401 })).rejects.toMatchObject({
    problem: `The file ${FILE} contains no session that can open the dashboard: GET /oauth2/auth must be answered with 202, but got 401`,
    fix: 'sign in to the dashboard as a person without an entry, and copy the header Cookie of a request into the file',
  });
});

test.each<[string, string, Answers, RegExp]>([
  ['a reader can write', '/readers', { read: 200, write: 200 }, /DELETE \S+ must be answered with 403, but got 200$/],
  ['a manager can only read', '/admins', { read: 200, write: 403 }, /must be answered with 200, but got 403$/],
  ['a person without an entry can read', 'none', { read: 200, write: 401 }, /must be answered with 401, but got 200$/],
  ['the person sees the token', '/admins', { read: 200, write: 200, user: '{"t":"eyJh"}' }, /shows the token/],
  ['the group has no entry', '/others', { read: 200, write: 200 }, /names \/others, which/],
  ['the user has no entry', 'admins', { read: 200, write: 200 }, /names admins, which/],
  ['a user with a right to read can write', 'ada', { read: 200, write: 200 }, /with 403, but got 200$/],
])('fails if %s', async (_title, group, answers, problem) => {
  await expect(check(group, answers)).rejects.toMatchObject({ problem: expect.stringMatching(problem) });
});

test('is skipped without a session', async () => {
  const { run } = rightsCheck({} as never, CONFIG, [], async () => ({ source: '' }));
  expect(await run(() => undefined)).toMatchObject({ skipped: true });
});

test.each(['=file', '/admins', 'none=', '/admins=', 'ada='])('fails if the option is %s', value => {
  expect(() => givenSession(value)).toThrow('Allowed: GROUP=FILE, USER=FILE or none=FILE');
});
