import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './support/execute';
import { REPOSITORY } from './support/repository';
import { findScanner } from './support/scanners';

const FOLDER = '.github/workflows';

// From an empty cache, the build takes a minute.
beforeAll(() => void findScanner('actionlint'), 600_000);

test('actionlint finds no mistake in the workflows', async () => {
  const files = readdirSync(join(REPOSITORY, FOLDER)).map(name => join(FOLDER, name));
  const { code, stdout } = await execute(findScanner('actionlint'), files, { cwd: REPOSITORY });

  expect(stdout).toBe('');
  expect(code).toBe(0);
  expect(files).not.toEqual([]);
});
