import { once } from 'node:events';
import { AddressInfo, createServer, Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import { Failure } from '../cli/failure';

/** A port of a pod on this machine. */
export interface Forwarded {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Throws what the API server said against the last connection, where it said something. */
  readonly assertOpen: () => void;
  readonly close: () => Promise<void>;
}

/** Does what `kubectl port-forward` does, for one port of one pod. */
export async function forward(
  kubeconfig: KubeConfig,
  namespace: string,
  pod: string,
  port: number,
): Promise<Forwarded> {
  const { PortForward } = await import('@kubernetes/client-node');
  const forwarder = new PortForward(kubeconfig);
  const sockets = new Set<Socket>();
  let refused: string | undefined;

  const server = createServer(socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    const errors = new Writable({
      write: (text: Buffer, _, done) => {
        // The channel begins with a message that is empty but for the port.
        if (text.length > 0) {
          refused = String(text).trim();
          socket.destroy();
        }
        done();
      },
    });
    forwarder.portForward(namespace, pod, [port], socket, errors, socket).then(
      tunnel => {
        if ('on' in tunnel) {
          tunnel.on('close', () => socket.end());
        }
      },
      (error: unknown) => {
        refused = messageOf(error);
        socket.destroy();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    assertOpen: () => {
      if (refused !== undefined) {
        throw new Failure(
          `Could not forward port ${port} of pod ${namespace}/${pod}: ${refused}`,
          `try kubectl port-forward -n ${namespace} ${pod} ${port}; it needs the right to create pods/portforward`,
        );
      }
    },
    close: async () => {
      sockets.forEach(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

/** The library rejects with an event of its WebSocket. */
function messageOf(error: unknown): string {
  const { message, type } = error as { message?: string; type?: string };
  return message || type || String(error);
}
