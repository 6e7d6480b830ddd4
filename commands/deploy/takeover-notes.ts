import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { looksSecret, redactForeign } from '../../cli/secrets';
import { type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { thousandths } from '../../config/quantity';
import { qdrantContainer } from '../../stack/qdrant-image';
import { API_KEY, pathOf, placeOf, READ_ONLY_KEY } from '../../stack/qdrant-settings';
import type { Change, Pair, Takeover } from './losses';
import { predecessorsOf } from './ownership';

const BACK_UP = 'back up first';
/** The chart's init container, which the config's fsGroup replaces. */
const OF_THE_CHART = ['ensure-dir-ownership'];
/** Annotations of Helm and kubectl about their own work. */
const OWN_BOOKKEEPING = /^(?:meta\.helm\.sh|kubectl\.kubernetes\.io|deployment\.kubernetes\.io|checksum)\//;

/** What a person should know about a takeover, one sentence each. */
export function takeoverNotes(takeover: Takeover): string[] {
  const { pairs, qdrant } = takeover;
  const taken = pairs.filter(({ before }) => before && predecessorsOf(before).length > 0) as Required<Pair>[];
  const database = taken.find(({ before }) => before.kind === 'StatefulSet');
  return [
    ...(qdrant ? modeNotes(qdrant) : []),
    ...(database && qdrant
      ? [...keyNotes(qdrant), ...settingNotes(qdrant), ...placeNotes(qdrant), ...podNotes(database)]
      : []),
    ...taken.flatMap(placementNotes),
    ...taken.flatMap(serviceNotes),
    ...taken.flatMap(annotationNotes),
    ...taken.flatMap(discoveryNotes),
  ];
}

interface Changed {
  readonly before: Change;
  readonly after: Change;
}

function modeNotes({ before, after }: Changed): string[] {
  const isOn = ({ settings: { settings } }: Change) => String(settings.get('cluster.enabled')?.value) === 'true';
  if (isOn(before) === isOn(after)) {
    return [];
  }
  return [
    isOn(after)
      ? `cluster mode of Qdrant goes from off to on: Qdrant adds its collections to the cluster at its first start, and there is no way back without a restore; ${BACK_UP}, or keep the mode with qdrant: { cluster: { enabled: false } }`
      : `cluster mode of Qdrant goes from on to off: the Raft state on the volume then has no meaning; ${BACK_UP}, or keep the mode (remove qdrant.cluster.enabled)`,
  ];
}

/** Clients know a key that Qdrant will not know any more. */
function keyNotes({ before, after }: Changed): string[] {
  return [API_KEY, READ_ONLY_KEY].flatMap(key => {
    const [from, to] = [before.settings.settings.get(key), after.settings.settings.get(key)];
    const isSame = from?.secret && from.secret.name === to?.secret?.name && from.secret.entry === to.secret.entry;
    return from && to && !isSame
      ? [
          `${key === API_KEY ? 'the API key' : 'the read-only key'} comes from ${to.source} in place of ${from.source}: if the values differ, clients need the new key; apiKeys.secretName names the Secret`,
        ]
      : [];
  });
}

/** Settings that other notes and refusals tell about. */
const TOLD =
  /^(?:service\.(?:api_key|read_only_api_key|alt_api_key|enable_tls|verify_https_client_certificate)|cluster\.enabled|cluster\.p2p\.enable_tls|storage\.(?:storage|snapshots)_path|tls\..*)$/;

function settingNotes({ before, after }: Changed): string[] {
  const inFiles = [...before.settings.settings].filter(
    ([path, { source, value }]) => !TOLD.test(path) && !source.startsWith('variable ') && value !== null,
  );
  const removed = inFiles.filter(([path]) => !after.settings.settings.has(path)).map(([path]) => path);
  const other = inFiles.flatMap(([path, { value }]) => {
    const to = after.settings.settings.get(path)?.value;
    return to === undefined || isDeepStrictEqual(value, to) ? [] : [changeOf(path, value, to)];
  });
  return [
    ...(removed.length > 0 ? [`settings of Qdrant that go: ${removed.join(', ')}; keep them with qdrant.config`] : []),
    ...(other.length > 0 ? [`settings of Qdrant that change: ${other.join(', ')}`] : []),
  ];
}

function changeOf(path: string, from: unknown, to: unknown): string {
  return looksSecret(path) ? path : `${path} from ${redactForeign(JSON.stringify(from))} to ${JSON.stringify(to)}`;
}

/** Files that Qdrant will not find, or that no volume keeps. */
function placeNotes({ before, after }: Changed): string[] {
  const place = ({ workload, settings }: Change, setting: string, fallback: string) =>
    placeOf(workload, settings, setting, fallback);
  const snapshots = [before, after].map(change => place(change, 'storage.snapshots_path', './snapshots'));
  const areSnapshotsElsewhere = snapshots[0]?.isTemplate && !isDeepStrictEqual(snapshots[0], snapshots[1]);
  return [
    ...(place(before, 'storage.storage_path', './storage')
      ? []
      : [
          `the running Qdrant keeps its data in its container and on no volume: the data ends with the pod; ${BACK_UP}`,
        ]),
    ...(areSnapshotsElsewhere
      ? [
          'Qdrant will not find its existing snapshots, which stay on their volume; qdrant.snapshotStorage sets the volume',
        ]
      : []),
  ];
}

/** The containers, volumes, variables and limits of Qdrant's pods. */
function podNotes({ before, after }: Required<Pair>): string[] {
  const [from, to] = [before, after].map(({ spec }) => spec.template.spec);
  const [old, next]: any[] = [before, after].map(each => qdrantContainer(each) ?? {});
  const containers = removedNames(from.containers, to.containers).filter(name => name !== old.name);
  const initContainers = removedNames(from.initContainers, to.initContainers).filter(
    name => !OF_THE_CHART.includes(name),
  );
  const hasKey = (next.env ?? []).some(({ name }: any) => pathOf(name) === API_KEY);
  const volumes = removedNames(from.volumes, to.volumes).filter(name => !(hasKey && name === 'qdrant-secret'));
  const variables = removedNames(old.env, next.env);
  const title = titleOf(after);
  const list = (what: string, names: readonly string[], keep: string) =>
    names.length > 0 ? [`${title}: ${what} that go: ${names.join(', ')}; ${keep}`] : [];
  return [
    ...list('containers', containers, 'keep them with qdrant.sidecarContainers'),
    ...list('init containers', initContainers, 'keep them with qdrant.initContainers'),
    ...list('volumes', volumes, 'keep them with qdrant.additionalVolumes'),
    ...list('variables', variables, 'settings of Qdrant belong to qdrant.config'),
    ...resourceNotes(title, old.resources, next.resources),
  ];
}

function resourceNotes(title: string, before: any, after: any): string[] {
  return ['cpu', 'memory'].flatMap(resource => {
    const [from, to]: (string | undefined)[] = [before?.limits?.[resource], after?.limits?.[resource]];
    const isTighter = to !== undefined && (from === undefined || thousandths(to) < thousandths(from));
    const effect = resource === 'memory' ? 'Kubernetes ends a Qdrant that needs more' : 'Qdrant cannot use more';
    return isTighter
      ? [`${title}: the limit of ${resource} goes from ${from ?? 'none'} to ${to}: ${effect}; qdrant.resources sets it`]
      : [];
  });
}

/** What decides where pods run, and how each is kept. */
const PLACEMENT: Readonly<Record<string, string>> = {
  nodeSelector: 'scheduling.nodeSelector',
  tolerations: 'scheduling.tolerations',
  priorityClassName: 'scheduling.priorityClassName',
  topologySpreadConstraints: 'scheduling.spread',
  affinity: 'affinity of the part in the config, such as qdrant.affinity',
};

function placementNotes({ before, after }: Required<Pair>): string[] {
  const [from, to] = [before, after].map(({ spec }) => spec?.template?.spec);
  return Object.entries(PLACEMENT).flatMap(([field, key]) => {
    const [old, next] = [plain(from?.[field]), plain(to?.[field])];
    if (old === undefined || isDeepStrictEqual(old, next)) {
      return [];
    }
    const becomes = next === undefined ? 'goes' : `becomes ${JSON.stringify(next)}`;
    return [
      `${titleOf(after)}: ${field} ${JSON.stringify(old)} ${becomes}, which changes where the pods run; keep it with ${key}`,
    ];
  });
}

function serviceNotes({ before, after }: Required<Pair>): string[] {
  const [from, to] = [before.spec?.type, after.spec?.type];
  return after.kind === 'Service' && from !== to && from !== 'ClusterIP'
    ? [
        `${titleOf(after)}: type ${from} becomes ${to}, so clients outside of the cluster lose this address; they use the API host`,
      ]
    : [];
}

const KEEP_ANNOTATIONS: Readonly<Record<string, string>> = {
  Ingress: 'ingressAnnotations and hostAnnotations',
  Service: 'qdrant.service.annotations',
  ServiceAccount: 'qdrant.serviceAccountAnnotations',
  StatefulSet: 'qdrant.podAnnotations',
};

/** Annotations of objects and pods: other tools read them. */
function annotationNotes({ before, after }: Required<Pair>): string[] {
  const keep = KEEP_ANNOTATIONS[after.kind];
  const all = ({ metadata, spec }: LiveObject) =>
    Object.keys({ ...metadata.annotations, ...spec?.template?.metadata?.annotations });
  const lost = all(before).filter(key => !all(after).includes(key) && !OWN_BOOKKEEPING.test(key));
  return keep && lost.length > 0
    ? [`${titleOf(after)}: annotations that go: ${lost.join(', ')}; keep them with ${keep}`]
    : [];
}

/** Variables that applications and tools read. */
function discoveryNotes({ before, after }: Required<Pair>): string[] {
  const next = new Set(announced(after).map(({ name }) => name));
  const lost = announced(before).filter(({ name }) => !next.has(name));
  const shown = lost.map(({ name, value }) => (looksSecret(name) ? name : `${name}: ${redactForeign(String(value))}`));
  return lost.length > 0
    ? [
        `${titleOf(after)}: variables that go, which tools can read: ${lost.map(({ name }) => name).join(', ')}; keep them with discoveryVariables: { ${shown.join(', ')} }`,
      ]
    : [];
}

function announced({ kind, metadata, data }: LiveObject): { readonly name: string; readonly value: unknown }[] {
  if (kind !== 'ConfigMap' || metadata.labels?.['thinkube.io/managed'] !== 'true') {
    return [];
  }
  const variables: unknown = parse(data?.['service.yaml'] ?? '')?.service?.environment_variables;
  return Array.isArray(variables) ? variables.filter(each => typeof each?.name === 'string') : [];
}

/** The names that only the first list has. */
function removedNames(before: readonly { name: string }[] = [], after: readonly { name: string }[] = []): string[] {
  return before.map(({ name }) => name).filter(name => !after.some(each => each.name === name));
}

/** The client returns instances of its classes. Empty lists and mappings say nothing. */
function plain(value: unknown): unknown {
  const copy = value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
  return copy && typeof copy === 'object' && Object.keys(copy).length === 0 ? undefined : copy;
}
