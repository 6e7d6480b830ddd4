import { MASK } from '../../cli/secrets';
import type { StackNames } from '../../config/names';
import type { ClientRepresentation, Keycloak } from '../../clients/keycloak/keycloak';
import { inSync, type Step } from '../../reconcile/step';

/** A rotation, which happens once in a run. */
export interface RotationStep extends Step {
  /** Whether Keycloak has to generate a new secret, and has not done so yet. */
  readonly isPending: () => boolean;
}

/**
 * Why Keycloak does not have to generate a new client secret. `undefined` if it has to. Called at the start of a run.
 *
 * @param inUse The client secret in the cluster.
 */
export async function reasonNotToRotate(
  keycloak: Keycloak,
  { clientId }: StackNames,
  inUse: string | undefined,
): Promise<string | undefined> {
  const client = await keycloak.client(clientId);
  if (!client) {
    return 'the client does not exist yet, so its secret is new';
  }
  return inUse === undefined || inUse === (await keycloak.clientSecret(client))
    ? undefined
    : 'Keycloak has a newer secret than the cluster, from an interrupted rotation: this run finishes it';
}

/** Since when Keycloak refuses the client secret. Absent while the secret is valid. */
export function expiryOf({ attributes = {} }: ClientRepresentation, now = new Date()): string | undefined {
  const expires = new Date(1000 * Number((attributes as Record<string, string>)['client.secret.expiration.time'] ?? 0));
  return expires.getTime() > 0 && expires <= now ? `it expired on ${expires.toISOString().slice(0, 10)}` : undefined;
}

/** The decision about a rotation at the start of a run. */
export interface RotationOptions {
  /** Why the rotation is not needed. */
  readonly reasonNot?: string;
  /** Why the secret is replaced without a request on the command line. */
  readonly reason?: string;
  /** Whether this run also writes the new secret to the cluster, or prints it. */
  readonly isPassedOn: boolean;
}

/** Lets Keycloak generate a new client secret. */
export function rotateClientSecretStep(
  keycloak: Keycloak,
  { clientId }: StackNames,
  { reasonNot, reason, isPassedOn }: RotationOptions,
): RotationStep {
  let isDone = false;
  return {
    name: 'client-secret',
    title: `Secret of client ${clientId}`,
    isPending: () => reasonNot === undefined && !isDone,
    plan: async () => {
      if (reasonNot !== undefined || isDone) {
        return inSync(...(reasonNot === undefined ? [] : [reasonNot]));
      }
      return {
        action: 'update',
        changes: [{ field: 'secret', from: MASK, to: MASK }],
        notes: isPassedOn
          ? [...(reason ? [`Keycloak replaces the secret, because ${reason}`] : [])]
          : ['the cluster keeps the old secret, so nobody can sign in until the hook runs without --only keycloak'],
        apply: async () => {
          await keycloak.regenerateClientSecret((await keycloak.client(clientId))!);
          isDone = true;
        },
      };
    },
  };
}
