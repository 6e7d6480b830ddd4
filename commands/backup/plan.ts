import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { configOf } from './collection-info';
import type { CreateOptions, CreateOutcome } from './create-options';
import { createFolder } from './durable';
import { Journal, JOURNAL, type PlannedFile } from './journal';
import { MANIFEST } from './manifest';
import { folderOf, snapshotPaths, stemOf } from './names';
import { peersOf, type Shards } from './nodes';
import type { Nodes } from './open-nodes';
import { type Survey, survey } from './survey';

const NEW_BACKUP = 'start a new backup without --resume';

/** Reads the server, plans the files of the backup and creates its folder. */
export async function beginBackup(options: CreateOptions, nodes: Nodes, outcome: CreateOutcome): Promise<Journal> {
  const { dir, format, compression } = options;
  const started = new Date();
  const names = await namesOf(options, nodes);
  const surveys = await survey(nodes.all, names, format === 'snapshot');
  const files = surveys.flatMap((each, at) => filesOf(options, each, at));
  const unfinished = await unfinishedIn(dir);
  if (unfinished.length > 0) {
    const resume = commandLine('backup', 'create', '--resume', '--name', 'NAME');
    outcome.notes.push(`unfinished backups in ${dir}: ${unfinished.join(', ')}; resume one with ${resume}`);
  }
  const folder = join(dir, options.name ?? folderOf(started));
  await createFolder(folder);
  outcome.folder = folder;
  await createFolder(join(folder, 'collections'));
  return Journal.begin(folder, {
    format,
    compression,
    startedAt: started.toISOString(),
    server: {
      version: nodes.first.version,
      nodes: nodes.all.map(({ qdrant: { url }, peer }) => ({ url, peer })),
      peers: await peersOf(nodes.all, names),
    },
    everything: options.collections.length === 0,
    collections: surveys.map(({ collection }) => collection),
    files,
  });
}

async function namesOf({ collections, urls }: CreateOptions, nodes: Nodes): Promise<string[]> {
  const present = await nodes.first.qdrant.collections();
  const missing = collections.filter(name => !present.includes(name));
  if (missing.length > 0) {
    throw new Failure(
      `Collection ${missing.join(', ')} does not exist on ${urls[0]}`,
      `use one of ${present.join(', ')}`,
    );
  }
  return collections.length > 0 ? [...new Set(collections)] : present;
}

/** The files of a collection. */
function filesOf({ compression }: CreateOptions, { collection, shards }: Survey, index: number): PlannedFile[] {
  const { name } = collection;
  if (shards) {
    requireEveryShard(name, shards);
    const paths = snapshotPaths(index, name, shards.holders.length);
    return shards.holders.map(({ peer }, at) => ({ path: paths[at]!, collection: name, peer }));
  }
  if (configOf(collection).params.sharding_method === 'custom') {
    throw new Failure(
      `Collection ${name} has custom shard keys, which JSON lines cannot store`,
      'back it up with --format snapshot, and the other collections with --collection',
    );
  }
  return [{ path: `${stemOf(index, name)}.jsonl${compression === 'gzip' ? '.gz' : ''}`, collection: name }];
}

function requireEveryShard(collection: string, { missing, missingOn }: Shards): void {
  if (missing.length > 0) {
    const owners = missingOn.length > 0 ? ` (it is on node ${missingOn.join(', ')})` : '';
    throw new Failure(
      `Shard ${missing.join(', ')} of collection ${collection} is active on none of the nodes that the options name${owners}`,
      'name every node of the cluster with a --url of its own, reach all nodes with --in-cluster, or use --format jsonl, which needs one node only',
    );
  }
}

/** Reads the journal of an interrupted backup and checks that the backup can be resumed. */
export async function resumeBackup(options: CreateOptions, nodes: Nodes, outcome: CreateOutcome): Promise<Journal> {
  const { dir } = options;
  const unfinished = await unfinishedIn(dir);
  const name = options.name ?? unfinished.at(-1);
  if (name && existsSync(join(dir, name, MANIFEST))) {
    throw new Failure(`${join(dir, name)} is already complete`, NEW_BACKUP);
  }
  if (!name || !unfinished.includes(name)) {
    throw new Failure(
      `${dir} contains no unfinished backup${name ? ` ${name}` : ''}`,
      `${unfinished.length > 0 ? `use --name with one of ${unfinished.join(', ')}, or ` : ''}${NEW_BACKUP}`,
    );
  }
  const folder = join(dir, name);
  const journal = await Journal.read(folder);
  outcome.folder = folder;
  const { server, files } = journal.plan;
  const missing = files.find(({ peer }) => peer !== undefined && !nodes.all.some(node => node.peer === peer));
  if (server.version !== nodes.first.version || missing) {
    const why = missing
      ? `the options do not name node ${missing.peer}`
      : `the backup started with Qdrant ${server.version}, and the server now runs ${nodes.first.version}`;
    throw new Failure(`${folder} cannot be resumed: ${why}`, NEW_BACKUP);
  }
  for (const { path } of files) {
    const finished = journal.finished(path);
    if (finished && (await sizeOnDisk(join(folder, path))) !== finished.size) {
      throw new Failure(
        `${folder} cannot be resumed: ${path} was changed after it was written`,
        `${NEW_BACKUP} and delete this folder`,
      );
    }
  }
  return journal;
}

async function sizeOnDisk(place: string): Promise<number | undefined> {
  return (await stat(place).catch(() => undefined))?.size;
}

/** Folders of unfinished backups, the oldest first. */
async function unfinishedIn(dir: string): Promise<string[]> {
  const names = existsSync(dir) ? await readdir(dir) : [];
  return names.filter(name => existsSync(join(dir, name, JOURNAL)) && !existsSync(join(dir, name, MANIFEST))).sort();
}
