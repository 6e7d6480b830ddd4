import type { Config } from '../../../config/schema';
import { isSameObject, type LiveObject, titleOf } from '../../../clients/kubernetes/objects';
import { docsPage } from '../../../cli/pages';
import type { Expected } from '../../../stack/expected';
import { ownerOf } from '../../../stack/object-owner';
import { isPodOf } from '../../../stack/pods';
import { qdrantContainer } from '../../../stack/qdrant-image';
import { type Findings, type Problem } from './findings';
import type { Lookup } from './lookup';
import { type LabelSelector, selects } from './selector';
import type { PodSpec } from './workloads';

const KINDS = [
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'CronJob'],
  ['batch/v1', 'Job'],
  ['v1', 'Pod'],
] as const;
/** Owners whose pods this check finds by the owner, or by the owner of the owner. */
const CONTROLLERS = ['StatefulSet', 'ReplicaSet', 'DaemonSet', 'CronJob', 'Job'];
/** Kinds that serve requests for as long as they exist. */
const SERVING = ['StatefulSet', 'Deployment', 'DaemonSet'];
const NAME_LABEL = 'app.kubernetes.io/name';
/** REST and gRPC. */
const QDRANT_PORTS = [6333, 6334];

/** A workload of the namespace that the manifests do not declare. */
interface Neighbour {
  readonly object: LiveObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: PodSpec & { readonly hostNetwork?: boolean };
}

interface Policy {
  readonly object: LiveObject;
  readonly podSelector: LabelSelector;
}

/** Other workloads of the namespace: another Qdrant, and pods that the network policies of the stack cut off. */
export async function neighbourFindings(
  lookup: Lookup,
  config: Config,
  expected: Expected,
  pruned: readonly LiveObject[],
): Promise<Findings> {
  const lists = await Promise.all(KINDS.map(([apiVersion, kind]) => lookup.list(apiVersion, kind)));
  const objects = lists.flatMap(list => (list === 'forbidden' ? [] : list));
  const neighbours = objects
    .filter(
      object =>
        ![...expected.objects, ...pruned].some(each => isSameObject(each, object)) &&
        !isOfAnother(object, expected, pruned) &&
        !hasEnded(object),
    )
    .map(neighbourOf);
  const cutOff = await cutOffNeighbours(lookup, expected, neighbours);
  const databases = neighbours.filter(isQdrant);
  const hasOwn = objects.some(object => expected.all('StatefulSet').some(each => isSameObject(each, object)));
  const refused = cutOff.isNew ? databases.filter(each => cutOff.neighbours.includes(each)) : [];
  const others = cutOff.neighbours.filter(each => !refused.includes(each));
  return {
    problems: refused.map(database => refusalOf(database, config, hasOwn)),
    notes: [
      ...databases
        .filter(each => !refused.includes(each))
        .map(database => `${meaningOf(database, hasOwn)}; ${adviceOn(hasOwn)}`),
      ...(others.length > 0
        ? [
            `NetworkPolicy deny-all ${cutOff.isNew ? 'will also hold' : 'also holds'} for pods that are not of the stack, and that no other policy allows connections: ${others.map(({ object }) => titleOf(object)).join(', ')}; give them policies of their own, or move them to another namespace`,
          ]
        : []),
    ],
  };
}

/** What keeps the data of another Qdrant. */
function adviceOn(hasOwn: boolean): string {
  const inPlace = hasOwn ? '' : 'to take it over, set qdrant.name and qdrant.instance; ';
  return `${inPlace}to move its data, back up and restore: ${docsPage('taking-over')}`;
}

function refusalOf(database: Neighbour, { namespace }: Config, hasOwn: boolean): Problem {
  const { name } = database.object.metadata;
  return {
    problem: `${meaningOf(database, hasOwn)}; NetworkPolicy deny-all of the stack would cut it off from its clients`,
    fix: `deploy into a namespace of its own: set namespace in the config to another name than ${namespace}; or first create a NetworkPolicy in namespace ${namespace} that allows the clients of ${name}; ${adviceOn(hasOwn)}`,
  };
}

function meaningOf({ object, pod }: Neighbour, hasOwn: boolean): string {
  const image = qdrantContainer({ kind: object.kind, spec: { template: { spec: pod } } } as never)?.image;
  const who = [...(image ? [`image ${image}`] : []), ...ownerOf(object)].join('; ');
  return `${titleOf(object)} is another Qdrant${who ? ` (${who})` : ''}: ${
    hasOwn
      ? 'it has other data than this stack'
      : 'this deploy does not take it over, and creates a second, empty Qdrant'
  }`;
}

function neighbourOf(object: LiveObject): Neighbour {
  const { kind, metadata, spec } = object;
  const template = kind === 'Pod' ? object : kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template;
  return { object, labels: template.metadata?.labels ?? metadata.labels ?? {}, pod: template.spec };
}

/** By the image, by the label that charts of Qdrant have, or by the ports. */
function isQdrant({ object, labels, pod }: Neighbour): boolean {
  const ports = pod.containers.flatMap(container => (container.ports ?? []).map(({ containerPort }) => containerPort));
  const isByLabel =
    SERVING.includes(object.kind) && [labels, object.metadata.labels].some(each => each?.[NAME_LABEL] === 'qdrant');
  return (
    isByLabel ||
    pod.containers.some(({ image = '' }) => isQdrantImage(image)) ||
    QDRANT_PORTS.every(port => ports.includes(port))
  );
}

function isQdrantImage(image: string): boolean {
  return qdrantContainer({ kind: 'Pod', spec: { template: { spec: { containers: [{ image }] } } } }) !== undefined;
}

/** The pods and Jobs of another workload that is found itself. */
function isOfAnother({ kind, metadata }: LiveObject, expected: Expected, pruned: readonly LiveObject[]): boolean {
  const owners: readonly { readonly kind: string; readonly controller?: boolean }[] = metadata.ownerReferences ?? [];
  const workloads = [...expected.all('StatefulSet'), ...expected.all('Deployment'), ...pruned];
  return (
    owners.some(({ kind: owner, controller }) => controller && CONTROLLERS.includes(owner)) ||
    (kind === 'Pod' && workloads.some(each => each.kind !== 'Pod' && isPodOf({ metadata }, each)))
  );
}

function hasEnded({ kind, status }: LiveObject): boolean {
  const conditions: readonly { readonly type: string; readonly status: string }[] = status?.conditions ?? [];
  return (
    (kind === 'Pod' && ['Failed', 'Succeeded'].includes(status?.phase)) ||
    (kind === 'Job' &&
      conditions.some(({ type, status: is }) => ['Complete', 'Failed'].includes(type) && is === 'True'))
  );
}

/** The neighbours that only the policy for all pods selects. */
async function cutOffNeighbours(
  lookup: Lookup,
  expected: Expected,
  neighbours: readonly Neighbour[],
): Promise<{ readonly neighbours: readonly Neighbour[]; readonly isNew: boolean }> {
  const declared = expected.all('NetworkPolicy').map(asPolicy);
  const denial = declared.find(({ podSelector }) => Object.keys(podSelector).length === 0);
  if (!denial) {
    return { neighbours: [], isNew: false };
  }
  const live = await lookup.list('networking.k8s.io/v1', 'NetworkPolicy');
  const policies = live === 'forbidden' ? [] : live.map(asPolicy);
  const isDenial = ({ object }: Policy) => isSameObject(object, denial.object);
  const allowing = [...policies, ...declared].filter(policy => !isDenial(policy));
  return {
    neighbours: neighbours.filter(
      ({ labels, pod }) =>
        pod.hostNetwork !== true && !allowing.some(({ podSelector }) => selects(podSelector, labels)),
    ),
    isNew: !policies.some(isDenial),
  };
}

function asPolicy(object: LiveObject): Policy {
  return { object, podSelector: object.spec.podSelector ?? {} };
}
