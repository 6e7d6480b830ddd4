import { existsSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import type {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  V1Deployment,
  V1Namespace,
  V1Secret,
} from '@kubernetes/client-node';
import { Conflict, Failure } from '../cli/failure';
import { remember } from '../cli/secrets';
import { looksSecret } from '../config/errors';
import { TOOL } from '../names';
import { codeOf, isUntrusted } from './http';
import { forward, Forwarded } from './port-forward';

export type { V1Deployment, V1Namespace, V1Secret };

/** Mounted into every pod that has a service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** A patch in the way of JSON merge: `null` removes. With a resource version it is refused where the object has changed. */
export type MergePatch = Readonly<Record<string, unknown>>;

/** An object of any kind, as the server has it. */
export interface LiveObject {
  readonly metadata: { readonly name: string; readonly [field: string]: any };
  readonly [field: string]: any;
}

/** Objects of a Kubernetes cluster. The only module that speaks to its API server. */
export class Cluster {
  private constructor(
    private readonly kubeconfig: KubeConfig,
    private readonly core: CoreV1Api,
    private readonly apps: AppsV1Api,
    private readonly objects: KubernetesObjectApi,
    private readonly mergePatch: object,
    /** Where this is, for messages: the context, or the URL of the API server. */
    public readonly name: string,
  ) {}

  /**
   * Reads the kubeconfig that `KUBECONFIG` names, or `~/.kube/config`, or else that of the pod this runs in.
   *
   * @param context Default: the current context.
   */
  static async connect(context?: string): Promise<Cluster> {
    const { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi, PatchStrategy, setHeaderOptions } =
      await import('@kubernetes/client-node');
    const kubeconfig = new KubeConfig();
    load(kubeconfig, context);
    const token = kubeconfig.getCurrentUser()?.token;
    if (token) {
      remember(token);
    }
    return new Cluster(
      kubeconfig,
      kubeconfig.makeApiClient(CoreV1Api),
      kubeconfig.makeApiClient(AppsV1Api),
      KubernetesObjectApi.makeApiClient(kubeconfig),
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      kubeconfig.getCurrentContext() || kubeconfig.getCurrentCluster()!.server,
    );
  }

  /** The namespace; `'forbidden'` where it may not be looked at. */
  async namespace(name: string): Promise<V1Namespace | 'forbidden' | undefined> {
    try {
      return await this.find(`read namespace ${name}`, () => this.core.readNamespace({ name }));
    } catch (error) {
      if (error instanceof Failure && statusOf(error.cause) === 403) {
        return 'forbidden';
      }
      throw error;
    }
  }

  /** @param dryRun Whether the server only judges the object, with everything that admits or refuses it. */
  async createNamespace(name: string, dryRun = false): Promise<void> {
    await this.call(`create namespace ${name}`, () =>
      this.core.createNamespace({ body: { metadata: { name } }, fieldManager: TOOL, ...rehearsal(dryRun) }),
    );
  }

  async secret(namespace: string, name: string): Promise<V1Secret | undefined> {
    const secret = await this.find(`read Secret ${namespace}/${name}`, () =>
      this.core.readNamespacedSecret({ namespace, name }),
    );
    for (const [key, value] of Object.entries(secret?.data ?? {})) {
      if (looksSecret(key) || key === 'tls.key') {
        remember(Buffer.from(value, 'base64').toString('latin1'));
      }
    }
    return secret;
  }

  async createSecret(secret: V1Secret, dryRun = false): Promise<void> {
    const { namespace, name } = secret.metadata!;
    await this.call(`create Secret ${namespace}/${name}`, () =>
      this.core.createNamespacedSecret({
        namespace: namespace!,
        body: secret,
        fieldManager: TOOL,
        ...rehearsal(dryRun),
      }),
    );
  }

  async patchSecret({ metadata }: V1Secret, patch: MergePatch, dryRun = false): Promise<void> {
    const { namespace, name } = metadata!;
    await this.call(`update Secret ${namespace}/${name}`, () =>
      this.core.patchNamespacedSecret(
        {
          namespace: namespace!,
          name: name!,
          body: patch,
          fieldManager: TOOL,
          ...rehearsal(dryRun),
        },
        this.mergePatch,
      ),
    );
  }

  /** Deletes the Secret as it was read, and no other that took its place. */
  async deleteSecret({ metadata }: V1Secret): Promise<void> {
    const { namespace, name, uid, resourceVersion } = metadata!;
    await this.call(`delete Secret ${namespace}/${name}`, () =>
      this.core.deleteNamespacedSecret({
        namespace: namespace!,
        name: name!,
        body: { preconditions: { uid, resourceVersion } },
      }),
    );
  }

  async deployment(namespace: string, name: string): Promise<V1Deployment | undefined> {
    return this.find(`read Deployment ${namespace}/${name}`, () =>
      this.apps.readNamespacedDeployment({ namespace, name }),
    );
  }

  async patchDeployment({ metadata }: V1Deployment, patch: MergePatch): Promise<void> {
    const { namespace, name } = metadata!;
    await this.call(`update Deployment ${namespace}/${name}`, () =>
      this.apps.patchNamespacedDeployment(
        { namespace: namespace!, name: name!, body: patch, fieldManager: TOOL },
        this.mergePatch,
      ),
    );
  }

  /** Annotates every pod that a selector matches: the kubelet then brings its mounted Secrets up to date at once. */
  async annotatePods(namespace: string, labelSelector: string, annotations: MergePatch): Promise<void> {
    await this.call(`annotate pods in namespace ${namespace}`, async () => {
      const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
      for (const pod of items) {
        const body = { metadata: { annotations } };
        await this.core.patchNamespacedPod({ namespace, name: pod.metadata!.name!, body }, this.mergePatch);
      }
    });
  }

  /** One object of any kind. Secrets have a method of their own, which keeps their values out of sight. */
  async read(apiVersion: string, kind: string, namespace: string, name: string): Promise<LiveObject | undefined> {
    return this.find(`read ${kind} ${namespace}/${name}`, () =>
      this.objects.read<LiveObject>({ apiVersion, kind, metadata: { namespace, name } }),
    );
  }

  /** All objects of a kind in a namespace. */
  async list(apiVersion: string, kind: string, namespace: string, labels?: string): Promise<LiveObject[]> {
    const page = [undefined, undefined, undefined, undefined] as const;
    const { items } = await this.call(`list ${kind}s of namespace ${namespace}`, () =>
      this.objects.list<LiveObject>(apiVersion, kind, namespace, ...page, labels),
    );
    return items;
  }

  /** Makes a port of a pod one of this machine's. */
  async forward(namespace: string, pod: string, port: number): Promise<Forwarded> {
    return forward(this.kubeconfig, namespace, pod, port);
  }

  private async find<T>(doing: string, request: () => Promise<T>): Promise<T | undefined> {
    return this.call(doing, () =>
      request().catch(error => {
        if (statusOf(error) === 404) {
          return undefined;
        }
        throw error;
      }),
    );
  }

  private async call<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      const problem = `Could not ${doing} in cluster ${this.name}: ${answer(error)}`;
      if (statusOf(error) === 409) {
        throw new Conflict(problem, { cause: error });
      }
      throw new Failure(problem, remedy(error), { cause: error });
    }
  }
}

function rehearsal(dryRun: boolean) {
  return dryRun ? { dryRun: 'All' } : {};
}

function load(kubeconfig: KubeConfig, context: string | undefined): void {
  try {
    kubeconfig.loadFromDefault();
  } catch (error) {
    throw new Failure(
      `Could not read the kubeconfig${process.env.KUBECONFIG ? ` ${process.env.KUBECONFIG}` : ''}: ${(error as Error).message}`,
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
      'set the environment variable KUBECONFIG, or choose a context with --context; to leave the cluster alone, use --only keycloak',
    );
  }
}

function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

function answer(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) {
    const { message } = error as Error;
    const code = codeOf(error);
    return code && !message.includes(code) ? `${code} (${message})` : message;
  }
  return `the server answered ${status} ${STATUS_CODES[status] ?? ''} (${messageOf(error) ?? 'without a message'})`;
}

/** The message of a Kubernetes `Status`, which the library passes on as text or as an object. */
function messageOf(error: unknown): string | undefined {
  const { body } = error as { body?: unknown };
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body;
    return typeof status?.message === 'string' ? status.message : undefined;
  } catch {
    return undefined; // Not from Kubernetes, but from something on the way to it.
  }
}

function remedy(error: unknown): string {
  switch (statusOf(error)) {
    case 401:
      return 'sign in to the cluster again, or check the user of the kubeconfig';
    case 403:
      return 'give the user of the kubeconfig the rights in docs/hook.md';
    case 422:
      return 'the message says which field is refused';
    case undefined:
      return isUntrusted(error)
        ? 'check the certificate authority in the kubeconfig'
        : 'check that the API server runs and that the kubeconfig names it (kubectl get --raw /readyz)';
    default:
      return 'the message says why; try the same with kubectl';
  }
}
