import { Chart, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { requireProps } from '../common/required';
import { recommendedLabels } from '../common/labels';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type IEndpoints, type IWaysIn } from '../routing/endpoints';

const NAME = 'DiscoveryConfigMap';

/**
 * Properties of `DiscoveryConfigMap`.
 */
export interface DiscoveryConfigMapProps {
  /** The database. */
  readonly qdrant: QdrantChart;

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
   * More environment variables for applications, in addition to the `QDRANT_*` variables.
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
 * A ConfigMap that announces Qdrant to the service discovery of Thinkube, which reads ConfigMaps with the label
 * `thinkube.io/managed=true`. The chart of the construct needs a namespace.
 */
export class DiscoveryConfigMap extends Construct {
  /** The ConfigMap. */
  public readonly configMap: k8s.KubeConfigMap;

  constructor(scope: Construct, id: string, props: DiscoveryConfigMapProps) {
    super(scope, id);
    requireProps(NAME, props, ['qdrant', 'componentVersion']);

    const { qdrant, componentVersion } = props;
    const { namespace } = Chart.of(this);
    if (!namespace) {
      throw invalidProp(NAME, 'namespace', namespace, 'a chart with a namespace', 'set the namespace of the chart');
    }
    const urls = props.endpoints ?? props.waysIn;
    if (!urls) {
      throw invalidProp(NAME, 'endpoints', urls, 'the endpoints of a stack', 'pass a DualIngress or GatewayRoutes');
    }

    this.configMap = new k8s.KubeConfigMap(this, 'config-map', {
      metadata: {
        name: props.name ?? 'thinkube-service-config',
        labels: {
          ...props.labels,
          ...recommendedLabels({
            name: 'qdrant',
            instance: qdrant.statefulSet.name,
            component: 'service-discovery',
          }),
          'thinkube.io/managed': 'true',
          'thinkube.io/service-type': 'optional',
          'thinkube.io/service-name': 'qdrant',
          'thinkube.io/component-version': componentVersion,
        },
      },
      data: {
        'service.yaml': Yaml.stringify({
          service: {
            name: 'qdrant',
            display_name: 'Qdrant',
            description: 'Vector database for semantic search and AI applications',
            type: 'optional',
            category: 'ai',
            icon: '/icons/tk_vector.svg',
            component_version: componentVersion,
            endpoints: endpointsOf(qdrant, urls),
            dependencies: [],
            scaling: {
              resource_type: 'statefulset',
              resource_name: qdrant.statefulSet.name,
              namespace,
              min_replicas: 1,
              can_disable: true,
            },
            metadata: {
              authentication: { dashboard: 'oauth2', api: qdrant.hasApiKey ? 'api-key' : 'none' },
              persistence: true,
              license: 'Apache-2.0',
            },
            environment_variables: Object.entries({
              QDRANT_API_URL: urls.apiUrl,
              QDRANT_DASHBOARD_URL: urls.dashboardUrl,
              QDRANT_GRPC_HOST: qdrant.host,
              QDRANT_GRPC_PORT: String(qdrant.serviceGrpcPort),
              ...props.environmentVariables,
            }).map(([name, value]) => ({ name, value })),
          },
        }),
      },
    });
  }
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
