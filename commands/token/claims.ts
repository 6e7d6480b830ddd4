import { Failure } from '../../cli/failure';

/** What a token may do in a collection: read; also write its points; also manage its indexes and snapshots. */
export const ACCESSES = ['r', 'prw', 'rw'] as const;

/** A collection that a token gives access to. */
export interface CollectionAccess {
  readonly collection: string;
  readonly access: (typeof ACCESSES)[number];
}

/** The point that a revocable token needs: its collection, and a field of its payload. */
export interface Revocation {
  readonly collection: string;
  readonly field: string;
  readonly value: string;
}

/** The claims of a token, with Qdrant's names. A token without `access` may do everything, and without `exp` forever. */
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
 * @param seconds How long the token is valid.
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
      twice === undefined ? 'The token would give access to no collection' : `Collection ${twice} is named twice`,
      'name each collection once, with its access: --collection documents:r',
    );
  }
  const own = collections.find(({ collection, access }) => collection === revocation?.collection && access !== 'r');
  if (own) {
    throw new Failure(
      `The token could write into collection ${own.collection}, and so restore the point that revokes it`,
      'keep the points of --revocable in a collection without write access',
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
