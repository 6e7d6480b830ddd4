import { Conflict, Failure } from '../../cli/failure';
import { MASK } from '../../cli/secrets';
import { TOOL } from '../../config/names';
import type { Cluster, MergePatch, V1Secret } from '../../clients/kubernetes/cluster';
import { type Change, differences } from '../../reconcile/changes';
import { inSync, type Step } from '../../reconcile/step';

/** The label that names the manager of a Secret. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';

/** The values of a Secret by key. They may be any bytes. */
export type Values = Readonly<Record<string, Buffer>>;

/** A value of a Secret that pods read only when they start. */
export interface ReadAtStart {
  readonly secretName: string;
  /** The annotation with the time of the last change. The pods that have read the value carry the annotation too. */
  readonly annotation: string;
  /** The time that the step would write now. Absent if the value is as declared. */
  readonly planned: () => Promise<string | undefined>;
  /** Whether this run wrote that time. */
  readonly isFromThisRun: (time: string) => boolean;
}

/** A step that keeps a Secret as declared. */
export interface SecretStep extends Step {
  /** The declared Secret, whether it exists or not, and notes for the person who applies it. */
  readonly print: () => Promise<{ readonly secret: V1Secret; readonly notes: readonly string[] }>;
  /** A value whose changes the step marks with an annotation. */
  readonly readAtStart: (annotation: string) => ReadAtStart;
}

/** The declared content of a Secret. */
export interface Wanted {
  readonly type: string;
  readonly values: Values;
  /** Keys to remove. */
  readonly removed?: readonly string[];
  /** Labels of an existing Secret. `null` removes a label, and other labels stay. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** Annotations. `null` removes. */
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly notes: readonly string[];
  /** More notes where the Secret is printed instead of written. */
  readonly printedNotes?: readonly string[];
}

/** The cluster, or nothing where the run has none. */
export type MaybeCluster = Cluster | undefined;

/**
 * A step that creates a missing Secret, and writes only the keys that differ in an existing one.
 *
 * @param want The declared content, for the existing Secret. It changes no state: each plan calls it again.
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
  const written = new Set<string | null>();
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
        dryRun: () => write(true),
        apply: async () => {
          await write(false);
          Object.values(wanted.annotations ?? {}).forEach(value => written.add(value));
        },
      };
    },
    readAtStart: annotation => ({
      secretName: name,
      annotation,
      planned: async () => (await want(await find())).annotations?.[annotation] ?? undefined,
      isFromThisRun: time => written.has(time),
    }),
  };
}

/** Changes never contain the values of a Secret. */
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

/** The field of a value in a change. */
export function dataField(key: string): string {
  return `data.${key}`;
}

/** Patches only the keys that differ. The server refuses the patch if another client has changed the Secret. */
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
      // An existing Secret keeps its manager.
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
      'if nothing uses it, delete it and run the command again',
    );
  }
  if (immutable) {
    throw new Failure(`${title} is immutable`, 'delete it and run the command again');
  }
}

/** Deletes a Secret that this tool created, or any Secret with `force`. */
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
        return inSync(`${title} was not created by this tool, so it stays; to remove it anyway, add --force`);
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

/** @param dryRun Whether the server only checks the values. Then a placeholder replaces a value that is not known yet. */
function encoded(values: Values, dryRun: boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (value.length === 0 && dryRun) {
        return [key, Buffer.from('not known yet').toString('base64')];
      }
      if (value.length === 0) {
        throw new Conflict(`The value of ${key} is missing: its source was deleted at the same time`);
      }
      return [key, value.toString('base64')];
    }),
  );
}
