import type { Config } from './schema';

/** An entry of `dashboard.access.rights`. */
export type Right = Config['dashboard']['access']['rights'][number];

/** The claims of a token of a group or a user, with Qdrant's own names. */
export interface RightClaims {
  /** Seconds since 1970. */
  readonly exp: number;
  /** `m` manages, `r` reads, or the access to each collection. */
  readonly access: 'm' | 'r' | readonly { readonly collection: string; readonly access: string }[];
  /** The path of the group, or the username. A path begins with a slash, and a username has none. The audit log of Qdrant contains it. */
  readonly subject: string;
}

/** A place for the token of a user in the ID token. A token at an earlier place takes precedence. */
export interface TokenPlace {
  /** The attribute of the groups and users at Keycloak. */
  readonly attribute: string;
  /** The mapper of the client that writes the attribute into the claim. */
  readonly mapper: string;
  /** The claim in the syntax of Keycloak. A dot is a level of JSON, and a dot after a backslash is a character. */
  readonly keycloakClaim: string;
  /** The claim in the syntax of oauth2-proxy, which prefers a name with a dot to a level of JSON. */
  readonly claim: string;
}

/**
 * The most characters of a value that Keycloak stores: of a group in a column of this length, of a user by the limit of the
 * user profile for attributes without a validator.
 */
export const MOST_CHARACTERS = { group: 255, user: 2048 };

/** The role of the client that admits the users of the entries to the dashboard. The hook assigns it to nobody else. */
export const RIGHTS_ROLE = 'dashboard-rights';

/** The first version of oauth2-proxy that reads the token of a user again when it renews a session. */
export const RIGHTS_SINCE = 'v7.15.5';

/** The number of places, and so of rights that a person can have together. */
export const PLACES = 4;

/**
 * The place of each right, in the order of the list. Entries of users that follow each other share a place, because no person
 * has two of them. Later rights share the last place: two tokens at one place are no valid token.
 */
export function placeOfEach(clientId: string, rights: readonly Pick<Right, 'user'>[]): TokenPlace[] {
  let place = -1;
  return rights.map(({ user }, index) => {
    const isShared = user !== undefined && rights[index - 1]?.user !== undefined;
    place += isShared ? 0 : 1;
    return placeAt(clientId, Math.min(place, PLACES - 1));
  });
}

/**
 * oauth2-proxy sends the first claim as `api-key` and the second as `Authorization`, and Qdrant reads `Authorization` only
 * without `api-key`.
 */
function placeAt(clientId: string, place: number): TokenPlace {
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

/** The places of rights, each once. */
export function placesOf(clientId: string, rights: readonly Pick<Right, 'user'>[]): TokenPlace[] {
  return [...new Map(placeOfEach(clientId, rights).map(place => [place.attribute, place])).values()];
}

/** The places of the rights of users, each once. */
export function placesOfUsers(clientId: string, rights: readonly Pick<Right, 'user'>[]): TokenPlace[] {
  const ofUsers = placeOfEach(clientId, rights).filter((_, index) => rights[index]!.user !== undefined);
  return placesOf(clientId, rights).filter(({ attribute }) => ofUsers.some(each => each.attribute === attribute));
}

/** The path of the group of a right, or its username. */
export function nameOf({ group, user }: Pick<Right, 'group' | 'user'>): string {
  return (group ?? user)!;
}

/** The claims of the token of a right. @param exp The end of the token, in seconds since 1970. */
export function claimsOfRight({ rights, collections, ...holder }: Right, exp: number): RightClaims {
  return {
    exp,
    access: collections
      ? Object.entries(collections).map(([collection, access]) => ({ collection, access }))
      : rights === 'manage'
        ? 'm'
        : 'r',
    subject: nameOf(holder),
  };
}

/** The length of a token, which Keycloak stores as an attribute. */
export function lengthOfToken(claims: RightClaims): number {
  const base64 = (bytes: number) => Math.ceil((bytes * 4) / 3);
  const header = base64(Buffer.byteLength(JSON.stringify({ alg: 'HS256' })));
  return header + 1 + base64(Buffer.byteLength(JSON.stringify(claims))) + 1 + base64(32);
}
