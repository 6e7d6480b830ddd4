import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type Reconciler } from '../reconcile/reconciler';
import { type ScheduledBackup } from '../backup/scheduled-backup';

/**
 * The parts of a stack that alerts and the Grafana dashboard watch.
 */
export interface WatchedParts {
  /** The database. */
  readonly qdrant: QdrantChart;

  /**
   * The sign-in. It is watched only with metrics.
   *
   * @default - none
   */
  readonly oauth2Proxy?: OAuth2ProxyChart;

  /**
   * The scheduled backups.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackup;

  /**
   * The Job and the CronJob that keep the Keycloak client and the Secrets.
   *
   * @default - none
   */
  readonly reconciler?: Reconciler;

  /**
   * Hosts whose certificates are watched.
   *
   * @default - none
   */
  readonly hosts?: string[];
}

/**
 * Options of the monitoring of a stack.
 */
export interface MonitoringOptions {
  /**
   * Whether the stack has ServiceMonitors and a PrometheusRule with alerts. The cluster must have the Prometheus operator.
   *
   * @default false
   */
  readonly prometheusOperator?: boolean;

  /**
   * Labels by which a Prometheus selects its ServiceMonitors and rules, e.g. `release: prometheus`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Age in hours from which the last backup is too old. Add the time between two backups and the duration of one. A number above 0.
   *
   * @default 30 - for daily backups
   */
  readonly backupMaxAgeHours?: number;

  /**
   * Whether the stack has a ConfigMap with a Grafana dashboard.
   *
   * @default false
   */
  readonly grafanaDashboard?: boolean;

  /**
   * Labels by which the sidecar of Grafana finds dashboards.
   *
   * @default - `grafana_dashboard: "1"`
   */
  readonly dashboardLabels?: { readonly [key: string]: string };
}
