import type {
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  V1ConfigMap,
  V1Namespace,
  V1Pod,
  V1Secret,
} from '@kubernetes/client-node';
import { PROGRAM } from '../../cli/invocation';
import { looksSecret, remember } from '../../cli/secrets';
import type { Explain, RequestError } from '../errors';
import { statusOf } from '../http';
import { execute, exitCodeOf } from './exec';
import { keepConnections } from './kept-connections';
import { type Discovery, type Inventory, inventoryOf, type Kind, kindsOf } from './inventory';
import { load } from './kubeconfig';
import { usedByClaim } from './kubelet-stats';
import { requestError } from './errors';
import { type Container, type Declared, type LiveObject, type PodPort, titleOf } from './objects';
import { forward, type Forwarded } from './port-forward';

export type { Forwarded, V1ConfigMap, V1Namespace, V1Pod, V1Secret };

/** A JSON merge patch: `null` removes a field. With a resource version, the server refuses it if the object has changed. */
export type MergePatch = Readonly<Record<string, unknown>>;

/** Which part of a log is read. */
interface LogOptions {
  /** Whether it is the log of the container before its last restart. */
  readonly previous: boolean;
  /** Without it, the log has no limit of time. */
  readonly sinceSeconds?: number;
  /** The newest lines. */
  readonly tailLines: number;
  /** The most bytes of these lines. The server then leaves out the newest. */
  readonly limitBytes: number;
}

/** Whether the objects that belong to a deleted object are deleted before it, after it, or not at all. */
export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** The client of a Kubernetes API server. */
export class Cluster {
  private constructor(
    private readonly kubeconfig: KubeConfig,
    private readonly core: CoreV1Api,
    private readonly exec: Exec,
    private readonly objects: KubernetesObjectApi,
    private readonly discovery: Discovery,
    private readonly mergePatch: object,
    private readonly strategies: { readonly merge: PatchStrategy; readonly apply: PatchStrategy },
    private readonly explain: Explain,
    /** The name of the cluster in messages: the context, or the URL of the API server. */
    public readonly name: string,
  ) {}

  /**
   * Reads the kubeconfig. Sends no request yet.
   *
   * @param context Default: the current context.
   */
  static async connect(context: string | undefined, explain: Explain): Promise<Cluster> {
    const {
      ApisApi,
      CoreV1Api,
      CustomObjectsApi,
      Exec,
      KubeConfig,
      KubernetesObjectApi,
      PatchStrategy,
      setHeaderOptions,
    } = await import('@kubernetes/client-node');
    const kubeconfig = load(KubeConfig, context);
    keepConnections(kubeconfig);
    const token = kubeconfig.getCurrentUser()?.token;
    if (token) {
      remember(token);
    }
    const core = kubeconfig.makeApiClient(CoreV1Api);
    const objects = KubernetesObjectApi.makeApiClient(kubeconfig);
    const [groups, custom] = [kubeconfig.makeApiClient(ApisApi), kubeconfig.makeApiClient(CustomObjectsApi)];
    return new Cluster(
      kubeconfig,
      core,
      new Exec(kubeconfig),
      objects,
      { core, groups, custom, objects },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      { merge: PatchStrategy.MergePatch, apply: PatchStrategy.ServerSideApply },
      explain,
      kubeconfig.getCurrentContext() || kubeconfig.getCurrentCluster()!.server,
    );
  }

  /** The namespace, or `'forbidden'` without the right to read it. */
  async namespace(name: string): Promise<V1Namespace | 'forbidden' | undefined> {
    try {
      return await this.find(`read namespace ${name}`, () => this.core.readNamespace({ name }));
    } catch (error) {
      if (statusOf(error) === 403) {
        return 'forbidden';
      }
      throw error;
    }
  }

  /** @param dryRun Whether the server only checks the object, with every admission controller. */
  async createNamespace(name: string, dryRun = false): Promise<void> {
    await this.call(`create namespace ${name}`, () =>
      this.core.createNamespace({ body: { metadata: { name } }, fieldManager: PROGRAM, ...dryRunParameter(dryRun) }),
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
        fieldManager: PROGRAM,
        ...dryRunParameter(dryRun),
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
          fieldManager: PROGRAM,
          ...dryRunParameter(dryRun),
        },
        this.mergePatch,
      ),
    );
  }

  /** Deletes the Secret that was read, and not a later one of the same name. */
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

  /** Annotates every pod that a selector matches: the kubelet then updates the mounted Secrets at once. */
  async annotatePods(namespace: string, labelSelector: string, annotations: MergePatch): Promise<void> {
    await this.call(`annotate pods in namespace ${namespace}`, async () => {
      const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
      for (const pod of items) {
        const body = { metadata: { annotations } };
        await this.core.patchNamespacedPod({ namespace, name: pod.metadata!.name!, body }, this.mergePatch);
      }
    });
  }

  /**
   * Server-side apply: sets the declared fields, and removes the fields that only an earlier apply declared. It takes over
   * fields that other managers set to other values.
   *
   * @param dryRun Whether the server only returns the result.
   */
  async apply(object: Declared, dryRun = false): Promise<LiveObject> {
    const { apply } = this.strategies;
    return this.call(`apply ${titleOf(object)}`, () =>
      this.objects.patch<any>(object, undefined, dryRun ? 'All' : undefined, PROGRAM, true, apply),
    );
  }

  /** Creates an object of any kind. */
  async create(object: Declared, dryRun = false): Promise<LiveObject> {
    return this.call(`create ${titleOf(object)}`, () =>
      this.objects.create<any>(object, undefined, dryRun ? 'All' : undefined, PROGRAM),
    );
  }

  /** Changes the object that was read, and not a later one of the same name. */
  async patch({ apiVersion, kind, metadata }: LiveObject, patch: MergePatch, dryRun = false): Promise<LiveObject> {
    const { name, namespace, uid } = metadata;
    const { metadata: more, ...rest } = patch as { metadata?: object };
    const body: any = { apiVersion, kind, metadata: { ...more, name, namespace, uid }, ...rest };
    return this.call(`update ${titleOf({ kind, metadata })}`, () =>
      this.objects.patch<any>(body, undefined, dryRun ? 'All' : undefined, PROGRAM, undefined, this.strategies.merge),
    );
  }

  /**
   * Deletes the object that was read, and not a later one of the same name. A deleted object is no error.
   *
   * @param dryRun Whether the server only checks the deletion.
   */
  async delete(
    { apiVersion, kind, metadata }: LiveObject,
    propagationPolicy: Propagation = 'Background',
    dryRun = false,
  ): Promise<void> {
    const { name, namespace, uid } = metadata;
    // With a body, the server ignores the query: a dry run in the query would delete.
    const body = { propagationPolicy, preconditions: { uid }, ...(dryRun && { dryRun: ['All'] }) };
    await this.find(`delete ${titleOf({ kind, metadata })}`, () =>
      this.objects.delete(
        { apiVersion, kind, metadata: { name, namespace } },
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        body,
      ),
    );
  }

  /** One object of any kind. Secrets have their own method, which registers their values as secrets. */
  async read(
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    name: string,
  ): Promise<LiveObject | undefined> {
    return this.find(`read ${titleOf({ kind, metadata: { namespace, name } })}`, () =>
      this.objects.read<LiveObject>({ apiVersion, kind, metadata: { namespace, name } }),
    );
  }

  /**
   * All objects of a kind in a namespace. An unknown kind has none.
   *
   * @param namespace Default: all namespaces.
   */
  async list(apiVersion: string, kind: string, namespace?: string, labels?: string): Promise<LiveObject[]> {
    const page = [undefined, undefined, undefined, undefined] as const;
    const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
    const found = await this.find(`list ${kind} objects in ${where}`, () =>
      this.objects.list<LiveObject>(apiVersion, kind, namespace, ...page, labels),
    );
    // The server names the kind once for the whole list.
    return (found?.items ?? []).map(item => ({ ...item, apiVersion, kind }));
  }

  /** Whether the server knows a kind of objects. */
  async knows(apiVersion: string, kind: string): Promise<boolean> {
    const [group = '', version = ''] = apiVersion.split('/');
    const known = await this.find(`look up the kinds of ${apiVersion}`, () =>
      this.discovery.custom.getAPIResources({ group, version }),
    );
    return known?.resources.some(resource => resource.kind === kind) ?? false;
  }

  /**
   * The namespaced kinds that the server knows.
   *
   * @param unseen Gets the groups that could not be listed, each with the answer of the server.
   */
  async kinds(unseen: string[]): Promise<Kind[]> {
    return this.call('list the kinds of objects', () => kindsOf(this.discovery, unseen));
  }

  /** Every object in a namespace, of every kind that the server knows. */
  async contents(namespace: string): Promise<Inventory> {
    return this.call('list the kinds of objects', () => inventoryOf(this.discovery, namespace));
  }

  /** The used bytes of the volumes in a namespace, by claim, as measured by the kubelet of a node. */
  async usedBytes(namespace: string, node: string): Promise<Map<string, number>> {
    // The library declares a string, but has parsed the JSON already.
    const summary: any = await this.call(`read the statistics of node ${node}`, () =>
      this.core.connectGetNodeProxyWithPath({ name: node, path: 'stats/summary' }),
    );
    return usedByClaim(summary, namespace);
  }

  /** The ConfigMaps of every namespace that a selector matches. */
  async configMaps(labelSelector: string): Promise<V1ConfigMap[]> {
    const { items } = await this.call(`list ConfigMaps labelled ${labelSelector} in all namespaces`, () =>
      this.core.listConfigMapForAllNamespaces({ labelSelector }),
    );
    return items;
  }

  /** The pods of a namespace that a selector matches. */
  async pods(namespace: string, labelSelector: string): Promise<V1Pod[]> {
    const { items } = await this.call(`list pods labelled ${labelSelector} in namespace ${namespace}`, () =>
      this.core.listNamespacedPod({ namespace, labelSelector }),
    );
    return items;
  }

  /** The log of a container, which can have ended. @returns '' for an empty log */
  async logs({ namespace, pod, name }: Container, options: LogOptions): Promise<string> {
    const text = await this.call(`read the log of container ${name} in pod ${namespace}/${pod}`, () =>
      this.core.readNamespacedPodLog({ namespace, name: pod, container: name, ...options }),
    );
    return text ?? '';
  }

  /** The version of the API server, such as `v1.36.0`. */
  async version(): Promise<string> {
    const { VersionApi } = await import('@kubernetes/client-node');
    const version = this.kubeconfig.makeApiClient(VersionApi);
    return (await this.call('read the version of the API server', () => version.getCode())).gitVersion;
  }

  /** Runs a command in a container. The command has to detect the end of its input. */
  async execute(container: Container, command: readonly string[], input: string) {
    const { namespace, pod } = container;
    const { status, stdout, stderr } = await this.call(`run a command in pod ${namespace}/${pod}`, () =>
      execute(this.exec, container, command, input),
    );
    try {
      return { code: exitCodeOf(status, container), stdout, stderr };
    } catch (error) {
      throw this.explain(error as RequestError);
    }
  }

  /** Forwards a port of a pod to this machine, through the API server. */
  async forward(target: PodPort): Promise<Forwarded> {
    const { PortForward } = await import('@kubernetes/client-node');
    const { namespace, pod, port } = target;
    const doing = `forward port ${port} of pod ${namespace}/${pod}`;
    return forward(new PortForward(this.kubeconfig), target, request => this.call(doing, request), this.explain);
  }

  private async find<T>(doing: string, request: () => Promise<T>): Promise<T | undefined> {
    return this.call(doing, () =>
      request().catch(error => {
        if (statusOf(error) === 404 || isUnknownKind(error)) {
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
      throw this.explain(requestError(`Could not ${doing} in cluster ${this.name}`, error));
    }
  }
}

/** The error of the library where the server has the group, but not the kind. */
function isUnknownKind(error: unknown): boolean {
  return (error as Error).message.startsWith('Unrecognized API version and kind: ');
}

function dryRunParameter(dryRun: boolean) {
  return dryRun ? { dryRun: 'All' } : {};
}
