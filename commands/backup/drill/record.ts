import { createHash } from 'node:crypto';
import { MANIFEST } from '../manifest';
import type { BackupSource } from '../source';

/** The file beside the manifest. Each line is the result of one drill. */
const DRILLS = 'drills.jsonl';
/** How many results the file keeps. */
const KEPT = 100;

/** The result of a drill. The fields are a contract: later releases read them. */
export interface DrillRecord {
  readonly finishedAt: string;
  /** An unfinished drill, as after a broken connection, says nothing about the backup. */
  readonly result: 'proven' | 'failed' | 'unfinished';
  /** SHA-256 of the manifest that the drill read. A proof does not count for another manifest. */
  readonly manifest: string;
  /** Version of the Qdrant that took the backup. Absent where the files were damaged already. */
  readonly version?: string;
  readonly collections: number;
  readonly points: number;
  /** How many points the drill compared by value. */
  readonly compared: number;
  /** How many recorded searches the drill repeated. Absent in results of older releases. */
  readonly searches?: number;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** Adds the result of a drill to the folder of the backup. */
export async function recordDrill(source: BackupSource, result: Omit<DrillRecord, 'manifest'>): Promise<void> {
  const record: DrillRecord = { ...result, manifest: hashOf(await source.read(MANIFEST)) };
  const lines = [...(await linesOf(source)), JSON.stringify(record)].slice(-KEPT);
  await source.write(DRILLS, `${lines.join('\n')}\n`);
}

/** When a drill last proved the backup. Undefined where no drill did. @param manifest Its text. */
export async function lastProvenAt(source: BackupSource, manifest: string): Promise<string | undefined> {
  const hash = hashOf(manifest);
  const proofs = (await linesOf(source))
    .map(parsed)
    .filter(each => each?.result === 'proven' && each.manifest === hash);
  return proofs.at(-1)?.finishedAt;
}

async function linesOf(source: BackupSource): Promise<string[]> {
  try {
    return (await source.read(DRILLS)).split('\n').filter(line => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

/** A damaged line proves nothing. */
function parsed(line: string): Partial<DrillRecord> | undefined {
  try {
    return (JSON.parse(line) as Partial<DrillRecord> | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
