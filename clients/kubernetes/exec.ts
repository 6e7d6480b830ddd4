import { Readable, Writable } from 'node:stream';
import type { Exec, V1Status } from '@kubernetes/client-node';
import { Failure } from '../../cli/failure';
import { connectionError } from './errors';

/** A container of a running pod. */
export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly name: string;
}

/** What a command in a container left behind. */
export interface Executed {
  readonly status: V1Status;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long a command may take. Whatever is run here takes a second. */
const DEADLINE_MS = 60_000;

/**
 * Runs a command in a container to its end. The command has to see by itself where its input ends: API servers before
 * Kubernetes 1.30 cannot pass on the end of a stream, and ending it there would end the connection before the answer.
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

/** The exit code of a command; a command that could not be started has none. */
export function exitCodeOf({ status, message, details }: V1Status, { namespace, pod, name }: Container): number {
  if (status === 'Success') {
    return 0;
  }
  const cause = details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (cause?.message === undefined) {
    throw new Failure(
      `Could not start a command in container ${name} of pod ${namespace}/${pod}: ${message ?? 'the server gives no reason'}`,
      'check that the container runs and has a shell: kubectl exec with the same pod says more',
    );
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
