import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { Images } from '../common/images';
import { recommendedLabels, type StringMap } from '../common/labels';
import { merge } from '../common/mapping';
import { podDisruptionBudget } from '../common/pod-disruption-budget';
import { canonicalQuantity } from '../common/quantity';
import { type SecretKey } from '../common/references';
import { requireProps } from '../common/required';
import { headlessServiceName, nodeHost, serviceHost } from '../common/service-network';
import { serviceMonitor } from '../monitoring/service-monitor';
import { reasonFor, requireFixes } from '../security/accepted-risks';
import { publishedPorts } from '../security/api-rules';
import { rejectDuplicates } from '../security/duplicate-objects';
import { rejectPatches } from '../security/patches';
import { addRule, annotateExceptions } from '../security/rule-set';
import {
  DECIDED_BY_PROPS,
  decidesVariable,
  metricsPrefix,
  nodesUseTls,
  productionYaml,
  servesTls,
} from './qdrant-config';
import {
  GRPC_PORT,
  HTTP_PORT,
  type ResolvedQdrantProps,
  type ResolvedVolume,
  resolveQdrantProps,
} from './qdrant-defaults';
import { qdrantPod } from './qdrant-pod';
import { type QdrantChartProps } from './qdrant-props';
import { clientService, headlessService, type QdrantPorts } from './qdrant-services';
import { startData, startPrograms, startScript } from './qdrant-start';
import { QdrantStatefulSet } from './qdrant-stateful-set';
import { validateQdrant } from './qdrant-validation';

/**
 * Qdrant as a StatefulSet with two Services and a ConfigMap. On request, the chart also creates a PodDisruptionBudget and a
 * ServiceMonitor.
 *
 * The Helm chart `qdrant` has the same names, selector labels and claim templates. So this chart can take over an installation
 * of the Helm chart in place.
 */
export class QdrantChart extends Chart {
  /** Paths of the settings that props decide, e.g. `service.http_port`. `config` rejects these settings. */
  public static readonly RESERVED_SETTINGS: string[] = Object.keys(DECIDED_BY_PROPS);

  /** DNS name of the Service of a Qdrant inside the cluster. The domain of the cluster is `cluster.local` by default. */
  public static serviceHost(name: string, namespace: string, clusterDomain?: string): string {
    return serviceHost(name, namespace, clusterDomain);
  }

  /** DNS name of one node inside the cluster. The first node has the number 0. */
  public static nodeHost(name: string, node: number, namespace: string, clusterDomain?: string): string {
    return nodeHost(name, node, namespace, clusterDomain);
  }

  /**
   * Merges settings like the prop `config`: mappings key by key, and every other value of `over` replaces the value of `base`.
   */
  public static mergeSettings(
    base: { readonly [key: string]: unknown },
    over: { readonly [key: string]: unknown },
  ): { readonly [key: string]: unknown } {
    return merge(base, over);
  }

  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The StatefulSet. */
  public readonly statefulSet: k8s.KubeStatefulSet;

  /** The Service for clients. */
  public readonly service: k8s.KubeService;

  /** The headless Service, which gives each node a DNS name. */
  public readonly headlessService: k8s.KubeService;

  /** DNS name of the Service inside the cluster. */
  public readonly host: string;

  /** URL of the REST API inside the cluster, e.g. `http://qdrant.qdrant.svc.cluster.local:6333`. */
  public readonly url: string;

  /** URLs of the REST API of each node, for clients that need a particular node. */
  public readonly nodeUrls: string[];

  /** Port of the REST API and the dashboard in the pods. */
  public readonly httpPort = HTTP_PORT;

  /** Port of the gRPC API in the pods. */
  public readonly grpcPort = GRPC_PORT;

  /** Port of REST of the Service. */
  public readonly serviceHttpPort: number;

  /** Port of gRPC of the Service. */
  public readonly serviceGrpcPort: number;

  /** Port between the nodes; absent without cluster mode. */
  public readonly p2pPort?: number;

  /** Port of the metrics without API key; absent if the metrics are on `httpPort`. */
  public readonly metricsPort?: number;

  /** Number of nodes. */
  public readonly replicas: number;

  /** Whether the nodes run in cluster mode. One node can run in cluster mode too. */
  public readonly clusterEnabled: boolean;

  /** Text before the names of all metrics: the setting `service.metrics_prefix`. */
  public readonly metricsPrefix: string;

  /** Names of the claim templates. The names of the claims are `{template}-{pod}`. */
  public readonly claimTemplates: string[];

  /** Names of the existing claims that the pod uses. */
  public readonly claimNames: string[];

  /** `https` if the pods use TLS for REST and gRPC, otherwise `http`. */
  public readonly scheme: string;

  /** Authority that signed the certificate of the pods; absent without TLS for REST and gRPC. */
  public readonly ca?: SecretKey;

  /** Whether requests need an API key. */
  public readonly hasApiKey: boolean;

  /** The API key; absent if requests need none. */
  public readonly apiKey?: SecretKey;

  /**
   * What the temporary Qdrant of a drill has of a node.
   *
   * @internal
   */
  public readonly _node: { readonly container: k8s.Container; readonly storageSize: string };

  constructor(scope: Construct, id: string, props: QdrantChartProps) {
    super(scope, id, props);
    requireProps('QdrantChart', props, ['storage']);
    const resolved = resolveQdrantProps(props);
    validateQdrant(resolved);

    const {
      name,
      instance,
      versionedImage: image,
      replicas,
      annotations,
      cluster,
      tls,
      apiKey,
      clusterDomain,
      metricsPort,
    } = resolved;
    const exceptions = knownExceptions(resolved);
    const selector = { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': instance };
    const labels = {
      ...recommendedLabels({ name: 'qdrant', instance, component: 'database', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations };
    const headlessName = headlessServiceName(name);
    const ports: QdrantPorts = {
      http: HTTP_PORT,
      grpc: GRPC_PORT,
      ...(cluster.enabled && { p2p: cluster.p2pPort }),
      ...(metricsPort && { metrics: metricsPort }),
    };
    // One wildcard certificate covers full names. TLS accepts no wildcard for a name of a single label.
    const nodesDomain = nodesUseTls(tls) ? serviceHost(headlessName, this.namespace, clusterDomain) : headlessName;
    const files = {
      'initialize.sh': startScript(resolved, { nodesDomain, httpPort: HTTP_PORT }),
      'production.yaml': productionYaml(resolved, { httpPort: HTTP_PORT, grpcPort: GRPC_PORT, metricsPort }),
      ...startPrograms(resolved, { httpPort: HTTP_PORT }),
    };

    this.selectorLabels = selector;
    this.p2pPort = ports.p2p;
    this.metricsPort = metricsPort;
    this.replicas = replicas;
    this.metricsPrefix = metricsPrefix(resolved);
    this.clusterEnabled = cluster.enabled;
    this.scheme = servesTls(tls) ? 'https' : 'http';
    this.ca = tls && servesTls(tls) ? { name: tls.secretName, key: 'ca.crt' } : undefined;
    this.hasApiKey = apiKey !== undefined;
    this.apiKey = apiKey;
    this.host = serviceHost(name, this.namespace, clusterDomain);
    this.serviceHttpPort = resolved.service?.httpPort ?? HTTP_PORT;
    this.serviceGrpcPort = resolved.service?.grpcPort ?? GRPC_PORT;
    this.url = `${this.scheme}://${this.host}:${this.serviceHttpPort}`;
    this.nodeUrls = Array.from({ length: replicas }, (_, node) => {
      return `${this.scheme}://${nodeHost(name, node, this.namespace, clusterDomain)}:${HTTP_PORT}`;
    });

    new k8s.KubeServiceAccount(this, 'service-account', {
      metadata: { ...metadata, annotations: { ...annotations, ...resolved.serviceAccountAnnotations } },
      automountServiceAccountToken: false,
    });
    const configMap = new k8s.KubeConfigMap(this, 'config', {
      metadata,
      data: { ...files, ...startData(resolved) },
    });
    const served = { labels, annotations, selector, ports, ipFamilies: resolved.ipFamilies };
    this.service = clientService(this, name, served, resolved.service);
    this.headlessService = headlessService(this, headlessName, served);
    const volumes = volumesOf(resolved);
    const fromTemplates = volumes.filter(({ claimName }) => claimName === undefined);
    this.claimTemplates = fromTemplates.map(volume => volume.name);
    this.claimNames = volumes.flatMap(({ claimName }) => claimName ?? []);
    const template = qdrantPod({ labels, selector, files, scheme: this.scheme, ports }, resolved);
    this._node = { container: template.spec!.containers[0]!, storageSize: resolved.storage.size };
    this.statefulSet = new QdrantStatefulSet(this, 'statefulset', {
      metadata: { ...metadata, annotations: { ...annotations, ...exceptions } },
      spec: {
        serviceName: headlessName,
        replicas,
        podManagementPolicy: resolved.podManagementPolicy,
        updateStrategy: resolved.updateStrategy,
        minReadySeconds: resolved.minReadySeconds,
        persistentVolumeClaimRetentionPolicy: resolved.persistentVolumeClaimRetentionPolicy,
        selector: { matchLabels: selector },
        template,
        volumeClaimTemplates: fromTemplates.length > 0 ? fromTemplates.map(claimTemplate) : undefined,
      },
    });
    podDisruptionBudget(this, metadata, selector, resolved.podDisruptionBudget);
    this.addServiceMonitor(metadata, resolved);

    rejectPatches(this, {
      workload: this.statefulSet,
      configMap,
      decidesAccess: variable => decidesVariable(variable) !== undefined,
    });
    rejectDuplicates(this, this.namespace, [apiKey, resolved.altApiKey, resolved.readOnlyApiKey]);
    annotateExceptions(this, publishedPorts(this), resolved.acceptedRisks, this);
    addRule(this, publishedPorts(this));
  }

  private addServiceMonitor(
    metadata: { readonly name: string; readonly labels: StringMap; readonly annotations?: StringMap },
    props: ResolvedQdrantProps,
  ): void {
    if (!props.serviceMonitor) {
      return;
    }
    const scraped = {
      metadata,
      selector: { ...this.selectorLabels, 'app.kubernetes.io/component': 'cluster-discovery' },
      port: this.metricsPort === undefined ? 'http' : 'metrics',
      scheme: this.scheme,
      tlsConfig: this.ca && {
        ca: { secret: { name: this.ca.name, key: this.ca.key } },
        // Prometheus scrapes pods by IP address, and the certificate contains no IP addresses.
        serverName: this.host,
      },
      apiKey: this.metricsPort === undefined ? (props.readOnlyApiKey ?? props.apiKey) : undefined,
    };
    serviceMonitor(this, 'service-monitor', scraped, props.serviceMonitor);
  }
}

/** The reasons for the accepted risks of the StatefulSet. Throws for a risk without a reason. */
function knownExceptions({
  versionedImage: image,
  apiKey,
  replicas,
  enableCors,
  acceptedRisks,
}: ResolvedQdrantProps): StringMap {
  return {
    // The fixes concern the check of the API key.
    ...(apiKey &&
      requireFixes({
        construct: 'QdrantChart',
        image,
        since: Images.QDRANT_FIXED_SINCE,
        why: 'earlier releases serve some paths below /dashboard without the API key',
        risk: 'outdatedQdrant',
        acceptedRisks,
      })),
    ...(replicas === 2 && reasonFor('twoNodes', acceptedRisks)),
    ...(enableCors && reasonFor('anyOrigin', acceptedRisks)),
  };
}

function volumesOf({ storage, snapshotStorage }: ResolvedQdrantProps): ResolvedVolume[] {
  return snapshotStorage ? [storage, snapshotStorage] : [storage];
}

/** A claim template. Kubernetes rejects changes of the claim templates of an existing StatefulSet. */
function claimTemplate(volume: ResolvedVolume): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name: volume.name, labels: { ...volume.labels, app: 'qdrant' }, annotations: volume.annotations },
    spec: {
      accessModes: volume.accessModes,
      volumeMode: 'Filesystem',
      storageClassName: volume.storageClassName,
      volumeAttributesClassName: volume.volumeAttributesClassName,
      resources: { requests: { storage: k8s.Quantity.fromString(canonicalQuantity(volume.size)) } },
    },
  };
}
