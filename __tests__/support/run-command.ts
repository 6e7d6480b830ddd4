import { Readable, Writable } from 'node:stream';
import type { Io } from '../../cli/io';

declare global {
  /** `run` of `commands/run.ts`, by `command-environment.js`. */
  var commandLine: (argv: readonly string[], io: Io) => Promise<number>;
}

/** The result of a command. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** Variables on top of those of this process; `undefined` removes one. */
  readonly env?: Io['env'];
  /** @default '' */
  readonly stdin?: string;
  /** The working folder of the whole process meanwhile. @default - the current one */
  readonly cwd?: string;
}

/** Runs a command line in this process. No stream is a terminal, and nobody interrupts the command. */
export async function runCommand(
  argv: readonly string[],
  { env = {}, stdin = '', cwd }: RunOptions = {},
): Promise<CommandResult> {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const io: Io = {
    env: { ...process.env, ...env },
    stdin: Object.assign(Readable.from([stdin]), { isTTY: false }),
    stdout,
    stderr,
    onInterrupt: () => undefined,
  };
  const before = process.cwd();
  process.chdir(cwd ?? before);
  try {
    const code = await commandLine(argv, io);
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before);
  }
}

/** Keeps what is written to it. */
class Collector extends Writable {
  text = '';

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}
