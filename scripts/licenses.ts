import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const ROOT = join(__dirname, '..');

/** The folders of the npm packages of which a bundle has code, as paths in the repository. */
export function packagesIn({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap(output => Object.entries(output.inputs));
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** What this code reads of a package.json. */
interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** The license and the notice of a package, after a line that names the package and its version. */
export function licenseOf(folder: string): string {
  const named = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Package;
  const texts = [textIn(folder, /^licen[cs]e/i) ?? standardLicense(named), textIn(folder, /^notice/i)];
  const head = `Contains code of the package ${named.name} ${named.version}:`;
  return `${[head, ...texts.filter(text => text !== undefined)].join('\n\n')}\n`;
}

function textIn(folder: string, name: RegExp): string | undefined {
  const file = readdirSync(join(ROOT, folder)).find(each => name.test(each));
  return file && readFileSync(join(ROOT, folder, file), 'utf8').trim();
}

/** The text for a package that names its license, and has no file with the license. */
export function standardLicense({ name, license, author = '' }: Omit<Package, 'version'>): string {
  const holder = typeof author === 'string' ? author.replace(/\s*[<(].*/, '') : author.name;
  const text = license === 'Apache-2.0' ? readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim() : MIT;
  if (!holder || (license !== 'Apache-2.0' && license !== 'MIT')) {
    throw new Error(
      `The package ${name} has no license file. It has license "${license}" and author "${holder}". Allowed: MIT or Apache-2.0, and an author. Fix: add the text to scripts/licenses.ts.`,
    );
  }
  return `License: ${license}\n\nCopyright (c) ${holder}\n\n${text}`;
}

const MIT = `\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
