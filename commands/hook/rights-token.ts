import { isDeepStrictEqual } from 'node:util';
import { remember } from '../../cli/secrets';
import type { RightClaims } from '../../config/rights';

const DAY = 86_400;
/** The seconds after which every session has a new token: oauth2-proxy renews sessions every five minutes. */
export const RENEWAL = 300;
/** The seconds by which clocks may differ. */
const CLOCKS = 300;

const bytesOf = (key: string) => new TextEncoder().encode(remember(key));

/** The end of a token that starts now, in seconds since 1970. */
export function endOf(days: number, now: number): number {
  return Math.floor(now / 1000) + days * DAY;
}

/** A token for Qdrant. The header has no type, because Keycloak stores few characters. */
export async function signedRight(claims: RightClaims, key: string): Promise<string> {
  const { SignJWT } = await import('jose');
  return remember(await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(bytesOf(key)));
}

/** The claims of a token with a valid signature, also after its end. */
export async function claimsIn(token: string, key: string): Promise<Partial<RightClaims> | undefined> {
  const { compactVerify } = await import('jose');
  try {
    const { payload } = await compactVerify(token, bytesOf(key), { algorithms: ['HS256'] });
    return JSON.parse(new TextDecoder().decode(payload)) as Partial<RightClaims>;
  } catch {
    return undefined; // Another key signed it, or it is no token.
  }
}

/**
 * Why a token has to be replaced.
 *
 * @param wanted The claims of a token that starts now.
 * @param days The lifetime of a token. A token is replaced in the last third.
 * @param now Milliseconds since 1970.
 */
export async function faultOfRight(
  token: string | undefined,
  wanted: RightClaims,
  key: string,
  days: number,
  now: number,
): Promise<string | undefined> {
  if (token === undefined) {
    return 'it is missing';
  }
  const claims = await claimsIn(token, key);
  if (!claims) {
    return 'another key signed it';
  }
  const { exp = Infinity, ...rights } = claims;
  const { exp: end, ...wantedRights } = wanted;
  if (!isDeepStrictEqual(rights, wantedRights)) {
    return 'its rights are not those of the config';
  }
  if (exp > end + CLOCKS) {
    return `it is valid for more than ${days} days`;
  }
  return exp - now / 1000 < (days * DAY) / 3 ? `it ends on ${new Date(exp * 1000).toISOString()}` : undefined;
}

/** When a token was made, in seconds since 1970. */
export function startOf({ exp = 0 }: Partial<RightClaims>, days: number): number {
  return exp - days * DAY;
}
