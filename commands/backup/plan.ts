import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { CreateOptions, CreateOutcome } from './create-options';
import { createFolder } from './durable';
import { Journal, JOURNAL, type PlannedCollection, type PlannedFile } from './journal';
import { MANIFEST } from './manifest';
import { type Nodes, type Shards, shardsOf } from './nodes';

/** Looks at what there is, and decides which files the backup will consist of. */
export async function beginBackup(options: CreateOptions, nodes: Nodes, outcome: CreateOutcome): Promise<Journal> {
  const { dir, format, compression } = options;
  const started = new Date();
  const folder = join(
    dir,
    options.name ??
      started
        .toISOString()
        .replace(/\.\d+Z$/, 'Z')
        .replaceAll(':', '-'),
  );
  const { qdrant } = nodes.all[0]!;
  const names = await namesOf(options, nodes);
  const aliases = await qdrant.aliases();
  const collections: PlannedCollection[] = [];
  const files: PlannedFile[] = [];
  for (const [at, name] of names.entries()) {
    const { config, payload_schema } = await qdrant.collection(name);
    const mine = aliases.filter(({ collection_name }) => collection_name === name).map(({ alias_name }) => alias_name);
    const shards = options.format === 'snapshot' ? await shardsOf(name, nodes.all) : undefined;
    files.push(...filesOf(options, { name, at, config, shards }));
    const before = await qdrant.count(name);
    collections.push({ name, before, shards: shards?.active, aliases: mine, config, payloadSchema: payload_schema });
  }
  const unfinished = await unfinishedIn(dir);
  if (unfinished.length > 0) {
    outcome.notes.push(
      `${unfinished.join(', ')} in ${dir} is unfinished: ${commandLine('backup', 'create', '--resume', '--name', 'NAME')} goes on with it`,
    );
  }
  await createFolder(folder);
  outcome.folder = folder;
  await createFolder(join(folder, 'collections'));
  return Journal.begin(folder, {
    format,
    compression,
    startedAt: started.toISOString(),
    server: { version: nodes.version, nodes: nodes.all.map(({ qdrant: { url }, peer }) => ({ url, peer })) },
    everything: options.collections.length === 0,
    collections,
    files,
  });
}

async function namesOf({ collections, urls }: CreateOptions, nodes: Nodes): Promise<string[]> {
  const present = await nodes.all[0]!.qdrant.collections();
  const missing = collections.filter(name => !present.includes(name));
  if (missing.length > 0) {
    throw new Failure(
      `There is no collection ${missing.join(', ')} on ${urls[0]}`,
      `use some of ${present.join(', ')}`,
    );
  }
  return collections.length > 0 ? [...new Set(collections)] : present;
}

/** The files that a collection becomes. Names on a file system hold less than names of collections. */
function filesOf(
  { compression }: CreateOptions,
  { name, at, config, shards }: { name: string; at: number; config: PlannedCollection['config']; shards?: Shards },
): PlannedFile[] {
  const stem = `collections/${String(at).padStart(3, '0')}-${name.replace(/[^\w-]/g, '_').slice(0, 60)}`;
  if (shards) {
    return shards.holders.map(({ peer }, node) => ({ path: `${stem}.${node}.snapshot`, collection: name, peer }));
  }
  if (config.params.sharding_method === 'custom') {
    throw new Failure(
      `Collection ${name} has shard keys of its own, which JSON lines cannot hold`,
      'back it up with --format snapshot, and the others with --collection',
    );
  }
  return [{ path: `${stem}.jsonl${compression === 'gzip' ? '.gz' : ''}`, collection: name }];
}

/** Finds what an interrupted run decided and did. */
export async function resumeBackup(options: CreateOptions, nodes: Nodes, outcome: CreateOutcome): Promise<Journal> {
  const { dir } = options;
  const unfinished = await unfinishedIn(dir);
  const name = options.name ?? unfinished.at(-1);
  if (name && existsSync(join(dir, name, MANIFEST))) {
    throw new Failure(`${join(dir, name)} is complete already`, 'begin a new one, without --resume');
  }
  if (!name || !unfinished.includes(name)) {
    throw new Failure(
      `There is no unfinished backup ${name ? `${name} ` : ''}in ${dir}`,
      `${unfinished.length > 0 ? `use --name with one of ${unfinished.join(', ')}, or ` : ''}begin a new one, without --resume`,
    );
  }
  const folder = join(dir, name);
  const journal = await Journal.read(folder);
  outcome.folder = folder;
  const { server, files } = journal.plan;
  const missing = files.find(({ peer }) => peer !== undefined && !nodes.all.some(node => node.peer === peer));
  if (server.version !== nodes.version || missing) {
    const why = missing
      ? `node ${missing.peer} is not among the named ones`
      : `it began with Qdrant ${server.version}, and this is ${nodes.version}`;
    throw new Failure(`${folder} cannot be resumed: ${why}`, 'begin a new backup, without --resume');
  }
  for (const { path } of files) {
    const finished = journal.finished(path);
    if (finished && (await sizeOnDisk(join(folder, path))) !== finished.size) {
      throw new Failure(
        `${folder} cannot be resumed: ${path} is not as it was left`,
        'begin a new backup, without --resume, and delete this folder',
      );
    }
  }
  return journal;
}

async function sizeOnDisk(place: string): Promise<number | undefined> {
  return (await stat(place).catch(() => undefined))?.size;
}

/** Folders that hold an unfinished backup, oldest first. */
async function unfinishedIn(dir: string): Promise<string[]> {
  const names = existsSync(dir) ? await readdir(dir) : [];
  return names.filter(name => existsSync(join(dir, name, JOURNAL)) && !existsSync(join(dir, name, MANIFEST))).sort();
}
