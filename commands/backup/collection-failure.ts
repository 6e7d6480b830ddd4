import { Failure } from '../../cli/failure';
import type { BackedUpCollection } from './manifest';

/** An error that concerns one collection. The backup goes on with the others. */
export class CollectionFailure extends Failure {}

/** What the manifest says about a collection that could not be backed up. */
export function failedCollection(name: string, aliases: readonly string[], error: Error): BackedUpCollection {
  const { problem = error.message } = error as Partial<Failure>;
  return {
    name,
    state: 'failed',
    notes: [problem],
    points: {},
    held: { least: 0, most: 0 },
    aliases,
    info: '',
    files: [],
  };
}

/** The collections that are not whole, with the reasons, as one text. */
export function problemsOf(collections: readonly BackedUpCollection[]): string {
  return collections
    .filter(({ state }) => state !== 'whole')
    .map(
      ({ name, state, notes }) =>
        `collection ${name} is ${state === 'failed' ? 'missing' : 'partial'} (${notes.join('; ')})`,
    )
    .join('; ');
}

/** Throws where a collection is not whole. */
export function requireWhole(folder: string, collections: readonly BackedUpCollection[]): void {
  const problems = problemsOf(collections);
  if (problems) {
    throw new Failure(
      `The backup ${folder} is partial: ${problems}`,
      'correct the reasons, then complete the backup with create --resume; restore reads the other collections',
    );
  }
}
