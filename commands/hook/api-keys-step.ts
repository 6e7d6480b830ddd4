import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { remember } from '../../cli/secrets';
import { type StackNames, TOOL } from '../../config/names';
import type { Cluster, V1Secret } from '../../clients/kubernetes/cluster';
import { faultOfKey, MISSING, newApiKey } from '../../stack/api-keys';
import type { RunningQdrant } from './running-qdrant';
import type { ReadAtStart } from './restart-step';
import { type SecretStep, secretStep, type Values, valuesOf, type Wanted } from './secret-step';
import { inSync, type Step } from '../../reconcile/step';

/** The Secret of the keys, and what they are called in it. */
export type KeyNames = NonNullable<StackNames['apiKeys']>;

/** When the keys that Qdrant takes were changed, and when the one that others send to it was. */
const KEYS_CHANGED = `${TOOL}/api-keys-changed`;
const KEY_CHANGED = `${TOOL}/api-key-changed`;
/** How far a rotation has come: Qdrant is to accept the new key too, or the new one is in its place. */
const ROTATION = `${TOOL}/api-key-rotation`;
const ACCEPTED = 'accepted';
const SWITCHED = 'switched';

const GO_ON = commandLine('hook', '--rotate', 'api-key');
const FINISH = commandLine('hook', '--rotate', 'api-key', '--finish');

/** What a run is to do with the keys beside keeping them. */
export interface KeyRotation {
  readonly of?: 'api-key' | 'read-only-api-key';
  /** Drops the key before the new one. */
  readonly finish: boolean;
}

export interface ApiKeysStep extends SecretStep {
  /** Puts the new key of a rotation in the place of the old one, which stays accepted. */
  readonly switching: Step;
  /** What Qdrant's pods read at their start. */
  readonly readByQdrant: ReadAtStart;
  /** What pods read at their start that send the key to Qdrant. */
  readonly readByClients: ReadAtStart;
}

/**
 * The Secret of Qdrant's keys: random ones where there are none, and those that are there as long as they can be used.
 *
 * @param rolledOut Resolves when all pods of Qdrant have the keys that the Secret has.
 */
export function apiKeysStep(
  cluster: Cluster,
  namespace: string,
  names: KeyNames,
  rotation: KeyRotation,
  running: () => Promise<RunningQdrant | undefined>,
  rolledOut: () => Promise<void>,
): ApiKeysStep {
  const { secretName, apiKey, altApiKey, readOnlyApiKey } = names;
  const title = `Secret ${namespace}/${secretName}`;
  let pending = rotation.finish ? undefined : rotation.of;
  let accepting = false;
  let keysChanged: string | undefined;
  let keyChanged: string | undefined;

  /** Notes the moment of what is to be written, for those who read it at their start. */
  const stamped = (wanted: Wanted, before: Values): Wanted => {
    const differs = (key: string) => wanted.values[key] !== undefined && !before[key]?.equals(wanted.values[key]);
    const goes = wanted.removed?.some(key => before[key]) ?? false;
    const now = new Date().toISOString();
    keyChanged = differs(apiKey) ? now : undefined;
    keysChanged = goes || Object.keys(wanted.values).some(differs) ? now : undefined;
    const moments = { ...(keysChanged && { [KEYS_CHANGED]: now }), ...(keyChanged && { [KEY_CHANGED]: now }) };
    return { ...wanted, annotations: { ...wanted.annotations, ...moments } };
  };

  const keeping = secretStep(cluster, 'api-keys-secret', namespace, secretName, async existing => {
    const found = remembered(existing);
    const qdrant = await running();
    const faults = faultsOf(found, names);
    const stage = stageOf(existing, faults, names);
    const values = {
      [apiKey]: faults[apiKey] ? fresh() : found[apiKey]!,
      [readOnlyApiKey]: faults[readOnlyApiKey] ? fresh() : found[readOnlyApiKey]!,
    };
    const removed = faults[altApiKey] || (rotation.finish && stage === SWITCHED) ? [altApiKey] : [];
    const annotations: Record<string, string | null> =
      removed.length > 0 && existing?.metadata?.annotations?.[ROTATION] ? { [ROTATION]: null } : {};
    const notes = existing ? Object.entries(faults).map(([key, fault]) => noteOn(key, fault, names)) : [];

    if (rotation.finish && stage === ACCEPTED) {
      throw new Failure(`${title}: the new key is not in use yet, so the old one cannot go`, `first go on: ${GO_ON}`);
    }
    if (rotation.finish) {
      notes.push(stage ? 'the key before is refused from the restart on' : 'no rotation is under way');
    } else if (stage === SWITCHED) {
      notes.push(`the key before is still accepted; when no client has it any more: ${FINISH}`);
    } else if (stage === ACCEPTED && pending !== 'api-key') {
      notes.push(`a rotation was begun and is not finished; it goes on with: ${GO_ON}`);
    }
    if (pending === 'read-only-api-key' && !faults[readOnlyApiKey]) {
      values[readOnlyApiKey] = fresh();
      notes.push('Qdrant takes one read-only key: who has the one before is refused from the restart on');
    }
    accepting = pending === 'api-key' && !stage && !faults[apiKey] && takesTwo(qdrant);
    if (accepting) {
      Object.assign(values, { [altApiKey]: fresh() });
      annotations[ROTATION] = ACCEPTED;
    } else if (pending === 'api-key' && !stage && !faults[apiKey]) {
      values[apiKey] = fresh();
      notes.push(
        ...(qdrant ? [`${qdrant.image} takes one key: who has the key before is refused from the restart on`] : []),
      );
    }
    const wanted = { type: 'Opaque', values, removed, annotations, notes };
    // Pods that have had keys of a Secret that is gone know others than those of the new one.
    return existing || qdrant ? stamped(wanted, found) : wanted;
  });

  const switching = secretStep(cluster, 'api-key-switch', namespace, secretName, async existing => {
    const found = remembered(existing);
    const stage = stageOf(existing, faultsOf(found, names), names);
    if (!accepting && stage !== ACCEPTED) {
      return { type: 'Opaque', values: {}, notes: [] };
    }
    // Before the new key is written, it is not known.
    const next = accepting ? Buffer.alloc(0) : found[altApiKey]!;
    const notes = [`the key before stays accepted until ${FINISH}`];
    const values = { [apiKey]: next, [altApiKey]: found[apiKey]! };
    return stamped({ type: 'Opaque', values, annotations: { [ROTATION]: SWITCHED }, notes }, found);
  });

  return {
    ...keeping,
    plan: async () => {
      const plan = await keeping.plan();
      return {
        ...plan,
        apply: async () => {
          await plan.apply();
          pending = undefined;
          accepting = false;
        },
      };
    },
    switching: {
      ...switching,
      title: `New API key in ${title}`,
      plan: async () => {
        const plan = await switching.plan();
        return {
          ...plan,
          apply: async () => {
            await rolledOut();
            await plan.apply();
          },
        };
      },
    },
    readByQdrant: { secretName, changed: KEYS_CHANGED, changedNow: () => keysChanged },
    readByClients: { secretName, changed: KEY_CHANGED, changedNow: () => keyChanged },
  };
}

/** A Secret of somebody else's with Qdrant's keys: it is looked at, and neither written nor copied. */
export function existingApiKeysStep(cluster: Cluster, namespace: string, names: KeyNames): Step {
  const { secretName, apiKey, readOnlyApiKey } = names;
  const title = `Secret ${namespace}/${secretName}`;
  const make = `kubectl create secret generic ${secretName} -n ${namespace} --from-literal=${apiKey}="$(openssl rand -hex 32)" --from-literal=${readOnlyApiKey}="$(openssl rand -hex 32)"`;
  return {
    name: 'api-keys-secret',
    title,
    plan: async () => {
      const secret = await cluster.secret(namespace, secretName);
      if (!secret) {
        throw new Failure(
          `${title} with Qdrant's keys, which apiKeys.existing says you make, does not exist in cluster ${cluster.name}`,
          `make it (${make}), or set apiKeys.existing to false, and the hook makes it`,
        );
      }
      const faults = Object.entries(faultsOf(remembered(secret), names));
      if (faults.length > 0) {
        throw new Failure(
          `${title} cannot be used: ${faults.map(([key, fault]) => `${key}: ${fault}`).join('; ')}`,
          `put random keys of 32 or more letters and digits into it, without a line break: openssl rand -hex 32 | tr -d '\\n'; then restart Qdrant`,
        );
      }
      return inSync('it is yours (apiKeys.existing): it is only looked at');
    },
  };
}

/** What is wrong with the keys, by their names. */
function faultsOf(found: Values, { apiKey, altApiKey, readOnlyApiKey }: KeyNames): Readonly<Record<string, string>> {
  const same = (key: string, ...others: readonly string[]) => {
    const other = others.find(each => found[each] !== undefined && found[key]?.equals(found[each]));
    return other && `it is the same as ${other}`;
  };
  const faults = {
    [apiKey]: faultOfKey(found[apiKey]),
    [readOnlyApiKey]: faultOfKey(found[readOnlyApiKey]) ?? same(readOnlyApiKey, apiKey),
    [altApiKey]: found[altApiKey] && (faultOfKey(found[altApiKey]) ?? same(altApiKey, apiKey, readOnlyApiKey)),
  };
  return Object.fromEntries(
    Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** What becomes of a key that cannot be used. */
function noteOn(key: string, fault: string, { altApiKey }: KeyNames): string {
  if (key === altApiKey) {
    return `${key}, which is accepted too, is removed, because ${fault}`;
  }
  return fault === MISSING
    ? `${key} is made, because ${fault}`
    : `${key} is replaced, because ${fault}; who has the one before is refused from the restart on`;
}

/** How far a rotation has come. A second key that nobody says more of is one that clients may still have. */
function stageOf(secret: V1Secret | undefined, faults: object, { altApiKey }: KeyNames): string | undefined {
  const isUnderWay = secret?.data?.[altApiKey] !== undefined && !(altApiKey in faults);
  return isUnderWay ? (secret.metadata?.annotations?.[ROTATION] ?? SWITCHED) : undefined;
}

/** Whether Qdrant can have a new key while it accepts the old one. */
function takesTwo(qdrant: RunningQdrant | undefined): boolean {
  if (qdrant && qdrant.takesTwo === undefined) {
    throw new Failure(
      `The version of Qdrant cannot be read from its image ${qdrant.image}, so nobody knows whether it takes two keys at once`,
      'name the version in images.qdrant, such as qdrant:v1.17.1, with or without a digest, and deploy',
    );
  }
  return qdrant?.takesTwo ?? false;
}

function fresh(): Buffer {
  return Buffer.from(newApiKey());
}

/** The values of a Secret, none of which may be printed, whatever its key is called. */
function remembered(secret: V1Secret | undefined): Values {
  const values = valuesOf(secret);
  Object.values(values).forEach(value => remember(value.toString('latin1')));
  return values;
}
