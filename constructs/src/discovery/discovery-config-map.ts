import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { requireProps } from '../common/required';
import { recommendedLabels, type StringMap } from '../common/labels';
import { toYaml } from '../common/yaml-text';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type IEndpoints, type IWaysIn } from '../routing/endpoints';
import { type DiscoveredEndpoint, type DiscoveredService } from './discovered-service';

const NAME = 'DiscoveryConfigMap';
const WORKLOAD_KINDS = ['deployment', 'statefulset'];
const ENDPOINT_TYPES = ['http', 'grpc'];

/**
 * Properties of `DiscoveryConfigMap`.
 */
export interface DiscoveryConfigMapProps {
  /**
   * The database. Set this prop or `service`.
   *
   * @default - `service`
   */
  readonly qdrant?: QdrantChart;

  /**
   * A service other than Qdrant.
   *
   * @default - `qdrant`
   */
  readonly service?: DiscoveredService;

  /**
   * The public URLs. Required unless the deprecated `waysIn` is set.
   *
   * @default - `waysIn`
   */
  readonly endpoints?: IEndpoints;

  /**
   * The public URLs.
   *
   * @default - `endpoints`
   * @deprecated use `endpoints`
   */
  readonly waysIn?: IWaysIn;

  /** Version of the component, e.g. `0.1.0`. */
  readonly componentVersion: string;

  /**
   * Name of the ConfigMap.
   *
   * @default 'thinkube-service-config'
   */
  readonly name?: string;

  /**
   * More environment variables for applications, in addition to the `QDRANT_*` variables of a Qdrant.
   *
   * @default - none
   */
  readonly environmentVariables?: { readonly [name: string]: string };

  /**
   * More labels.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * A ConfigMap that announces Qdrant, or another service, to the service discovery of Thinkube, which reads ConfigMaps with the label
 * `thinkube.io/managed=true`. The chart of the construct needs a namespace.
 */
export class DiscoveryConfigMap extends Construct {
  /** The ConfigMap. */
  public readonly configMap: k8s.KubeConfigMap;

  constructor(scope: Construct, id: string, props: DiscoveryConfigMapProps) {
    super(scope, id);
    requireProps(NAME, props, ['componentVersion']);

    const { qdrant, service, componentVersion } = props;
    if (service && qdrant) {
      throw invalidProp(NAME, 'service', service.name, 'absent with qdrant', 'remove one of them');
    }
    if (!service && !qdrant) {
      throw invalidProp(NAME, 'qdrant', qdrant, 'a QdrantChart, if service is absent', 'set qdrant or service');
    }
    const { namespace } = Chart.of(this);
    if (!namespace) {
      throw invalidProp(NAME, 'namespace', namespace, 'a chart with a namespace', 'set the namespace of the chart');
    }
    const urls = props.endpoints ?? props.waysIn;
    if (!urls) {
      throw invalidProp(NAME, 'endpoints', urls, 'the endpoints of a stack', 'pass a DualIngress or GatewayRoutes');
    }
    const announced = qdrant ? ofQdrant(qdrant, urls) : ofService(service!, urls);

    this.configMap = new k8s.KubeConfigMap(this, 'config-map', {
      metadata: {
        name: props.name ?? 'thinkube-service-config',
        labels: {
          ...props.labels,
          ...recommendedLabels({
            name: announced.name,
            instance: announced.workload.name,
            component: 'service-discovery',
          }),
          'thinkube.io/managed': 'true',
          'thinkube.io/service-type': 'optional',
          'thinkube.io/service-name': announced.name,
          'thinkube.io/component-version': componentVersion,
        },
      },
      data: {
        'service.yaml': toYaml([
          {
            service: {
              name: announced.name,
              display_name: announced.displayName,
              description: announced.description,
              type: 'optional',
              category: announced.category,
              icon: announced.icon,
              component_version: componentVersion,
              endpoints: announced.endpoints,
              dependencies: announced.dependencies,
              scaling: {
                resource_type: announced.workload.kind,
                resource_name: announced.workload.name,
                namespace,
                min_replicas: 1,
                can_disable: true,
              },
              metadata: announced.metadata,
              environment_variables: Object.entries({
                ...announced.variables,
                ...props.environmentVariables,
              }).map(([name, value]) => ({ name, value })),
            },
          },
        ]),
      },
    });
  }
}

/** What the ConfigMap says about a service. */
interface Announcement extends Pick<DiscoveredService, 'name' | 'displayName' | 'description' | 'category' | 'icon'> {
  readonly endpoints: readonly object[];
  readonly dependencies: readonly string[];
  readonly workload: { readonly kind: string; readonly name: string };
  readonly metadata: object;
  readonly variables: StringMap;
}

function ofQdrant(qdrant: QdrantChart, urls: IEndpoints): Announcement {
  return {
    name: 'qdrant',
    displayName: 'Qdrant',
    description: 'Vector database for semantic search and AI applications',
    category: 'ai',
    icon: '/icons/tk_vector.svg',
    endpoints: endpointsOf(qdrant, urls),
    dependencies: [],
    workload: { kind: 'statefulset', name: qdrant.statefulSet.name },
    metadata: {
      authentication: { dashboard: 'oauth2', api: qdrant.hasApiKey ? 'api-key' : 'none' },
      persistence: true,
      license: 'Apache-2.0',
    },
    variables: {
      QDRANT_API_URL: urls.apiUrl,
      QDRANT_DASHBOARD_URL: urls.dashboardUrl,
      QDRANT_GRPC_HOST: qdrant.host,
      QDRANT_GRPC_PORT: String(qdrant.serviceGrpcPort),
    },
  };
}

function ofService(service: DiscoveredService, { dashboardUrl, apiUrl }: IEndpoints): Announcement {
  requireProps(NAME, service, ['name', 'displayName', 'description', 'category', 'icon', 'workloadName']);
  const { workloadKind: kind, workloadName: name, license } = service;
  if (!WORKLOAD_KINDS.includes(kind)) {
    const fix = 'write the kind of the workload in lower case';
    throw invalidProp(NAME, 'service.workloadKind', kind, WORKLOAD_KINDS.join(', '), fix);
  }
  const dashboard = { name: 'dashboard', url: dashboardUrl, description: 'Web dashboard, for signed-in people' };
  const api = { name: 'api', url: apiUrl, description: 'API for applications' };
  return {
    ...service,
    endpoints: [dashboard, ...(apiUrl === dashboardUrl ? [] : [api]), ...(service.endpoints ?? [])].map(endpointOf),
    dependencies: service.dependencies ?? [],
    workload: { kind, name },
    metadata: {
      authentication: service.authentication ?? { dashboard: 'oauth2' },
      persistence: service.persistence ?? false,
      ...(license !== undefined && { license }),
    },
    variables: {},
  };
}

/** The first endpoint, which is the dashboard, is the primary one. */
function endpointOf({ name, url, description, type = 'http', ...rest }: DiscoveredEndpoint, index: number) {
  if (!ENDPOINT_TYPES.includes(type)) {
    throw invalidProp(NAME, 'service.endpoints.type', type, ENDPOINT_TYPES.join(', '), 'use http');
  }
  const isDashboard = index === 0;
  const healthUrl = isDashboard ? `${url}/` : rest.healthUrl;
  return {
    name,
    type,
    url,
    description,
    primary: isDashboard,
    ...(rest.internal && { internal: true }),
    ...(healthUrl !== undefined && { health_url: healthUrl }),
  };
}

function endpointsOf(qdrant: QdrantChart, { dashboardUrl, apiUrl, grpcUrl }: IEndpoints) {
  return [
    {
      name: 'dashboard',
      type: 'http',
      url: dashboardUrl,
      description: 'Web dashboard, for signed-in people',
      primary: true,
      health_url: `${dashboardUrl}/`,
    },
    {
      name: 'api',
      type: 'http',
      url: apiUrl,
      description: 'REST API for applications',
      primary: false,
      // A path that requires no API key.
      health_url: `${apiUrl}/${qdrant.hasApiKey ? 'readyz' : 'collections'}`,
    },
    ...(grpcUrl
      ? [
          {
            name: 'grpc',
            type: 'grpc',
            url: grpcUrl,
            description: 'gRPC API for applications',
            primary: false,
          },
        ]
      : []),
    {
      name: 'internal-api',
      type: 'http',
      url: qdrant.url,
      description: 'REST API inside the cluster',
      primary: false,
      internal: true,
    },
    {
      name: 'internal-grpc',
      type: 'grpc',
      url: `${qdrant.host}:${qdrant.serviceGrpcPort}`,
      description: 'gRPC API inside the cluster',
      primary: false,
      internal: true,
    },
  ];
}
