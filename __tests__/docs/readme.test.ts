import { Command } from 'commander';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildApp } from '../../app';
import { ExitCode } from '../../cli/failure';
import { SIGNALS } from '../../cli/io';
import { COMMANDS } from '../../commands';
import { PRUNED_KINDS } from '../../commands/deploy/prune';
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

/** The first fenced block of a text that is written in `language`. */
function block(text: string, language: string): string {
  const start = text.indexOf(`\`\`\`${language}\n`) + language.length + 4;
  return text.slice(start, text.indexOf('```', start));
}

test('a newcomer reads the README in five minutes', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(12 * 1024);
});

test('the table of commands in the README is the table of the command line', () => {
  const rows = [...readme.matchAll(/^\| \[`([\w-]+)`\]\(docs\//gm)].map(([, name]) => name);

  expect(rows).toEqual(COMMANDS.map(({ name }) => name));
});

test('the README names every exit code', () => {
  const [, codes] = /^- Exit codes: (.*)/m.exec(readme)!;

  for (const code of [...Object.values(ExitCode), ...Object.values(SIGNALS)]) {
    expect(codes).toMatch(new RegExp(`\\b${code}\\b`));
  }
});

test('every command has an npm script of its name', () => {
  expect(Object.keys(JSON.parse(read('package.json')).scripts)).toEqual(
    expect.arrayContaining(COMMANDS.map(({ name }) => name)),
  );
});

test('every path and npm script that CONTRIBUTING.md names exists', () => {
  const contributing = read('CONTRIBUTING.md');
  /** Made by a run, or examples. */
  const OTHERS = ['.cache/', 'lib/', 'commands/NAME/', 'command.ts'];
  const scripts = JSON.parse(read('package.json')).scripts;
  const named = [...contributing.matchAll(/`([\w./-]+\/[\w./-]*|[\w-]+\.(?:ts|md|json|yaml))`/g)].map(
    ([, path]) => path!,
  );
  const commands = [...contributing.matchAll(/`npm run ([\w:-]+)/g)].map(([, script]) => script!);

  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(path => !OTHERS.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  expect(commands.filter(script => !(script in scripts))).toEqual([]);
});

/** The options of a command and of its subcommands. */
async function optionsOf(name: string): Promise<string[]> {
  const command = new Command(name);
  const { define } = await COMMANDS.find(entry => entry.name === name)!.load();
  define(command);
  return [command, ...command.commands].flatMap(({ options }) => options.map(({ long }) => long!));
}

test.each(documents)('every command line in %s has an npm script and known options', async path => {
  const options = Object.fromEntries(
    await Promise.all(COMMANDS.map(async ({ name }) => [name, await optionsOf(name)] as const)),
  );
  const scripts = {
    ...JSON.parse(read('package.json')).scripts,
    ...JSON.parse(read('constructs/package.json')).scripts,
  };
  const lines = [...read(path).matchAll(/npm run (?:--silent )?([\w:-]+)(?: -- ([^\n`|#]*))?/g)];
  const unknown = lines.flatMap(([line, name, args = '']) => {
    const given = [...args.matchAll(/(?<=^| )--[\w-]+/g)].map(([option]) => option);
    const known = options[name!];
    const isKnown = !known || given.every(option => option === '--help' || known.includes(option));
    return name! in scripts && isKnown ? [] : [line];
  });

  expect(unknown.filter(line => !line.includes('COMMAND'))).toEqual([]);
});

test('docs/README.md has one line for each page', () => {
  const lines = [...read('docs/README.md').matchAll(/^- \[.*?\]\(([^)]+)\)/gm)].map(([, page]) => `docs/${page}`);

  expect([...lines].sort()).toEqual(
    markdown('docs')
      .filter(page => page !== 'docs/README.md')
      .sort(),
  );
});

test('the command that asks for a password works in bash and in zsh', () => {
  const line = readme.split('\n').find(text => text.includes('read -rs'))!;
  const answers = ['bash', 'zsh'].map(shell =>
    execFileSync(shell, ['-c', `${line}; printf '%s' "$(printenv ADMIN_PASSWORD)"`], { input: 'a b\\c\n' }).toString(),
  );

  expect(answers).toEqual(['Password: a b\\c', 'Password: a b\\c']);
  expect(read('docs/installing.md')).toContain(line);
});

test('the picture in the README is drawn from the objects of the default config', () => {
  const objects = render(buildApp(loadConfig(join(ROOT, 'config.yaml')))).flatMap(file => file.objects);

  expect(withDiagram(readme, diagram(objects))).toBe(readme);
});

test('the example of a config is valid', () => {
  const config = parseConfig(block(read('docs/configuration.md'), 'yaml'), 'config.yaml');

  expect(config.qdrant.storage).toEqual({ size: '300Gi', storageClassName: 'fast-ssd' });
});

test('the example of a mistake is what the command prints', () => {
  const page = read('docs/configuration.md');
  const wrong = block(page, 'yaml').replace('300Gi', '150GB');

  expect(() => parseConfig(wrong, 'config.yaml')).toThrow(block(page, 'text').trim());
});

test('the version stands in one place and its copies agree', () => {
  const version = read('VERSION').trim();

  expect(JSON.parse(read('package.json'))).toMatchObject({ version, devDependencies: { 'cdk8s-qdrant': version } });
  expect(JSON.parse(read('constructs/package.json')).version).toBe(version);
  expect(read('CHANGELOG.md')).toContain(`## [${version}] - `);
  const clients = read('docs/using-qdrant.md').replace(/\s+/g, ' ');
  expect(clients).toContain(`The server is ${IMAGE_VERSIONS.seed.qdrant.slice(1)} in profile \`seed\``);
  expect(clients).toContain(`In profile \`production\` it is ${IMAGE_VERSIONS.production.qdrant.slice(1)}:`);
});

test('docs/deploy.md lists the kinds that deploy prunes', () => {
  const [, listed] = /^- The object has one of these kinds: ([^.]*)\./m.exec(read('docs/deploy.md'))!;

  expect(listed!.split(/,\s+/).sort()).toEqual(PRUNED_KINDS.map(({ kind }) => kind).sort());
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
