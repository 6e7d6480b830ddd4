import type { IncomingMessage } from 'node:http';
import { Agent, request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { cluster } from './cluster';

declare global {
  /** Loads `@kubernetes/client-node`, by `command-environment.js`. */
  var importKubernetesClient: () => Promise<typeof import('@kubernetes/client-node')>;
}

/** The kinds that tests name without a version. */
const VERSIONS = [
  ...['v1', 'apps/v1', 'batch/v1', 'networking.k8s.io/v1', 'policy/v1', 'discovery.k8s.io/v1', 'storage.k8s.io/v1'],
  ...['rbac.authorization.k8s.io/v1', 'gateway.networking.k8s.io/v1', 'cert-manager.io/v1'],
  'admissionregistration.k8s.io/v1',
];
const PATCHES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** An object of any kind, as a test writes or reads it. */
export type KubernetesObject = any;

interface Resource {
  readonly name: string;
  readonly singularName: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly namespaced: boolean;
  readonly apiVersion: string;
}

export interface ListOptions {
  /** Such as `app=qdrant`. */
  readonly labels?: string;
  /** @default false */
  readonly managedFields?: boolean;
}

interface PatchOptions {
  /** @default merge */
  readonly type?: 'merge' | 'strategic';
  /** @default - the object itself */
  readonly subresource?: 'status';
  /** @default e2e */
  readonly manager?: string;
  /** @default false */
  readonly dryRun?: boolean;
}

/** An answer other than a success. */
export class ApiError extends Error {
  constructor(
    doing: string,
    readonly status: number,
    body: string,
  ) {
    super(`${doing} answered ${status}: ${body}`);
  }
}

/** The API server, over connections that are kept: far quicker than to start kubectl for each request. */
class Api {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly known = new Map<string, readonly Resource[]>();
  private server: Promise<{ readonly url: string; readonly options: RequestOptions }> | undefined;

  /** An object by its kind or the name of its resource; nothing where there is none. */
  async get(kind: string, name: string, namespace?: string): Promise<KubernetesObject> {
    const path = `${collection(await this.resource(kind), namespace)}/${name}`;
    try {
      return await this.send('GET', path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The objects of some kinds in a namespace, which are separated by commas. */
  async list(
    kinds: string,
    namespace: string,
    { labels, managedFields }: ListOptions = {},
  ): Promise<KubernetesObject[]> {
    const lists = kinds.split(',').map(async kind => {
      const resource = await this.resource(kind);
      const query = labels ? `?labelSelector=${encodeURIComponent(labels)}` : '';
      const { items } = await this.send('GET', `${collection(resource, namespace)}${query}`);
      const { apiVersion } = resource;
      return items.map((item: KubernetesObject) => {
        if (!managedFields) delete item.metadata.managedFields;
        return { apiVersion, kind: resource.kind, ...item };
      });
    });
    return (await Promise.all(lists)).flat();
  }

  /** @param namespace Where the object names none. */
  async create(
    object: KubernetesObject,
    namespace?: string,
    manager = 'e2e',
    dryRun = false,
  ): Promise<KubernetesObject> {
    const resource = await this.resource(object.kind, object.apiVersion);
    const path = collection(resource, object.metadata.namespace ?? namespace);
    return this.send('POST', `${path}?fieldManager=${manager}${dryRun ? '&dryRun=All' : ''}`, object);
  }

  /** Server-side apply, over what others have set. @param namespace Where the object names none. */
  async apply(
    object: KubernetesObject,
    namespace?: string,
    manager = 'kubectl',
    dryRun = false,
  ): Promise<KubernetesObject> {
    const resource = await this.resource(object.kind, object.apiVersion);
    const path = `${collection(resource, object.metadata.namespace ?? namespace)}/${object.metadata.name}`;
    const query = `fieldManager=${manager}&force=true${dryRun ? '&dryRun=All' : ''}`;
    return this.send('PATCH', `${path}?${query}`, object, PATCHES.apply);
  }

  async patch(
    kind: string,
    name: string,
    namespace: string | undefined,
    change: object,
    { type = 'merge', subresource, manager = 'e2e', dryRun = false }: PatchOptions = {},
  ): Promise<KubernetesObject> {
    const path = `${collection(await this.resource(kind), namespace)}/${name}${subresource ? `/${subresource}` : ''}`;
    const query = `fieldManager=${manager}${dryRun ? '&dryRun=All' : ''}`;
    return this.send('PATCH', `${path}?${query}`, change, PATCHES[type]);
  }

  /** Deletes an object if it exists, and does not wait for the end of the deletion. @param body Such as `{ gracePeriodSeconds: 0 }`. */
  async delete(kind: string, name: string, namespace?: string, body?: object): Promise<void> {
    const path = `${collection(await this.resource(kind), namespace)}/${name}`;
    await this.send('DELETE', path, body).catch(error => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    });
  }

  /** Any other request. */
  async send(method: string, path: string, body?: unknown, type = 'application/json'): Promise<KubernetesObject> {
    const { url, options } = await (this.server ??= login());
    const headers = {
      ...options.headers,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': type }),
    };
    const response = await new Promise<IncomingMessage>((done, failed) => {
      request(`${url}${path}`, { ...options, agent: this.agent, method, headers }, done)
        .once('error', failed)
        .end(body === undefined ? undefined : JSON.stringify(body));
    });
    const answer = await text(response);
    if (response.statusCode! >= 300) throw new ApiError(`${method} ${path}`, response.statusCode!, answer);
    return JSON.parse(answer);
  }

  private async resource(name: string, version?: string): Promise<Resource> {
    const [word, ...group] = name.toLowerCase().split('.');
    const versions = version
      ? [version]
      : VERSIONS.filter(each => group.length === 0 || each.startsWith(`${group.join('.')}/`));
    for (const apiVersion of versions) {
      const found = (await this.resources(apiVersion)).find(({ name: plural, singularName, kind, shortNames = [] }) =>
        [plural, singularName, kind.toLowerCase(), ...shortNames].includes(word!),
      );
      if (found) return found;
    }
    throw new Error(`The API server has no resource ${name}.`);
  }

  private async resources(apiVersion: string): Promise<readonly Resource[]> {
    const known = this.known.get(apiVersion);
    if (known) return known;
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = await this.send('GET', path).catch(error => {
      if (error instanceof ApiError && error.status === 404) return { resources: [] };
      throw error;
    });
    const own = resources.filter(({ name }: Resource) => !name.includes('/'));
    const found = own.map((resource: Resource) => ({ ...resource, apiVersion }));
    // Definitions that are not there now may come.
    if (found.length > 0) this.known.set(apiVersion, found);
    return found;
  }
}

async function login() {
  const { kubeconfig: file, context } = cluster();
  const { KubeConfig } = await importKubernetesClient();
  const kubeconfig = new KubeConfig();
  kubeconfig.loadFromFile(file);
  if (context) kubeconfig.setCurrentContext(context);
  const options: RequestOptions = {};
  await kubeconfig.applyToHTTPSOptions(options);
  return { url: kubeconfig.getCurrentCluster()!.server.replace(/\/$/, ''), options };
}

function collection({ apiVersion, name, namespaced }: Resource, namespace: string | undefined): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  if (namespaced && namespace === undefined) throw new Error(`In which namespace are the ${name}?`);
  return namespaced ? `${root}/namespaces/${namespace}/${name}` : `${root}/${name}`;
}

/** The API server of this run. */
export const api = new Api();
