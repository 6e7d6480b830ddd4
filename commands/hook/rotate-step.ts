import { MASK } from '../../cli/secrets';
import type { StackNames } from '../../config/names';
import type { Keycloak } from '../../clients/keycloak/keycloak';
import { inSync, type Step } from '../../reconcile/step';

/** A rotation, which is done once and not each time it is looked at. */
export interface RotationStep extends Step {
  /** Whether a new secret is planned and not made yet. */
  readonly isPending: () => boolean;
}

/**
 * Has Keycloak make a new client secret, once.
 *
 * @param inUse The client secret that the cluster has, to tell a rotation that was begun from one that was not.
 * @param isPassedOn Whether this run also takes the new secret to the cluster, or prints it.
 */
export function rotateClientSecretStep(
  keycloak: Keycloak,
  names: StackNames,
  inUse: () => Promise<string | undefined>,
  isPassedOn: boolean,
): RotationStep {
  let state: 'unknown' | 'pending' | 'finishing' | 'done' = 'unknown';
  return {
    name: 'client-secret',
    title: `Secret of client ${names.clientId}`,
    isPending: () => state === 'pending',
    plan: async () => {
      const client = await keycloak.client(names.clientId);
      if (!client) {
        return inSync('the client does not exist yet, so its secret is new anyway');
      }
      const current = await keycloak.clientSecret(client);
      if (state === 'unknown') {
        const used = await inUse();
        state = used !== undefined && used !== current ? 'finishing' : 'pending';
      }
      if (state === 'finishing') {
        return inSync(
          'Keycloak has a newer secret than the cluster, from a rotation that was not finished: it is finished now',
        );
      }
      return state === 'done'
        ? inSync()
        : {
            action: 'update',
            changes: [{ field: 'secret', from: MASK, to: MASK }],
            notes: isPassedOn
              ? []
              : ['the cluster has the old one, so nobody can sign in until the hook has run without --only keycloak'],
            apply: async () => {
              await keycloak.regenerateClientSecret(client);
              state = 'done';
            },
          };
    },
  };
}
