import { type WatchedParts } from './monitoring-props';
import { type Selectors, selectorsOf } from './selectors';

/** An alerting rule of Prometheus. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  readonly description: string;
}

/** Days before the expiry of a certificate from which the alert fires. cert-manager renews 30 days before the expiry. */
const CERTIFICATE_DAYS = 14;

/** The alerts. `critical` needs a person at once, `warning` on the next working day. */
export function alertRules(parts: WatchedParts, backupMaxAgeHours: number): AlertRule[] {
  const at = selectorsOf(parts);
  return [
    ...nodeRules(parts, at),
    ...certificateRules(parts.hosts ?? [], at),
    ...backupRules(parts, at, backupMaxAgeHours),
    ...reconcileRules(parts, at),
    ...verifyRules(parts, at),
    ...signInRules(at),
  ];
}

function nodeRules({ qdrant: { replicas, clusterEnabled } }: WatchedParts, at: Selectors): AlertRule[] {
  // Without samples, no node is known to answer.
  const answering = `(sum(up{${at.qdrant}}) or vector(0))`;
  const noLeader = [
    ...(replicas > 1 ? [`${answering} * 2 <= ${replicas}`] : []),
    // Each election without a result increases the term.
    `max(increase(${at.metric('cluster_term')}[10m])) > 10`,
    `max(${at.metric('cluster_working_state', ', state="stopped"')}) == 1`,
  ];
  return [
    {
      alert: 'QdrantNodeDown',
      expr: `${answering} < ${replicas}`,
      for: '5m',
      severity: 'critical',
      summary: 'A Qdrant node is down',
      description: `{{ $value }} of ${replicas} nodes in namespace ${at.namespace} answer Prometheus.`,
    },
    ...(clusterEnabled
      ? ([
          {
            alert: 'QdrantNoLeader',
            expr: noLeader.join('\nor '),
            for: '5m',
            severity: 'critical',
            summary: 'Qdrant has no leader',
            description: `The nodes in namespace ${at.namespace} cannot agree on a leader: collections and their shards cannot be changed.`,
          },
          {
            alert: 'QdrantClusterSplit',
            expr: ['min', 'max']
              .map(each => `${each}(${at.metric('cluster_peers_total')}) != ${replicas}`)
              .join('\nor '),
            for: '10m',
            severity: 'critical',
            summary: 'The nodes of Qdrant are not one cluster',
            description: `A node in namespace ${at.namespace} is in a cluster of {{ $value }} nodes instead of ${replicas}: its answers can lack collections.`,
          },
          {
            alert: 'QdrantReplicaDead',
            expr: `max(${at.metric('collection_dead_replicas')}) > 0`,
            for: '15m',
            severity: 'warning',
            summary: 'A shard of Qdrant lacks a replica',
            description: `{{ $value }} replicas in namespace ${at.namespace} are not active, so that one loss more may take data with it.`,
          },
        ] as const)
      : []),
    {
      alert: 'QdrantRecoveryMode',
      expr: `max by (pod) (${at.metric('app_status_recovery_mode')}) == 1`,
      for: '1m',
      severity: 'critical',
      summary: 'A Qdrant node is in recovery mode',
      description: `Node {{ $labels.pod }} in namespace ${at.namespace} has not loaded its collections, and only deletes them.`,
    },
    {
      alert: 'QdrantDiskFillingUp',
      expr: [
        `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${at.volumes}})`,
        `/ max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${at.volumes}}) > 0.8`,
      ].join('\n'),
      for: '10m',
      severity: 'warning',
      summary: 'A volume of Qdrant is 80 % full',
      description: `Volume {{ $labels.persistentvolumeclaim }} in namespace ${at.namespace} is {{ $value | humanizePercentage }} full. Qdrant refuses to write, or does not start, once there is no room.`,
    },
  ];
}

/** The alert for certificates. ingress-nginx, cert-manager and the blackbox exporter know the expiry, and one of them is enough. */
function certificateRules(hosts: readonly string[], { namespace }: Selectors): AlertRule[] {
  if (hosts.length === 0) {
    return [];
  }
  const pattern = hosts.map(host => host.replaceAll('.', '[.]')).join('|');
  const issued = ['namespace', 'exported_namespace'].map(
    label => `certmanager_certificate_expiration_timestamp_seconds{${label}="${namespace}"}`,
  );
  const ends = [
    `min by (host) (nginx_ingress_controller_ssl_expire_time_seconds{host=~"${pattern}"})`,
    `min by (name) (${issued.join(' or ')})`,
    `min by (instance) (probe_ssl_earliest_cert_expiry{instance=~"(https://)?(${pattern})([:/].*)?"})`,
  ];
  return [
    {
      alert: 'QdrantCertificateExpiring',
      expr: `(\n  ${ends.join('\n  or ')}\n) - time() < ${CERTIFICATE_DAYS} * 86400`,
      for: '1h',
      severity: 'warning',
      summary: 'A certificate of Qdrant is near its end',
      description:
        'The certificate of {{ $labels.host }}{{ $labels.name }}{{ $labels.instance }} ends in {{ $value | humanizeDuration }}, and nobody has renewed it.',
    },
  ];
}

function backupRules({ scheduledBackup }: WatchedParts, at: Selectors, maxAgeHours: number): AlertRule[] {
  const { backup, drill, namespace } = at;
  return [
    ...(backup === undefined
      ? []
      : ([
          {
            alert: 'QdrantBackupTooOld',
            expr: ageOf(backup, `${maxAgeHours} * 3600`),
            for: '10m',
            severity: 'warning',
            summary: 'The last backup of Qdrant is too old',
            description: `CronJob {{ $labels.cronjob }} in namespace ${namespace} last succeeded {{ $value | humanizeDuration }} ago.`,
          },
        ] as const)),
    ...(drill === undefined
      ? []
      : ([
          {
            alert: 'QdrantBackupUnproven',
            expr: ageOf(drill, `${scheduledBackup!.drill!.maxAgeHours} * 3600`),
            for: '10m',
            severity: 'warning',
            summary: 'The last proof of a backup of Qdrant is too old',
            description: `CronJob {{ $labels.cronjob }} in namespace ${namespace} last proved a backup {{ $value | humanizeDuration }} ago.`,
          },
        ] as const)),
  ];
}

function reconcileRules({ reconciler }: WatchedParts, { reconciler: cronJob, namespace }: Selectors): AlertRule[] {
  return cronJob === undefined
    ? []
    : [
        {
          alert: 'QdrantReconcileTooOld',
          expr: ageOf(cronJob, `${reconciler!.maxAgeMinutes} * 60`),
          for: '10m',
          severity: 'warning',
          summary: 'Nobody keeps the Keycloak client and the Secrets of Qdrant',
          description: `CronJob {{ $labels.cronjob }} in namespace ${namespace} last succeeded {{ $value | humanizeDuration }} ago.`,
        },
      ];
}

function verifyRules({ reconciler }: WatchedParts, { verifier: cronJob, namespace }: Selectors): AlertRule[] {
  return cronJob === undefined
    ? []
    : [
        {
          alert: 'QdrantVerifyTooOld',
          expr: ageOf(cronJob, `${reconciler!.verifier!.maxAgeMinutes} * 60`),
          for: '10m',
          severity: 'warning',
          summary: 'The checks of Qdrant through its ingress fail',
          description: `CronJob {{ $labels.cronjob }} in namespace ${namespace} last passed {{ $value | humanizeDuration }} ago.`,
        },
      ];
}

/** Whether the last success of a CronJob is too old. Before the first success, the age of the CronJob counts. */
function ageOf(cronJob: string, seconds: string): string {
  const last = `(kube_cronjob_status_last_successful_time{${cronJob}} or kube_cronjob_created{${cronJob}})`;
  return `time() - max by (cronjob) ${last} > ${seconds}`;
}

function signInRules({ oauth2Proxy, oauth2ProxyDeployment, namespace }: Selectors): AlertRule[] {
  if (oauth2Proxy === undefined) {
    return [];
  }
  const answers = (more = '') => `sum(rate(oauth2_proxy_requests_total{${oauth2Proxy}${more}}[5m]))`;
  return [
    {
      alert: 'QdrantSignInDown',
      // A pod without its session store answers Prometheus but is not ready.
      expr: `(sum(up{${oauth2Proxy}}) or vector(0)) == 0\nor max(kube_deployment_status_replicas_available{${oauth2ProxyDeployment}}) == 0`,
      for: '5m',
      severity: 'critical',
      summary: "Nobody can sign in to Qdrant's dashboard",
      description: `No oauth2-proxy in namespace ${namespace} is ready.`,
    },
    {
      alert: 'QdrantSignInErrors',
      expr: `${answers(', code=~"5.."')} / ${answers()} > 0.05`,
      for: '10m',
      severity: 'warning',
      summary: "Signing in to Qdrant's dashboard fails",
      description: `{{ $value | humanizePercentage }} of the answers of oauth2-proxy in namespace ${namespace} are errors of a server.`,
    },
  ];
}
