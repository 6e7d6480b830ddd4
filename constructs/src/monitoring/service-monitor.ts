import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { type Construct } from 'constructs';
import { type StringMap } from '../common/labels';
import { type ServiceMonitorOptions } from '../qdrant/qdrant-props';
import { type SecretKey } from '../common/references';

/** What the construct with the metrics says about them. */
interface Scraped {
  readonly metadata: ApiObjectMetadata & { readonly labels: StringMap };
  /** Labels of the Service, whose name becomes the label `job` of every sample. */
  readonly selector: StringMap;
  /** Name of the port. */
  readonly port: string;
  readonly scheme: string;
  /** How TLS is checked, unless the options say it. */
  readonly tlsConfig?: object;
  /** Key that is sent as a bearer token. */
  readonly apiKey?: SecretKey;
}

/** A ServiceMonitor of the Prometheus operator, which scrapes each pod behind a Service by itself. */
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
          // Qdrant's own label `endpoint` is the path of a request; the operator's would replace it.
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
