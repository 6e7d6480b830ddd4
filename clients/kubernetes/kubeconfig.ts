import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { io } from '../../cli/io';
import { KubeconfigError } from './errors';

/** Mounted into every pod with a service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Reads the kubeconfig in `KUBECONFIG` or `~/.kube/config`, or else the service account of the pod of this process.
 *
 * @param Config The class of the library, which is loaded only where a cluster is used.
 * @param context Default: the current context.
 */
export function load(Config: typeof KubeConfig, context: string | undefined): KubeConfig {
  let kubeconfig: KubeConfig;
  try {
    kubeconfig = read(Config);
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
  return kubeconfig;
}

/** Reads the files that `KUBECONFIG` names, or else what the library reads by default. */
function read(Config: typeof KubeConfig): KubeConfig {
  const kubeconfig = new Config();
  const [first, ...rest] = (io().env.KUBECONFIG ?? '').split(delimiter).filter(file => file !== '');
  if (first === undefined) {
    kubeconfig.loadFromDefault();
    return kubeconfig;
  }
  kubeconfig.loadFromFile(first);
  for (const file of rest) {
    const more = new Config();
    more.loadFromFile(file);
    kubeconfig.mergeConfig(more);
  }
  return kubeconfig;
}
