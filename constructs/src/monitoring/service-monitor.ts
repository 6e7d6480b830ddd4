import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { type Construct } from 'constructs';
import { type StringMap } from '../common/labels';
import { type SecretKey } from '../common/references';
import { type ServiceMonitorOptions } from './service-monitor-options';

/** What a construct with metrics tells about them. */
interface Scraped {
  readonly metadata: ApiObjectMetadata & { readonly labels: StringMap };
  /** Labels of the Service. The name of the Service becomes the label `job` of every sample. */
  readonly selector: StringMap;
  /** Name of the port. */
  readonly port: string;
  readonly scheme: string;
  /** Default of `tlsConfig`. */
  readonly tlsConfig?: object;
  /** Key for the header `Authorization: Bearer`. */
  readonly apiKey?: SecretKey;
}

/** A ServiceMonitor of the Prometheus operator. Prometheus scrapes each pod of the Service. */
export function serviceMonitor(scope: Construct, id: string, scraped: Scraped, options: ServiceMonitorOptions): void {
  const { metadata, apiKey } = scraped;
  new ApiObject(scope, id, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { ...metadata, labels: { ...options.labels, ...metadata.labels } },
    spec: {
      selector: { matchLabels: scraped.selector },
      endpoints: [
        {
          port: scraped.port,
          path: '/metrics',
          scheme: scraped.scheme,
          interval: options.interval ?? '30s',
          scrapeTimeout: options.scrapeTimeout ?? '10s',
          // The label `endpoint` of Qdrant is the path of a request. Without this field, the operator replaces the label.
          honorLabels: true,
          authorization: apiKey && { type: 'Bearer', credentials: { name: apiKey.name, key: apiKey.key } },
          tlsConfig: options.tlsConfig ?? scraped.tlsConfig,
          relabelings: options.relabelings,
          metricRelabelings: options.metricRelabelings,
        },
      ],
    },
  });
}
