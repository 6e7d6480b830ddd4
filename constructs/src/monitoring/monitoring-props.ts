import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type ScheduledBackup } from '../backup/scheduled-backup';

/**
 * What alerts and a Grafana dashboard look at.
 */
export interface WatchedParts {
  /** The database. */
  readonly qdrant: QdrantChart;

  /**
   * The sign-in, with metrics.
   *
   * @default - none
   */
  readonly oauth2Proxy?: OAuth2ProxyChart;

  /**
   * The backups.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackup;

  /**
   * Hosts whose certificates are looked at.
   *
   * @default - none
   */
  readonly hosts?: string[];
}

/**
 * How a stack is watched.
 */
export interface MonitoringOptions {
  /**
   * Whether there are ServiceMonitors and a PrometheusRule with alerts; the cluster must know these kinds.
   *
   * @default false
   */
  readonly prometheusOperator?: boolean;

  /**
   * Labels by which a Prometheus selects ServiceMonitors and rules, e.g. `release: prometheus`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Hours after which the last backup is too old: the time between two runs, and that of one run.
   *
   * @default 30 - for a backup a day
   */
  readonly backupMaxAgeHours?: number;

  /**
   * Whether there is a ConfigMap with a dashboard for Grafana.
   *
   * @default false
   */
  readonly grafanaDashboard?: boolean;

  /**
   * Labels by which Grafana's sidecar finds dashboards.
   *
   * @default - `grafana_dashboard: "1"`
   */
  readonly dashboardLabels?: { readonly [key: string]: string };
}
