import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildApp } from '../../app';
import { loadConfig, parseConfig } from '../../config/load';
import { IMAGE_VERSIONS } from '../../config/sections/images';
import { diagram, withDiagram } from '../../scripts/diagram';
import { render } from '../../stack/manifests';

const ROOT = resolve(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'constructs/README.md', ...markdown('docs')];

function markdown(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => `${folder}/${name}`);
}

/** The anchors that GitHub makes of the headings of a document. */
function anchors(text: string): string[] {
  return [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The fenced block after the first `before` that is written in `language`. */
function block(language: string, before: string): string {
  const start = readme.indexOf(`\`\`\`${language}\n`, readme.indexOf(before)) + language.length + 4;
  return readme.slice(start, readme.indexOf('```', start));
}

test('the picture in the README is drawn from the objects of the default config', () => {
  const objects = render(buildApp(loadConfig(join(ROOT, 'config.yaml')))).flatMap(file => file.objects);

  expect(withDiagram(readme, diagram(objects))).toBe(readme);
});

test("the README's example of a config is valid", () => {
  const config = parseConfig(block('yaml', '## Configuring'), 'config.yaml');

  expect(config.qdrant.storage).toEqual({ size: '300Gi', storageClassName: 'fast-ssd' });
});

test("the README's example of a mistake is what the command prints", () => {
  const wrong = block('yaml', '## Configuring').replace('300Gi', '150GB');

  expect(() => parseConfig(wrong, 'config.yaml')).toThrow(block('text', '## Configuring').trim());
});

test("the README's complete app is the example that the library's tests compile and run", () => {
  expect(block('typescript', '## The constructs in your own app')).toBe(read('constructs/examples/stack.ts'));
});

test('the version stands in one place and its copies agree', () => {
  const version = read('VERSION').trim();

  expect(JSON.parse(read('package.json'))).toMatchObject({ version, dependencies: { 'cdk8s-qdrant': version } });
  expect(JSON.parse(read('constructs/package.json')).version).toBe(version);
  expect(read('CHANGELOG.md')).toContain(`## ${version} `);
  expect(readme).toContain(`The\nserver is ${IMAGE_VERSIONS.seed.qdrant.slice(1)} in profile \`seed\``);
  expect(readme).toContain(`In profile \`production\` it is ${IMAGE_VERSIONS.production.qdrant.slice(1)}:`);
});

test.each(documents)('every link in %s leads somewhere', path => {
  const text = read(path).replace(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);
  const broken = links.filter(link => {
    const [file, anchor] = link.split('#') as [string, string?];
    if (/^https?:/.test(link)) {
      return false;
    }
    const target = file ? join(dirname(path), file) : path;
    return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchors(read(target)).includes(anchor));
  });

  expect(broken).toEqual([]);
});
