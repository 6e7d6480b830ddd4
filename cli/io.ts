import { AsyncLocalStorage } from 'node:async_hooks';

/** What a run of the command line takes from its process. Tests give another one, so that a run needs no process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Pick<NodeJS.ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  /** `fd`: where it is the process's own. */
  readonly stdout: NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    readonly fd?: number;
  };
  readonly stderr: NodeJS.WritableStream;
  /** Calls `handle` with the exit code of the first SIGINT or SIGTERM. */
  readonly onInterrupt: (handle: (exitCode: number) => void) => void;
}

interface Run {
  io: Io;
  /** Variables that options of this run set. */
  variables: Readonly<Record<string, string>>;
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
const ofProcess: Run = { io: processIo, variables: {}, secrets: new Set(), exitCode: 0 };

/** Does work whose `io()` is this one. @returns the exit code that was set meanwhile */
export async function withIo(io: Io, work: () => Promise<void>): Promise<number> {
  const run: Run = { io, variables: {}, secrets: new Set(), exitCode: 0 };
  await runs.run(run, work);
  return run.exitCode;
}

/** What the current run takes from its process. */
export function io(): Io {
  return current().io;
}

/** Sets variables of the current run, for options that stand for variables. */
export function setVariables(variables: Readonly<Record<string, string>>): void {
  const run = current();
  run.variables = { ...run.variables, ...variables };
  // The streams stay unopened.
  run.io = Object.create(run.io, { env: { value: { ...run.io.env, ...variables } } }) as Io;
}

/** The variables that options of the current run set. */
export function variablesOfOptions(): Readonly<Record<string, string>> {
  return current().variables;
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
