import { Conflict, Failure } from '../../cli/failure';
import { MASK } from '../../cli/secrets';
import { TOOL } from '../../config/names';
import type { Cluster, MergePatch, V1Secret } from '../../clients/kubernetes/cluster';
import { type Change, differences } from '../../reconcile/changes';
import { inSync, type Step } from '../../reconcile/step';

/** The label that says who made a Secret. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** The values of a Secret by key. They may be any bytes. */
export type Values = Readonly<Record<string, Buffer>>;

/** A Secret that this tool keeps as it should be. */
export interface SecretStep extends Step {
  /** The Secret as it should be, whether the cluster has it or not, and what to say to whoever applies it. */
  readonly print: () => Promise<{ readonly secret: V1Secret; readonly notes: readonly string[] }>;
}

/** What a Secret has to hold. */
export interface Wanted {
  readonly type: string;
  readonly values: Values;
  /** Keys that it must not have. */
  readonly removed?: readonly string[];
  /** Labels of one that is there; `null` removes. Those that are not named stay. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** Annotations; `null` removes. */
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly notes: readonly string[];
  /** More notes where the Secret is printed instead of written. */
  readonly printedNotes?: readonly string[];
}

/** What a Secret is kept by: the cluster, or nothing where it must not be asked. */
export type MaybeCluster = Cluster | undefined;

/**
 * A step that keeps a Secret: it is created where it is missing, and only the keys that differ are written otherwise.
 *
 * @param want What the Secret has to hold, given the one that is there.
 */
export function secretStep(
  cluster: MaybeCluster,
  stepName: string,
  namespace: string,
  name: string,
  want: (existing: V1Secret | undefined) => Promise<Wanted>,
): SecretStep {
  const title = `Secret ${namespace}/${name}`;
  const find = async () => cluster?.secret(namespace, name);
  return {
    name: stepName,
    title,
    print: async () => {
      const existing = await find();
      const wanted = await want(existing);
      return {
        secret: secretOf(namespace, name, wanted, existing, false),
        notes: [...wanted.notes, ...(wanted.printedNotes ?? [])],
      };
    },
    plan: async () => {
      const existing = await find();
      const wanted = await want(existing);
      if (existing) {
        refuseOtherType(title, existing, wanted.type);
      }
      const changes = changesOf(wanted, existing);
      const write = async (dryRun: boolean) =>
        existing
          ? cluster!.patchSecret(existing, patchOf(wanted, existing, changes, dryRun), dryRun)
          : cluster!.createSecret(secretOf(namespace, name, wanted, existing, dryRun), dryRun);
      return {
        action: existing ? 'update' : 'create',
        changes,
        notes: wanted.notes,
        rehearse: () => write(true),
        apply: () => write(false),
      };
    },
  };
}

/** Secret values are never part of a change: they differ, and that is all. */
function changesOf(
  { values, removed = [], labels = {}, annotations = {} }: Wanted,
  existing: V1Secret | undefined,
): Change[] {
  const actual = valuesOf(existing);
  return [
    ...Object.entries(values)
      .filter(([key, value]) => !actual[key]?.equals(value))
      .map(([key]) => ({ field: dataField(key), from: actual[key] && MASK, to: MASK })),
    ...removed.filter(key => actual[key]).map(key => ({ field: dataField(key), from: MASK })),
    ...(existing ? differences(labels, existing.metadata?.labels, 'metadata.labels.') : []),
    ...differences(annotations, existing?.metadata?.annotations, 'metadata.annotations.'),
  ];
}

/** How a change names a value of a Secret. */
export function dataField(key: string): string {
  return `data.${key}`;
}

/** Only the keys that differ, and only while nobody else has written: all else stays. */
function patchOf(
  { values, removed = [], labels, annotations }: Wanted,
  existing: V1Secret,
  changes: readonly Change[],
  dryRun: boolean,
): MergePatch {
  const changed = Object.entries(values).filter(([key]) => changes.some(({ field }) => field === dataField(key)));
  return {
    metadata: { resourceVersion: existing.metadata!.resourceVersion, labels, annotations },
    data: {
      ...encoded(Object.fromEntries(changed), dryRun),
      ...Object.fromEntries(removed.map(key => [key, null])),
    },
  };
}

function secretOf(
  namespace: string,
  name: string,
  { type, values, annotations: wanted = {} }: Wanted,
  existing: V1Secret | undefined,
  dryRun: boolean,
): V1Secret {
  const annotations = Object.fromEntries(
    Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      // Whoever made an existing one keeps it.
      labels: existing ? existing.metadata?.labels : { [MANAGED_BY]: TOOL },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    type,
    data: encoded(values, dryRun),
  };
}

function refuseOtherType(title: string, { type, immutable }: V1Secret, wanted: string): void {
  if (type !== wanted) {
    throw new Failure(
      `${title} is of type ${type} instead of ${wanted}, and a type cannot be changed`,
      'if nothing uses it, delete it and run the hook again',
    );
  }
  if (immutable) {
    throw new Failure(`${title} is immutable`, 'delete it and run the hook again');
  }
}

/** Takes a Secret back, if it was made here or if `force` says so whoever made it. */
export function removeSecretStep(cluster: Cluster, namespace: string, name: string, force: boolean): Step {
  const title = `Secret ${namespace}/${name}`;
  return {
    name: `${name}-secret`,
    title,
    plan: async () => {
      const secret = await cluster.secret(namespace, name);
      if (!secret) {
        return inSync();
      }
      if (secret.metadata?.labels?.[MANAGED_BY] !== TOOL && !force) {
        return inSync(`${title} was not made by this tool, so it stays; --force removes it all the same`);
      }
      return {
        action: 'remove',
        changes: [{ field: 'metadata.name', from: name }],
        apply: () => cluster.deleteSecret(secret),
      };
    },
  };
}

export function valuesOf(secret: V1Secret | undefined): Values {
  return Object.fromEntries(
    Object.entries(secret?.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]),
  );
}

/** @param dryRun Whether the server only judges the values: then any text stands for one that is not known yet. */
function encoded(values: Values, dryRun: boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (value.length === 0 && dryRun) {
        return [key, Buffer.from('not known yet').toString('base64')];
      }
      if (value.length === 0) {
        throw new Conflict(`there is no ${key}: what it is read from went away meanwhile`);
      }
      return [key, value.toString('base64')];
    }),
  );
}
