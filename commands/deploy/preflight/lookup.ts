import { statusOf } from '../../../clients/http';
import type { Cluster, V1Secret } from '../../../clients/kubernetes/cluster';
import type { LiveObject } from '../../../clients/kubernetes/objects';

/** The user of the kubeconfig may not read the object. */
export type Forbidden = 'forbidden';

/** Reads objects. A missing right is no failure: `note` names the kinds that were not read. */
export class Lookup {
  private readonly unread = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    public readonly namespace: string,
    private readonly hasNamespace: boolean,
  ) {}

  /** The first instruction of a fix that creates an object in the namespace. */
  get first(): string {
    return this.hasNamespace ? '' : `create the namespace: kubectl create namespace ${this.namespace}; `;
  }

  get clusterName(): string {
    return this.cluster.name;
  }

  /** An object of the namespace. */
  read(apiVersion: string, kind: string, name: string): Promise<LiveObject | Forbidden | undefined> {
    return this.allowed(kind, () => this.cluster.read(apiVersion, kind, this.namespace, name));
  }

  /** An object without a namespace. */
  readOfCluster(apiVersion: string, kind: string, name: string): Promise<LiveObject | Forbidden | undefined> {
    return this.allowed(kind, () => this.cluster.read(apiVersion, kind, undefined, name));
  }

  /** The objects of the namespace. */
  list(apiVersion: string, kind: string): Promise<LiveObject[] | Forbidden> {
    return this.allowed(kind, () => this.cluster.list(apiVersion, kind, this.namespace));
  }

  /** The objects of a kind without namespaces. */
  listOfCluster(apiVersion: string, kind: string): Promise<LiveObject[] | Forbidden> {
    return this.allowed(kind, () => this.cluster.list(apiVersion, kind));
  }

  secret(name: string): Promise<V1Secret | Forbidden | undefined> {
    return this.allowed(`Secret ${name}`, () => this.cluster.secret(this.namespace, name));
  }

  /** What was not read, in one sentence. */
  notes(): string[] {
    const kinds = [...this.unread].sort();
    return kinds.length > 0
      ? [`the right to read these objects is missing, so they were not checked: ${kinds.join(', ')}`]
      : [];
  }

  private async allowed<T>(what: string, request: () => Promise<T>): Promise<T | Forbidden> {
    try {
      return await request();
    } catch (error) {
      if (statusOf(error) !== 403) {
        throw error;
      }
      this.unread.add(what);
      return 'forbidden';
    }
  }
}
