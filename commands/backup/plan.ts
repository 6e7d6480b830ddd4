import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { CollectionFailure } from './collection-failure';
import { configTextOf } from './collection-info';
import type { CreateOptions, CreateOutcome } from './create-options';
import { createFolder, removeFile } from './durable';
import { recipientsOf, SUFFIX } from './encryption/recipients';
import { type BegunCollection, Journal, JOURNAL, type PlannedFile } from './journal';
import { MANIFEST, parseManifest } from './manifest';
import { folderOf, snapshotPaths } from './names';
import { peersOf, type Shards } from './nodes';
import type { Nodes } from './open-nodes';
import { canContinue, dropSnapshots } from './snapshots';
import { type Survey, survey, type SurveyedCollection } from './survey';

const NEW_BACKUP = 'start a new backup without --resume';

/** A backup that can be made. */
export interface Planned {
  readonly journal: Journal;
  /** Collections that cannot be backed up, by name. */
  readonly failures: Map<string, Error>;
}

/** Reads the server, plans the files of the backup and creates its folder. */
export async function beginBackup(options: CreateOptions, nodes: Nodes, outcome: CreateOutcome): Promise<Planned> {
  const { dir, format, compression } = options;
  const recipients = recipientsOf(options.recipients ?? []);
  const started = new Date();
  const names = await namesOf(options, nodes);
  const surveys = await survey(nodes.all, names);
  surveys.forEach(each => requireEveryNode(each, options));
  const unfinished = await unfinishedIn(dir);
  if (unfinished.length > 0) {
    const resume = commandLine('backup', 'create', '--resume', '--name', 'NAME');
    outcome.notes.push(`unfinished backups in ${dir}: ${unfinished.join(', ')}; resume one with ${resume}`);
  }
  const folder = join(dir, options.name ?? folderOf(started));
  await createFolder(folder);
  outcome.folder = folder;
  await createFolder(join(folder, 'collections'));
  const journal = await Journal.begin(folder, {
    format,
    compression,
    ...(recipients.length > 0 && { recipients: recipients.map(({ name }) => name) }),
    startedAt: started.toISOString(),
    server: {
      version: nodes.first.version,
      nodes: nodes.all.map(({ qdrant: { url }, peer }) => ({ url, peer })),
      peers: await peersOf(nodes.all, names),
    },
    everything: options.collections.length === 0,
    names,
  });
  const failures = new Map<string, Error>();
  for (const [index, each] of surveys.entries()) {
    if ('failed' in each) {
      failures.set(each.failed, each.error);
    } else {
      await begin(each, index, journal, failures);
    }
  }
  return { journal, failures };
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

async function begin(
  { collection, shards }: Extract<Survey, { readonly shards: Shards }>,
  index: number,
  journal: Journal,
  failures: Map<string, Error>,
): Promise<void> {
  const { name } = collection;
  if (journal.plan.format === 'jsonl') {
    await journal.beginCollection(collection, []);
  } else if (shards.missing.length > 0) {
    failures.set(name, deadShards(name, shards));
  } else {
    const suffix = journal.plan.recipients ? SUFFIX : '';
    const paths = snapshotPaths(index, name, shards.holders.length, suffix);
    const planned = shards.holders.map(({ peer }, at): PlannedFile => ({ path: paths[at]!, collection: name, peer }));
    await journal.beginCollection(collection, planned);
  }
}

/** Throws where a node that has a shard is not among the nodes of the options. */
function requireEveryNode(each: Survey, { format }: CreateOptions): void {
  if (format === 'snapshot' && 'shards' in each && each.shards.missingOn.length > 0) {
    const { missing, missingOn } = each.shards;
    throw new Failure(
      `Shard ${missing.join(', ')} of collection ${each.collection.name} is active on none of the nodes that the options name (it is on node ${missingOn.join(', ')})`,
      'name every node of the cluster with a --url of its own, reach all nodes with --in-cluster, or use --format jsonl, which needs one node only',
    );
  }
}

function deadShards(collection: string, { missing }: Shards): CollectionFailure {
  return new CollectionFailure(
    `Shard ${missing.join(', ')} of collection ${collection} is active on no node`,
    'restore the shard from another copy, or delete the collection',
  );
}

/** Reads the journal of an interrupted backup and checks that the backup can be resumed. */
export async function resumeBackup(options: CreateOptions, nodes: Nodes, outcome: CreateOutcome): Promise<Planned> {
  const { dir } = options;
  const unfinished = await unfinishedIn(dir);
  const name = options.name ?? unfinished.at(-1);
  if (name && !unfinished.includes(name) && existsSync(join(dir, name, MANIFEST))) {
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
  await requireResumable(folder, journal, nodes);
  // A partial backup is unfinished until all collections are copied.
  await removeFile(join(folder, MANIFEST));
  const failures = new Map<string, Error>();
  for (const [index, each] of (await survey(nodes.all, journal.plan.names)).entries()) {
    await resume(each, index, folder, nodes, { journal, failures }, outcome);
  }
  return { journal, failures };
}

async function requireResumable(folder: string, journal: Journal, nodes: Nodes): Promise<void> {
  const { server } = journal.plan;
  const files = journal.begun.flatMap(({ planned }) => planned);
  const missing = files.find(({ peer }) => !nodes.all.some(node => node.peer === peer));
  if (server.version !== nodes.first.version || missing) {
    const why = missing
      ? `the options do not name node ${missing.peer}`
      : `the backup started with Qdrant ${server.version}, and the server now runs ${nodes.first.version}`;
    throw new Failure(`${folder} cannot be resumed: ${why}`, NEW_BACKUP);
  }
  const written = [
    ...files.flatMap(({ path }) => journal.finished(path) ?? []),
    ...journal.begun.flatMap(({ copied }) => copied?.files ?? []),
  ];
  for (const { path, size } of written) {
    if ((await sizeOnDisk(join(folder, path))) !== size) {
      throw new Failure(
        `${folder} cannot be resumed: ${path} was changed after it was written`,
        `${NEW_BACKUP} and delete this folder`,
      );
    }
  }
}

/** Decides whether the progress of a collection stays. */
async function resume(
  each: Survey,
  index: number,
  folder: string,
  nodes: Nodes,
  { journal, failures }: Planned,
  { notes }: CreateOutcome,
): Promise<void> {
  const name = 'failed' in each ? each.failed : each.collection.name;
  const begun = journal.of(name);
  if ('failed' in each) {
    if (begun?.copied) {
      notes.push(`collection ${name} was copied before, and cannot be read any more`);
    } else {
      failures.set(name, each.error);
    }
    return;
  }
  const isSame = begun !== undefined && identityOf(begun.collection) === identityOf(each.collection);
  if (
    isSame &&
    (begun.copied ? begun.copied.state === 'whole' : await canContinue(begun, each.collection, nodes, journal))
  ) {
    return;
  }
  if (begun?.copied && !isSame) {
    notes.push(`collection ${name} was made anew or reconfigured since the interruption, so it was copied again`);
  }
  if (begun) {
    await drop(begun, folder, nodes, journal);
  }
  await begin(each, index, journal, failures);
}

/** What changes where a collection is deleted and made anew with other parameters. */
function identityOf({ info, shardKeys }: SurveyedCollection): string {
  return JSON.stringify([configTextOf(info), shardKeys]);
}

async function drop(begun: BegunCollection, folder: string, nodes: Nodes, journal: Journal): Promise<void> {
  await dropSnapshots(begun, folder, nodes.all, journal);
  for (const { path } of begun.copied?.files ?? []) {
    await removeFile(join(folder, path));
  }
  await journal.forget(begun.collection.name);
}

async function sizeOnDisk(place: string): Promise<number | undefined> {
  return (await stat(place).catch(() => undefined))?.size;
}

/** Folders of unfinished backups, the oldest first. A partial backup has a manifest, and is unfinished. */
async function unfinishedIn(dir: string): Promise<string[]> {
  const names = existsSync(dir) ? await readdir(dir) : [];
  const unfinished: string[] = [];
  for (const name of names.sort()) {
    if (existsSync(join(dir, name, JOURNAL)) && !(await isComplete(join(dir, name, MANIFEST)))) {
      unfinished.push(name);
    }
  }
  return unfinished;
}

async function isComplete(manifest: string): Promise<boolean> {
  if (!existsSync(manifest)) {
    return false;
  }
  const { complete } = parseManifest(await readFile(manifest, 'utf8')) as { complete?: boolean };
  return complete !== false;
}
