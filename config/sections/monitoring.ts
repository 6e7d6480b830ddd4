import { boolean, integer } from '../building-blocks';
import { partOf } from '../library-props';
import { labelsOf } from '../values/kubernetes';

export const monitoring = partOf('monitoring', {
  prometheusOperator: boolean()
    .prefault(false)
    .describe('Whether the stack has ServiceMonitors and alerts. The cluster must have the Prometheus operator.'),
  labels: labelsOf('release: prometheus')
    .optional()
    .describe('The labels by which your Prometheus selects ServiceMonitors and rules. Default: none.'),
  backupMaxAgeHours: integer(
    { min: 1, max: 10_000 },
    { problem: 'a backup is older than that before the next one starts', fix: 'write 30 for one backup a day' },
  )
    .prefault(30)
    .describe(
      'The age in hours at which the last scheduled backup raises an alert. Add the time between two backups to the time of one.',
    ),
  grafanaDashboard: boolean().prefault(false).describe('Whether the stack has a ConfigMap with a Grafana dashboard.'),
  dashboardLabels: labelsOf("grafana_dashboard: '1'")
    .prefault({ grafana_dashboard: '1' })
    .describe('The labels by which the Grafana sidecar finds dashboards.'),
})
  .prefault({})
  .describe('Metrics, alerts and a Grafana dashboard.');
