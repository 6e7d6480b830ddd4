import { setTimeout as sleep } from 'node:timers/promises';
import { Conflict } from '../../cli/failure';
import type { Cluster, V1Secret } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';

/** A namespace in memory, with Secrets and workloads only. Pods are replaced at once, and others may write in between. */
export class MemoryCluster {
  readonly name = 'memory';
  readonly secrets: Record<string, V1Secret> = {};
  readonly workloads: Record<string, LiveObject> = {};
  /** What was written, in order. */
  readonly log: string[] = [];
  /** When containers of the workloads' pods began to run. The client of the pods in the cluster gives times as strings. */
  startedAt: Date | string = new Date(0);
  private version = 0;

  /** As the steps see it. */
  get cluster(): Cluster {
    return this as unknown as Cluster;
  }

  put(name: string, values: Readonly<Record<string, string>>, annotations: Record<string, string> = {}): void {
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    );
    this.store({ metadata: { namespace: 'ns', name, annotations }, type: 'Opaque', data });
  }

  values(name: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.secrets[name]?.data ?? {}).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  }

  annotations(name: string): Record<string, string> {
    return this.secrets[name]!.metadata!.annotations!;
  }

  /** Makes a workload of one replica, ready, whose pods get a Secret. */
  run(kind: string, name: string, image: string, secretName?: string): void {
    const env = secretName ? [{ name: 'KEY', valueFrom: { secretKeyRef: { name: secretName, key: 'api-key' } } }] : [];
    this.workloads[`${kind} ${name}`] = {
      apiVersion: 'apps/v1',
      kind,
      metadata: { namespace: 'ns', name, generation: 1 },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: { metadata: {}, spec: { containers: [{ image, env }] } },
      },
      status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, updatedReplicas: 1 },
    };
  }

  async secret(_namespace: string, name: string): Promise<V1Secret | undefined> {
    return this.secrets[name] && structuredClone(this.secrets[name]);
  }

  async createSecret(secret: V1Secret, dryRun = false): Promise<void> {
    if (!dryRun) {
      this.log.push(`create ${secret.metadata!.name}`);
      this.store({ ...secret, metadata: { annotations: {}, ...secret.metadata } });
    }
  }

  async patchSecret({ metadata }: V1Secret, { metadata: more, data }: any, dryRun = false): Promise<void> {
    const found = this.secrets[metadata!.name!]!;
    if (more.resourceVersion !== found.metadata!.resourceVersion) {
      throw new Conflict('it has changed');
    }
    if (!dryRun) {
      await sleep(2); // No two writes are made in the same moment.
      this.log.push(`patch ${metadata!.name}: ${Object.keys(data).join(', ')}`);
      const annotations = merged(found.metadata!.annotations, more.annotations);
      this.store({ ...found, metadata: { ...found.metadata, annotations }, data: merged(found.data, data) });
    }
  }

  async deleteSecret({ metadata }: V1Secret): Promise<void> {
    this.log.push(`delete ${metadata!.name}`);
    delete this.secrets[metadata!.name!];
  }

  async read(_apiVersion: string, kind: string, _namespace: string, name: string): Promise<LiveObject | undefined> {
    return this.workloads[`${kind} ${name}`];
  }

  async patch({ kind, metadata, spec }: LiveObject, { spec: { template } }: any): Promise<void> {
    this.log.push(`restart ${kind} ${metadata.name}`);
    spec.template.metadata.annotations = merged(spec.template.metadata.annotations, template.metadata.annotations);
  }

  async pods(_namespace: string, selector: string): Promise<unknown[]> {
    const name = selector.replace('app=', '');
    const owner = this.workloads[`StatefulSet ${name}`]
      ? { kind: 'StatefulSet', name }
      : { kind: 'ReplicaSet', name: `${name}-5d9c` };
    const containerStatuses = [{ state: { running: { startedAt: this.startedAt } } }];
    return [
      {
        metadata: { creationTimestamp: new Date(0), ownerReferences: [{ ...owner, controller: true }] },
        status: { containerStatuses },
      },
    ];
  }

  private store(secret: V1Secret): void {
    const metadata = { ...secret.metadata, resourceVersion: String(++this.version) };
    this.secrets[metadata.name!] = { ...secret, metadata };
  }
}

/** As JSON merge patches have it: `null` removes. */
function merged(base: object = {}, over: Record<string, string | null> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries<string | null>({ ...base, ...over }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
