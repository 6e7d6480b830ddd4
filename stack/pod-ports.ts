import { Failure } from '../cli/failure';
import { commandLine } from '../cli/invocation';
import type { Config } from '../config/schema';
import { type StackNames, stackNames } from '../config/names';
import type { Cluster, Forwarded } from '../clients/kubernetes/cluster';
import { type Address, isTransient } from '../clients/http';
import type { ExpectedObject } from './expected';
import { isReady, podsOf } from './pods';

/** Connects to the cluster at the first call. */
export type ConnectCluster = () => Promise<Cluster>;

/** A port of a pod, and its address on this machine. */
export interface PodUrl {
  /** Such as `http://qdrant-0:6333`. With TLS, the host is that of the certificate. */
  readonly url: string;
  readonly at: Address;
  /** The certificate authority of a port with TLS, as PEM. */
  readonly ca?: string;
}

/** The ports of ready pods, forwarded through the API server. Each port is forwarded once. */
export class PodPorts {
  private readonly forwarded = new Map<string, Forwarded>();
  private readonly names: StackNames;

  constructor(
    private readonly connect: ConnectCluster,
    private readonly config: Config,
  ) {
    this.names = stackNames(config);
  }

  /** @param port Its name in the pod. @param names The pods to choose from. Default: all pods of the workload. */
  async ofOne(workload: ExpectedObject, port: string, names?: readonly string[]): Promise<PodUrl> {
    const pods = await this.podsOf(workload);
    const ready = pods.find(pod => isReady(pod) && (names?.includes(pod.metadata.name) ?? true));
    if (!ready) {
      const problem = names ? `${names.join(' and ')}: not ready` : `No pod of ${titleOf(workload)} is ready`;
      throw this.notReady(workload, problem);
    }
    return this.ofPod(workload, ready.metadata.name, port);
  }

  /** @param port Its name in the pods. */
  async ofAll(workload: ExpectedObject, port: string): Promise<PodUrl[]> {
    const pods = await this.podsOf(workload);
    const ready = pods.filter(isReady).map(({ metadata }) => metadata.name);
    if (pods.length === 0 || ready.length < pods.length) {
      throw this.notReady(workload, `Of ${titleOf(workload)}, ${ready.length} of ${pods.length} pods are ready`);
    }
    return Promise.all(ready.sort().map(pod => this.ofPod(workload, pod, port)));
  }

  /** The ready pods by their names. @param port Its name in the pods. */
  async ofReady(workload: ExpectedObject, port: string): Promise<{ readonly pod: string; readonly url: PodUrl }[]> {
    const ready = (await this.podsOf(workload)).filter(isReady).map(({ metadata }) => metadata.name);
    return Promise.all(ready.sort().map(async pod => ({ pod, url: await this.ofPod(workload, pod, port) })));
  }

  /** A pod that may not be ready, such as a node that cannot join its cluster. @param portName Its name in the pod. */
  async ofPod(workload: ExpectedObject, pod: string, portName: string): Promise<PodUrl> {
    const port = numberOf(workload, portName);
    const name = `${pod}:${port}`;
    const { namespace } = this.config;
    const forwarded = this.forwarded.get(name) ?? (await (await this.connect()).forward({ namespace, pod, port }));
    this.forwarded.set(name, forwarded);
    const { qdrant, qdrantTls, nodeHost } = this.names;
    if (workload.metadata.name !== qdrant || !qdrantTls?.service) {
      return { url: `http://${name}`, at: forwarded.address };
    }
    const node = Number(pod.slice(qdrant.length + 1));
    return { url: `https://${nodeHost(node)}:${port}`, at: forwarded.address, ca: await this.authority(qdrantTls) };
  }

  /** Why the last connections to pods failed, since the last call of this function. */
  takeFault(): Error | undefined {
    return [...this.forwarded.values()].map(({ takeFault }) => takeFault()).find(fault => fault !== undefined);
  }

  /** The error of the API server or of the node behind a connection error. Any other error is its own cause. */
  causeOf(error: unknown): unknown {
    return (isTransient(error) && this.takeFault()) || error;
  }

  async close(): Promise<void> {
    await Promise.all([...this.forwarded.values()].map(({ close }) => close()));
  }

  private async podsOf(workload: ExpectedObject) {
    return podsOf(await this.connect(), workload);
  }

  private async authority({ secretName }: { readonly secretName: string }): Promise<string> {
    const { namespace } = this.config;
    const ca = (await (await this.connect()).secret(namespace, secretName))?.data?.['ca.crt'];
    if (!ca) {
      throw new Failure(
        `Secret ${namespace}/${secretName} of qdrant.tls has no ca.crt, which clients need to trust Qdrant`,
        `add ca.crt; ${commandLine('hook', '--only', 'tls')} lists what the Secret needs`,
      );
    }
    return Buffer.from(ca, 'base64').toString();
  }

  private notReady({ kind, metadata }: ExpectedObject, problem: string): Failure {
    return new Failure(
      `${problem} in namespace ${this.config.namespace}`,
      `wait until the rollout ends (kubectl rollout status ${kind.toLowerCase()} ${metadata.name} -n ${this.config.namespace}); ${commandLine('verify', '--only', 'cluster')} shows the reason`,
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
