import { PassThrough } from 'node:stream';
import { reportError } from '../../cli/command';
import { commandLine } from '../../cli/invocation';
import { ExpectedError, Failure } from '../../cli/failure';
import { type Io, withIo } from '../../cli/io';
import { explain } from '../../cli/output';
import { ConfigError } from '../../config/errors';

/** Runs work with this environment. @returns what it printed on standard error */
async function errorsOf(work: () => void, env: Io['env'] = {}): Promise<string> {
  return (await printed(work, env)).stderr;
}

async function printed(work: () => void, env: Io['env'] = {}): Promise<{ stdout: string; stderr: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  await withIo(
    { env, stdin: stdin as unknown as Io['stdin'], stdout, stderr, onInterrupt: () => undefined },
    async () => work(),
  );
  return { stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

test.each([
  [new Failure('It failed', 'fix it'), { problem: 'It failed', fix: 'fix it' }],
  [new ExpectedError('Validation failed'), { problem: 'Validation failed' }],
  [
    new TypeError('x is undefined'),
    {
      problem: 'TypeError: x is undefined',
      fix: 'report the fault: https://github.com/thinkube/cdk8s-qdrant/issues',
    },
  ],
])('the error as JSON: %s', async (error, data) => {
  const { stdout } = await printed(() => reportError({ output: 'json', quiet: false }, error));

  expect(JSON.parse(stdout)).toEqual({ result: 'error', error: data });
});

test('an unexpected error says so, where to report it, and how to get the stack', async () => {
  expect(await errorsOf(() => explain(new TypeError('x is undefined')))).toBe(
    'Unexpected error: x is undefined\n  This is a fault of qdrant-stack. Report it: https://github.com/thinkube/cdk8s-qdrant/issues. With DEBUG=1, the command prints the stack trace.\n',
  );
});

test('DEBUG prints the stack', async () => {
  expect(await errorsOf(() => explain(new TypeError('x')), { DEBUG: '1' })).toContain('output.test.ts');
});

test.each([
  [new Failure('It failed', 'fix it'), 'Error: It failed.\n  Fix: fix it.\n'],
  [new ExpectedError('Validation failed'), 'Validation failed\n'],
  [new ConfigError('config.yaml', []), 'config.yaml: 0 problems found'],
])('an expected error is no fault of the tool: %s', async (error, text) => {
  const errors = await errorsOf(() => explain(error));

  expect(errors).toContain(text);
  expect(errors).not.toContain('Unexpected');
});

test.each([
  [undefined, 'npm run deploy'],
  ['config.yaml', 'npm run deploy'],
  ['other.yaml', 'QDRANT_CONFIG=other.yaml npm run deploy'],
  ["it's mine.yaml", `QDRANT_CONFIG='it'\\''s mine.yaml' npm run deploy`],
])('with QDRANT_CONFIG %s, advice is %s', async (config, line) => {
  let advice = '';
  await errorsOf(() => (advice = commandLine('deploy')), { QDRANT_CONFIG: config });

  expect(advice).toBe(line);
});
