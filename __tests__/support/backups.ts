import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBackup } from '../../commands/backup/create';
import type { CreateOptions, CreateOutcome } from '../../commands/backup/create-options';
import { restoreBackup, type RestoreOutcome } from '../../commands/restore/restore';
import type { RestoreOptions } from '../../commands/restore/plan';
import { manifestText } from '../../commands/backup/manifest';
import { silent } from '../../cli/progress';

/** A collection with every kind of vector, and points that lack some, beyond 2^53 and of whole numbers. */
export const EVERY_KIND = {
  vectors: {
    text: { size: 4, distance: 'Dot' },
    multi: { size: 3, distance: 'Dot', multivector_config: { comparator: 'max_sim' } },
  },
  sparse_vectors: { keywords: {} },
};

/** As JSON text: JavaScript's own numbers would change it. */
export const POINTS_OF_EVERY_KIND = `{"points":[
  {"id":1,"vector":{"text":[1.0,2.0,3.0,4.0]},"payload":{"big":9007199254740993,"one":1.0,"text":"a\\n\\"b\\" é 😀"}},
  {"id":9007199254740993,"vector":{"multi":[[1.0,0.0,0.0],[0.0,1.0,0.0]]}},
  {"id":18446744073709551615,"vector":{"keywords":{"indices":[3,4294967295],"values":[1.0,0.1]}},"payload":{"n":[1,null]}},
  {"id":"5c56c793-69f3-4fbf-87e6-c4bf54c28c26","vector":{"text":[0.1,1e-7,3.4028235e38,-0.0]},"payload":{}}
]}`;

/** What a request is answered, or an error with the answer. */
export async function ask(url: string, method: string, path: string, body?: object | string): Promise<string> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(process.env.QDRANT_API_KEY && { 'api-key': process.env.QDRANT_API_KEY }),
    },
    body: typeof body === 'object' ? JSON.stringify(body) : body,
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  }
  return text;
}

/** All points of a collection, as the server writes them. */
export async function pointsOf(url: string, name: string): Promise<string> {
  const body = { limit: 10_000, with_payload: true, with_vector: true };
  const text = await ask(url, 'POST', `/collections/${name}/points/scroll`, body);
  return text.slice(0, text.indexOf('"status"'));
}

export async function fill(url: string, name: string, count: number): Promise<void> {
  await ask(url, 'PUT', `/collections/${name}`, { vectors: { size: 4, distance: 'Cosine' } });
  const points = Array.from({ length: count }, (_, at) => ({ id: at + 1, vector: [1, 2, 3, at], payload: { n: at } }));
  await ask(url, 'PUT', `/collections/${name}/points?wait=true`, { points });
}

export async function backUp(
  urls: readonly string[],
  dir: string,
  options: Partial<CreateOptions> = {},
): Promise<CreateOutcome> {
  const outcome: CreateOutcome = { collections: [], notes: [], deleted: [] };
  const defaults = {
    format: 'snapshot',
    compression: 'none',
    parallel: 4,
    resume: false,
    snapshotTimeout: 10_000,
  } as const;
  await createBackup({ urls, dir, collections: [], ...defaults, ...options }, silent, outcome);
  return outcome;
}

export async function restore(
  urls: readonly string[],
  folder: string,
  options: Partial<RestoreOptions> = {},
): Promise<RestoreOutcome> {
  const outcome: RestoreOutcome = { collections: [], notes: [] };
  const defaults = { collections: [], replace: false, aliases: true, dryRun: false, snapshotTimeout: 10_000 };
  await restoreBackup({ urls, folder, ...defaults, ...options }, silent, outcome);
  return outcome;
}

export function manifestOf(folder: string): any {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}

/** Changes a manifest, with the checksum that belongs to it then. */
export function editManifest(folder: string, edit: (manifest: any) => void): void {
  const content = manifestOf(folder);
  delete content.sha256;
  edit(content);
  writeFileSync(join(folder, 'manifest.json'), manifestText(content));
}

/** Files of a backup's collections. */
export function filesOf(folder: string): string[] {
  return readdirSync(join(folder, 'collections')).sort();
}
