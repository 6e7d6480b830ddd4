import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { cluster, kubectl } from './cluster';

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
  await kubectl().succeeds('create', 'namespace', namespace);
  await kubectl().succeeds('create', 'serviceaccount', name, '-n', namespace);
  if (manifests) await kubectl().must(['apply', '-f', '-'], manifests);
  const token = (await kubectl().must(['create', 'token', name, '-n', namespace])).trim();
  return changedKubeconfig(kubeconfig => {
    kubeconfig.users[0].user = { token };
  });
}
