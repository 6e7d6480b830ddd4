import { parse } from 'yaml';

/** What an installation of Qdrant is, for a comparison of the chart's objects with those of the stack. */
export type HelmFacts = Readonly<Record<string, unknown>>;

/** The facts of the objects of a Qdrant. Fields that the objects do not have are absent. */
export function helmFacts(objects: readonly any[]): HelmFacts {
  const statefulSet = objects.find(
    ({ kind, metadata }) => kind === 'StatefulSet' && /qdrant|vectors/.test(metadata.name),
  );
  const { spec } = statefulSet;
  const pod = spec.template.spec;
  const container = pod.containers.find(({ name }: any) => name === 'qdrant');
  const mountOf = (path: string) => container.volumeMounts.find(({ mountPath }: any) => mountPath === path);
  const files = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === statefulSet.metadata.name,
  );
  const { name } = statefulSet.metadata;
  const hosts = objects
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap(each => each.spec.rules)
    .filter(({ http }: any) => http.paths.some((path: any) => path.backend.service.name === name))
    .map(({ host }: any) => host);
  const monitor = objects.find(each => each.kind === 'ServiceMonitor' && each.metadata.name === name);
  const budget = objects.find(each => each.kind === 'PodDisruptionBudget' && each.metadata.name === name);
  return JSON.parse(
    JSON.stringify({
      name,
      namespace: statefulSet.metadata.namespace,
      serviceName: spec.serviceName,
      selector: spec.selector.matchLabels,
      replicas: spec.replicas,
      podManagementPolicy: spec.podManagementPolicy,
      image: container.image,
      imagePullPolicy: container.imagePullPolicy,
      imagePullSecrets: pod.imagePullSecrets,
      nodeSelector: pod.nodeSelector,
      tolerations: pod.tolerations,
      priorityClassName: pod.priorityClassName,
      limits: container.resources?.limits,
      requests: container.resources?.requests,
      claims: (spec.volumeClaimTemplates as any[]).map(({ metadata, spec: claim }) => ({
        name: metadata.name,
        size: claim.resources.requests.storage,
        storageClassName: claim.storageClassName ?? undefined,
        accessModes: claim.accessModes,
      })),
      storageFolder: mountOf('/qdrant/storage').subPath,
      snapshotsFolder: mountOf('/qdrant/snapshots').subPath,
      settings: settingsOf(parse(files.data['production.yaml'])),
      hosts: hosts.length > 0 ? [...new Set(hosts)].sort() : undefined,
      monitorLabel: monitor?.metadata.labels.release,
      disruptionBudget: budget && {
        maxUnavailable: budget.spec.maxUnavailable,
        minAvailable: budget.spec.minAvailable,
      },
    }),
  );
}

/** The settings by their paths, such as `service.max_workers`. */
function settingsOf(tree: any, above = ''): Record<string, unknown> {
  return Object.assign(
    {},
    ...Object.entries(tree).map(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? settingsOf(value, `${above}${key}.`)
        : { [above + key]: value },
    ),
  );
}
