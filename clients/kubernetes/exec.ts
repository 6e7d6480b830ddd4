import { Readable, Writable } from 'node:stream';
import type { Exec, V1Status } from '@kubernetes/client-node';
import { CommandNotStarted, connectionError } from './errors';
import type { Container } from './objects';

/** The result of a command in a container. */
export interface Executed {
  readonly status: V1Status;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long a command may take. The commands of this tool take a second. */
const DEADLINE_MS = 60_000;

/**
 * Runs a command in a container to its end. The command has to detect the end of its input: API servers before Kubernetes
 * 1.30 do not pass on the end of a stream, and closing the stream there closes the connection before the answer.
 */
export async function execute(
  exec: Exec,
  { namespace, pod, name }: Container,
  command: readonly string[],
  input: string,
): Promise<Executed> {
  const stdout = collector();
  const stderr = collector();
  const stdin = new Readable({ read: () => undefined });
  stdin.push(input);
  let hangUp = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const status = await new Promise<V1Status>((done, failed) => {
      timer = setTimeout(() => failed(new Error(`no answer within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
      exec.exec(namespace, pod, name, [...command], stdout.stream, stderr.stream, stdin, false, done).then(socket => {
        hangUp = () => socket.terminate();
        socket.onclose = () => failed(new Error('the connection was closed before the command ended'));
      }, failed);
    });
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    throw connectionError(error);
  } finally {
    clearTimeout(timer);
    hangUp();
  }
}

/** The exit code of a command. */
export function exitCodeOf({ status, message, details }: V1Status, container: Container): number {
  if (status === 'Success') {
    return 0;
  }
  const cause = details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (cause?.message === undefined) {
    throw new CommandNotStarted(container, message);
  }
  return Number(cause.message);
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
