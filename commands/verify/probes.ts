import type { RawRequest } from '../../clients/raw-http';

const READS = ['GET', 'HEAD', 'OPTIONS'];
const WRITES = ['PUT', 'DELETE', 'POST', 'PATCH'];

/** One request that tries to bypass the login. */
export interface Probe extends RawRequest {
  /** The trick, if method and path do not show it. */
  readonly trick?: string;
}

/**
 * Requests that must not get through without a session.
 *
 * Without a working login they reach Qdrant, so none of them may do harm there. None has a body, and the requests that could
 * delete or write name the collection `absent`. None creates a snapshot, which needs no body.
 *
 * @param absent A collection that does not exist.
 */
export function probes(absent: string): Probe[] {
  const collection = `/collections/${absent}`;
  const both = ['/collections', collection, `${collection}/points`, `${collection}/points/scroll`];
  const harmless = ['/telemetry', '/metrics', '/cluster', '/dashboard'];
  const readOnly = [
    '/snapshots',
    `${collection}/snapshots`,
    '/aliases',
    '/readyz',
    '/dashboard/',
    '/dashboard/index.html',
  ];
  return [
    ...matrix([...READS, ...WRITES], [...both, ...harmless]),
    ...matrix(READS, readOnly),
    ...matrix(['GET', 'POST'], pathTricks(absent)),
    ...headerTricks().map(trick => ({ method: 'GET', path: '/collections', ...trick })),
    ...matrix(['DELETE'], [`/${collection}`, `/dashboard/..${collection}`, `/oauth2/..${collection}`]),
  ];
}

function matrix(methods: readonly string[], paths: readonly string[]): Probe[] {
  return paths.flatMap(path => methods.map(method => ({ method, path })));
}

/** Other spellings of the same path, which a proxy and a server may read differently. */
function pathTricks(absent: string): string[] {
  return [
    '//collections',
    '/./collections',
    '/collections/',
    '/dashboard/../collections',
    '/dashboard/..%2fcollections',
    '/dashboard/%2e%2e/collections',
    '/dashboard/..;/collections',
    '/dashboard\\..\\collections',
    '/oauth2/../collections',
    '/oauth2/..%2fcollections',
    '/oauth2/%2e%2e/collections',
    '/oauth2/auth/../../collections',
    '/oauth2/auth/..;/..;/collections',
    '/%63ollections',
    '/%2563ollections',
    '/%2fcollections',
    '/collections;a=b',
    '/collections%00',
    '/collections%20',
    '/collections.json',
    '/collections?rd=/oauth2/auth',
    '/COLLECTIONS',
    `/collections/${absent}/../../collections`,
  ];
}

/** Headers that claim another request, or an existing session. */
function headerTricks(): Omit<Probe, 'method' | 'path'>[] {
  const forged = 'bm90LWEtc2Vzc2lvbg|1700000000|AAAAAAAAAAAAAAAAAAAAAAAAAAA=';
  const one = (name: string, value: string) => ({ trick: `${name}: ${value}`, headers: { [name]: value } });
  return [
    one('X-Original-URL', '/oauth2/auth'),
    one('X-Rewrite-URL', '/oauth2/auth'),
    one('X-Original-URI', '/oauth2/auth'),
    one('X-Forwarded-Uri', '/ping'),
    one('X-Forwarded-Uri', '/oauth2/auth'),
    one('X-Forwarded-Method', 'OPTIONS'),
    one('X-HTTP-Method-Override', 'OPTIONS'),
    one('X-Forwarded-Host', 'localhost'),
    one('X-Forwarded-For', '127.0.0.1'),
    one('X-Forwarded-Proto', 'http'),
    one('X-Real-IP', '127.0.0.1'),
    one('Forwarded', 'for=127.0.0.1;host=localhost;proto=https'),
    one('X-Auth-Request-User', 'admin'),
    one('X-Forwarded-User', 'admin'),
    one('Authorization', 'Bearer forged'),
    one('Authorization', `Basic ${Buffer.from('admin:admin').toString('base64')}`),
    one('Cookie', `_oauth2_proxy=${forged}`),
    one('Cookie', `_oauth2_proxy_0=${forged}; _oauth2_proxy_1=${forged}`),
    one('User-Agent', 'kube-probe/1.34'),
    {
      trick: 'Upgrade: websocket',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    },
  ];
}
