import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { docsPage } from '../../cli/pages';

const ROOT = resolve(__dirname, '../..');
/** `docsPage('hook')`, `{ page: 'hook' }`, and the page of `withPods`. */
const NAMED = /docsPage\('([\w-]+)'\)|\bpage: '([\w-]+)'|withPods\([\w.]+, '([\w-]+)'/g;

const files = ['cli', 'clients', 'commands', 'config', 'reconcile', 'stack'].flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(ROOT, folder, name)),
);
const texts = files.map(file => readFileSync(file, 'utf8'));
const pages = [
  ...new Set(texts.flatMap(text => [...text.matchAll(NAMED)].map(([, ...names]) => names.find(Boolean)!))),
];

test('a page has an address that needs no clone', () => {
  expect(docsPage('hook')).toBe('https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/hook.md');
});

test('every page that the code names exists', () => {
  expect(pages).toEqual(expect.arrayContaining(['hook', 'deploy', 'hardening', 'backup']));
  expect(pages.filter(page => !existsSync(join(ROOT, 'docs', `${page}.md`)))).toEqual([]);
});

test('no message names a file of docs/, which the package does not have', () => {
  const named = texts.flatMap(text => [...text.matchAll(/.*\bdocs\/[\w-]+\.md.*/g)].map(([line]) => line.trim()));

  expect(named.filter(line => !/^(?:\*|\/\*|\/\/)/.test(line) && !line.includes('https://github.com/'))).toEqual([]);
});
