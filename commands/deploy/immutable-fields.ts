import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { thousandths } from '../../config/quantity';
import type { Manifest } from '../../stack/manifests';

/** A change of an immutable field of a StatefulSet. */
export interface ImmutableChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  /** For the size of a volume: whether it would grow or shrink. */
  readonly size?: 'grows' | 'shrinks';
}

/** The fields of a claim template without a default, besides its size. */
const TEMPLATE_FIELDS = [
  'accessModes',
  'storageClassName',
  'volumeAttributesClassName',
  'selector',
  'dataSource',
  'dataSourceRef',
  'volumeName',
];

/** The changes of a StatefulSet that the API server would refuse. */
export function immutableChanges({ spec: live }: Manifest, { spec: wanted }: Manifest): ImmutableChange[] {
  const fields: [field: string, from: unknown, to: unknown][] = [
    ['spec.serviceName', live.serviceName, wanted.serviceName],
    ['spec.selector', live.selector, wanted.selector],
    ['spec.podManagementPolicy', policyOf(live), policyOf(wanted)],
  ];
  return [...differing(fields), ...templateChanges(live.volumeClaimTemplates, wanted.volumeClaimTemplates)];
}

/** The claims of a StatefulSet. */
export interface ClaimNames {
  readonly bound: readonly string[];
  /** Claims that were never bound hold no data. */
  readonly unbound: readonly string[];
}

/** @throws Failure where the API server would refuse a change */
export async function refuseImmutableChanges(
  live: Manifest,
  wanted: Manifest,
  claimsOf: () => Promise<ClaimNames>,
): Promise<void> {
  const changes = immutableChanges(live, wanted);
  if (changes.length === 0) {
    return;
  }
  const { namespace, name } = wanted.metadata;
  const told = changes.map(({ field, from, to }) => `${field} from ${text(from)} to ${text(to)}`);
  throw new Failure(
    `StatefulSet ${namespace}/${name} exists, and these fields are immutable: ${told.join(', ')}; nothing was changed`,
    remedy(
      changes,
      live.spec.replicas ?? 1,
      `kubectl delete statefulset ${name} -n ${namespace} --cascade=orphan`,
      await claimsOf(),
      namespace,
    ),
  );
}

function remedy(
  changes: readonly ImmutableChange[],
  nodes: number,
  orphan: string,
  { bound, unbound }: ClaimNames,
  namespace: string | undefined,
): string {
  const isEmpty = bound.length === 0 && unbound.length > 0;
  if (!isEmpty && changes.some(({ size }) => size === 'shrinks')) {
    return 'volumes never shrink: set the size in the config back; for smaller volumes, restore a backup into a new installation';
  }
  if (!isEmpty && changes.every(({ size }) => size === 'grows')) {
    return `run ${commandLine('resize-storage')}, which expands the volumes to the size in the config; or set the size in the config back`;
  }
  const to = changes.find(({ field }) => field.endsWith('.storageClassName'))?.to;
  const isMove = changes.every(({ field, size }) => size === 'grows' || field.endsWith('.storageClassName'));
  if (!isEmpty && isMove && nodes > 1 && typeof to === 'string') {
    const command = commandLine('resize-storage', '--storage-class', to);
    return `run ${command}, which moves the nodes to volumes of this class, one after the other; or set the field back`;
  }
  // A claim keeps its class and its size. Without a volume, it would wait for them for ever.
  const empty =
    unbound.length > 0
      ? `, then the claims that were never bound and hold no data: kubectl delete pvc ${unbound.join(' ')} -n ${namespace}`
      : '';
  return `set the field back; or delete only the StatefulSet, whose pods and volumes stay: ${orphan}${empty}, and deploy again (existing volumes keep their class)`;
}

function text(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function templateChanges(live: readonly any[] = [], wanted: readonly any[] = []): ImmutableChange[] {
  const [before, after] = [byName(live), byName(wanted)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap(name => {
    const [from, to] = [before.get(name), after.get(name)];
    const field = `spec.volumeClaimTemplates[${name}]`;
    if (!from || !to) {
      return [{ field, from: from && 'a volume', to: to && 'a volume' }];
    }
    const fields: [field: string, from: unknown, to: unknown][] = [
      [`${field}.metadata.labels`, filled(from.metadata.labels), filled(to.metadata.labels)],
      [`${field}.metadata.annotations`, filled(from.metadata.annotations), filled(to.metadata.annotations)],
      [`${field}.spec.volumeMode`, modeOf(from), modeOf(to)],
      ...TEMPLATE_FIELDS.map((name): [string, unknown, unknown] => [
        `${field}.spec.${name}`,
        from.spec[name],
        to.spec[name],
      ]),
    ];
    return [...differing(fields), ...sizeChanges(`${field}.spec.resources.requests.storage`, sizeOf(from), sizeOf(to))];
  });
}

function sizeChanges(field: string, from: string, to: string): ImmutableChange[] {
  const growth = thousandths(to) - thousandths(from);
  return growth === 0 ? [] : [{ field, from, to, size: growth > 0 ? 'grows' : 'shrinks' }];
}

function differing(fields: readonly [field: string, from: unknown, to: unknown][]): ImmutableChange[] {
  return fields
    .filter(([, from, to]) => !isDeepStrictEqual(plain(from), plain(to)))
    .map(([field, from, to]) => ({ field, from, to }));
}

/** The client returns instances of its classes. Only their fields count. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function byName(templates: readonly any[]): Map<string, any> {
  return new Map(templates.map(template => [template.metadata.name, template]));
}

function policyOf({ podManagementPolicy = 'OrderedReady' }: any): string {
  return podManagementPolicy;
}

function modeOf({ spec }: any): string {
  return spec.volumeMode ?? 'Filesystem';
}

/** No labels and an empty mapping mean the same. */
function filled(mapping: object | undefined): object | undefined {
  return mapping && Object.keys(mapping).length > 0 ? mapping : undefined;
}

function sizeOf({ spec }: any): string {
  return spec.resources.requests.storage;
}
