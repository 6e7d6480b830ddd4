/**
 * Options of a ServiceMonitor of the Prometheus operator. Prometheus then scrapes each pod.
 */
export interface ServiceMonitorOptions {
  /**
   * More labels, e.g. the labels by which a Prometheus selects its ServiceMonitors.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Time between two scrapes, as a Prometheus duration.
   *
   * @default '30s'
   */
  readonly interval?: string;

  /**
   * Timeout of a scrape, as a Prometheus duration. It must not exceed `interval`.
   *
   * @default '10s'
   */
  readonly scrapeTimeout?: string;

  /**
   * Relabelings before the scrape, in the format of the field `relabelings` of a ServiceMonitor.
   *
   * @default - none
   */
  readonly relabelings?: unknown[];

  /**
   * Relabelings after the scrape, in the format of the field `metricRelabelings` of a ServiceMonitor.
   *
   * @default - none
   */
  readonly metricRelabelings?: unknown[];

  /**
   * TLS settings, in the format of the field `tlsConfig` of a ServiceMonitor.
   *
   * @default - if Qdrant serves TLS, the `ca.crt` of its Secret and the DNS name of its Service, otherwise none
   */
  readonly tlsConfig?: unknown;
}
