import { Conflict, Failure } from '../cli/failure';
import { variablesOfOptions } from '../cli/io';
import { docsPage } from '../cli/pages';
import type { RequestError } from '../clients/errors';
import { isUntrusted } from '../clients/http';
import { Cluster } from '../clients/kubernetes/cluster';
import { CommandNotStarted, KubeconfigError, PortUnreachable } from '../clients/kubernetes/errors';

/** The page of `docs/` with the rights that a command needs, and how the command runs without a cluster. */
export interface ClusterUse {
  readonly page: string;
  readonly otherwise?: string;
  /** Whether the program signs in with the ServiceAccount of its pod. Default: it reads a kubeconfig. */
  readonly inPod?: boolean;
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

function fixOf(error: RequestError, { page, otherwise, inPod }: ClusterUse): string {
  const fix = inPod ? fixInPod(error) : undefined;
  if (fix !== undefined) {
    return fix;
  }
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
  switch (error.status) {
    case 401:
      return 'sign in to the cluster again, or check the user of the kubeconfig';
    case 403:
      return `give the user of the kubeconfig the rights in ${docsPage(page)}`;
    case 422:
      return 'correct the field that the message names';
    case undefined:
      return isUntrusted(error)
        ? 'check the certificate authority in the kubeconfig'
        : 'check that the API server runs and that the kubeconfig names it (kubectl get --raw /readyz)';
    default:
      return error.serverMessage === undefined
        ? 'check that the named object runs (kubectl get pods), then run the command again'
        : 'the message gives the reason; try the same with kubectl';
  }
}

/** What differs without a kubeconfig. */
function fixInPod(error: RequestError): string | undefined {
  if (error instanceof KubeconfigError) {
    return 'let the pod mount the token of its ServiceAccount';
  }
  switch (error.status) {
    case 401:
      return 'check that the ServiceAccount of the pod exists';
    case 403:
      return 'apply the manifests again: they give the ServiceAccount of the pod its rights';
    case undefined:
      return 'check that the API server runs, and that the network policies let the pod reach it';
    default:
      return undefined;
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
