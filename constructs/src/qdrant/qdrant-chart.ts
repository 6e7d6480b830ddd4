import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { accept, requireFixes } from '../security/accepted-risks';
import { publishedServices } from '../security/api-rules';
import { checksum } from '../common/checksum';
import { acceptFindings, holdTo } from '../security/rule-set';
import { serviceHost } from '../common/host';
import { Images } from '../common/images';
import { recommendedLabels } from '../common/labels';
import { LogFormat } from '../common/log-format';
import { refusePatches } from '../common/patches';
import {
  DECIDED_BY_PROPS,
  decidesVariable,
  initializeScript,
  nodesSpeakTls,
  productionYaml,
  servesTls,
} from './qdrant-config';
import { qdrantPod, SNAPSHOTS_VOLUME, STORAGE_VOLUME } from './qdrant-pod';
import { type QdrantChartProps, type QdrantVolume } from './qdrant-props';
import { clientService, headlessService } from './qdrant-services';
import { validateQdrant } from './qdrant-validation';
import { type SecretKey } from '../common/references';
import { refuseSeconds } from '../security/duplicate-objects';
import { serviceMonitor } from '../monitoring/service-monitor';
import { spreading } from '../common/spread';

const HTTP_PORT = 6333;
const GRPC_PORT = 6334;

/**
 * Qdrant as a StatefulSet, with its Services, its configuration and, on request, a PodDisruptionBudget and a
 * ServiceMonitor.
 *
 * Names, selector labels and claim templates are those of the Helm chart `qdrant`, so that an installation of it can be
 * taken over in place.
 */
export class QdrantChart extends Chart {
  /** Paths of the settings that `config` may not have, e.g. `service.http_port`: a prop decides each of them. */
  public static readonly RESERVED_SETTINGS: string[] = Object.keys(DECIDED_BY_PROPS);

  /** Name of the Service of a Qdrant inside the cluster. */
  public static serviceHost(name: string, namespace: string): string {
    return serviceHost(name, namespace);
  }

  /** Name of one of its nodes inside the cluster; the first is number 0. */
  public static nodeHost(name: string, node: number, namespace: string): string {
    return nodeHost(name, node, namespace);
  }

  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The StatefulSet. */
  public readonly statefulSet: k8s.KubeStatefulSet;

  /** The Service that clients use. */
  public readonly service: k8s.KubeService;

  /** The headless Service, which gives each node a name of its own. */
  public readonly headlessService: k8s.KubeService;

  /** Name of the Service inside the cluster. */
  public readonly host: string;

  /** URL of the REST API inside the cluster, e.g. `http://qdrant.qdrant.svc.cluster.local:6333`. */
  public readonly url: string;

  /** URLs of the REST API, one for each node: where it matters which of them answers. */
  public readonly nodeUrls: string[];

  /** Port of the REST API and the dashboard. */
  public readonly httpPort = HTTP_PORT;

  /** Port of the gRPC API. */
  public readonly grpcPort = GRPC_PORT;

  /** Port between the nodes; absent without cluster mode. */
  public readonly p2pPort?: number;

  /** Number of nodes. */
  public readonly replicas: number;

  /** Whether the nodes work in cluster mode, also where there is one. */
  public readonly clusterEnabled: boolean;

  /** Names of the claim templates. The claims are called `{template}-{pod}`. */
  public readonly claimTemplates: string[];

  /** `http`, or `https` where the pods speak TLS. */
  public readonly scheme: string;

  /** Authority that signed the certificate with which the pods speak TLS; absent where they speak plain HTTP. */
  public readonly ca?: SecretKey;

  /** Whether requests need an API key. */
  public readonly hasApiKey: boolean;

  /** The key that every request must carry; absent where none is needed. */
  public readonly apiKey?: SecretKey;

  constructor(scope: Construct, id: string, props: QdrantChartProps) {
    super(scope, id, props);
    validateQdrant(props);

    const name = props.name ?? 'qdrant';
    const image = props.image ?? Images.QDRANT;
    const annotations = props.annotations;
    // Without a key there is none to slip past.
    const outdated =
      props.apiKey &&
      requireFixes({
        construct: 'QdrantChart',
        image,
        since: Images.QDRANT_FIXED_SINCE,
        why: 'earlier ones answer some paths below /dashboard without asking for the key',
        risk: 'outdatedQdrant',
        acceptedRisks: props.acceptedRisks,
      });
    const replicas = props.replicas ?? 1;
    const headlessName = headlessServiceName(name);
    const clusterEnabled = props.cluster?.enabled ?? true;
    const p2pPort = props.cluster?.p2pPort ?? 6335;
    const selector = { app: 'qdrant', 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': name };
    const labels = {
      ...recommendedLabels({ name: 'qdrant', instance: name, component: 'database', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations };
    const ports = { http: HTTP_PORT, grpc: GRPC_PORT, ...(clusterEnabled && { p2p: p2pPort }) };
    const settings = {
      name,
      // Whole names, so that one certificate with a wildcard is for all of them: TLS takes none of a single label.
      nodesDomain: nodesSpeakTls(props.tls) ? serviceHost(headlessName, this.namespace) : headlessName,
      httpPort: HTTP_PORT,
      grpcPort: GRPC_PORT,
      clusterEnabled,
      p2pPort,
      consensusTickPeriodMs: props.cluster?.consensusTickPeriodMs ?? 100,
      tls: props.tls,
      enableCors: props.enableCors ?? false,
      jwtRbac: props.jwtRbac ?? false,
      replicationFactor: props.replicationFactor,
      writeConsistencyFactor: props.writeConsistencyFactor,
      logFormat: props.logFormat ?? LogFormat.TEXT,
      config: props.config ?? {},
    };
    const files = { 'initialize.sh': initializeScript(settings), 'production.yaml': productionYaml(settings) };

    this.selectorLabels = selector;
    this.p2pPort = clusterEnabled ? p2pPort : undefined;
    const claimTemplates = [
      claimTemplate(STORAGE_VOLUME, props.storage),
      ...(props.snapshotStorage ? [claimTemplate(SNAPSHOTS_VOLUME, props.snapshotStorage)] : []),
    ];

    this.replicas = replicas;
    this.clusterEnabled = clusterEnabled;
    this.claimTemplates = claimTemplates.map(({ metadata: claim }) => claim!.name!);
    this.scheme = servesTls(props.tls) ? 'https' : 'http';
    this.ca = servesTls(props.tls) ? { name: props.tls!.secretName, key: 'ca.crt' } : undefined;
    this.hasApiKey = props.apiKey !== undefined;
    this.apiKey = props.apiKey;
    this.host = serviceHost(name, this.namespace);
    this.url = `${this.scheme}://${this.host}:${HTTP_PORT}`;
    this.nodeUrls = Array.from({ length: replicas }, (_, node) => {
      return `${this.scheme}://${nodeHost(name, node, this.namespace)}:${HTTP_PORT}`;
    });

    new k8s.KubeServiceAccount(this, 'service-account', {
      metadata: { ...metadata, annotations: { ...annotations, ...props.serviceAccountAnnotations } },
      automountServiceAccountToken: false,
    });

    const configMap = new k8s.KubeConfigMap(this, 'config', { metadata, data: files });

    const served = { labels, annotations, selector, ports };
    this.service = clientService(this, name, served, props.service);
    this.headlessService = headlessService(this, headlessName, served);

    this.statefulSet = new k8s.KubeStatefulSet(this, 'statefulset', {
      metadata: { ...metadata, annotations: outdated ? { ...annotations, ...outdated } : annotations },
      spec: {
        serviceName: headlessName,
        replicas,
        podManagementPolicy: props.podManagementPolicy ?? 'Parallel',
        updateStrategy: props.updateStrategy ?? { type: 'RollingUpdate' },
        minReadySeconds: props.minReadySeconds,
        persistentVolumeClaimRetentionPolicy: props.persistentVolumeClaimRetentionPolicy,
        selector: { matchLabels: selector },
        template: qdrantPod(
          {
            name,
            image,
            labels,
            annotations: { 'checksum/config': checksum(files) },
            scheme: this.scheme,
            ports,
          },
          props.spread ? spreading(props, selector) : props,
        ),
        volumeClaimTemplates: claimTemplates,
      },
    });

    if (replicas === 2) {
      accept(this.statefulSet, 'twoNodes', props.acceptedRisks!.twoNodes!);
    }
    if (props.enableCors) {
      accept(this.statefulSet, 'anyOrigin', props.acceptedRisks!.anyOrigin!);
    }

    if (props.podDisruptionBudget) {
      new k8s.KubePodDisruptionBudget(this, 'pod-disruption-budget', {
        metadata,
        spec: { ...props.podDisruptionBudget, selector: { matchLabels: selector } },
      });
    }

    if (props.serviceMonitor) {
      const scraped = {
        metadata,
        selector: { ...selector, 'app.kubernetes.io/component': 'cluster-discovery' },
        port: 'http',
        scheme: this.scheme,
        tlsConfig: this.ca && {
          ca: { secret: { name: this.ca.name, key: this.ca.key } },
          // Pods are scraped by their addresses, which stand in no certificate.
          serverName: this.host,
        },
        apiKey: props.readOnlyApiKey ?? props.apiKey,
      };
      serviceMonitor(this, 'service-monitor', scraped, props.serviceMonitor);
    }

    refusePatches(this, {
      workload: this.statefulSet,
      configMap,
      decides: variable => decidesVariable(variable) !== undefined,
    });
    refuseSeconds(this, this.namespace, [props.apiKey, props.altApiKey, props.readOnlyApiKey]);
    acceptFindings(this, publishedServices(this), props.acceptedRisks);
    holdTo(this, publishedServices(this));
  }
}

function headlessServiceName(name: string): string {
  return `${name}-headless`;
}

function nodeHost(name: string, node: number, namespace: string | undefined): string {
  return `${name}-${node}.${serviceHost(headlessServiceName(name), namespace)}`;
}

/** A claim template; it is immutable once the StatefulSet exists. */
function claimTemplate(defaultName: string, volume: QdrantVolume): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: {
      name: volume.name ?? defaultName,
      labels: { ...volume.labels, app: 'qdrant' },
      annotations: volume.annotations,
    },
    spec: {
      accessModes: volume.accessModes ?? ['ReadWriteOnce'],
      storageClassName: volume.storageClassName,
      volumeAttributesClassName: volume.volumeAttributesClassName,
      resources: { requests: { storage: k8s.Quantity.fromString(volume.size) } },
    },
  };
}
