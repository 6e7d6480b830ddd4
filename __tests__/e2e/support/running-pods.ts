import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, cluster, namespaceFor } from './cluster';
import { command } from './command';
import type { Result } from './execute';
import { KubeletDouble, type PortOf } from './kubelet-double';
import { applyAll, eventually, list } from './objects';
import { synth } from './synth';
import { markPodsReady } from './workloads';

/** A stack in the cluster whose pods can be reached through the API server: their ports are some of this machine's. */
export class RunningPods {
  readonly namespace: string;
  readonly domain: string;
  private readonly folder: string;

  private constructor(
    name: string,
    private readonly replicas: number,
    readonly kubelet: KubeletDouble,
  ) {
    this.namespace = namespaceFor(name);
    this.domain = `${this.namespace}.example.com`;
    this.folder = mkdtempSync(join(cluster().folder, `${name}-`));
  }

  /** Makes the objects. No pod is ready yet. @param replicas Of Qdrant. */
  static async create(name: string, replicas: number, portOf: PortOf): Promise<RunningPods> {
    const pods = new RunningPods(name, replicas, await KubeletDouble.start(`${name}-node`, portOf));
    await applyAll(await synth(pods.config));
    await eventually(async () => {
      // Those of Qdrant, oauth2-proxy and Valkey.
      if ((await list('pods', pods.namespace)).length < replicas + 2) throw new Error('Pods are missing.');
    });
    return pods;
  }

  get config() {
    return { domainName: this.domain, namespace: this.namespace, qdrant: { replicas: this.replicas } };
  }

  /** Has all pods run, and be ready. */
  async start(): Promise<void> {
    for (const { metadata } of await list('pods', this.namespace)) {
      await this.kubelet.run(this.namespace, metadata.name);
    }
    await markPodsReady(this.namespace);
  }

  /** Runs a command line of the app. */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
    return command(args, {
      NO_COLOR: '1',
      KUBECONFIG: cluster().kubeconfig,
      QDRANT_API_KEY: undefined,
      QDRANT_CONFIG: this.file('config.yaml', JSON.stringify(this.config)), // JSON is YAML
      // A pod is not to be looked for behind a proxy.
      HTTP_PROXY: 'http://127.0.0.1:1',
      ...env,
    });
  }

  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  async stop(): Promise<void> {
    await this.kubelet.stop();
    await cleanUp(this.namespace);
  }
}
