import { bytes } from '../../../cli/text';
import { Failure } from '../../../cli/failure';
import { problemOf } from '../problem';
import { type ArchivedFile, writeArchive } from './archive';
import type { Status } from '../status';
import { type Part, partsOf, secretsOf, type StackAccess } from './parts';
import { scrub } from './scrub';

/** The list of files in the bundle. */
const CONTENTS = 'CONTENTS.txt';

/** The result of one part. */
export interface Collected {
  readonly file: string;
  readonly about: string;
  readonly bytes?: number;
  /** Why the bundle does not have the file. */
  readonly problem?: string;
}

/**
 * Writes a support bundle. A part that cannot be read is listed with the reason.
 *
 * @param path The file to write. It must not exist.
 * @throws without the right to read the Secrets, because then their values could be in other files
 */
export async function writeBundle(stack: StackAccess, status: Status, path: string, time: Date): Promise<Collected[]> {
  const secrets = await secretsOf(stack).catch(unhidden);
  const secretsPart: Part = {
    name: 'secrets.json',
    about: 'the names and keys of the Secrets, without values',
    read: async () => secrets,
  };
  const files: ArchivedFile[] = [];
  const collected: Collected[] = [];
  for (const { name, about, read } of [secretsPart, ...(await partsOf(stack, status, time))]) {
    try {
      const text = await read();
      files.push({ name, text });
      collected.push({ file: name, about, bytes: Buffer.byteLength(text) });
    } catch (error) {
      collected.push({ file: name, about, problem: scrub(reasonOf(error)) });
    }
  }
  const folder = `qdrant-stack-${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}`;
  await writeArchive(path, folder, [{ name: CONTENTS, text: contents(collected, time) }, ...files]);
  return collected;
}

/** A fault of this tool in one part does not lose the others: the bundle is what people need to report the fault. */
function reasonOf(error: unknown): string {
  return error instanceof Failure ? error.problem : `unexpected error: ${String(error)}`;
}

function unhidden(error: unknown): never {
  const fix = 'use an account with the rights in docs/examples/status-bundle-rbac.yaml';
  throw new Failure(`${problemOf(error)}, so the bundle could show secrets`, fix, { cause: error });
}

function contents(collected: readonly Collected[], time: Date): string {
  const width = Math.max(...collected.map(({ file }) => file.length));
  const lines = collected.map(({ file, about, bytes: size, problem }) =>
    [file.padEnd(width), problem === undefined ? `${about} (${bytes(size!)})` : `missing: ${problem}`].join('  '),
  );
  return `Support bundle of ${time.toISOString()}

*** replaces the values of the Secrets of the stack, texts that look like secrets, and the names in email addresses.
The files contain usernames, the IP addresses of clients and the names of collections. Read the files before you send them to others.

${lines.join('\n')}
`;
}
