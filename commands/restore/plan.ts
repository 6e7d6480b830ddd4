import { Failure } from '../../cli/failure';
import type { Alias } from '../../clients/qdrant/qdrant';
import type { BackedUpCollection, BackupManifest } from '../backup/manifest';
import type { Access } from '../../stack/qdrant-access';
import type { Nodes } from '../backup/open-nodes';
import { besideOf, isBeside } from './beside';
import { savedAliases } from './saved';
import { requireVersion } from './snapshot-version';

export interface RestoreOptions extends Access {
  /** Folder or URL of the backup. The name `latest` stands for the newest complete backup. */
  readonly folder: string;
  /** File with the private key of an encrypted backup. */
  readonly identity?: string;
  /** `name` or `name=new name`. Empty: every collection, under its own name. */
  readonly collections: readonly string[];
  /** Replace existing collections of the same names, and move existing aliases. */
  readonly replace: boolean;
  /**
   * Folder for a backup of each collection that is replaced. The collection is then deleted first, so that the server
   * needs no room for a second copy. @default - the new collection is restored beside the existing one first
   */
  readonly inPlace?: string;
  /** Whether aliases are restored. */
  readonly aliases: boolean;
  /** Check everything and write nothing. */
  readonly dryRun: boolean;
}

/** The restore of one collection. */
export interface Restoration {
  readonly source: BackedUpCollection;
  /** Name on the server. */
  readonly target: string;
  /** Whether an existing collection of this name is replaced. */
  readonly replaces: boolean;
  /** Aliases of the restored collection: those in the backup and those of the replaced collection. */
  readonly aliases: readonly string[];
  /** The name of the copy that is restored first where a collection is replaced. */
  readonly beside: string;
  /** Copies on the server that killed runs left, of this backup and of others. */
  readonly copies: readonly string[];
}

/** Plans a restore before anything is written. An error reports all conflicts at once. */
export async function planRestore(
  options: RestoreOptions,
  manifest: BackupManifest,
  nodes: Nodes,
): Promise<Restoration[]> {
  const { qdrant, version } = nodes.first;
  if (manifest.format === 'snapshot') {
    requireVersion(manifest.server.version, version);
  }
  const present = await qdrant.collections();
  const aliases = await qdrant.aliases();
  const chosen = choose(options.collections, manifest);
  const problems: string[] = [];
  const restorations: Restoration[] = [];
  for (const { source, target } of chosen) {
    const replaces = present.includes(target);
    const copies = present.filter(name => isBeside(name, target));
    const owners = [target, ...copies];
    const kept = aliases
      .filter(({ collection_name }) => owners.includes(collection_name))
      .map(({ alias_name }) => alias_name);
    const restored = options.aliases ? source.aliases : [];
    if (replaces && !options.replace) {
      problems.push(`collection ${target} already exists`);
    }
    if (aliases.some(({ alias_name }) => alias_name === target)) {
      problems.push(`${target} is the name of an existing alias`);
    }
    problems.push(...restored.flatMap(alias => problemsOf(alias, owners, aliases, present, options)));
    const beside = besideOf(target, manifest, source.name);
    const saved = options.inPlace === undefined ? [] : await savedAliases(options.inPlace, beside);
    restorations.push({
      source,
      target,
      replaces,
      aliases: [...new Set([...kept, ...saved, ...restored])],
      beside,
      copies,
    });
  }
  if (problems.length > 0) {
    throw new Failure(
      `Nothing was restored to ${qdrant.url}: ${problems.join('; ')}`,
      'restore under a new name with --collection old=new, without aliases with --no-aliases, or replace with --replace',
    );
  }
  return restorations;
}

function problemsOf(
  alias: string,
  owners: readonly string[],
  aliases: readonly Alias[],
  present: readonly string[],
  { replace }: RestoreOptions,
): string[] {
  if (present.includes(alias)) {
    return [`alias ${alias} is the name of an existing collection`];
  }
  const owner = aliases.find(({ alias_name }) => alias_name === alias)?.collection_name;
  return owner === undefined || owners.includes(owner) || replace
    ? []
    : [`alias ${alias} already points to collection ${owner}`];
}

function choose(wanted: readonly string[], manifest: BackupManifest) {
  const collections = manifest.collections.filter(({ state }) => state !== 'failed');
  if (wanted.length === 0) {
    return collections.map(source => ({ source, target: source.name }));
  }
  const chosen = wanted.map(text => {
    const exact = collections.find(({ name }) => name === text);
    const [, name, target] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    const source = exact ?? collections.find(each => each.name === name);
    if (!source) {
      throw new Failure(
        `The backup has no collection ${name ?? text}`,
        `use one of ${collections.map(each => each.name).join(', ')}`,
      );
    }
    return { source, target: exact ? source.name : target! };
  });
  const twice = chosen.find(({ target }, at) => chosen.findIndex(each => each.target === target) !== at);
  if (twice) {
    throw new Failure(
      `Two collections would get the name ${twice.target}`,
      'use a different new name for each --collection',
    );
  }
  return chosen;
}
