import { type K8sObject } from './objects';

/** Metrics that programs offer, as their own sources name them; those of Qdrant from 1.15.4 to 1.19.0. */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  Prometheus: ['up'],
  Qdrant: [
    'app_info',
    'app_status_recovery_mode',
    'cluster_commit',
    'cluster_enabled',
    'cluster_peers_total',
    'cluster_pending_operations_total',
    'cluster_term',
    'cluster_voter',
    'cluster_working_state', // from 1.16.3
    'collection_dead_replicas', // from 1.16.0
    'collections_total',
    'collections_vector_total',
    'grpc_responses_duration_seconds_bucket',
    'grpc_responses_total',
    'memory_resident_bytes',
    'rest_responses_duration_seconds_bucket',
    'rest_responses_total',
  ],
  'oauth2-proxy': [
    'oauth2_proxy_requests_in_flight',
    'oauth2_proxy_requests_total',
    'oauth2_proxy_response_duration_seconds_bucket',
  ],
  kubelet: ['kubelet_volume_stats_capacity_bytes', 'kubelet_volume_stats_used_bytes'],
  'kube-state-metrics': [
    'kube_cronjob_created',
    'kube_cronjob_status_last_successful_time',
    'kube_deployment_status_replicas_available',
  ],
  'ingress-nginx': ['nginx_ingress_controller_ssl_expire_time_seconds'],
  'cert-manager': ['certmanager_certificate_expiration_timestamp_seconds'],
  'blackbox exporter': ['probe_ssl_earliest_cert_expiry'],
};

/** Metrics of a query that no program offers. Every metric of ours has a selector. */
export function unknownMetrics(query: string): string[] {
  const known = Object.values(METRICS).flat();
  const names = [...query.matchAll(/([a-z_:][a-z0-9_:]*)\{/g)].map(([, name]) => name!);
  return names.length === 0 ? [`no metric in ${query}`] : names.filter(name => !known.includes(name));
}

/** A rule of a PrometheusRule. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export function rulesOf(objects: readonly K8sObject[]): Rule[] {
  return objects
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => spec.groups.flatMap(({ rules }: any) => rules));
}

/** The dashboards of Grafana that ConfigMaps hold. */
export function dashboardsOf(objects: readonly K8sObject[]): any[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels!.grafana_dashboard === '1')
    .flatMap(({ data }) => Object.values<string>(data).map(text => JSON.parse(text)));
}
