import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Metafile } from 'esbuild';

const REPOSITORY = resolve(__dirname, '../..');
// esbuild refuses to run inside of Jest's own globals.
const PRINT_METAFILE = `
require('./scripts/bundle')({ program: 'commands/main.ts' }, {}).then(({ outputs }) => console.log(JSON.stringify(outputs)));
`;

let outputs: Metafile['outputs'];

beforeAll(() => {
  const options = { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  outputs = JSON.parse(execFileSync(process.execPath, ['--eval', PRINT_METAFILE], options));
});

/** The chunk that starts with a module, and the chunks that it imports at once. */
function chunksOf(module: string): string[] {
  const [first] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === module)!;
  const found = new Set([first]);
  for (const chunk of found) {
    for (const { path, kind, external } of outputs[chunk]!.imports) {
      if (kind === 'import-statement' && !external) found.add(path);
    }
  }
  return [...found];
}

/** The files that Node.js has loaded when a command starts. */
function loaded(...modules: string[]): string[] {
  const chunks = new Set(modules.flatMap(chunksOf));
  return [...chunks].flatMap(chunk => {
    const inputs = Object.entries(outputs[chunk]!.inputs);
    return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  });
}

const packages = (files: string[]) =>
  [...new Set(files.flatMap(file => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []))].sort();
const commands = (files: string[]) => files.filter(file => /^commands\/.*\/command\.ts$/.test(file));

test('the help of the program loads no command, and only the parser of command lines', () => {
  const files = loaded('commands/main.ts');

  expect(commands(files)).toEqual([]);
  expect(packages(files)).toEqual(['commander']);
  expect(files.length).toBeLessThan(40);
});

test('synth loads no other command, no client, and of cdk8s-plus-30 the classes of Kubernetes alone', () => {
  const files = loaded('commands/main.ts', 'commands/synth/command.ts');

  expect(commands(files)).toEqual(['commands/synth/command.ts']);
  expect(packages(files)).toEqual([...['cdk8s', 'cdk8s-plus-30', 'commander', 'constructs', 'yaml', 'zod']]);
  expect(files.filter(file => file.includes('/cdk8s-plus-30/'))).toEqual([
    'node_modules/cdk8s-plus-30/lib/imports/k8s.js',
  ]);
  expect(files.filter(file => file.startsWith('clients/'))).toEqual([]);
  expect(files.length).toBeLessThan(480);
});

test.each(['status', 'verify', 'deploy', 'hook'])('%s loads the clients of servers when it needs them', name => {
  const large = ['@keycloak/keycloak-admin-client', '@kubernetes/client-node', 'jose', 'listr2', 'undici'];

  expect(
    packages(loaded('commands/main.ts', `commands/${name}/command.ts`)).filter(each => large.includes(each)),
  ).toEqual([]);
});
