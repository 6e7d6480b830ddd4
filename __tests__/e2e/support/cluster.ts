import { randomBytes } from 'node:crypto';
import { Kubectl, type KubectlOptions } from './kubectl';

/** How the tests reach the cluster; written by the global setup. */
export interface Cluster extends KubectlOptions {
  /** Whether the cluster was started for this run: fixed names are free there, and nothing else runs the pods. */
  readonly disposable: boolean;
}

const VARIABLE = 'QDRANT_STACK_E2E_CLUSTER';

/** Tells the tests, which may run in another process, which cluster to use. */
export function handOver(cluster: Cluster): void {
  process.env[VARIABLE] = JSON.stringify(cluster);
}

/** The cluster of this run. */
export function cluster(): Cluster {
  const value = process.env[VARIABLE];
  if (!value) throw new Error('No cluster: run these tests with npm run test:e2e.');
  return JSON.parse(value) as Cluster;
}

/** kubectl, pointed at the cluster of this run. */
export const kubectl = (): Kubectl => new Kubectl(cluster());

/** A namespace for one test file: the name itself on our own control plane, else with a suffix that nobody has. */
export function namespaceFor(name: string): string {
  return cluster().disposable ? name : `${name}-e2e-${randomBytes(4).toString('hex')}`;
}

/** Deletes a test's namespace from a cluster that stays; our own control plane goes as a whole. */
export async function cleanUp(namespace: string): Promise<void> {
  if (cluster().disposable) return;
  const policies = ['validatingadmissionpolicy,validatingadmissionpolicybinding', `qdrant-routes.${namespace}`];
  await kubectl().must(['delete', ...policies, '--ignore-not-found']);
  await deleteNamespace(namespace);
}

/** Deletes a namespace with its objects, and waits for the end of the deletion. */
export async function deleteNamespace(namespace: string): Promise<void> {
  await kubectl().must(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=90s']);
}
