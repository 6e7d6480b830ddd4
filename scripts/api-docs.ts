/**
 * Writes constructs/API.md from the comments in constructs/src, as `npm run docs` does after it has compiled them.
 * With --check it writes nothing, and fails where the file is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Documentation, Language } from 'jsii-docgen';

const ROOT = join(__dirname, '..');
const FILE = join(ROOT, 'constructs', 'API.md');

/** The reference of every construct and property. */
async function reference(): Promise<string> {
  // The folder in which the library and the libraries that it refers to lie side by side.
  const library = await Documentation.forAssembly('cdk8s-qdrant', join(ROOT, 'node_modules'));
  const markdown = await library.toMarkdown({ language: Language.TYPESCRIPT, allSubmodules: true });
  return `<!-- Made by \`npm run docs\` from the comments in src/. -->

${markdown.render().trim()}
`;
}

async function main(): Promise<void> {
  const current = await reference();
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, current);
  } else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== current) {
    console.error('constructs/API.md does not say what constructs/src says. Fix: npm run docs, and commit the file.');
    process.exitCode = 1;
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
