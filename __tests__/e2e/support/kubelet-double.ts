import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { CertificateAuthority } from './certificates';
import { api } from './api';
import { WebSocket } from './web-socket';

/** The protocol's channels: data and errors of the one port that is forwarded. */
const [DATA, ERRORS] = [0, 1] as const;

/** Which port of this machine stands for a port of a pod; nothing where the pod does not listen. */
export type PortOf = (pod: string, port: number) => number | undefined;

/**
 * Stands in for a node whose kubelet only forwards ports, as `v4.channel.k8s.io` has it: each channel begins with the
 * port, and what goes wrong is said on the second.
 */
export class KubeletDouble {
  /** How many connections there have been, and how many are open. */
  readonly tunnels = { total: 0, open: 0 };
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    private readonly node: string,
    private readonly portOf: PortOf,
  ) {}

  static async start(node: string, portOf: PortOf): Promise<KubeletDouble> {
    const { certificate, key } = new CertificateAuthority().issue({ dnsNames: ['127.0.0.1'] });
    const server = createServer({ cert: certificate, key });
    const kubelet = new KubeletDouble(server, node, portOf);
    server.on('upgrade', (request: IncomingMessage, socket: Duplex) => kubelet.forward(request, socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await kubelet.register();
    return kubelet;
  }

  /** Has a pod run on this node. */
  async run(namespace: string, pod: string): Promise<void> {
    const target = { apiVersion: 'v1', kind: 'Node', name: this.node };
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: pod, namespace }, target };
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/binding`;
    await api.send('POST', path, binding);
  }

  async stop(): Promise<void> {
    await api.delete('node', this.node);
    this.sockets.forEach(socket => socket.destroy());
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async register(): Promise<void> {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: this.node },
      // The scheduler leaves it alone.
      spec: { taints: [{ key: 'e2e', value: 'ports-only', effect: 'NoSchedule' }] },
    };
    await api.apply(node);
    const { port } = this.server.address() as AddressInfo;
    const status = {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    };
    await api.patch('node', this.node, undefined, { status }, { subresource: 'status' });
  }

  private forward(request: IncomingMessage, socket: Duplex): void {
    this.tunnels.total++;
    this.tunnels.open++;
    this.sockets.add(socket);
    socket.once('close', () => {
      this.tunnels.open--;
      this.sockets.delete(socket);
    });
    const { pathname, searchParams } = new URL(request.url!, 'https://kubelet');
    const [, pod] = /^\/portForward\/[^/]+\/([^/]+)$/.exec(pathname)!;
    const port = Number(searchParams.get('port'));
    WebSocket.accept(request, socket, 'v4.channel.k8s.io');
    const target = connect(this.portOf(pod!, port) ?? 1, '127.0.0.1');
    const client = new WebSocket(socket, message => {
      if (!target.write(message.subarray(1))) {
        socket.pause();
        target.once('drain', () => socket.resume());
      }
    });
    const about = Buffer.alloc(2);
    about.writeUInt16LE(port);
    [DATA, ERRORS].forEach(channel => client.send(channel, about));
    target.on('data', bytes => {
      client.send(DATA, bytes);
      if (socket.writableNeedDrain) {
        target.pause();
        socket.once('drain', () => target.resume());
      }
    });
    target.once('error', ({ message }) => {
      client.send(ERRORS, Buffer.from(`error forwarding port ${port} to pod ${pod}: ${message}`));
    });
    target.once('close', () => client.close());
    socket.once('close', () => target.destroy());
  }
}
