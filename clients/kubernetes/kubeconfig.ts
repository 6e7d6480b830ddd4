import { existsSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';

/** Mounted into every pod that has a service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Fills in what `KUBECONFIG` or `~/.kube/config` says, or else the service account of the pod this runs in.
 *
 * @param context Default: the current context.
 * @param otherwise What can be done without a cluster.
 */
export function load(kubeconfig: KubeConfig, context: string | undefined, otherwise?: string): void {
  try {
    kubeconfig.loadFromDefault();
  } catch (error) {
    throw new Failure(
      `Could not read the kubeconfig${io().env.KUBECONFIG ? ` ${io().env.KUBECONFIG}` : ''}: ${(error as Error).message}`,
      'set the environment variable KUBECONFIG to a file that kubectl can use',
      { cause: error },
    );
  }
  if (context !== undefined) {
    const contexts = kubeconfig.getContexts().map(({ name }) => name);
    if (!contexts.includes(context)) {
      throw new Failure(`The kubeconfig has no context ${context}`, `use one of ${contexts.join(', ')}`);
    }
    kubeconfig.setCurrentContext(context);
  }
  // Without any kubeconfig the library falls back to http://localhost:8080, which is nobody's cluster.
  const isFallback = kubeconfig.getCurrentContext() === 'loaded-context' && !existsSync(SERVICE_ACCOUNT);
  if (!kubeconfig.getCurrentCluster() || isFallback) {
    throw new Failure(
      'There is no kubeconfig with a current context',
      [
        'set the environment variable KUBECONFIG, or choose a context with --context',
        ...(otherwise ? [otherwise] : []),
      ].join('; '),
    );
  }
}
