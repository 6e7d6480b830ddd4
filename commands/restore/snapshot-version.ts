import coerce from 'semver/functions/coerce';
import { Failure } from '../../cli/failure';

/** Qdrant reads snapshots of the same minor version and of the previous one. */
export function requireVersion(from: string, to: string): void {
  const [source, target] = [coerce(from), coerce(to)];
  if (!source || source.major !== target?.major || ![0, 1].includes(target.minor - source.minor)) {
    const readers = source
      ? `restore to ${source.major}.${source.minor} or ${source.major}.${source.minor + 1} and upgrade one minor version at a time, or `
      : '';
    throw new Failure(
      `Snapshots of Qdrant ${from} cannot be restored to Qdrant ${to}`,
      `${readers}use a backup with --format jsonl`,
    );
  }
}
