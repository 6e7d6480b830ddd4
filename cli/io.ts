import { AsyncLocalStorage } from 'node:async_hooks';

/** What a run of the command line takes from its process. Tests give another one, so that a run needs no process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Pick<NodeJS.ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream;
  /** Calls `handle` with the exit code of the first SIGINT or SIGTERM. */
  readonly onInterrupt: (handle: (exitCode: number) => void) => void;
}

interface Run {
  readonly io: Io;
  /** Secrets that no text of this run may show. */
  readonly secrets: Set<string>;
  exitCode: number;
}

const runs = new AsyncLocalStorage<Run>();
/** The exit codes of a run that a signal ended. */
export const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/** The process itself. Streams are opened when they are first used. */
export const processIo: Io = {
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  onInterrupt: handle => {
    for (const [signal, exitCode] of Object.entries(SIGNALS)) {
      process.once(signal, () => handle(exitCode));
    }
  },
};

/** What code works with that runs outside of the command line, as the cdk8s app does. */
const ofProcess: Run = { io: processIo, secrets: new Set(), exitCode: 0 };

/** Does work whose `io()` is this one. @returns the exit code that was set meanwhile */
export async function withIo(io: Io, work: () => Promise<void>): Promise<number> {
  const run: Run = { io, secrets: new Set(), exitCode: 0 };
  await runs.run(run, work);
  return run.exitCode;
}

/** What the current run takes from its process. */
export function io(): Io {
  return current().io;
}

/** Sets what the current run will exit with. */
export function exitWith(code: number): void {
  current().exitCode = code;
}

/** The secrets that no text of the current run may show. */
export function secrets(): Set<string> {
  return current().secrets;
}

function current(): Run {
  return runs.getStore() ?? ofProcess;
}
