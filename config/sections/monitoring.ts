import { z } from 'zod';
import { keys, wholeNumber } from '../building-blocks';
import { labelsOf } from '../values';

export const monitoring = keys({
  prometheusOperator: z
    .boolean('true or false')
    .prefault(false)
    .describe('Whether there are ServiceMonitors and alerts. The cluster must have the Prometheus operator.'),
  labels: labelsOf('release: prometheus')
    .optional()
    .describe('Labels by which a Prometheus selects its ServiceMonitors and rules. Default: none.'),
  backupMaxAgeHours: wholeNumber('1 and more', value =>
    value < 1 ? { problem: 'no backup is as young', fix: 'write 30 for a backup a day' } : undefined,
  )
    .prefault(30)
    .describe('Hours after which the last scheduled backup is too old: the time between two, and that of one.'),
  grafanaDashboard: z
    .boolean('true or false')
    .prefault(false)
    .describe('Whether there is a ConfigMap with a dashboard for Grafana.'),
  dashboardLabels: labelsOf("grafana_dashboard: '1'")
    .prefault({ grafana_dashboard: '1' })
    .describe("Labels by which Grafana's sidecar finds dashboards."),
})
  .prefault({})
  .describe('What is there to look at: metrics, alerts, a dashboard.');
