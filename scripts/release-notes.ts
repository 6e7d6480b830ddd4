/**
 * Prints the changelog entry of a release: `npm run release-notes -- v0.2.0`. Fails without a dated entry, and for a tag that
 * is not the version of the packages. The release runs this before it builds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The entry of a version in a changelog. @throws Error without an entry that has a date and a text */
export function entryOf(version: string, changelog: string): string {
  const entry = changelog.split(/^## /m).find(each => each.startsWith(`[${version}] - `)) ?? '';
  const [, date, text = ''] = /^\S+ - (\S+)\n([\s\S]*?)(?=^\[[^\]]+\]: |(?![\s\S]))/m.exec(entry) ?? [];
  if (!date || !/^\d{4}-\d{2}-\d{2}$/.test(date) || text.trim() === '') {
    throw new Error(
      `CHANGELOG.md: the entry of ${version} is ${date ?? 'missing'}. Allowed: ## [${version}] - YYYY-MM-DD, and a text. Fix: name the changes and the date.`,
    );
  }
  return text.trim();
}

/** Checks that a tag is the version of both packages. @returns the version */
export function versionOf(tag: string): string {
  const version = read('VERSION').trim();
  const versions = [
    version,
    ...['package.json', 'constructs/package.json'].map(file => JSON.parse(read(file)).version),
  ];
  if (tag !== `v${version}` || versions.some(each => each !== version)) {
    throw new Error(
      `The tag is ${tag}, and the versions of VERSION, package.json and constructs/package.json are ${versions.join(', ')}. Allowed: the same version everywhere. Fix: change the files, then tag v${version}.`,
    );
  }
  return version;
}

if (require.main === module) {
  try {
    console.log(entryOf(versionOf(process.argv[2] ?? ''), read('CHANGELOG.md')));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
