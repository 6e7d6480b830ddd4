import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';
import { type Target, target } from '../../e2e/support/qdrant-target';

interface Recorded {
  readonly request: { readonly method: string; readonly path: string; readonly key: string; readonly body?: unknown };
  readonly response: {
    readonly status: unknown;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: any;
    readonly body_text?: string;
    readonly body_bytes?: unknown;
  };
  readonly note?: string;
}

const FILE = join(__dirname, '../../e2e/fixtures/qdrant-1.15.4.json');
const recording = parse(readFileSync(FILE, 'utf8')) as Recorded[];

/** What differs from run to run: clocks, ids of the cluster, numbers of operations, names and sizes of snapshots. */
const OF_THE_RUN = new Set(
  [
    'time',
    'commit',
    'peer_id',
    'term',
    'leader',
    'last_update',
    'uri',
    'operation_id',
    'version',
    'creation_time',
  ].concat(['name of a snapshot', 'size of a snapshot', 'checksum', 'title']),
);
const SNAPSHOT = 'docs-3657837229511769-2026-11-23-07-15-57.snapshot';
const CHECKSUM = '233e78559232e7649414a99be80da29fb132f3d6b736c577df13fdcfe1ad530a';

let server: Target;
/** The snapshot that this run made. */
let made: { name: string; checksum: string; content: Buffer };

beforeAll(async () => {
  server = await target();
});

afterAll(async () => {
  for (const name of ['docs', 'mixed', 'restored', 'restored2', 'restored3']) {
    await fetch(`${server.url}/collections/${name}`, { method: 'DELETE', headers: keyOf('api key') });
  }
  await server.stop();
});

function keyOf(key: string): Record<string, string> {
  const keys: Record<string, string | undefined> = {
    wrong: 'wrong',
    'api key': server.apiKey,
    'read-only key': server.readOnlyKey,
  };
  return keys[key] ? { 'api-key': keys[key] } : {};
}

/** What is the same in every run: values of the run by their type, numbers to the last digit that 32 bits hold. */
function lasting(value: unknown, key = '', inSnapshot = false): unknown {
  const name = inSnapshot && (key === 'name' || key === 'size') ? `${key} of a snapshot` : key;
  if (OF_THE_RUN.has(name)) {
    return `a ${value instanceof LosslessNumber ? 'number' : typeof value}`;
  }
  if (value instanceof LosslessNumber) {
    return isSafeNumber(value.value) || value.value.includes('.')
      ? Number(Number(value.value).toPrecision(6))
      : value.value;
  }
  if (Array.isArray(value)) {
    return key === 'collections'
      ? value.map(({ name: each }) => each).sort()
      : value.filter(each => !each?.creation_time || each.checksum).map(each => lasting(each));
  }
  if (typeof value === 'string') {
    return value
      .replaceAll(/[0-9a-f]{64}/g, 'CHECKSUM')
      .replace(/line \d+ column \d+/, 'line column')
      .replace(/(failed to unpack `|Collection vectors: ).*/s, '$1');
  }
  if (typeof value === 'object' && value !== null) {
    const isSnapshot = 'creation_time' in value;
    const entries = Object.entries(value).map(([each, member]) => {
      return [
        each.replace(/^\d{10,}$/, 'PEER'),
        key === 'raft_info' && each === 'commit' ? 0 : lasting(member, each, isSnapshot),
      ];
    });
    return Object.fromEntries(entries);
  }
  return value;
}

function bodyFor({ request, note }: Recorded): Pick<RequestInit, 'body' | 'headers'> {
  if (request.path.includes('/snapshots/upload')) {
    const form = new FormData();
    const end = note === 'half a snapshot' ? made.content.length / 2 : made.content.length;
    form.append('snapshot', new Blob([new Uint8Array(made.content.subarray(0, end))]), 's.snapshot');
    return { body: form };
  }
  const body =
    note === 'malformed JSON' ? '{nonsense' : request.body === undefined ? undefined : stringify(request.body);
  return {
    body,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(note === 'range request' && { range: 'bytes=0-99' }),
      ...(request.method === 'OPTIONS' && { origin: 'https://x.example', 'access-control-request-method': 'GET' }),
    },
  };
}

/** Keeps what this run's snapshot is called and holds, for the requests that use it. */
function remember({ request: { method, path } }: Recorded, status: number, content: Buffer): void {
  if (method === 'POST' && path.startsWith('/collections/docs/snapshots?')) {
    made = { ...(parse(content.toString()) as any).result, content: Buffer.alloc(0) };
  } else if (method === 'GET' && path.endsWith(SNAPSHOT) && status === 200) {
    made.content = content;
  }
}

function bodyOf({ request, response, note }: Recorded, content: Buffer): unknown {
  if (response.body_bytes) {
    return content.length === (note === 'range request' ? 100 : made.content.length);
  }
  if (response.body !== undefined) {
    return lasting(parse(content.toString()));
  }
  return request.path === '/metrics' ? content.toString().split('\n')[0] : content.toString();
}

function recordedBody({ request, response }: Recorded): unknown {
  if (response.body_bytes) {
    return true;
  }
  if (response.body !== undefined) {
    return lasting(response.body);
  }
  return request.path === '/metrics' ? response.body_text!.split('\n')[0] : response.body_text;
}

const cases = recording.map((each, at) => ({ ...each, at, title: `${each.request.method} ${each.request.path}` }));

// One after the other: each finds what those before it left.
test.each(cases)('$at $title, $request.key', async recorded => {
  const { request, response } = recorded;
  const path = request.path.replace(SNAPSHOT, made?.name).replace(CHECKSUM, made?.checksum);
  const { body, headers } = bodyFor(recorded);
  const answer = await fetch(server.url + path, {
    method: request.method,
    body,
    headers: { ...headers, ...keyOf(request.key) },
  });
  const content = Buffer.from(await answer.arrayBuffer());

  remember(recorded, answer.status, content);

  expect({
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: bodyOf(recorded, content),
  }).toEqual({
    status: Number(response.status),
    type: response.headers['content-type'] ?? null,
    body: recordedBody(recorded),
  });
});
