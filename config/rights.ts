import type { Config } from './schema';

/** An entry of `dashboard.access.rights`. */
export type Right = Config['dashboard']['access']['rights'][number];

/** The claims of a token of a group, with Qdrant's own names. */
export interface RightClaims {
  /** Seconds since 1970. */
  readonly exp: number;
  /** `m` manages, `r` reads, or the access to each collection. */
  readonly access: 'm' | 'r' | readonly { readonly collection: string; readonly access: string }[];
  /** The path of the group. The audit log of Qdrant contains it. */
  readonly subject: string;
}

/** A place for the token of a user in the ID token. A token at an earlier place takes precedence. */
export interface TokenPlace {
  /** The attribute of the groups at Keycloak. */
  readonly attribute: string;
  /** The mapper of the client that writes the attribute into the claim. */
  readonly mapper: string;
  /** The claim in the syntax of Keycloak. A dot is a level of JSON, and a dot after a backslash is a character. */
  readonly keycloakClaim: string;
  /** The claim in the syntax of oauth2-proxy, which prefers a name with a dot to a level of JSON. */
  readonly claim: string;
}

/** Keycloak stores the value of a group attribute in a column of this length. */
export const MOST_CHARACTERS = 255;

/** The number of places, and so of rights that a person can have together. */
export const PLACES = 4;

/**
 * The place of a right, by its number in the list. The last place is shared: two tokens at one place are no valid token.
 *
 * oauth2-proxy sends the first claim as `api-key` and the second as `Authorization`, and Qdrant reads `Authorization` only
 * without `api-key`.
 */
export function placeOf(clientId: string, index: number): TokenPlace {
  const place = Math.min(index, PLACES - 1);
  const [name, number] = [`${clientId}-token`, Math.floor(place / 2) + 1];
  return {
    attribute: `${name}-${place + 1}`,
    mapper: `dashboard-token-mapper-${place + 1}`,
    keycloakClaim: place % 2 === 0 ? `${name}\\.${number}` : `${name}.${number}`,
    claim: `${name}.${number}`,
  };
}

/** Whether a mapper with this name is one of a place. */
export function isTokenMapper(name: string | undefined): boolean {
  return /^dashboard-token-mapper-\d+$/.test(name ?? '');
}

/** The places of all rights, each once. */
export function placesOf(clientId: string, rights: readonly unknown[]): TokenPlace[] {
  return rights.slice(0, PLACES).map((_, index) => placeOf(clientId, index));
}

/** The claims of the token of a right. @param exp The end of the token, in seconds since 1970. */
export function claimsOfRight({ group, rights, collections }: Right, exp: number): RightClaims {
  return {
    exp,
    access: collections
      ? Object.entries(collections).map(([collection, access]) => ({ collection, access }))
      : rights === 'manage'
        ? 'm'
        : 'r',
    subject: group,
  };
}

/** The length of a token, which Keycloak stores as an attribute. */
export function lengthOfToken(claims: RightClaims): number {
  const base64 = (bytes: number) => Math.ceil((bytes * 4) / 3);
  const header = base64(Buffer.byteLength(JSON.stringify({ alg: 'HS256' })));
  return header + 1 + base64(Buffer.byteLength(JSON.stringify(claims))) + 1 + base64(32);
}
