import { InvalidArgumentError } from 'commander';
import { ACCESSES, type CollectionAccess, type Revocation } from './claims';

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };
/** A year, in seconds. Applications that need more must renew their tokens. */
const LONGEST = 366 * 86_400;

/** The names of collections that Qdrant allows. Qdrant has no wildcard. */
const NAME = /^[^<>:"/\\|?*\p{Cc}]{1,255}$/u;

/** `documents:rw` */
export function collectionAccess(value: string, previous: readonly CollectionAccess[] = []): CollectionAccess[] {
  const [, collection, found] = /^(.+):([^:]+)$/.exec(value) ?? [];
  const access = ACCESSES.find(each => each === found);
  if (collection === undefined || access === undefined) {
    throw new InvalidArgumentError(
      `Allowed: COLLECTION:ACCESS, with access ${ACCESSES.join(', ')}, such as documents:r.`,
    );
  }
  return [...previous, { collection: collectionName(collection), access }];
}

function collectionName(value: string): string {
  if (!NAME.test(value)) {
    throw new InvalidArgumentError(
      'Allowed: the name of one collection, of up to 255 characters, without < > : " / \\ | ? *. Wildcards do not exist: name each collection.',
    );
  }
  return value;
}

/** `90m`, `24h` or `30d`, in seconds. */
export function duration(value: string): number {
  const [, number, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(value) ?? [];
  const seconds = unit === undefined ? Infinity : Number(number) * SECONDS[unit]!;
  if (seconds > LONGEST) {
    throw new InvalidArgumentError('Allowed: minutes, hours or days, such as 90m, 24h or 30d, up to 366d.');
  }
  return seconds;
}

/** `tokens:id=team-a`: a payload field of a point in a collection. */
export function revocation(value: string): Revocation {
  const [, collection, field, text] = /^(.+?):([\w.[\]-]+)=(.+)$/.exec(value) ?? [];
  if (collection === undefined || field === undefined || text === undefined) {
    throw new InvalidArgumentError('Allowed: COLLECTION:FIELD=VALUE, such as tokens:id=team-a.');
  }
  return { collection: collectionName(collection), field, value: text };
}
