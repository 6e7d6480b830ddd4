import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandLine } from '../../cli/invocation';

const { scripts } = JSON.parse(readFileSync(join(resolve(__dirname, '../..'), 'package.json'), 'utf8'));

test('in a clone, a command is an npm script', () => {
  expect(commandLine('hook')).toBe('npm run hook');
  expect(commandLine('hook', '--only', 'tls')).toBe('npm run hook -- --only tls');
});

test.each([
  ...['init', 'synth', 'deploy', 'hook', 'verify', 'status', 'backup', 'restore'],
  ...['resize-storage', 'scale', 'code-server-env', 'token', 'rollback', 'completion'],
])('the npm script %s runs that command, and hands its arguments on', command => {
  expect(scripts[command]).toBe(`node --require ./scripts/register.js commands/main.ts ${command}`);
});
