import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parseAllDocuments } from 'yaml';
import { api } from './api';
import { cluster } from './cluster';
import { createNamespace } from './objects';

/** A kubeconfig for this run's cluster in which one thing is another. */
export function changedKubeconfig(change: (kubeconfig: any) => void): string {
  const kubeconfig = JSON.parse(readFileSync(cluster().kubeconfig, 'utf8'));
  change(kubeconfig);
  return JSON.stringify(kubeconfig);
}

/** A kubeconfig that leads to a server of this machine, which stands before the API server. */
export function leadingTo(server: Server, ca: string): string {
  const { port } = server.address() as AddressInfo;
  return changedKubeconfig(({ clusters }) => {
    clusters[0].cluster = {
      server: `https://localhost:${port}`,
      'certificate-authority-data': Buffer.from(ca).toString('base64'),
    };
  });
}

/**
 * The kubeconfig of a service account that may do what objects say, and no more.
 *
 * @param manifests Roles and bindings for the service account `name` of `namespace`.
 */
export async function limitedKubeconfig(namespace: string, name: string, manifests: string): Promise<string> {
  await createNamespace(namespace);
  await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  for (const object of parseAllDocuments(manifests).map(document => document.toJS())) {
    if (object) await api.apply(object);
  }
  const { status } = await api.send('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {});
  const { token } = status;
  return changedKubeconfig(kubeconfig => {
    kubeconfig.users[0].user = { token };
  });
}
