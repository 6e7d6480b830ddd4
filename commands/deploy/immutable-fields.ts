import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { thousandths } from '../../config/quantity';
import type { Manifest } from '../../stack/manifests';

/** One field of a StatefulSet that cannot be changed once it exists. */
export interface FrozenChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Where it is the size of a volume: whether it would grow or shrink. */
  readonly size?: 'grows' | 'shrinks';
}

/** Which changes of a StatefulSet the API server would refuse. */
export function frozenChanges({ spec: live }: Manifest, { spec: wanted }: Manifest): FrozenChange[] {
  const fields: [field: string, from: unknown, to: unknown][] = [
    ['spec.serviceName', live.serviceName, wanted.serviceName],
    ['spec.selector', live.selector, wanted.selector],
    ['spec.podManagementPolicy', policyOf(live), policyOf(wanted)],
  ];
  return [...differing(fields), ...templateChanges(live.volumeClaimTemplates, wanted.volumeClaimTemplates)];
}

/** @throws Failure where a change would be refused, with what to do instead */
export function refuseFrozenChanges(live: Manifest, wanted: Manifest): void {
  const changes = frozenChanges(live, wanted);
  if (changes.length === 0) {
    return;
  }
  const { namespace, name } = wanted.metadata;
  const told = changes.map(({ field, from, to }) => `${field} from ${text(from)} to ${text(to)}`);
  throw new Failure(
    `StatefulSet ${namespace}/${name} exists, and cannot be changed in ${told.join(', ')}; nothing was changed`,
    remedy(changes, `kubectl delete statefulset ${name} -n ${namespace} --cascade=orphan`),
  );
}

function remedy(changes: readonly FrozenChange[], orphan: string): string {
  if (changes.some(({ size }) => size === 'shrinks')) {
    return 'volumes never shrink: set the size in the config back; smaller ones need a new installation, into which a backup is restored';
  }
  if (changes.every(({ size }) => size === 'grows')) {
    return `run ${commandLine('resize-storage')}, which makes the volumes as large as the config says; or set the size in the config back`;
  }
  return `set it back; or, where it must be, make the StatefulSet anew around its pods and volumes, which stay: ${orphan}, and deploy again (volumes that exist keep their class)`;
}

function text(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function templateChanges(live: readonly any[] = [], wanted: readonly any[] = []): FrozenChange[] {
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

function sizeChanges(field: string, from: string, to: string): FrozenChange[] {
  const growth = thousandths(to) - thousandths(from);
  return growth === 0 ? [] : [{ field, from, to, size: growth > 0 ? 'grows' : 'shrinks' }];
}

function differing(fields: readonly [field: string, from: unknown, to: unknown][]): FrozenChange[] {
  return fields
    .filter(([, from, to]) => !isDeepStrictEqual(plain(from), plain(to)))
    .map(([field, from, to]) => ({ field, from, to }));
}

/** What the client reads are instances of its classes; only their fields count. */
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
