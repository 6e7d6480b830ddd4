import { type Selectors } from './selectors';

/** A query and the names of its lines. */
interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** A panel. The screen has a `width` of 24. */
export interface Panel {
  readonly title: string;
  readonly type: 'stat' | 'timeseries';
  readonly width: number;
  readonly height: number;
  /** Unit, as Grafana names it. */
  readonly unit: string;
  readonly max?: number;
  readonly queries: readonly Query[];
}

const STAT = { type: 'stat', width: 6, height: 4, unit: 'short' } as const;
const CHART = { type: 'timeseries', width: 12, height: 8, unit: 'short' } as const;

/** The panels of the dashboard: first the state, then load, volumes and sign-ins. */
export function panels(at: Selectors): Panel[] {
  const { qdrant, volumes, backup, oauth2Proxy } = at;
  const answers = (api: string) =>
    `sum by (status, endpoint) (rate(${at.metric(`${api}_responses_total`)}[$__rate_interval]))`;
  return [
    { ...STAT, title: 'Nodes that answer', queries: [{ expr: `sum(up{${qdrant}})` }] },
    { ...STAT, title: 'Collections', queries: [{ expr: `max(${at.metric('collections_total')})` }] },
    { ...STAT, title: 'Vectors on all nodes', queries: [{ expr: `sum(${at.metric('collections_vector_total')})` }] },
    {
      ...STAT,
      title: 'Nodes in recovery mode',
      queries: [{ expr: `sum(${at.metric('app_status_recovery_mode')})` }],
    },
    {
      ...CHART,
      title: 'REST requests',
      unit: 'reqps',
      queries: [{ expr: answers('rest'), legend: '{{status}} {{endpoint}}' }],
    },
    {
      ...CHART,
      title: 'gRPC requests',
      unit: 'reqps',
      queries: [{ expr: answers('grpc'), legend: '{{status}} {{endpoint}}' }],
    },
    {
      ...CHART,
      title: 'REST latency, 95 of 100 requests',
      unit: 's',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le, endpoint) (rate(${at.metric('rest_responses_duration_seconds_bucket')}[$__rate_interval])))`,
          legend: '{{endpoint}}',
        },
      ],
    },
    {
      ...CHART,
      title: 'Memory',
      unit: 'bytes',
      queries: [{ expr: at.metric('memory_resident_bytes'), legend: '{{pod}}' }],
    },
    {
      ...CHART,
      title: 'Volumes',
      unit: 'percentunit',
      max: 1,
      queries: [
        {
          expr: `kubelet_volume_stats_used_bytes{${volumes}} / kubelet_volume_stats_capacity_bytes{${volumes}}`,
          legend: '{{persistentvolumeclaim}}',
        },
      ],
    },
    {
      ...CHART,
      title: 'Consensus: operations that wait, and terms',
      queries: [
        { expr: at.metric('cluster_pending_operations_total'), legend: 'waiting on {{pod}}' },
        { expr: at.metric('cluster_term'), legend: 'term of {{pod}}' },
      ],
    },
    ...(oauth2Proxy
      ? [
          {
            ...CHART,
            title: 'Answers of the sign-in',
            unit: 'reqps',
            queries: [
              {
                expr: `sum by (code) (rate(oauth2_proxy_requests_total{${oauth2Proxy}}[$__rate_interval]))`,
                legend: '{{code}}',
              },
            ],
          },
        ]
      : []),
    ...(backup
      ? [
          {
            ...CHART,
            title: 'Age of the last backup',
            unit: 's',
            queries: [{ expr: `time() - kube_cronjob_status_last_successful_time{${backup}}`, legend: '{{cronjob}}' }],
          },
        ]
      : []),
  ];
}
