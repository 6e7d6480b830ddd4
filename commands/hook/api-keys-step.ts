import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import { type StackNames, TOOL } from '../../config/names';
import type { Cluster, V1Secret } from '../../clients/kubernetes/cluster';
import { faultOfKey, MISSING, newApiKey } from '../../stack/api-keys';
import type { RunningQdrant } from './running-qdrant';
import { type SecretStep, secretStep, type Values, valuesOf, type Wanted } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

/** The Secret of the keys, and what they are called in it. */
export type KeyNames = NonNullable<StackNames['apiKeys']>;

/** The annotation with the time of the last change of a key that Qdrant accepts. */
export const KEYS_CHANGED = `${TOOL}/api-keys-changed`;
/** The annotation with the time of the last change of the key that clients send. */
export const KEY_CHANGED = `${TOOL}/api-key-changed`;
/** The stage of a rotation. Accepted: Qdrant accepts the new key too. Switched: clients send the new key. */
const ROTATION = `${TOOL}/api-key-rotation`;
const ACCEPTED = 'accepted';
const SWITCHED = 'switched';

/** The rotation that a run begins, continues or finishes. */
export interface KeyRotation {
  readonly of?: 'api-key' | 'read-only-api-key';
  /** Removes the previous key. */
  readonly finish: boolean;
}

/** The steps of the Secret with Qdrant's keys. */
export interface ApiKeysSecret {
  /** Keeps the keys, and begins a rotation. */
  readonly keeping: SecretStep;
  /** Makes the new key of a rotation the API key. Qdrant still accepts the previous key. */
  readonly switching: SecretStep;
}

/**
 * Keeps the existing keys while they are usable, and creates random keys otherwise.
 *
 * @param rolledOut Resolves when all pods of Qdrant have the keys of the Secret.
 */
export function apiKeysSecret(
  cluster: Cluster,
  namespace: string,
  names: KeyNames,
  rotation: KeyRotation,
  running: () => Promise<RunningQdrant | undefined>,
  rolledOut: () => Promise<void>,
): ApiKeysSecret {
  const { secretName, apiKey, altApiKey, readOnlyApiKey } = names;
  const title = `Secret ${namespace}/${secretName}`;
  const continueCommand = commandLine('hook', '--rotate', 'api-key');
  const finishCommand = commandLine('hook', '--rotate', 'api-key', '--finish');
  let isKept = false;

  /** The content of the Secret before the switch. */
  const kept = async (existing: V1Secret | undefined): Promise<Wanted> => {
    const found = remembered(existing);
    const qdrant = await running();
    const faults = faultsOf(found, names);
    const stage = stageOf(existing, faults, names);
    // A rotation of this run begins once.
    const pending = rotation.finish || isKept ? undefined : rotation.of;
    const values = {
      [apiKey]: faults[apiKey] ? newKey() : found[apiKey]!,
      ...(readOnlyApiKey !== undefined && {
        [readOnlyApiKey]: faults[readOnlyApiKey] ? newKey() : found[readOnlyApiKey]!,
      }),
    };
    const removed = faults[altApiKey] || (rotation.finish && stage === SWITCHED) ? [altApiKey] : [];
    const annotations: Record<string, string | null> =
      removed.length > 0 && existing?.metadata?.annotations?.[ROTATION] ? { [ROTATION]: null } : {};
    const notes = existing ? Object.entries(faults).map(([key, fault]) => noteOn(key, fault, names)) : [];

    if (rotation.finish && stage === ACCEPTED) {
      throw new Failure(
        `${title}: clients do not use the new key yet, so the previous key cannot be removed`,
        `first continue the rotation: ${continueCommand}`,
      );
    }
    if (rotation.finish) {
      notes.push(stage ? 'Qdrant refuses the previous key from the restart on' : 'no rotation is in progress');
    } else if (stage === SWITCHED) {
      notes.push(`Qdrant still accepts the previous key; when no client uses that key any more, run: ${finishCommand}`);
    } else if (stage === ACCEPTED && pending !== 'api-key') {
      notes.push(`a rotation is in progress; continue it with: ${continueCommand}`);
    }
    if (pending === 'read-only-api-key' && readOnlyApiKey === undefined) {
      throw new Failure(
        'There is no read-only key to rotate: apiKeys.readOnlyApiKey is null',
        'write the name of an entry in apiKeys.readOnlyApiKey, or rotate api-key',
      );
    }
    if (pending === 'read-only-api-key' && readOnlyApiKey !== undefined && !faults[readOnlyApiKey]) {
      values[readOnlyApiKey] = newKey();
      notes.push('Qdrant accepts only one read-only key: it refuses the previous key from the restart on');
    }
    const begins = pending === 'api-key' && !stage && !faults[apiKey];
    if (begins && acceptsTwo(qdrant)) {
      values[altApiKey] = newKey();
      annotations[ROTATION] = ACCEPTED;
    } else if (begins) {
      values[apiKey] = newKey();
      notes.push(
        ...(qdrant ? [`${qdrant.image} accepts only one key: it refuses the previous key from the restart on`] : []),
      );
    }
    const wanted = { type: 'Opaque', values, removed, annotations, notes };
    // Pods that still have the keys of a deleted Secret do not know those of the new one.
    return existing || qdrant ? stamped(wanted, found, names) : wanted;
  };

  const switched = async (existing: V1Secret | undefined): Promise<Wanted> => {
    const found = remembered(existing);
    const isAccepted = stageOf(existing, faultsOf(found, names), names) === ACCEPTED;
    // In a dry run, the new key does not exist yet.
    const willBeAccepted = !isAccepted && (await kept(existing)).annotations?.[ROTATION] === ACCEPTED;
    if (!isAccepted && !willBeAccepted) {
      return { type: 'Opaque', values: {}, notes: [] };
    }
    const next = willBeAccepted ? Buffer.alloc(0) : found[altApiKey]!;
    const values = { [apiKey]: next, [altApiKey]: found[apiKey]! };
    const notes = [`Qdrant accepts the previous key until you run: ${finishCommand}`];
    return stamped({ type: 'Opaque', values, annotations: { [ROTATION]: SWITCHED }, notes }, found, names);
  };

  const keeping = secretStep(cluster, 'api-keys-secret', namespace, secretName, kept);
  const switching = secretStep(cluster, 'api-key-switch', namespace, secretName, switched);
  return {
    keeping: withWork(keeping, { after: () => (isKept = true) }),
    switching: { ...withWork(switching, { before: rolledOut }), title: `New API key in ${title}` },
  };
}

/** The step, with more work around its writes. */
function withWork(
  step: SecretStep,
  { before, after }: { before?: () => Promise<void>; after?: () => void },
): SecretStep {
  return {
    ...step,
    plan: async () => {
      const plan = await step.plan();
      return {
        ...plan,
        apply: async () => {
          await before?.();
          await plan.apply();
          after?.();
        },
      };
    },
  };
}

/** Adds the time of the changes, for the pods that read the keys at their start. */
function stamped(wanted: Wanted, found: Values, { apiKey }: KeyNames): Wanted {
  const differs = (key: string) => wanted.values[key] !== undefined && !found[key]?.equals(wanted.values[key]);
  const isRemoved = wanted.removed?.some(key => found[key]) ?? false;
  const now = new Date().toISOString();
  return {
    ...wanted,
    annotations: {
      ...wanted.annotations,
      ...((isRemoved || Object.keys(wanted.values).some(differs)) && { [KEYS_CHANGED]: now }),
      ...(differs(apiKey) && { [KEY_CHANGED]: now }),
    },
  };
}

/** A Secret of the user with Qdrant's keys. The step checks it, and neither writes nor copies it. */
export function existingApiKeysStep(cluster: Cluster, namespace: string, names: KeyNames): Step {
  const { secretName, apiKey, readOnlyApiKey } = names;
  const title = `Secret ${namespace}/${secretName}`;
  // As files: the list of processes shows the values of arguments.
  const fromFile = (key: string) => `--from-file=${key}=<(openssl rand -hex 32 | tr -d '\\n')`;
  const create = `kubectl create secret generic ${secretName} -n ${namespace} ${[apiKey, readOnlyApiKey].flatMap(key => (key === undefined ? [] : fromFile(key))).join(' ')}`;
  return {
    name: 'api-keys-secret',
    title,
    plan: async () => {
      const secret = await cluster.secret(namespace, secretName);
      if (!secret) {
        throw new Failure(
          `${title} with Qdrant's keys does not exist in cluster ${cluster.name}; apiKeys.existing says that you create it`,
          `create it (${create}), or set apiKeys.existing to false, and the hook creates it`,
        );
      }
      const faults = Object.entries(faultsOf(remembered(secret), names));
      if (faults.length > 0) {
        throw new Failure(
          `${title} cannot be used: ${faults.map(([key, fault]) => `${key}: ${fault}`).join('; ')}`,
          `put random keys of at least 32 letters and digits into it, without a line break: openssl rand -hex 32 | tr -d '\\n'; then restart Qdrant`,
        );
      }
      return inSync('you manage it (apiKeys.existing), so the hook only checks it');
    },
  };
}

/** The faults of the keys, by the names of the keys. */
function faultsOf(found: Values, { apiKey, altApiKey, readOnlyApiKey }: KeyNames): Readonly<Record<string, string>> {
  const same = (key: string, ...others: readonly string[]) => {
    const other = others.find(each => found[each] !== undefined && found[key]?.equals(found[each]));
    return other && `it is the same as ${other}`;
  };
  const faults = {
    [apiKey]: faultOfKey(found[apiKey]),
    ...(readOnlyApiKey !== undefined && {
      [readOnlyApiKey]: faultOfKey(found[readOnlyApiKey]) ?? same(readOnlyApiKey, apiKey),
    }),
    [altApiKey]:
      found[altApiKey] &&
      (faultOfKey(found[altApiKey]) ?? same(altApiKey, ...[apiKey, readOnlyApiKey].filter(key => key !== undefined))),
  };
  return Object.fromEntries(
    Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** What the step does with a key that is not usable. */
function noteOn(key: string, fault: string, { altApiKey }: KeyNames): string {
  if (key === altApiKey) {
    return `${key}, the second accepted key, is removed, because ${fault}`;
  }
  return fault === MISSING
    ? `${key} is created, because ${fault}`
    : `${key} is replaced, because ${fault}; Qdrant refuses the previous key from the restart on`;
}

/** The stage of a rotation. A second key without a stage is one that clients may still use. */
function stageOf(secret: V1Secret | undefined, faults: object, { altApiKey }: KeyNames): string | undefined {
  const isUnderWay = secret?.data?.[altApiKey] !== undefined && !(altApiKey in faults);
  return isUnderWay ? (secret.metadata?.annotations?.[ROTATION] ?? SWITCHED) : undefined;
}

/** Whether Qdrant accepts the previous key beside a new one. */
function acceptsTwo(qdrant: RunningQdrant | undefined): boolean {
  if (qdrant && qdrant.takesTwo === undefined) {
    throw new Failure(
      `Image ${qdrant.image} does not tell the version of Qdrant, and only Qdrant 1.17 and later accepts two keys`,
      'name the version in images.qdrant, such as qdrant:v1.17.1, with or without a digest, and deploy',
    );
  }
  return qdrant?.takesTwo ?? false;
}

function newKey(): Buffer {
  return Buffer.from(newApiKey());
}

/** The values of a Secret, all registered as secrets, whatever the names of their keys are. */
function remembered(secret: V1Secret | undefined): Values {
  const values = valuesOf(secret);
  Object.values(values).forEach(value => remember(value.toString('latin1')));
  return values;
}
