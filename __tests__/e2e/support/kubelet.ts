import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { CertificateAuthority } from './certificates';
import { api } from './api';

const NODE = 'node-e2e';

/** Stands in for a kubelet as far as the API server asks it for the use of volumes and for logs. */
export class Kubelet {
  private constructor(
    private readonly server: Server,
    /** The logs of its containers, by `POD/CONTAINER`. */
    readonly logs: Map<string, string>,
  ) {}

  /** Makes a node, of whose pods one has a volume of this claim with so many bytes in it. */
  static async start(namespace: string, claim: string, usedBytes: number): Promise<Kubelet> {
    const { certificate, key } = new CertificateAuthority().issue({ dnsNames: [NODE] });
    const summary = { pods: [{ podRef: { namespace }, volume: [{ usedBytes, pvcRef: { name: claim, namespace } }] }] };
    const logs = new Map<string, string>();
    const server = createServer({ cert: certificate, key }, ({ url = '' }, response) => {
      const { pathname } = new URL(url, 'https://kubelet');
      const log = logs.get(pathname.replace(`/containerLogs/${namespace}/`, ''));
      const type = log === undefined ? 'application/json' : 'text/plain';
      response.writeHead(pathname === '/stats/summary' || log !== undefined ? 200 : 404, { 'content-type': type });
      response.end(log ?? JSON.stringify(summary));
    });
    const address = ownAddress();
    await new Promise<void>(done => server.listen(0, address, done));
    const { port } = server.address() as AddressInfo;
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE } };
    await api.create(node);
    const status = {
      addresses: [{ type: 'InternalIP', address }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    };
    await api.patch('node', NODE, undefined, { status }, { subresource: 'status' });
    return new Kubelet(server, logs);
  }

  /** Has a pod run on the node, as the scheduler does. */
  async take(namespace: string, pod: string): Promise<void> {
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod },
      target: { kind: 'Node', name: NODE },
    };
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/binding`;
    await api.send('POST', path, binding);
  }

  async stop(): Promise<void> {
    await api.delete('node', NODE);
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }
}

/** The API server does not connect to loopback addresses for others. */
function ownAddress(): string {
  const found = Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  if (!found) throw new Error('This machine has no address but loopback ones, so the API server cannot ask a kubelet.');
  return found.address;
}
