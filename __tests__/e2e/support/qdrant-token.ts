import { createHmac } from 'node:crypto';
import { type Answer, ok } from './qdrant-api';
import { Refused } from './qdrant-refused';

const READS = /^\/points\/(scroll|count|query|search)$/;
/** Seconds for which an expired token is taken all the same, as clocks differ. */
const LEEWAY = 30;

interface Claims {
  readonly exp?: number;
  /** Everything: `m` to manage, `r` to read. */
  readonly access: 'm' | 'r' | readonly { readonly collection: string; readonly access: string }[];
  readonly value_exists?: { readonly collection: string; readonly matches: readonly { key: string; value: string }[] };
}

/**
 * What the server says to a request with a token, by its documentation; nothing where the token opens what is asked for.
 *
 * @param payloadsOf The payloads of a collection's points; nothing where there is no such collection.
 */
export function answerToToken(
  token: string,
  apiKey: string,
  { method, path }: { readonly method: string; readonly path: string },
  payloadsOf: (collection: string) => readonly any[] | undefined,
): Answer | undefined {
  const [header = '', body = '', signature] = token.split('.');
  if (signature === undefined) {
    return { status: 401, text: 'Invalid API key or JWT' };
  }
  if (createHmac('sha256', apiKey).update(`${header}.${body}`).digest('base64url') !== signature) {
    return { status: 403, text: 'InvalidSignature' };
  }
  const {
    exp = Infinity,
    access,
    value_exists: exists,
  }: Claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (exp + LEEWAY < Date.now() / 1000) {
    return { status: 403, text: 'ExpiredSignature' };
  }
  if (exists) {
    const payloads = payloadsOf(exists.collection);
    if (!payloads?.some(payload => exists.matches.every(({ key, value }) => payload[key] === value))) {
      return { status: payloads ? 401 : 403, text: 'Invalid JWT, stateful validation failed' };
    }
  }
  if (access === 'm') {
    return undefined;
  }
  if (access === 'r') {
    if (method === 'GET' || READS.test(path.replace(/^\/collections\/[^/]+/, ''))) {
      return undefined;
    }
    throw new Refused(403, 'Forbidden: Global manage access is required');
  }
  if (method === 'GET' && path === '/collections') {
    const names = access.map(({ collection }) => collection).filter(name => payloadsOf(name));
    return ok({ collections: names.map(name => ({ name })) });
  }
  const [, collection, rest = ''] = /^\/collections\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (collection === undefined) {
    throw new Refused(403, 'Forbidden: Global access is required');
  }
  const found = access.find(each => each.collection === decodeURIComponent(collection));
  const isRead = method === 'GET' || READS.test(rest);
  const isOfPoints = rest.startsWith('/points');
  if (!found || !(isRead || found.access === 'rw' || (found.access === 'prw' && isOfPoints))) {
    throw new Refused(403, `Forbidden: Access to collection "${collection}" is required`);
  }
  if (!isRead && rest === '') {
    throw new Refused(403, 'Forbidden: Global manage access is required');
  }
  return undefined;
}
