import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const TAIL_LINES = 20;

/** How a program is started. */
export interface DaemonOptions {
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Whether the program leads a process group of its own, which others end by `pid`; this process does not wait for it.
   * @default false
   */
  readonly detached?: boolean;
}

/** One long-running program, with its output in a log file. */
export class Daemon {
  private readonly child: ChildProcess;
  private readonly logFile: string;
  private readonly exited: Promise<void>;
  private startError?: Error;

  constructor(program: string, args: readonly string[], folder: string, options: DaemonOptions = {}) {
    this.logFile = join(folder, `${basename(program)}.log`);
    const log = openSync(this.logFile, 'a', 0o600);
    this.child = spawn(program, args, { ...options, cwd: folder, stdio: ['ignore', log, log] });
    if (options.detached) this.child.unref();
    closeSync(log);
    this.exited = new Promise(done => {
      this.child.once('exit', () => done());
      this.child.once('error', error => {
        this.startError = error;
        done();
      });
    });
  }

  /** The process, unless it did not start. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Throws with the end of the log if the program has ended. */
  assertRunning(): void {
    if (this.startError) throw new Error(`${this.child.spawnfile} did not start: ${this.startError.message}`);
    const { exitCode, signalCode } = this.child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`${this.child.spawnfile} ended with ${signalCode ?? exitCode}.\n${this.tail()}`);
  }

  /** The last lines of the log, named by their file. */
  tail(): string {
    const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
    return `--- end of ${basename(this.logFile)} ---\n${lines.join('\n')}`;
  }

  /** Ends the program at once: what it holds is thrown away anyway. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.kill();
    await this.exited;
  }
}
