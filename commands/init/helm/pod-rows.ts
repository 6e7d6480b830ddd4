import { docsPage } from '../../../cli/pages';
import { stackedLimits } from './resources';
import {
  type Context,
  inQdrant,
  isEmpty,
  noEffect,
  notCarried,
  readWith,
  type Row,
  set,
  setUnlessEmpty,
  understood,
} from './row';
import { isTree, textOf } from './tree';

const REPOSITORY = 'docker.io/qdrant/qdrant';
const TWO_NODES = 'the running installation has two nodes';

const ALWAYS_PROBED = 'the pods of the stack have this probe; null in the config is no probe';
const OTHER_NAME = 'nothing: labels of selectors are immutable; back up, and restore into a new installation';

/** Rows of the names, the image and the pods. */
export const POD_ROWS: readonly Row[] = [
  understood('replicaCount', 1, value => [
    set('qdrant.replicas', value),
    ...(value === 2
      ? [
          set('acceptedRisks.twoNodes', TWO_NODES),
          { check: `Two nodes have no majority if one fails. Add a third node: ${docsPage('scale')}` },
        ]
      : []),
  ]),
  understood('image.repository', REPOSITORY, (_, context) => image(context)),
  readWith('image.tag'),
  readWith('image.useUnprivilegedImage', false),
  understood('image.pullPolicy', 'IfNotPresent', value =>
    value === 'IfNotPresent' ? [] : [set('imagePullPolicy', value)],
  ),
  understood('imagePullSecrets', [], value =>
    isEmpty(value) ? [] : [set('imagePullSecrets', Array.isArray(value) ? value.map(secretOf) : value)],
  ),
  understood('fullnameOverride', '', (_, { name, release }) => [
    ...(name === 'qdrant' ? [] : [set('qdrant.name', name, 'the name of the release')]),
    ...(name === release ? [] : [set('qdrant.instance', release, 'the name of the release')]),
  ]),
  understood('nameOverride', '', value =>
    isEmpty(value) || value === 'qdrant'
      ? []
      : [{ lost: 'the selectors of the installation have another name in their labels', sayAt: OTHER_NAME }],
  ),
  notCarried(
    'args',
    ['./config/initialize.sh'],
    'qdrant.args, for options of Qdrant; remove a start script of your own',
  ),
  understood('resources', {}, resources),
  understood('nodeSelector', {}, setUnlessEmpty('scheduling.nodeSelector')),
  understood('tolerations', [], setUnlessEmpty('scheduling.tolerations')),
  understood('priorityClassName', '', setUnlessEmpty('scheduling.priorityClassName')),
  inQdrant('affinity', {}, 'affinity'),
  inQdrant('topologySpreadConstraints', [], 'topologySpreadConstraints'),
  understood('podDisruptionBudget.enabled', false, disruptionBudget),
  readWith('podDisruptionBudget.maxUnavailable', 1),
  readWith('podDisruptionBudget.minAvailable'),
  readWith('podDisruptionBudget.unhealthyPodEvictionPolicy', ''),
  understood('readinessProbe.enabled', true, enabled =>
    enabled === false ? [set('qdrant.readinessProbe', null)] : [],
  ),
  noEffect('livenessProbe.enabled', false, ALWAYS_PROBED),
  noEffect('startupProbe.enabled', false, ALWAYS_PROBED),
  ...probe('readinessProbe', { initialDelaySeconds: 5, failureThreshold: 6 }),
  ...probe('livenessProbe', { initialDelaySeconds: 5, failureThreshold: 6 }),
  ...probe('startupProbe', { initialDelaySeconds: 10, failureThreshold: 30 }),
  notCarried('additionalLabels', {}, 'qdrant.podLabels and qdrant.service.labels'),
  inQdrant('additionalAnnotations', {}, 'annotations'),
  inQdrant('podAnnotations', {}, 'podAnnotations'),
  inQdrant('podLabels', {}, 'podLabels'),
  inQdrant(
    'containerSecurityContext',
    {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 2000,
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
    },
    'containerSecurityContext',
  ),
  inQdrant('podSecurityContext', { fsGroup: 3000, fsGroupChangePolicy: 'Always' }, 'podSecurityContext'),
  inQdrant('lifecycle', { preStop: { exec: { command: ['sleep', '3'] } } }, 'lifecycle'),
  noEffect('updateVolumeFsOwnership', true, 'fsGroup of the pods gives Qdrant access to the volumes'),
  inQdrant('sidecarContainers', [], 'sidecarContainers'),
  inQdrant('serviceAccount.annotations', {}, 'serviceAccountAnnotations'),
  inQdrant('shareProcessNamespace', false, 'shareProcessNamespace'),
  inQdrant('terminationGracePeriodSeconds', undefined, 'terminationGracePeriodSeconds'),
  inQdrant('minReadySeconds', undefined, 'minReadySeconds'),
  inQdrant('podManagementPolicy', 'Parallel', 'podManagementPolicy'),
  noEffect('chartTests', undefined, 'npm run verify checks the installation'),
];

function probe(name: string, byDefault: Readonly<Record<string, number>>): Row[] {
  const timing = { periodSeconds: 5, timeoutSeconds: 1, successThreshold: 1, ...byDefault };
  return Object.entries(timing).map(([field, value]) =>
    inQdrant(`${name}.${field}`, value, `${name}.${field}`, `${name}.enabled`),
  );
}

function secretOf(reference: unknown): unknown {
  return isTree(reference) ? reference.name : reference;
}

function image({ values, appVersion }: Context) {
  const { repository, tag, useUnprivilegedImage } = isTree(values.image) ? values.image : {};
  const version = typeof tag === 'number' ? String(tag) : (textOf(tag) ?? appVersion ?? DEFAULT_VERSION);
  const unprivileged = useUnprivilegedImage === true ? '-unprivileged' : '';
  return [
    set('images.qdrant', `${textOf(repository) ?? REPOSITORY}:${version}${unprivileged}`, 'image'),
    ...(isEmpty(tag) && appVersion === undefined
      ? [
          {
            check: `The version of Qdrant: neither image.tag nor --chart-version says the version, so images.qdrant has ${DEFAULT_VERSION}. Compare with the image of the running pods.`,
          },
        ]
      : []),
  ];
}

/** The version of the chart whose keys this table has. */
export const DEFAULT_VERSION = 'v1.19.0';

function resources(value: unknown) {
  const { amounts, others, unset } = stackedLimits(value);
  return [
    ...amounts.map(({ path, amount, from }) => set(`qdrant.resources.${path}`, amount, from)),
    ...others.map(from => ({
      lost: 'the config has cpu, memory and ephemeral-storage only',
      sayAt: `extend in qdrant-stack.config.ts, with addJsonPatch: ${docsPage('configuration')}`,
      from,
    })),
    ...(unset.length > 0
      ? [
          {
            lost: `the chart sets no ${unset.join(', ')}, and the stack has its own values`,
            sayAt: 'qdrant.resources, for other values; null is none',
          },
        ]
      : []),
  ];
}

function disruptionBudget(enabled: unknown, { values }: Context) {
  if (enabled !== true) {
    return [];
  }
  const { maxUnavailable, minAvailable, unhealthyPodEvictionPolicy } = isTree(values.podDisruptionBudget)
    ? values.podDisruptionBudget
    : {};
  const budget = Object.fromEntries(
    Object.entries({ maxUnavailable, minAvailable, unhealthyPodEvictionPolicy }).filter(([, value]) => !isEmpty(value)),
  );
  const isOurs =
    maxUnavailable === 1 &&
    isEmpty(minAvailable) &&
    ['AlwaysAllow', undefined].includes(budget.unhealthyPodEvictionPolicy as string);
  if (!isOurs && isEmpty(minAvailable) !== isEmpty(maxUnavailable)) {
    return [set('qdrant.podDisruptionBudget', budget, 'podDisruptionBudget')];
  }
  return [
    set('scheduling.disruptionBudgets', true),
    ...(isOurs
      ? []
      : [
          {
            lost: 'the stack lets a drain evict one pod at a time, also a pod that is not ready',
            sayAt: 'qdrant.podDisruptionBudget',
            from: 'podDisruptionBudget',
          },
        ]),
  ];
}
