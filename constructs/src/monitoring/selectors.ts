import { type WatchedParts } from './monitoring-props';

/** PromQL label matchers for the metrics of the parts. */
export interface Selectors {
  readonly namespace: string;
  /** The nodes. The name of the Service is the label `job`. */
  readonly qdrant: string;
  /** A metric of Qdrant by its own name, with the prefix of all metrics, for the nodes and more label matchers. */
  readonly metric: (name: string, matchers?: string) => string;
  readonly oauth2Proxy?: string;
  readonly oauth2ProxyDeployment?: string;
  readonly volumes: string;
  readonly backup?: string;
  readonly drill?: string;
  readonly reconciler?: string;
  readonly verifier?: string;
}

export function selectorsOf({ qdrant, oauth2Proxy, scheduledBackup, reconciler }: WatchedParts): Selectors {
  const namespace = qdrant.namespace ?? 'default';
  const within = (label: string, value: string) => `namespace="${namespace}", ${label}="${value}"`;
  const claims = [
    ...qdrant.claimTemplates.map(template => `${template}-${qdrant.statefulSet.name}-[0-9]+`),
    ...qdrant.claimNames,
    ...(scheduledBackup?.claimName ? [scheduledBackup.claimName] : []),
  ];
  const nodes = within('job', qdrant.headlessService.name);
  return {
    namespace,
    qdrant: nodes,
    metric: (name, matchers = '') => `${qdrant.metricsPrefix}${name}{${nodes}${matchers}}`,
    ...(oauth2Proxy?.metricsPort !== undefined && {
      oauth2Proxy: within('job', oauth2Proxy.service.name),
      oauth2ProxyDeployment: within('deployment', oauth2Proxy.deployment.name),
    }),
    volumes: `namespace="${namespace}", persistentvolumeclaim=~"${claims.join('|')}"`,
    ...(scheduledBackup && { backup: within('cronjob', scheduledBackup.cronJob.name) }),
    ...(reconciler?.verifier && { verifier: within('cronjob', reconciler.verifier.cronJob.name) }),
    ...(reconciler && {
      reconciler: reconciler.tlsCronJob
        ? `namespace="${namespace}", cronjob=~"${reconciler.cronJob.name}|${reconciler.tlsCronJob.name}"`
        : within('cronjob', reconciler.cronJob.name),
    }),
    ...(scheduledBackup?.drill && { drill: within('cronjob', scheduledBackup.drill.cronJob.name) }),
  };
}
