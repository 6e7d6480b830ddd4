import { Failure } from '../../cli/failure';
import type { Alias } from '../../clients/qdrant/qdrant';
import type { BackedUpCollection, Manifest } from '../backup/manifest';
import type { Access } from '../../stack/qdrant-access';
import type { Nodes } from '../backup/nodes';

export interface RestoreOptions extends Access {
  /** The backup's folder. */
  readonly folder: string;
  /** `name` or `name=new name`. Default: every collection, by its own name. */
  readonly collections: readonly string[];
  /** Delete what is there by the same name first, and move aliases. */
  readonly replace: boolean;
  /** Whether aliases are restored. */
  readonly aliases: boolean;
  /** Check everything and write nothing. */
  readonly dryRun: boolean;
}

/** One collection of a backup on its way back. */
export interface Restoration {
  readonly source: BackedUpCollection;
  /** Its name on the server. */
  readonly target: string;
  /** Whether a collection of this name has to go first. */
  readonly replaces: boolean;
  /** Aliases that will point to it: those of the backup, and those that the replaced collection has. */
  readonly aliases: readonly string[];
}

/** Decides what a restore does, and refuses it before anything is touched. All that is wrong is told at once. */
export async function planRestore(options: RestoreOptions, manifest: Manifest, nodes: Nodes): Promise<Restoration[]> {
  const { qdrant } = nodes.all[0]!;
  if (manifest.format === 'snapshot') {
    requireVersion(manifest.server.version, nodes.version);
  }
  const present = await qdrant.collections();
  const aliases = await qdrant.aliases();
  const chosen = choose(options.collections, manifest);
  const problems: string[] = [];
  const restorations = chosen.map(({ source, target }): Restoration => {
    const replaces = present.includes(target);
    const kept = aliases
      .filter(({ collection_name }) => collection_name === target)
      .map(({ alias_name }) => alias_name);
    const restored = options.aliases ? source.aliases : [];
    if (replaces && !options.replace) {
      problems.push(`collection ${target} is there already`);
    }
    if (aliases.some(({ alias_name }) => alias_name === target)) {
      problems.push(`${target} is an alias there`);
    }
    problems.push(...restored.flatMap(alias => problemsOf(alias, target, aliases, present, options)));
    return { source, target, replaces, aliases: [...new Set([...kept, ...restored])] };
  });
  if (problems.length > 0) {
    throw new Failure(
      `Nothing was restored to ${qdrant.url}: ${problems.join('; ')}`,
      'restore under another name with --collection old=new, leave aliases out with --no-aliases, or overwrite with --replace',
    );
  }
  return restorations;
}

function problemsOf(
  alias: string,
  target: string,
  aliases: readonly Alias[],
  present: readonly string[],
  { replace }: RestoreOptions,
): string[] {
  if (present.includes(alias)) {
    return [`alias ${alias} is the name of a collection there`];
  }
  const owner = aliases.find(({ alias_name }) => alias_name === alias)?.collection_name;
  return owner === undefined || owner === target || replace
    ? []
    : [`alias ${alias} points to collection ${owner} there`];
}

function choose(wanted: readonly string[], { collections }: Manifest) {
  if (wanted.length === 0) {
    return collections.map(source => ({ source, target: source.name }));
  }
  const chosen = wanted.map(text => {
    const whole = collections.find(({ name }) => name === text);
    const [, name, target] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    const source = whole ?? collections.find(each => each.name === name);
    if (!source) {
      throw new Failure(
        `The backup holds no collection ${name ?? text}`,
        `use some of ${collections.map(each => each.name).join(', ')}`,
      );
    }
    return { source, target: whole ? source.name : target! };
  });
  const twice = chosen.find(({ target }, at) => chosen.findIndex(each => each.target === target) !== at);
  if (twice) {
    throw new Failure(`Two collections would be called ${twice.target}`, 'give each --collection a name of its own');
  }
  return chosen;
}

/** A snapshot is read by the same minor version and by the next. */
function requireVersion(from: string, to: string): void {
  const [[major, minor], [toMajor, toMinor]] = [numbersOf(from), numbersOf(to)];
  if (major !== toMajor || minor === undefined || toMinor === undefined || ![0, 1].includes(toMinor - minor)) {
    throw new Failure(
      `Snapshots of Qdrant ${from} cannot be restored to Qdrant ${to}`,
      `restore to ${major}.${minor} or ${major}.${minor! + 1} and upgrade from there, one minor version at a time, or use a backup of --format jsonl`,
    );
  }
}

function numbersOf(version: string): number[] {
  return (/^(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
}
