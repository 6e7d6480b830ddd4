import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortForward } from '@kubernetes/client-node';
import { Failure } from '../../cli/failure';
import type { Address } from '../http';
import { connectionError } from './errors';

/** How much may wait on its way to the pod before more is read, in bytes. */
const MOST_WAITING = 1024 * 1024;
/** Between two signs of life, in milliseconds: a load balancer on the way cuts what is silent, as while a snapshot is made. */
const SIGN_OF_LIFE = 30_000;

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** A port of a pod as one of this machine's, for any number of connections at the same time. */
export interface Forwarded {
  readonly address: Address;
  /** Why a connection was refused or cut by the API server or at the pod, if one was since this was last asked. */
  readonly takeFault: () => Failure | undefined;
  /** Ends all connections, so that the process can end. */
  readonly close: () => Promise<void>;
}

/** Asks the API server, and makes a failure of its refusal. */
type Ask = <T>(request: () => Promise<T>) => Promise<T>;
type OpenTunnel = (fromPod: Writable, errors: Writable, toPod: PassThrough) => Promise<Tunnel>;

/** As much of the library's WebSocket as is used here. */
interface Tunnel extends NodeJS.EventEmitter {
  readonly bufferedAmount: number;
  readonly isPaused: boolean;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly ping: () => void;
  readonly terminate: () => void;
}

/**
 * Does what `kubectl port-forward` does, for one port. The API server is asked at once whether it would, so that a missing
 * right or pod is a failure here, and not of whoever connects.
 */
export async function forward(forwarder: PortForward, target: PodPort, ask: Ask): Promise<Forwarded> {
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
  let fault: Failure | undefined;
  const server = createServer(socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    join(socket, target, open).catch((error: Failure) => {
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

/** Joins a connection with one to the pod, until either ends. */
async function join(socket: Socket, target: PodPort, open: OpenTunnel): Promise<void> {
  const toPod = new PassThrough();
  const { stream: errors, refused } = errorsOf(target);
  const tunnel = await open(socket, errors, toPod);
  const timer = setInterval(() => tunnel.ping(), SIGN_OF_LIFE);
  // Neither side is read faster than the other takes it, so that files of any size go through.
  tunnel.on('message', () => {
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

/** Sends what the connection says, until it has said all. */
async function pump(socket: Socket, toPod: PassThrough, tunnel: Tunnel): Promise<void> {
  try {
    for await (const bytes of socket) {
      toPod.write(bytes);
      while (tunnel.bufferedAmount > MOST_WAITING) {
        await sleep(1);
      }
    }
  } catch {
    // Whoever connected has hung up: nobody is there to be told.
  }
}

/** What the node says when it cannot reach the port. */
function errorsOf({ namespace, pod, port }: PodPort) {
  let refuse: (failure: Failure) => void;
  const refused = new Promise<never>((_, failed) => (refuse = failed));
  const stream = new Writable({
    write: (text: Buffer, _, done) => {
      // The first message names the port, which the library takes out, and nothing is left.
      if (text.length > 0) {
        refuse(
          new Failure(
            `Port ${port} of pod ${namespace}/${pod} cannot be reached: ${text.toString().trim()}`,
            `see whether the pod runs and listens there: kubectl logs -n ${namespace} ${pod}`,
          ),
        );
      }
      done();
    },
  });
  return { stream, refused };
}
