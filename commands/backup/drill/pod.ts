import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../../cli/failure';
import type { Cluster, Forwarded } from '../../../clients/kubernetes/cluster';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import type { Config } from '../../../config/schema';
import { loadConfig } from '../../../config/load';
import { stackNames, TOOL } from '../../../config/names';
import { waitUntilDeleted } from '../../../reconcile/deletion';
import { until } from '../../../reconcile/until';
import { claimTemplatesOf, Expected, type ExpectedObject } from '../../../stack/expected';
import { apiKeyOf } from '../../../stack/known-keys';
import { connectCluster } from '../../../stack/kubernetes';
import { reasonOf } from '../../../stack/pods';
import { openQdrant } from '../../../stack/qdrant';
import type { Access } from '../../../stack/qdrant-access';
import { type Nodes, openNodes } from '../open-nodes';
import type { TemporaryQdrant } from './drill';

const PORT = 6333;
const P2P_PORT = 6335;
const API_KEY = 'QDRANT__SERVICE__API_KEY';
const VOLUME = 'drill';
/** The cluster ends the pod of a killed run after this time, in seconds. */
const LONGEST = 24 * 60 * 60;
/** How long the deletion of the pod of a killed run may take, in seconds. */
const DELETION = 120;
const INTERVAL_MS = 500;

type Say = (text: string) => void;

/**
 * A Qdrant in a pod of its own, beside the stack. Qdrant listens on the loopback address of the pod, so that only the
 * port-forward of the API server reaches it.
 */
export class DrillPod implements TemporaryQdrant {
  readonly title = 'Start a temporary Qdrant';
  private cluster: Cluster | undefined;
  private forwarded: Forwarded | undefined;
  private readonly created: LiveObject[] = [];
  /** The request that creates an object, if one is under way. */
  private creating: Promise<unknown> = Promise.resolve();
  private isStopped = false;

  /** @param timeout Seconds for the start of the pod, and for one snapshot. */
  constructor(
    private readonly context: string | undefined,
    private readonly timeout: number,
  ) {}

  async start(say: Say): Promise<Nodes> {
    const config = loadConfig();
    const cluster = (this.cluster = await connectCluster(this.context, {
      page: 'backup',
      otherwise: 'use --url with a Qdrant of your own',
    }));
    const objects = drillObjects(config);
    for (const object of objects) {
      await removeLeftover(cluster, object, say);
    }
    for (const object of objects) {
      await this.create(cluster, object);
    }
    const { metadata } = objects.at(-1)!;
    await this.running(cluster, metadata.namespace!, metadata.name, say);
    this.forwarded = await cluster.forward({ namespace: metadata.namespace!, pod: metadata.name, port: PORT });
    const url = `http://${metadata.name}:${PORT}`;
    const access = {
      urls: [url],
      at: { [url]: this.forwarded.address },
      apiKey: await apiKeyOf(cluster, config),
      snapshotTimeout: this.timeout * 1000,
    };
    await answering(access, this.timeout, say);
    return openNodes(access);
  }

  /** Deletes the pod. The second call does nothing. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.creating.catch(() => undefined); // The caller of `start` gets the error.
    await this.forwarded?.close();
    this.forwarded = undefined;
    for (const object of this.created.splice(0).reverse()) {
      await this.cluster!.delete(object);
    }
  }

  private async create(cluster: Cluster, object: LiveObject): Promise<void> {
    if (this.isStopped) {
      throw new Failure('The drill was interrupted', 'run the command again');
    }
    const creating = cluster.create(object).then(created => this.created.push(created));
    this.creating = creating;
    await creating;
  }

  private async running(cluster: Cluster, namespace: string, name: string, say: Say): Promise<void> {
    const poll = async () => {
      const pod = await cluster.read('v1', 'Pod', namespace, name);
      const phase: string | undefined = pod?.status?.phase;
      if (!pod || phase === 'Failed' || phase === 'Succeeded') {
        throw new Failure(
          `Pod ${namespace}/${name} of the drill ended: ${pod ? reasonOf(pod) : 'it was deleted'}`,
          'correct the reason, then run the command again',
        );
      }
      return phase === 'Running' ? { value: undefined } : { reason: reasonOf(pod) };
    };
    await until(poll, {
      timeout: this.timeout,
      interval: INTERVAL_MS,
      say,
      onTimeout: reason =>
        new Failure(
          `Pod ${namespace}/${name} of the drill does not run after ${this.timeout} s: ${reason}`,
          'give the cluster room for one more pod of the size of a Qdrant node, or use --url with a Qdrant of your own',
        ),
    });
  }
}

/** Waits until Qdrant in the pod answers. */
async function answering({ urls, at, apiKey, snapshotTimeout }: Access, timeout: number, say: Say): Promise<void> {
  const [url] = urls as [string];
  const qdrant = await openQdrant({ url, at: at![url], apiKey, snapshotTimeout });
  say('waits for Qdrant');
  try {
    for (const deadline = Date.now() + timeout * 1000; ; await sleep(INTERVAL_MS)) {
      try {
        await qdrant.version();
        return;
      } catch (error) {
        if (Date.now() > deadline) {
          throw error;
        }
      }
    }
  } finally {
    await qdrant.close();
  }
}

/** Deletes what a killed run left. */
async function removeLeftover(cluster: Cluster, { apiVersion, kind, metadata }: LiveObject, say: Say): Promise<void> {
  const found = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
  if (!found) {
    return;
  }
  const isOurs = Object.entries(metadata.labels as object).every(
    ([key, value]) => found.metadata.labels?.[key] === value,
  );
  if (!isOurs) {
    throw new Failure(
      `${kind} ${metadata.namespace}/${metadata.name} is not of a drill: it lacks the labels of one`,
      'delete or rename the object, or use --url with a Qdrant of your own',
    );
  }
  say(`deletes ${kind} ${metadata.name} of an earlier run`);
  await cluster.delete(found);
  await waitUntilDeleted(cluster, found, { timeout: DELETION, say });
}

/** The objects of a drill: the pod is the last one. No Service, and no policy that opens a port, selects its labels. */
export function drillObjects(config: Config): LiveObject[] {
  const { namespace } = config;
  const { qdrant } = stackNames(config);
  const name = `${qdrant}-drill`;
  const labels = {
    'app.kubernetes.io/name': 'qdrant-drill',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/component': 'backup-drill',
    'app.kubernetes.io/managed-by': TOOL,
  };
  const metadata = { name, namespace, labels };
  const policy: LiveObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'] },
  };
  const pod: LiveObject = { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec(config) };
  return [...(config.networkPolicies.enabled ? [policy] : []), pod];
}

function podSpec(config: Config): object {
  const { spec } = new Expected(config).qdrant;
  const { securityContext, imagePullSecrets, nodeSelector, tolerations, containers } = spec.template.spec;
  const [node] = containers;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    activeDeadlineSeconds: LONGEST,
    terminationGracePeriodSeconds: 5,
    securityContext,
    imagePullSecrets,
    nodeSelector,
    tolerations,
    containers: [
      {
        name: 'qdrant',
        image: node.image,
        imagePullPolicy: node.imagePullPolicy,
        command: ['./entrypoint.sh', '--uri', `http://127.0.0.1:${P2P_PORT}`],
        env: [
          { name: 'QDRANT_INIT_FILE_PATH', value: '/qdrant/init/.qdrant-initialized' },
          { name: 'QDRANT__SERVICE__HOST', value: '127.0.0.1' },
          // Custom shard keys need cluster mode.
          { name: 'QDRANT__CLUSTER__ENABLED', value: 'true' },
          { name: 'QDRANT__TELEMETRY_DISABLED', value: 'true' },
          ...node.env.filter(({ name }: { name: string }) => name === API_KEY),
        ],
        ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
        resources: node.resources,
        securityContext: node.securityContext,
        volumeMounts: ['storage', 'snapshots', 'init'].map(folder => ({
          name: VOLUME,
          mountPath: `/qdrant/${folder}`,
          subPath: folder,
        })),
      },
    ],
    volumes: [{ name: VOLUME, emptyDir: { sizeLimit: sizeOf(spec, config) } }],
  };
}

/** The size of the data volume. An existing claim has no template, and the config says its size. */
function sizeOf(spec: ExpectedObject['spec'], { qdrant }: Config): string {
  const [template] = claimTemplatesOf(spec);
  return template?.spec.resources.requests.storage ?? qdrant.storage.size;
}
