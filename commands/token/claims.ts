import { Failure } from '../../cli/failure';

/** The access to a collection: read (r), also write points (prw), also manage indexes and snapshots (rw). */
export const ACCESSES = ['r', 'prw', 'rw'] as const;

/** The access of a token to one collection. */
export interface CollectionAccess {
  readonly collection: string;
  readonly access: (typeof ACCESSES)[number];
}

/** A point that must exist while a token is valid: its collection, and a field of its payload. */
export interface Revocation {
  readonly collection: string;
  readonly field: string;
  readonly value: string;
}

/** The claims of a token, with Qdrant's own names. A token without `access` has full access. Without `exp`, a token never expires. */
export interface Claims {
  /** Seconds since 1970. */
  readonly exp: number;
  readonly access: readonly CollectionAccess[];
  readonly value_exists?: {
    readonly collection: string;
    readonly matches: readonly { readonly key: string; readonly value: string }[];
  };
}

/**
 * @param seconds The lifetime of the token.
 * @param now Milliseconds since 1970.
 */
export function claimsOf(
  collections: readonly CollectionAccess[],
  seconds: number,
  revocation: Revocation | undefined,
  now: number,
): Claims {
  const names = collections.map(({ collection }) => collection);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (names.length === 0 || twice !== undefined) {
    throw new Failure(
      twice === undefined
        ? 'The token would have access to no collection'
        : `Collection ${twice} is in the options twice`,
      'name each collection once, with its access: --collection documents:r',
    );
  }
  const own = collections.find(({ collection, access }) => collection === revocation?.collection && access !== 'r');
  if (own) {
    throw new Failure(
      `The token could write to collection ${own.collection}, and so undo its own revocation`,
      'keep the points of --revocable in a collection without write access for tokens',
    );
  }
  return {
    exp: Math.floor(now / 1000) + seconds,
    access: collections,
    ...(revocation && {
      value_exists: {
        collection: revocation.collection,
        matches: [{ key: revocation.field, value: revocation.value }],
      },
    }),
  };
}
