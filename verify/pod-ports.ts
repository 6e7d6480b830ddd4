import { Failure } from '../cli/failure';
import type { Forwarded } from '../servers/cluster';
import type { Address } from '../servers/http';
import type { ConnectCluster } from './cluster-checks';
import type { ExpectedObject } from './expected';
import { isReady, selectorOf } from './pods';

/** A port of a pod: what it is called, and where on this machine it is. */
export interface PodUrl {
  /** Such as `http://qdrant-0:6333`. */
  readonly url: string;
  readonly at: Address;
}

/** Ports of ready pods, through the API server; each is forwarded once. */
export class PodPorts {
  private readonly forwarded = new Map<string, Forwarded>();

  constructor(
    private readonly connect: ConnectCluster,
    private readonly namespace: string,
  ) {}

  /** @param port Its name in the pod. @param name Of the pod, where it matters which. */
  async ofOne(workload: ExpectedObject, port: string, name?: string): Promise<PodUrl> {
    const pods = await this.podsOf(workload);
    const ready = pods.find(pod => isReady(pod) && (name === undefined || pod.metadata.name === name));
    if (!ready) {
      throw this.notReady(workload, name ? `Pod ${name} is not ready` : `No pod of ${titleOf(workload)} is ready`);
    }
    return this.open(ready.metadata.name, numberOf(workload, port));
  }

  /** @param port Its name in the pods. */
  async ofAll(workload: ExpectedObject, port: string): Promise<PodUrl[]> {
    const pods = await this.podsOf(workload);
    const ready = pods.filter(isReady).map(({ metadata }) => metadata.name);
    if (pods.length === 0 || ready.length < pods.length) {
      throw this.notReady(workload, `Of ${titleOf(workload)}, ${ready.length} of ${pods.length} pods are ready`);
    }
    return Promise.all(ready.sort().map(pod => this.open(pod, numberOf(workload, port))));
  }

  /** What kept connections from a pod since this was last asked, where something did. */
  takeFault(): Failure | undefined {
    return [...this.forwarded.values()].map(({ takeFault }) => takeFault()).find(fault => fault !== undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.forwarded.values()].map(({ close }) => close()));
  }

  private async podsOf({ spec }: ExpectedObject) {
    return (await this.connect()).list('v1', 'Pod', this.namespace, selectorOf(spec));
  }

  private async open(pod: string, port: number): Promise<PodUrl> {
    const url = `http://${pod}:${port}`;
    const forwarded =
      this.forwarded.get(url) ?? (await (await this.connect()).forward({ namespace: this.namespace, pod, port }));
    this.forwarded.set(url, forwarded);
    return { url, at: forwarded.address };
  }

  private notReady({ kind, metadata }: ExpectedObject, problem: string): Failure {
    return new Failure(
      `${problem} in namespace ${this.namespace}`,
      `wait for it (kubectl rollout status ${kind.toLowerCase()} ${metadata.name} -n ${this.namespace}); verify --only cluster says what it waits for`,
    );
  }
}

function titleOf({ kind, metadata }: ExpectedObject): string {
  return `${kind} ${metadata.name}`;
}

function numberOf({ spec }: ExpectedObject, port: string): number {
  const ports: { name: string; containerPort: number }[] = spec.template.spec.containers.flatMap(
    (container: { ports?: object[] }) => container.ports ?? [],
  );
  return ports.find(({ name }) => name === port)!.containerPort;
}
