import { type WatchedParts } from './monitoring-props';

/** PromQL label matchers for the metrics of the parts. */
export interface Selectors {
  readonly namespace: string;
  /** The nodes. The name of the Service is the label `job`. */
  readonly qdrant: string;
  readonly oauth2Proxy?: string;
  readonly oauth2ProxyDeployment?: string;
  readonly volumes: string;
  readonly backup?: string;
}

export function selectorsOf({ qdrant, oauth2Proxy, scheduledBackup }: WatchedParts): Selectors {
  const namespace = qdrant.namespace ?? 'default';
  const within = (label: string, value: string) => `namespace="${namespace}", ${label}="${value}"`;
  const claims = [
    ...qdrant.claimTemplates.map(template => `${template}-${qdrant.statefulSet.name}-[0-9]+`),
    ...(scheduledBackup?.claimName ? [scheduledBackup.claimName] : []),
  ];
  return {
    namespace,
    qdrant: within('job', qdrant.headlessService.name),
    ...(oauth2Proxy?.metricsPort !== undefined && {
      oauth2Proxy: within('job', oauth2Proxy.service.name),
      oauth2ProxyDeployment: within('deployment', oauth2Proxy.deployment.name),
    }),
    volumes: `namespace="${namespace}", persistentvolumeclaim=~"${claims.join('|')}"`,
    ...(scheduledBackup && { backup: within('cronjob', scheduledBackup.cronJob.name) }),
  };
}
