/*
 * The part of the package `@kubernetes/client-node` that `Cluster` uses, for programs in pods: the package has 14 MB, and a
 * ConfigMap holds 1 MiB. `npm run programs` puts this file in the place of the package.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { io } from '../../cli/io';

/** Where the kubelet mounts the token and the certificate authority of the API server. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** How long one answer may take, in milliseconds. */
const TIMEOUT = 30_000;

/** The formats of changes, by their media types. */
export const PatchStrategy = {
  MergePatch: 'application/merge-patch+json',
  ServerSideApply: 'application/apply-patch+yaml',
} as const;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Header = { readonly apiVersion: string; readonly kind: string; readonly metadata: Meta };
type Meta = { readonly name?: string; readonly namespace?: string; readonly [field: string]: unknown };
type DryRun = { readonly dryRun?: string; readonly fieldManager?: string };
type Named = { readonly namespace: string; readonly name: string };
type Resources = {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
};
/** The answers are plain JSON: the callers know their types. */
type Answer = any;

/** An answer without a status of success. The callers read `code` and `body`, as with the package. */
class ApiException extends Error {
  constructor(
    public readonly code: number,
    public readonly body: string,
  ) {
    super(`HTTP ${code}`);
  }
}

/** The API server of the pod, and the token of its ServiceAccount. */
export class KubeConfig {
  private server = '';
  private token = '';
  private agent?: Agent;

  /** Reads the ServiceAccount of the pod. */
  loadFromDefault(): void {
    const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443', SERVICE_ACCOUNT_FOLDER } = io().env;
    const folder = SERVICE_ACCOUNT_FOLDER ?? SERVICE_ACCOUNT;
    if (!host || !existsSync(folder)) {
      return;
    }
    this.server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.token = readFileSync(join(folder, 'token'), 'utf8').trim();
    this.agent = new Agent({ keepAlive: true, ca: readFileSync(join(folder, 'ca.crt')) });
  }

  /** A pod has no kubeconfig. */
  loadFromFile(file: string): void {
    throw new Error(
      `this program uses the ServiceAccount of its pod, and reads no kubeconfig: unset KUBECONFIG=${file}`,
    );
  }

  mergeConfig(): void {}

  getContexts(): { readonly name: string }[] {
    return [];
  }

  getCurrentContext(): string {
    return '';
  }

  getCurrentUser(): { readonly token: string } {
    return { token: this.token };
  }

  getCurrentCluster(): { readonly server: string } | undefined {
    return this.server === '' ? undefined : { server: this.server };
  }

  /** The package signs requests here, and `keepConnections` replaces this function. */
  async applySecurityAuthentication(): Promise<void> {}

  makeApiClient<Api>(Class: new (config: KubeConfig) => Api): Api {
    return new Class(this);
  }

  /** Sends a request, and reads the JSON of the answer. It follows no redirect. */
  async send(method: string, path: string, query: Query = {}, body?: unknown, type = 'application/json') {
    const url = new URL(path, this.server);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${this.token}`,
      ...(body !== undefined && { 'content-type': type }),
    };
    return new Promise<Answer>((done, failed) => {
      const outgoing = request(url, { method, headers, agent: this.agent, timeout: TIMEOUT }, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', piece => (text += piece));
        response.once('error', failed);
        response.once('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode < 200 || statusCode > 299) {
            failed(new ApiException(statusCode, text));
          } else {
            done(JSON.parse(text));
          }
        });
      });
      const late = Object.assign(new Error(`no answer within ${TIMEOUT / 1000} s`), { code: 'ETIMEDOUT' });
      outgoing.once('timeout', () => outgoing.destroy(late));
      outgoing.once('error', failed);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** Requests of one group of APIs. */
class Api {
  constructor(protected readonly config: KubeConfig) {}
}

export class CoreV1Api extends Api {
  readNamespace({ name }: { readonly name: string }) {
    return this.config.send('GET', `/api/v1/namespaces/${name}`);
  }

  createNamespace({ body, ...query }: { readonly body: unknown } & DryRun) {
    return this.config.send('POST', '/api/v1/namespaces', query, body);
  }

  readNamespacedSecret({ namespace, name }: Named) {
    return this.config.send('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`);
  }

  createNamespacedSecret({
    namespace,
    body,
    ...query
  }: { readonly namespace: string; readonly body: unknown } & DryRun) {
    return this.config.send('POST', `/api/v1/namespaces/${namespace}/secrets`, query, body);
  }

  patchNamespacedSecret({ namespace, name, body, ...query }: Named & { readonly body: unknown } & DryRun) {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    return this.config.send('PATCH', path, query, body, PatchStrategy.MergePatch);
  }

  deleteNamespacedSecret({ namespace, name, body }: Named & { readonly body: unknown }) {
    return this.config.send('DELETE', `/api/v1/namespaces/${namespace}/secrets/${name}`, {}, body);
  }

  listNamespacedPod({ namespace, ...query }: { readonly namespace: string; readonly labelSelector?: string }) {
    return this.config.send('GET', `/api/v1/namespaces/${namespace}/pods`, query);
  }

  patchNamespacedPod({ namespace, name, body }: Named & { readonly body: unknown }) {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    return this.config.send('PATCH', path, {}, body, PatchStrategy.MergePatch);
  }

  listConfigMapForAllNamespaces(query: { readonly labelSelector?: string }) {
    return this.config.send('GET', '/api/v1/configmaps', query);
  }

  getAPIResources(): Promise<Resources> {
    return this.config.send('GET', '/api/v1');
  }
}

export class ApisApi extends Api {
  getAPIVersions() {
    return this.config.send('GET', '/apis');
  }
}

export class CustomObjectsApi extends Api {
  getAPIResources({ group, version }: { readonly group: string; readonly version: string }): Promise<Resources> {
    return this.config.send('GET', `/apis/${group}/${version}`);
  }
}

/** Reads and writes objects of any kind. The order of the parameters is that of the package. */
export class KubernetesObjectApi extends Api {
  private readonly known = new Map<string, Promise<Resources>>();

  static makeApiClient(config: KubeConfig): KubernetesObjectApi {
    return new KubernetesObjectApi(config);
  }

  async read(object: Header) {
    return this.config.send('GET', await this.pathOf(object));
  }

  async create(object: Header, _pretty?: string, dryRun?: string, fieldManager?: string) {
    const { apiVersion, kind, metadata } = object;
    const path = await this.pathOf({ apiVersion, kind, metadata: { namespace: metadata.namespace } });
    return this.config.send('POST', path, { dryRun, fieldManager }, object);
  }

  async patch(
    object: Header,
    _pretty?: string,
    dryRun?: string,
    fieldManager?: string,
    force?: boolean,
    strategy: string = PatchStrategy.MergePatch,
  ) {
    return this.config.send('PATCH', await this.pathOf(object), { dryRun, fieldManager, force }, object, strategy);
  }

  async delete(
    object: Header,
    _pretty?: string,
    _dryRun?: string,
    _gracePeriodSeconds?: number,
    _orphanDependents?: boolean,
    _propagationPolicy?: string,
    body?: unknown,
  ) {
    return this.config.send('DELETE', await this.pathOf(object), {}, body);
  }

  async list(
    apiVersion: string,
    kind: string,
    namespace?: string,
    _pretty?: string,
    _exact?: boolean,
    _exportt?: boolean,
    fieldSelector?: string,
    labelSelector?: string,
  ) {
    const path = await this.pathOf({ apiVersion, kind, metadata: { namespace } }, true);
    return this.config.send('GET', path, { fieldSelector, labelSelector });
  }

  /** The path of an object, or of all objects of its kind where it has no name. */
  private async pathOf({ apiVersion, kind, metadata }: Header, isList = false): Promise<string> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.known.get(base) ?? this.config.send('GET', base);
    this.known.set(base, known);
    const { resources } = (await known) as Resources;
    const found = resources.find(({ kind: each, name }) => each === kind && !name.includes('/'));
    if (!found) {
      throw new Error(`Unrecognized API version and kind: ${apiVersion} ${kind}`);
    }
    const { namespace = isList ? undefined : 'default', name } = metadata;
    const within = found.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${base}${within}/${found.name}${name === undefined ? '' : `/${name}`}`;
  }
}

/** The callers pass this on to the methods that patch, which know the media type. */
export function setHeaderOptions(): object {
  return {};
}

/** Programs in pods run no commands in other pods. */
export class Exec {
  exec(): Promise<never> {
    return Promise.reject(new Error('a program in a pod runs no commands in other pods'));
  }
}

/** Programs in pods connect to Services. */
export class PortForward {
  portForward(): Promise<never> {
    return Promise.reject(new Error('a program in a pod connects to Services, and forwards no ports'));
  }
}
