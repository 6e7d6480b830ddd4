import { looksSecret } from '../../../cli/secrets';
import { type LiveObject, titleOf } from '../../../clients/kubernetes/objects';
import { valueAt } from '../../../config/path';
import { libraryKeys, ownKeys } from '../../../config/library-props';
import type { ExpectedObject } from '../../../stack/expected';
import { isEmpty, type Outcome } from '../helm/row';
import { DEFAULT_VALUES } from '../helm/table';
import { isTree, textOf, type Tree, treesOf } from '../helm/tree';
import { isSame, isSameAmount, plain, without } from './plain';
import { podOf } from './running';

/** A workload of the installation, the workload that the stack would have, and their part of the config. */
export interface Workload {
  readonly part: 'qdrant' | 'oauth2Proxy' | 'valkey';
  readonly live: LiveObject;
  readonly ours: ExpectedObject | undefined;
  readonly container: (pod: Tree) => Tree;
  /** Whether a Helm chart made the workload. Its defaults are nobody's choice. */
  readonly isOfChart: boolean;
}

/** What `extend` is for. */
export const EXTEND = 'extend in qdrant-stack.config.ts, with addJsonPatch';

/** A field and the prop with the same values. */
interface Field {
  readonly field: string;
  readonly prop: string;
  /** `null` in the config is no value. */
  readonly allowsNull?: boolean;
}

const OF_SPEC: readonly Field[] = [
  { field: 'podManagementPolicy', prop: 'podManagementPolicy' },
  { field: 'updateStrategy', prop: 'updateStrategy' },
  { field: 'minReadySeconds', prop: 'minReadySeconds' },
  { field: 'persistentVolumeClaimRetentionPolicy', prop: 'persistentVolumeClaimRetentionPolicy' },
];

const OF_POD: readonly Field[] = [
  { field: 'nodeSelector', prop: 'nodeSelector' },
  { field: 'affinity', prop: 'affinity' },
  { field: 'tolerations', prop: 'tolerations' },
  { field: 'topologySpreadConstraints', prop: 'topologySpreadConstraints' },
  { field: 'priorityClassName', prop: 'priorityClassName' },
  { field: 'shareProcessNamespace', prop: 'shareProcessNamespace' },
];

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const OF_CONTAINER: readonly Field[] = [
  { field: 'lifecycle', prop: 'lifecycle', allowsNull: true },
  ...PROBES.map(probe => ({ field: probe, prop: probe, allowsNull: true })),
];

/** Fields that other functions read, and fields that follow from the workload. */
const READ_ELSEWHERE: Readonly<Record<'spec' | 'pod' | 'container', readonly string[]>> = {
  spec: ['replicas', 'selector', 'serviceName', 'template', 'volumeClaimTemplates', 'strategy'],
  pod: [
    ...['containers', 'initContainers', 'volumes', 'imagePullSecrets', 'securityContext'],
    ...['serviceAccount', 'serviceAccountName', 'automountServiceAccountToken', 'enableServiceLinks'],
    'terminationGracePeriodSeconds',
  ],
  container: [
    ...['name', 'image', 'imagePullPolicy', 'command', 'args', 'env', 'envFrom', 'ports', 'resources'],
    ...['securityContext', 'volumeMounts'],
  ],
};

/** Ids that a cluster such as OpenShift assigns. Without an id in the installation, the config has none. */
const IDS = ['runAsUser', 'runAsGroup', 'fsGroup'];

/** The fields of the pods that differ from those of the stack, as keys of the config. */
export function podOutcomes(workload: Workload): Outcome[] {
  const { live, ours, container } = workload;
  const [pod, ourPod] = [podOf(live), ours ? podOf(ours) : {}];
  const [own, ourOwn] = [container(pod), container(ourPod)];
  return [
    ...fieldOutcomes(workload, OF_SPEC, live.spec, ours?.spec, 'spec'),
    ...fieldOutcomes(workload, OF_POD, pod, ourPod, 'pod'),
    ...fieldOutcomes(workload, OF_CONTAINER, own, ourOwn, 'container'),
    ...graceOutcomes(workload, pod, ourPod),
    ...resourceOutcomes(workload, own, ourOwn),
    ...contextOutcomes(workload, 'podSecurityContext', pod.securityContext, ourPod.securityContext),
    ...contextOutcomes(workload, 'containerSecurityContext', own.securityContext, ourOwn.securityContext),
    ...containerOutcomes(workload, pod, own),
    ...metadataOutcomes(workload),
  ];
}

/** Where a field is: `spec.template.spec.affinity of StatefulSet search/qdrant`. */
export function fieldOf({ live }: Pick<Workload, 'live'>, path: string): string {
  return `${path} of ${titleOf(live)}`;
}

const PATHS = { spec: 'spec', pod: 'spec.template.spec', container: 'spec.template.spec.containers[]' };

function fieldOutcomes(
  workload: Workload,
  fields: readonly Field[],
  live: unknown,
  ours: unknown,
  place: keyof typeof PATHS,
): Outcome[] {
  const known = [...fields.map(({ field }) => field), ...READ_ELSEWHERE[place]];
  const given = plain(live);
  const others = Object.entries(isTree(given) ? given : {}).filter(([field]) => !known.includes(field));
  return [
    ...fields.flatMap(each => fieldOutcome(workload, each, live, ours, `${PATHS[place]}.${each.field}`)),
    ...others.map(([field]) => lost(workload, `${PATHS[place]}.${field}`, 'the config has no such key', EXTEND)),
  ];
}

function fieldOutcome(
  workload: Workload,
  { field, prop, allowsNull }: Field,
  live: unknown,
  ours: unknown,
  path: string,
): Outcome[] {
  const [value, our] = [valueAt(live, [field]), valueAt(ours, [field])];
  const isProbe = PROBES.includes(field);
  if (isProbe && !takes(workload, prop)) {
    return [];
  }
  if (isProbe ? isSame(handled(value), handled(our)) : isSame(value, our) || (isEmpty(plain(value)) && isEmpty(our))) {
    return [];
  }
  if (workload.isOfChart && isDefaultOfChart(field, value)) {
    return [];
  }
  if (isEmpty(plain(value))) {
    return allowsNull && takes(workload, prop)
      ? [entry(workload, prop, null, path)]
      : [lost(workload, path, 'the installation has no such field, and the stack has', `${workload.part}.${prop}`)];
  }
  return carried(workload, prop, isProbe ? withoutHandler(value, our) : plain(value), path);
}

/** A key of the part, if the part takes the prop. */
function carried(workload: Workload, prop: string, value: unknown, path: string): Outcome[] {
  return takes(workload, prop)
    ? [entry(workload, prop, value, path)]
    : [lost(workload, path, 'the config has no such key', EXTEND)];
}

function takes({ part }: Workload, prop: string): boolean {
  return ownKeys(part).includes(prop) || libraryKeys(part).includes(prop);
}

function entry(workload: Workload, prop: string, value: unknown, path: string): Outcome {
  return { path: [workload.part, ...prop.split('.')], value, from: fieldOf(workload, path) };
}

function lost(workload: Workload, path: string, problem: string, sayAt: string): Outcome {
  return { lost: problem, sayAt, from: fieldOf(workload, path) };
}

/** The stack has the ports of Qdrant under their names. */
function handled(probe: unknown): unknown {
  const http = valueAt(probe, ['httpGet']);
  return isTree(probe) && isTree(http)
    ? { ...probe, httpGet: { ...http, port: http.port === 6333 || http.port === 4180 ? 'http' : http.port } }
    : probe;
}

/** The times of a probe, and its handler if the stack has another one. The times of the stack are no defaults. */
function withoutHandler(probe: unknown, ours: unknown): unknown {
  if (!isTree(probe)) {
    return probe;
  }
  const times = { periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3, ...probe };
  const handlers = (each: unknown) => {
    const { httpGet, exec, tcpSocket, grpc } = isTree(each) ? each : {};
    return { httpGet, exec, tcpSocket, grpc };
  };
  return isSame(handlers(handled(probe)), handlers(handled(ours)))
    ? without(times, /^(?:httpGet|exec|tcpSocket|grpc)$/)
    : { ...times, ...Object.fromEntries(Object.entries(handlers(probe)).filter(([, each]) => each !== undefined)) };
}

/** Whether a field has the value that the chart gives to everybody. */
function isDefaultOfChart(field: string, value: unknown): boolean {
  const byDefault = valueAt(DEFAULT_VALUES, [field]);
  if (!PROBES.includes(field)) {
    return isSame(value, byDefault);
  }
  if (valueAt(byDefault, ['enabled']) !== true) {
    return value === undefined;
  }
  return isSame(without(value, /^(?:httpGet|tcpSocket|exec|grpc)$/), without(byDefault, /^enabled$/));
}

function graceOutcomes(workload: Workload, pod: Tree, ourPod: Tree): Outcome[] {
  const [seconds, ours] = [pod.terminationGracePeriodSeconds ?? 30, ourPod.terminationGracePeriodSeconds ?? 30];
  return seconds === ours || (workload.isOfChart && seconds === 30)
    ? []
    : [entry(workload, 'terminationGracePeriodSeconds', seconds, 'spec.template.spec.terminationGracePeriodSeconds')];
}

const AMOUNTS = ['cpu', 'memory', 'ephemeral-storage'];

function resourceOutcomes(workload: Workload, own: Tree, ourOwn: Tree): Outcome[] {
  return ['requests', 'limits'].flatMap(kind => {
    const path = (name: string) => `${PATHS.container}.resources.${kind}.${name}`;
    const amount = (container: Tree, name: string) => valueAt(container, ['resources', kind, name]);
    const others = Object.keys((valueAt(own, ['resources', kind]) ?? {}) as object).filter(
      name => !AMOUNTS.includes(name),
    );
    return [
      ...AMOUNTS.filter(name => !isSameAmount(amount(own, name), amount(ourOwn, name))).map(name =>
        entry(workload, `resources.${kind}.${name}`, amount(own, name) ?? null, path(name)),
      ),
      ...others.map(name =>
        lost(workload, path(name), 'the config has cpu, memory and ephemeral-storage only', EXTEND),
      ),
    ];
  });
}

/** Fields of a security context. The stack keeps its own fields, which are stricter, beside them. */
function contextOutcomes(workload: Workload, prop: string, live: unknown, ours: unknown): Outcome[] {
  const [given, own] = [isTree(live) ? live : {}, isTree(ours) ? ours : {}];
  const byDefault = valueAt(DEFAULT_VALUES, [prop]);
  if (workload.isOfChart && isSame(live, byDefault)) {
    return [];
  }
  const path = prop === 'podSecurityContext' ? `${PATHS.pod}.securityContext` : `${PATHS.container}.securityContext`;
  return [
    ...Object.entries(given)
      .filter(([field, value]) => !isSame(value, own[field]))
      .map(([field, value]) => entry(workload, `${prop}.${field}`, value, `${path}.${field}`)),
    ...IDS.filter(id => given[id] === undefined && own[id] !== undefined).map(id =>
      entry(workload, `${prop}.${id}`, null, `${path}.${id}`),
    ),
  ];
}

/** The container of the chart that changes the owner of the files. */
const OWNERSHIP = 'ensure-dir-ownership';

function containerOutcomes(workload: Workload, pod: Tree, own: Tree): Outcome[] {
  const read = (containers: readonly Tree[], prop: string, field: string) => {
    const open = containers.filter(hasSecret);
    return [
      ...open.map(({ name }) =>
        lost(
          workload,
          `${PATHS.pod}.${field}[${String(name)}]`,
          'the container has a secret in plain text',
          `${workload.part}.${prop}, with a Secret for the value`,
        ),
      ),
      ...(containers.length > 0 && open.length === 0
        ? [entry(workload, prop, containers.map(plain), `${PATHS.pod}.${field}`)]
        : []),
    ];
  };
  return [
    ...read(
      treesOf(pod.initContainers).filter(({ name }) => name !== OWNERSHIP),
      'initContainers',
      'initContainers',
    ),
    ...read(
      treesOf(pod.containers).filter(({ name }) => name !== own.name),
      'sidecarContainers',
      'containers',
    ),
  ];
}

/** Whether a variable or an argument of a container looks like a secret. */
function hasSecret({ env, args, command }: Tree): boolean {
  const variables = treesOf(env).filter(({ value }) => !isEmpty(value));
  const words = [...listOf(command), ...listOf(args)].join(' ');
  const options = [...words.matchAll(/--?([\w-]+)[= ]/g)].map(([, name]) => name!);
  return [...variables.map(({ name }) => String(name)), ...options].some(looksSecret);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Labels and annotations that charts, controllers and this tool write. */
const WRITTEN_BY_TOOLS =
  /^(?:app|component|(?:app|apps)\.kubernetes\.io\/.*|helm\.sh\/.*|meta\.helm\.sh\/.*|checksum\/.*|kubectl\.kubernetes\.io\/.*|deployment\.kubernetes\.io\/.*|kube-score\/.*|cdk8s-qdrant\/.*|qdrant-stack\/.*|argocd\.argoproj\.io\/.*|(?:helm|kustomize)\.toolkit\.fluxcd\.io\/.*)$/;

/** The labels or annotations that people write. */
export function written(metadata: unknown): Tree {
  return without(metadata, WRITTEN_BY_TOOLS);
}

function metadataOutcomes(workload: Workload): Outcome[] {
  const { live, ours } = workload;
  const props = [
    ['podLabels', ['spec', 'template', 'metadata', 'labels']],
    ['podAnnotations', ['spec', 'template', 'metadata', 'annotations']],
    ['annotations', ['metadata', 'annotations']],
  ] as const;
  return props.flatMap(([prop, path]) => {
    const value = written(valueAt(live, path));
    const isKnown = isSame(value, written(valueAt(ours, path)));
    return isKnown || isEmpty(value) ? [] : carried(workload, prop, value, path.join('.'));
  });
}

/** The volumes and mounts beside those that the stack has under another name. */
export function volumeOutcomes(workload: Workload, isKnownPath: (path: string) => boolean): Outcome[] {
  const { live, ours, container } = workload;
  const pod = podOf(live);
  const ourNames = treesOf(ours && podOf(ours).volumes).map(({ name }) => name);
  const mounts = treesOf(container(pod).volumeMounts).filter(
    ({ mountPath }) => textOf(mountPath) === undefined || !isKnownPath(String(mountPath)),
  );
  const others = [...treesOf(pod.containers), ...treesOf(pod.initContainers)].filter(
    ({ name }) => name !== container(pod).name && name !== OWNERSHIP,
  );
  const used = [...mounts, ...others.flatMap(each => treesOf(each.volumeMounts))].map(({ name }) => name);
  const volumes = treesOf(pod.volumes).filter(({ name }) => used.includes(name) && !ourNames.includes(name));
  return [
    ...(mounts.length > 0
      ? [entry(workload, 'additionalVolumeMounts', mounts.map(plain), `${PATHS.container}.volumeMounts`)]
      : []),
    ...(volumes.length > 0 ? [entry(workload, 'additionalVolumes', volumes.map(plain), `${PATHS.pod}.volumes`)] : []),
  ];
}
