import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { type StringMap } from '../common/labels';
import { ipFamilyFields } from '../common/service-network';
import { type QdrantService } from './qdrant-props';

/** What both Services of a Qdrant have in common. */
interface Served {
  readonly labels: StringMap;
  readonly annotations: StringMap | undefined;
  readonly selector: StringMap;
  readonly ports: QdrantPorts;
  readonly ipFamilies: readonly string[] | undefined;
}

/** Ports of Qdrant. Only cluster mode has `p2p`. `metrics` is the port without API key. */
export interface QdrantPorts {
  readonly http: number;
  readonly grpc: number;
  readonly p2p?: number;
  readonly metrics?: number;
}

/** The Service for clients. */
export function clientService(
  scope: Construct,
  name: string,
  { labels, annotations, selector, ports, ipFamilies }: Served,
  options: QdrantService = {},
): k8s.KubeService {
  return new k8s.KubeService(scope, 'service', {
    metadata: {
      name,
      labels: { ...options.labels, ...labels },
      annotations: { ...annotations, ...options.annotations },
    },
    spec: {
      type: options.type ?? 'ClusterIP',
      ...ipFamilyFields('QdrantChart', ipFamilies),
      loadBalancerIp: options.loadBalancerIP,
      loadBalancerClass: options.loadBalancerClass,
      loadBalancerSourceRanges: options.loadBalancerSourceRanges,
      externalTrafficPolicy: options.externalTrafficPolicy,
      selector,
      ports: [
        {
          ...port('http', options.httpPort ?? ports.http),
          nodePort: options.httpNodePort,
          appProtocol: options.httpAppProtocol,
        },
        {
          ...port('grpc', options.grpcPort ?? ports.grpc),
          nodePort: options.grpcNodePort,
          appProtocol: options.grpcAppProtocol,
        },
      ],
    },
  });
}

/** The headless Service, which gives each node a DNS name. */
export function headlessService(
  scope: Construct,
  name: string,
  { labels, annotations, selector, ports, ipFamilies }: Served,
): k8s.KubeService {
  return new k8s.KubeService(scope, 'headless-service', {
    metadata: { name, labels: { ...labels, 'app.kubernetes.io/component': 'cluster-discovery' }, annotations },
    spec: {
      type: 'ClusterIP',
      clusterIp: 'None',
      ...ipFamilyFields('QdrantChart', ipFamilies),
      // Nodes must find each other before they are ready.
      publishNotReadyAddresses: true,
      selector,
      ports: Object.entries(ports).map(([portName, number]) => port(portName, number)),
    },
  });
}

function port(name: string, number: number): k8s.ServicePort {
  return { name, port: number, targetPort: k8s.IntOrString.fromString(name), protocol: 'TCP' };
}
