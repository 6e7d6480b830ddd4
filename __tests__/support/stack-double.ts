import type { Cluster, Forwarded } from '../../clients/kubernetes/cluster';
import { type Declared, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { Conflict } from '../../cli/failure';
import type { ExpectedObject } from '../../stack/expected';
import { ClusterDouble } from '../e2e/support/cluster-double';
import type { Death } from './death';

/** The requests after which the state of the servers is new. A kill at another request leaves the state of the request before. */
export class NewStates {
  readonly requests = [0];
  private readonly seen = new Set<string>();

  constructor(death: Death, stack: StackDouble) {
    death.onRequest = () => {
      if (!this.seen.has(stack.state)) {
        this.seen.add(stack.state);
        this.requests.push(death.requests);
      }
    };
  }
}

/**
 * A StatefulSet of Qdrant in memory, with its pods, its volume claims and its nodes. Controllers work without a clock: each
 * request to a server lets them do one thing.
 */
export class StackDouble {
  statefulSet: LiveObject | undefined;
  readonly claims = new Map<string, LiveObject>();
  readonly pods = new Map<string, LiveObject>();
  /** What was written, such as `delete Pod ns/qdrant-2`. */
  readonly log: string[] = [];
  /** Called after each request. */
  onRequest: () => void = () => undefined;
  /** The claim with the data of each node. */
  private readonly dataOf = new Map<number, string>();
  private readonly joins = new Map<number, number>();
  private uids = 0;

  private constructor(
    readonly qdrant: ClusterDouble,
    private readonly declared: ExpectedObject,
  ) {}

  static async start(declared: ExpectedObject): Promise<StackDouble> {
    const { replicas } = declared.spec;
    const stack = new StackDouble(await ClusterDouble.start(replicas, replicas), declared);
    stack.statefulSet = stack.made(declared);
    stack.settle();
    for (let node = 0; node < replicas; node++) {
      stack.dataOf.set(node, stack.dataClaimOf(node)!.metadata.uid);
    }
    stack.settle();
    stack.qdrant.onRequest = () => stack.act();
    return stack;
  }

  async stop(): Promise<void> {
    await this.qdrant.stop();
  }

  /** A node loses its volume. */
  lose(node: number): void {
    this.claims.delete(this.dataClaimOf(node)!.metadata.name);
    this.pods.delete(this.podOf(node));
    this.qdrant.wipe(node);
    this.settle();
  }

  /** The cluster, as a process sees it until its death. */
  seenBy(death: Death): Cluster {
    const methods: Partial<Record<keyof Cluster, (...args: any[]) => Promise<unknown>>> = {
      read: async (_, kind, _namespace, name) => this.find(kind, name),
      list: async (_, kind) => [...this.allOf(kind)].map(each => structuredClone(each)),
      create: async (object, isDryRun) => (isDryRun ? object : this.create(object)),
      apply: async (object, isDryRun) => (isDryRun ? object : this.create(object)),
      patch: async (object, patch, isDryRun) => this.patch(object, patch, isDryRun),
      delete: async (object, propagation, isDryRun) => (isDryRun ? undefined : this.delete(object, propagation)),
    };
    const sent = Object.entries(methods).map(([name, method]) => [
      name,
      (...args: unknown[]) =>
        death.send(async () => {
          const answer = await method(...args);
          this.act();
          return answer;
        }),
    ]);
    const forward = async ({ pod }: { readonly pod: string }): Promise<Forwarded> => {
      const { port, hostname } = new URL(await death.inFrontOf(this.qdrant.urlOf(ordinalOf(pod))));
      return {
        address: { host: hostname, port: Number(port) },
        takeFault: () => undefined,
        close: async () => undefined,
      };
    };
    return { ...Object.fromEntries(sent), forward, name: 'double' } as unknown as Cluster;
  }

  /** What the servers hold, as text, without the points that clients write meanwhile. */
  get state(): string {
    const { nodes, removed, lost, collections } = this.qdrant;
    const copies = [...collections.values()].map(each =>
      each.copies.map(({ points, ...copy }) => [copy, points === 0]),
    );
    const all = [this.statefulSet, ...this.claims, ...this.pods, ...nodes, ...removed, ...lost, copies];
    return JSON.stringify(all, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }

  /** The StorageClass of each claim, by its name. */
  get classes(): Record<string, string> {
    const all = [...this.claims.values()].map(({ metadata, spec }) => [metadata.name, spec.storageClassName] as const);
    return Object.fromEntries(all.sort());
  }

  private find(kind: string, name: string): LiveObject | undefined {
    if (kind === 'StorageClass') {
      return { apiVersion: 'storage.k8s.io/v1', kind, metadata: { name }, allowVolumeExpansion: true };
    }
    const found = [...this.allOf(kind)].find(({ metadata }) => metadata.name === name);
    return found && structuredClone(found);
  }

  private allOf(kind: string): Iterable<LiveObject> {
    const all: Record<string, Iterable<LiveObject>> = {
      Pod: this.pods.values(),
      PersistentVolumeClaim: this.claims.values(),
      StatefulSet: this.statefulSet ? [this.statefulSet] : [],
    };
    return all[kind] ?? [];
  }

  private create(object: Declared): LiveObject {
    this.log.push(`create ${titleOf(object)}`);
    if (this.statefulSet) {
      throw new Conflict(`${titleOf(object)} exists`);
    }
    this.statefulSet = this.made(object);
    return structuredClone(this.statefulSet);
  }

  private made(object: Declared): LiveObject {
    const managedFields = [{ manager: 'qdrant-stack', operation: 'Update' }];
    return { ...structuredClone(object), metadata: { ...object.metadata, uid: `uid-${++this.uids}`, managedFields } };
  }

  private patch({ kind, metadata }: LiveObject, patch: any, isDryRun = false): LiveObject {
    const found = this.find(kind, metadata.name)!;
    const changed = {
      ...found,
      metadata: { ...found.metadata, ...patch.metadata },
      spec: merged(found.spec, patch.spec),
    };
    if (!isDryRun && kind === 'StatefulSet') {
      this.statefulSet = changed;
    }
    return changed;
  }

  private delete({ kind, metadata }: LiveObject, propagation: string): void {
    const found = [...this.allOf(kind)].find(({ metadata: { uid } }) => uid === metadata.uid);
    if (!found) {
      throw new Conflict(`${kind} ${metadata.name} has another uid`);
    }
    this.log.push(`delete ${titleOf({ kind, metadata })}`);
    if (kind === 'StatefulSet') {
      if (propagation !== 'Orphan') {
        throw new Error('the pods would be deleted');
      }
      this.statefulSet = undefined;
    } else {
      (found.metadata as { deletionTimestamp?: string }).deletionTimestamp = 'now';
    }
  }

  private settle(): void {
    for (let left = 40; left > 0; left--) {
      this.act();
    }
  }

  /** The controllers do the first thing that is to do. */
  private act(): void {
    const replicas: number = this.declared.spec.replicas;
    const nodes = [...Array(replicas).keys()];
    void (
      [...this.pods.values()].some(pod => this.endPod(pod)) ||
      [...this.claims.values()].some(claim => this.endClaim(claim)) ||
      (this.statefulSet && nodes.some(node => this.makeClaims(node) || this.makePod(node))) ||
      nodes.some(node => this.startNode(node) || this.joinNode(node))
    );
    this.updateStatus(replicas);
    this.onRequest();
  }

  private endPod({ metadata }: LiveObject): boolean {
    if (!metadata.deletionTimestamp) {
      return false;
    }
    this.qdrant.lost.add(ordinalOf(metadata.name));
    return this.pods.delete(metadata.name);
  }

  /** A claim stays while a pod runs with it. */
  private endClaim({ metadata }: LiveObject): boolean {
    const pod = this.pods.get(this.podOf(ordinalOf(metadata.name)));
    return metadata.deletionTimestamp !== undefined && !isRunning(pod) && this.claims.delete(metadata.name);
  }

  private makeClaims(node: number): boolean {
    const missing = this.statefulSet!.spec.volumeClaimTemplates.find(
      ({ metadata }: LiveObject) => !this.claims.has(`${metadata.name}-${this.podOf(node)}`),
    );
    if (!missing || isRunning(this.pods.get(this.podOf(node)))) {
      return false;
    }
    const name = `${missing.metadata.name}-${this.podOf(node)}`;
    const { namespace } = this.declared.metadata;
    const status = { phase: 'Bound', capacity: missing.spec.resources.requests };
    const kind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
    this.claims.set(name, {
      ...this.made({ ...kind, metadata: { name, namespace } }),
      spec: structuredClone(missing.spec),
      status,
    });
    return true;
  }

  private makePod(node: number): boolean {
    const name = this.podOf(node);
    if (this.pods.has(name)) {
      return false;
    }
    const metadata = { name, namespace: this.declared.metadata.namespace };
    this.pods.set(name, {
      ...this.made({ apiVersion: 'v1', kind: 'Pod', metadata }),
      spec: {},
      status: { phase: 'Pending' },
    });
    return true;
  }

  private startNode(node: number): boolean {
    const pod = this.pods.get(this.podOf(node));
    const claims = this.claimsOf(node);
    const isComplete = claims.length === this.declared.spec.volumeClaimTemplates.length;
    if (pod?.status.phase !== 'Pending' || !isComplete || claims.some(({ metadata }) => metadata.deletionTimestamp)) {
      return false;
    }
    pod.status.phase = 'Running';
    if (this.dataOf.get(node) === this.dataClaimOf(node)!.metadata.uid) {
      this.qdrant.lost.delete(node);
    } else if (this.dataOf.size > node) {
      this.qdrant.wipe(node);
    }
    return true;
  }

  /** A node without data joins when the cluster has removed its old id. A node with the data of a removed one never joins. */
  private joinNode(node: number): boolean {
    const pod = this.pods.get(this.podOf(node));
    const data = this.dataClaimOf(node)?.metadata.uid;
    if (!isRunning(pod) || this.dataOf.get(node) === data || this.qdrant.nodes.has(node) || this.dataOf.size <= node) {
      return false;
    }
    const times = (this.joins.get(node) ?? 0) + 1;
    this.joins.set(node, times);
    this.dataOf.set(node, data!);
    this.qdrant.join(node, times);
    return true;
  }

  private updateStatus(replicas: number): void {
    for (const [name, pod] of this.pods) {
      const node = ordinalOf(name);
      const isReady = isRunning(pod) && this.qdrant.nodes.has(node) && !this.qdrant.lost.has(node);
      pod.status.conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }];
    }
    if (this.statefulSet) {
      const readyReplicas = [...this.pods.values()].filter(
        ({ status }) => status.conditions[0].status === 'True',
      ).length;
      const status = { observedGeneration: 1, replicas, readyReplicas, updatedReplicas: replicas };
      this.statefulSet = { ...this.statefulSet, status };
    }
  }

  private podOf(node: number): string {
    return `${this.declared.metadata.name}-${node}`;
  }

  private claimsOf(node: number): LiveObject[] {
    return [...this.claims.values()].filter(({ metadata }) => metadata.name.endsWith(`-${this.podOf(node)}`));
  }

  private dataClaimOf(node: number): LiveObject | undefined {
    const [{ metadata }] = this.declared.spec.volumeClaimTemplates;
    return this.claims.get(`${metadata.name}-${this.podOf(node)}`);
  }
}

function ordinalOf(name: string): number {
  return Number(/\d+$/.exec(name)![0]);
}

function isRunning(pod: LiveObject | undefined): boolean {
  return pod?.status.phase === 'Running';
}

function merged(base: any, patch: any): any {
  return typeof patch !== 'object' || patch === null
    ? (patch ?? base)
    : Object.fromEntries(
        [...new Set([...Object.keys(base ?? {}), ...Object.keys(patch)])].map(key => [
          key,
          merged(base?.[key], patch[key]),
        ]),
      );
}
