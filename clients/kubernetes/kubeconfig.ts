import { existsSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node';
import { io } from '../../cli/io';
import { KubeconfigError } from './errors';

/** Mounted into every pod with a service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Reads the kubeconfig in `KUBECONFIG` or `~/.kube/config`, or else the service account of the pod of this process.
 *
 * @param context Default: the current context.
 */
export function load(kubeconfig: KubeConfig, context: string | undefined): void {
  try {
    kubeconfig.loadFromDefault();
  } catch (error) {
    const { KUBECONFIG } = io().env;
    throw new KubeconfigError(
      `Could not read the kubeconfig${KUBECONFIG ? ` ${KUBECONFIG}` : ''}: ${(error as Error).message}`,
      'unreadable',
      { cause: error },
    );
  }
  if (context !== undefined) {
    const contexts = kubeconfig.getContexts().map(({ name }) => name);
    if (!contexts.includes(context)) {
      throw new KubeconfigError(
        `The kubeconfig has no context ${context}, but ${contexts.join(', ') || 'none'}`,
        'unknown context',
      );
    }
    kubeconfig.setCurrentContext(context);
  }
  // Without a kubeconfig, the library falls back to http://localhost:8080, which is no cluster.
  const isFallback = kubeconfig.getCurrentContext() === 'loaded-context' && !existsSync(SERVICE_ACCOUNT);
  if (!kubeconfig.getCurrentCluster() || isFallback) {
    throw new KubeconfigError('There is no kubeconfig with a current context', 'no current context');
  }
}
