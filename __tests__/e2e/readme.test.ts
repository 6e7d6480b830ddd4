import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cluster, kubectl } from './support/cluster';
import { execute } from './support/execute';
import { eventually, list, names } from './support/objects';
import { REPOSITORY } from './support/repository';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';
import { workloadsOfPods } from './support/workloads';

const stack = new Stack('readme');
/** What is in no clone of the repository, or not the reader's own. */
const LEFT_OUT = ['node_modules', '.cache', '.git', 'dist', 'coverage'].map(name => join(REPOSITORY, name));

/** The commands under a heading of a page, as they stand there; asking for a password needs a person, and a terminal. */
function documented(page: string, heading: string): string[] {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  const section = text.slice(text.indexOf(`## ${heading}\n`)).split('\n## ')[0]!;
  const blocks = [...section.matchAll(/^```bash\n([^]*?)^```/gm)].map(([, block]) => block!);
  return blocks.flatMap(block => block.trim().split('\n')).filter(line => !line.includes('read -rs'));
}

let clone: string;

beforeAll(async () => {
  await stack.create();
  clone = join(cluster().folder, 'clone');
  mkdirSync(clone);
  cpSync(REPOSITORY, clone, { recursive: true, filter: source => !LEFT_OUT.includes(source) });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(clone, 'node_modules'));
  writeFileSync(join(clone, 'config.yaml'), JSON.stringify(stack.config)); // JSON is YAML
});
afterAll(() => stack.delete());

/** Runs a line as the reader would, in the clone. */
async function type(line: string): Promise<string> {
  const { binary, context } = cluster();
  const env = stack.env({}, { QDRANT_CONFIG: undefined, CDK8S_CHECK_UPGRADE: 'false' });
  const path = `${dirname(binary)}${delimiter}${env.PATH}`;
  const command = context ? line.replace(/^kubectl/, `kubectl --context=${context}`) : line;
  const { code, stdout, stderr } = await execute('bash', ['-c', command], { cwd: clone, env: { ...env, PATH: path } });
  if (code !== 0) throw new Error(`${line} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

test('the commands under "Installing step by step" install, word for word and in their order', async () => {
  const commands = documented('docs/installing.md', 'Installing step by step');
  expect(commands).toEqual(['npm run synth', 'npm run hook', 'kubectl apply --server-side -f dist']);

  for (const command of commands) await type(command);

  expect(await stack.client()).toMatchObject({ clientId: CLIENT });
  const referenced = [OAUTH2_PROXY_SECRET, TLS_SECRET];
  expect(names(await list('secrets', stack.namespace))).toEqual(expect.arrayContaining(referenced));
  await eventually(async () => {
    expect(Object.keys(await workloadsOfPods(stack.namespace)).sort()).toEqual([
      'Deployment/ephemeral-valkey',
      'Deployment/oauth2-proxy',
      'StatefulSet/qdrant',
    ]);
  });
});

test('after them nothing is left to do, also not for cdk8s synth', async () => {
  expect(await type('npm run hook')).toMatch(/\nIn sync\.\n$/);
  await type('npx cdk8s synth');
  expect(await kubectl().run(['diff', '--server-side', '-f', join(clone, 'dist')])).toMatchObject({ code: 0 });
});
