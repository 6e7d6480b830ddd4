import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
export const PROGRAM = join(ROOT, 'constructs', 'programs', 'scheduled-backup.mjs');
/** As the pod starts it. */
export const NODE_OPTIONS = ['--max-semi-space-size=1'];
const PEAK_MEMORY = join(ROOT, '__tests__', 'e2e', 'support', 'print-peak-memory.js');

/** The settings file of the ConfigMap. */
export interface Settings {
  readonly nodes: readonly string[];
  readonly volume?: string;
  readonly s3?: Readonly<Record<string, unknown>>;
  readonly keep?: number;
  readonly encryptTo?: readonly string[];
  readonly deadlineSeconds?: number;
  /** For a drill: the temporary Qdrant. */
  readonly qdrant?: string;
}

export interface Run {
  readonly status: number | null;
  /** The lines of standard output, parsed. */
  readonly lines: readonly any[];
  /** The text of standard output and standard error. */
  readonly log: string;
  /** Peak memory, in bytes. */
  readonly peak: number;
}

/** Starts the program as the pod does. */
export function startBackup(settings: Settings, env: NodeJS.ProcessEnv = {}, program = PROGRAM): ChildProcess {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify({ keep: 7, deadlineSeconds: 3600, ...settings }));
  const child = spawn(process.execPath, [...NODE_OPTIONS, '--require', PEAK_MEMORY, program, file], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return child.once('exit', () => rmSync(folder, { recursive: true }));
}

export async function ended(child: ChildProcess): Promise<Run> {
  const texts = { out: '', err: '' };
  child.stdout!.on('data', piece => (texts.out += piece));
  child.stderr!.on('data', piece => (texts.err += piece));
  const [status] = (await once(child, 'close')) as [number | null];
  const lines = texts.out.trim().split('\n').filter(Boolean);
  return {
    status,
    lines: lines.map(line => JSON.parse(line)),
    log: texts.out + texts.err,
    peak: Number(/peak memory (\d+)/.exec(texts.err)?.[1]) * 1024,
  };
}

export async function runBackup(settings: Settings, env?: NodeJS.ProcessEnv, program?: string): Promise<Run> {
  return ended(startBackup(settings, env, program));
}
