import { once } from 'node:events';
import { createServer, Server } from 'node:https';
import { createRequire } from 'node:module';
import type { IncomingMessage } from 'node:http';
import { AddressInfo, connect } from 'node:net';
import { CertificateAuthority } from './certificates';
import { kubectl } from './cluster';

/** The Kubernetes client brings it, without types. */
const { WebSocketServer } = createRequire(__filename)('ws');

/** The protocol's channels: data and errors of the one port that is forwarded. */
const DATA = 0;
const ERRORS = 1;

/** Stands in for a node whose kubelet only forwards ports: those of its pods are some of this machine's. */
export class KubeletDouble {
  private constructor(
    private readonly server: Server,
    private readonly tunnels: { clients: Set<{ terminate: () => void }> },
    private readonly node: string,
  ) {}

  /** @param ports Of this machine, by those of the containers. */
  static async start(node: string, ports: Readonly<Record<number, number>>): Promise<KubeletDouble> {
    const { certificate, key } = new CertificateAuthority().issue({ dnsNames: ['127.0.0.1'] });
    const server = createServer({ cert: certificate, key });
    const sockets = new WebSocketServer({ server, handleProtocols: () => 'v4.channel.k8s.io' });
    sockets.on('connection', (socket: any, { url }: IncomingMessage) => {
      const port = Number(new URL(url!, 'https://kubelet').searchParams.get('port'));
      const send = (channel: number, bytes: Buffer) => socket.send(Buffer.concat([Buffer.from([channel]), bytes]));
      const about = Buffer.alloc(2);
      about.writeUInt16LE(port);
      [DATA, ERRORS].forEach(channel => send(channel, about));
      const target = connect(ports[port] ?? 1, '127.0.0.1');
      target.on('data', bytes => send(DATA, bytes)).once('close', () => socket.close());
      target.once('error', error => send(ERRORS, Buffer.from(error.message)));
      socket.on('message', (message: Buffer) => target.write(message.subarray(1)));
      socket.once('close', () => target.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await kubectl().must(['apply', '-f', '-'], JSON.stringify(nodeObject(node)));
    const status = {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    };
    await kubectl().must([
      'patch',
      'node',
      node,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    ]);
    return new KubeletDouble(server, sockets, node);
  }

  /** Has a pod run on this node. */
  async bind(namespace: string, pod: string): Promise<void> {
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod, namespace },
      target: { apiVersion: 'v1', kind: 'Node', name: this.node },
    };
    await kubectl().must(
      ['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${pod}/binding`, '-f', '-'],
      JSON.stringify(binding),
    );
  }

  async stop(): Promise<void> {
    await kubectl().must(['delete', 'node', this.node, '--ignore-not-found']);
    this.tunnels.clients.forEach(tunnel => tunnel.terminate());
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The scheduler leaves it alone. */
function nodeObject(name: string): object {
  const taints = [{ key: 'e2e', value: 'ports-only', effect: 'NoSchedule' }];
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { taints } };
}
