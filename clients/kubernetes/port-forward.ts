import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortForward } from '@kubernetes/client-node';
import type { Explain } from '../errors';
import type { Address } from '../http';
import { connectionError, PortUnreachable } from './errors';
import type { PodPort } from './objects';

/** How many bytes may wait for the pod before more are read. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds between two pings: a load balancer cuts silent connections, for example during a snapshot. */
const PING_INTERVAL = 30_000;

/** A port of a pod as a port of this machine, for any number of connections at the same time. */
export interface Forwarded {
  readonly address: Address;
  /**
   * Why the API server or the pod refused or cut a connection, since the last call of this function. A later connection
   * with an answer clears the fault.
   */
  readonly takeFault: () => Error | undefined;
  /** Ends all connections, so that the process can end. */
  readonly close: () => Promise<void>;
}

/** Sends a request to the API server, and explains its error. */
type Ask = <T>(request: () => Promise<T>) => Promise<T>;
type OpenTunnel = (fromPod: Writable, errors: Writable, toPod: PassThrough) => Promise<Tunnel>;

/** The part of the library's WebSocket that this file uses. */
interface Tunnel extends NodeJS.EventEmitter {
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly ping: () => void;
  readonly terminate: () => void;
}

/**
 * Works like `kubectl port-forward`, for one port. It opens a first connection at once, so that a missing right or pod fails
 * here, and not at the client that connects later.
 */
export async function forward(forwarder: PortForward, target: PodPort, ask: Ask, explain: Explain): Promise<Forwarded> {
  const { namespace, pod, port } = target;
  const open: OpenTunnel = (fromPod, errors, toPod) =>
    ask(async () => {
      try {
        return (await forwarder.portForward(namespace, pod, [port], fromPod, errors, toPod)) as unknown as Tunnel;
      } catch (error) {
        throw connectionError(error);
      }
    });
  (await open(new PassThrough(), new PassThrough(), new PassThrough())).terminate();

  const sockets = new Set<Socket>();
  let fault: Error | undefined;
  const server = createServer(socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    const errors = errorsOf(reason => explain(new PortUnreachable(target, reason)));
    const onAnswer = () => (fault = undefined);
    join(socket, errors, open, onAnswer).catch((error: Error) => {
      fault = error;
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    takeFault: () => {
      const taken = fault;
      fault = undefined;
      return taken;
    },
    close: async () => {
      sockets.forEach(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

/** Joins a connection with a connection to the pod, until one of the two ends. @param onAnswer Called when the pod answers. */
async function join(
  socket: Socket,
  { stream: errors, refused }: ReturnType<typeof errorsOf>,
  open: OpenTunnel,
  onAnswer: () => void,
): Promise<void> {
  const toPod = new PassThrough();
  const tunnel = await open(socket, errors, toPod);
  const timer = setInterval(() => tunnel.ping(), PING_INTERVAL);
  // Each side is read only as fast as the other side takes the data, so that files of any size fit.
  tunnel.on('message', () => {
    if (socket.bytesWritten > 0) {
      onAnswer();
    }
    if (socket.writableNeedDrain && !tunnel.isPaused) {
      tunnel.pause();
      socket.once('drain', () => tunnel.resume());
    }
  });
  try {
    await Promise.race([refused, once(tunnel, 'close'), pump(socket, toPod, tunnel)]);
    socket.end();
  } finally {
    clearInterval(timer);
    tunnel.terminate();
  }
}

/** Sends the data of the connection to the pod, until the data ends. */
async function pump(socket: Socket, toPod: PassThrough, tunnel: Tunnel): Promise<void> {
  try {
    for await (const bytes of socket) {
      toPod.write(bytes);
      while (tunnel.bufferedAmount > MOST_WAITING) {
        await sleep(1);
      }
    }
  } catch {
    // The client has closed the connection, so nobody reads an error.
  }
}

/** The message of the node where it cannot reach the port. */
function errorsOf(unreachable: (reason: string) => Error) {
  let refuse: (error: Error) => void;
  const refused = new Promise<never>((_, failed) => (refuse = failed));
  const stream = new Writable({
    write: (text: Buffer, _, done) => {
      // The first message holds the port, which the library removes: an empty text remains.
      if (text.length > 0) {
        refuse(unreachable(text.toString().trim()));
      }
      done();
    },
  });
  return { stream, refused };
}
