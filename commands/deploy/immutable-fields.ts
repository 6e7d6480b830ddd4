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

/** The changes of a StatefulSet that the API server would refuse. */
export function immutableChanges({ spec: live }: Manifest, { spec: wanted }: Manifest): ImmutableChange[] {
  const fields: [field: string, from: unknown, to: unknown][] = [
    ['spec.serviceName', live.serviceName, wanted.serviceName],
    ['spec.selector', live.selector, wanted.selector],
    ['spec.podManagementPolicy', policyOf(live), policyOf(wanted)],
  ];
  return [...differing(fields), ...templateChanges(live.volumeClaimTemplates, wanted.volumeClaimTemplates)];
}

/** @throws Failure where the API server would refuse a change */
export function refuseImmutableChanges(live: Manifest, wanted: Manifest): void {
  const changes = immutableChanges(live, wanted);
  if (changes.length === 0) {
    return;
  }
  const { namespace, name } = wanted.metadata;
  const told = changes.map(({ field, from, to }) => `${field} from ${text(from)} to ${text(to)}`);
  throw new Failure(
    `StatefulSet ${namespace}/${name} exists, and these fields are immutable: ${told.join(', ')}; nothing was changed`,
    remedy(changes, `kubectl delete statefulset ${name} -n ${namespace} --cascade=orphan`),
  );
}

function remedy(changes: readonly ImmutableChange[], orphan: string): string {
  if (changes.some(({ size }) => size === 'shrinks')) {
    return 'volumes never shrink: set the size in the config back; for smaller volumes, restore a backup into a new installation';
  }
  if (changes.every(({ size }) => size === 'grows')) {
    return `run ${commandLine('resize-storage')}, which expands the volumes to the size in the config; or set the size in the config back`;
  }
  return `set the field back; or delete only the StatefulSet, whose pods and volumes stay: ${orphan}, and deploy again (existing volumes keep their class)`;
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
      [`${field}.metadata.labels`, from.metadata.labels, to.metadata.labels],
      [`${field}.spec.accessModes`, from.spec.accessModes, to.spec.accessModes],
      [`${field}.spec.storageClassName`, from.spec.storageClassName, to.spec.storageClassName],
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

function sizeOf({ spec }: any): string {
  return spec.resources.requests.storage;
}
