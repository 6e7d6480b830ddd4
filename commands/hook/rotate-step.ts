import { MASK } from '../../cli/secrets';
import type { StackNames } from '../../config/names';
import type { Keycloak } from '../../clients/keycloak/keycloak';
import { inSync, type Step } from '../../reconcile/step';

/** A rotation, which happens once in a run. */
export interface RotationStep extends Step {
  /** Whether Keycloak has to generate a new secret, and has not done so yet. */
  readonly isPending: () => boolean;
}

/**
 * Decides at the start of a run why Keycloak does not have to generate a new client secret.
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

/**
 * Lets Keycloak generate a new client secret.
 *
 * @param reasonNot Why the rotation is not needed.
 * @param isPassedOn Whether this run also writes the new secret to the cluster, or prints it.
 */
export function rotateClientSecretStep(
  keycloak: Keycloak,
  { clientId }: StackNames,
  reasonNot: string | undefined,
  isPassedOn: boolean,
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
          ? []
          : ['the cluster keeps the old secret, so nobody can sign in until the hook runs without --only keycloak'],
        apply: async () => {
          await keycloak.regenerateClientSecret((await keycloak.client(clientId))!);
          isDone = true;
        },
      };
    },
  };
}
