import { Conflict, Failure } from '../cli/failure';
import { io, variablesOfOptions } from '../cli/io';
import { docsPage } from '../cli/pages';
import type { RequestError } from '../clients/errors';
import { isUntrusted } from '../clients/http';
import { Cluster } from '../clients/kubernetes/cluster';
import { CommandNotStarted, KubeconfigError, PortUnreachable } from '../clients/kubernetes/errors';

/** The page of `docs/` with the rights that a command needs, and how the command runs without a cluster. */
export interface ClusterUse {
  readonly page: string;
  readonly otherwise?: string;
}

/** @param context Of the kubeconfig. Default: the current context. */
export async function connectCluster(context: string | undefined, use: ClusterUse): Promise<Cluster> {
  try {
    return await Cluster.connect(context, error => explained(error, use));
  } catch (error) {
    throw error instanceof KubeconfigError ? explained(error, use) : error;
  }
}

function explained(error: RequestError, use: ClusterUse): Error {
  return error.status === 409
    ? new Conflict(error.message, { cause: error })
    : new Failure(error.message, fixOf(error, use), { cause: error });
}

function fixOf(error: RequestError, { page, otherwise }: ClusterUse): string {
  if (error instanceof KubeconfigError) {
    return fixOfKubeconfig(error, otherwise);
  }
  if (error instanceof CommandNotStarted) {
    return 'check that the container runs and has a shell, with kubectl exec in the same pod';
  }
  if (error instanceof PortUnreachable) {
    const { namespace, pod } = error.target;
    return `check that the pod runs and listens there: kubectl logs -n ${namespace} ${pod}`;
  }
  // Kubernetes sets it in pods. There the user can be the pod's ServiceAccount.
  const isInPod = io().env.KUBERNETES_SERVICE_HOST !== undefined;
  const user = `${isInPod ? 'the ServiceAccount of this pod, or ' : ''}the user of the kubeconfig`;
  switch (error.status) {
    case 401:
      return `sign in to the cluster again, or check ${user}`;
    case 403:
      return `give ${user} the rights in ${docsPage(page)}`;
    case 422:
      return 'correct the field that the message names';
    case undefined:
      return isUntrusted(error)
        ? 'check the certificate authority in the kubeconfig'
        : `check that the API server runs and that ${isInPod ? 'the network policies let this pod reach it' : 'the kubeconfig names it (kubectl get --raw /readyz)'}`;
    default:
      return error.serverMessage === undefined
        ? 'check that the named object runs (kubectl get pods), then run the command again'
        : 'the message gives the reason; try the same with kubectl';
  }
}

function fixOfKubeconfig({ reason }: KubeconfigError, otherwise: string | undefined): string {
  const isOption = variablesOfOptions().KUBECONFIG !== undefined;
  switch (reason) {
    case 'unreadable':
      return isOption
        ? 'name a file that kubectl can use with --kubeconfig'
        : 'set the environment variable KUBECONFIG to a file that kubectl can use';
    case 'unknown context':
      return 'name one of its contexts with --context';
    case 'no current context':
      return [
        `${isOption ? 'name another file with --kubeconfig' : 'set the environment variable KUBECONFIG'}, or choose a context with --context`,
        ...(otherwise ? [otherwise] : []),
      ].join('; ');
  }
}
