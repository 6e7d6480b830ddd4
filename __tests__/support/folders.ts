import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
afterAll(() => made.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A new folder, which is removed after the test file. */
export function temporaryFolder(prefix = 'qdrant-stack-'): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  made.push(folder);
  return folder;
}
