import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/run-process';

const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a bundle of one file, as the program of the package does. */
function run(source: string): string {
  writeFileSync(join(folder, 'main.js'), source);
  const program = `require(${JSON.stringify(`${ROOT}/scripts/load-bundle`)})(${JSON.stringify(folder)}, 'main.js')`;
  return execFileSync(process.execPath, ['--eval', program], { encoding: 'utf8' });
}

describe('a bundle', () => {
  test('keeps its compiled code', () => {
    expect(run(`console.log('first')`)).toBe('first\n');
    expect(readdirSync(folder).sort()).toEqual(['main.js', 'main.js.compiled']);
    expect(run(`console.log('first')`)).toBe('first\n');
  });

  test('runs a changed file of the same length, not its earlier compiled code', () => {
    expect(run(`console.log('first')`)).toBe('first\n');
    expect(run(`console.log('other')`)).toBe('other\n');
  });
});
