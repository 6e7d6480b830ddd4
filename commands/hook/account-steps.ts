import { Failure } from '../../cli/failure';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { ClientRepresentation, Keycloak } from '../../clients/keycloak/keycloak';
import { hasUsers } from '../../config/access';
import { type StackNames, TOOL } from '../../config/names';
import type { Config } from '../../config/schema';
import { differences } from '../../reconcile/changes';
import { merged } from '../../reconcile/merge';
import type { Step } from '../../reconcile/step';
import { MADE_BY } from './client-steps';
import { namespaceStep } from './cluster-steps';
import { type SecretStep, secretStep } from './secret-step';

/** The account in Keycloak, and the Secret with its id and its secret. */
export interface ReconcileAccount {
  readonly clientId: string;
  readonly secretName: string;
}

/** The roles of client `realm-management` that the hook needs, and no more. */
export function rolesOf({ dashboard, keycloak }: Config): string[] {
  const { groups, rights } = dashboard.access;
  const ofGroups = rights.length > 0 ? ['manage-users'] : groups.length > 0 ? ['query-groups'] : [];
  // The user profile is a setting of the realm.
  const writesRealm = keycloak.securityHeaders !== 'keep' || hasUsers({ rights });
  return ['manage-clients', ...(writesRealm ? ['manage-realm'] : []), ...ofGroups];
}

/** The account of the config. @throws Failure where the config needs none */
export function accountOf(config: Config, { clientId, isKeycloak }: StackNames): ReconcileAccount {
  if (!config.reconcile) {
    throw new Failure('The config has no reconcile, so nothing uses the account', 'write reconcile: {} in the config');
  }
  if (!isKeycloak) {
    throw new Failure(
      '--create-account needs Keycloak, and the config has identityProvider.provider oidc',
      'run the hook without the option; the pods of reconcile need no account at another provider',
    );
  }
  return { clientId: `${clientId}-reconcile`, secretName: config.reconcile.keycloakSecretName };
}

/** Creates the service account with which the pods of `reconcile` sign in to Keycloak, and its Secret. */
export function accountSteps(keycloak: Keycloak, cluster: Cluster, config: Config, names: StackNames): Step[] {
  const account = accountOf(config, names);
  return [
    accountClientStep(keycloak, account, names),
    accountRolesStep(keycloak, account, rolesOf(config)),
    namespaceStep(cluster, config.namespace),
    accountSecretStep(keycloak, cluster, config.namespace, account),
  ];
}

/** A confidential client with a service account and without any flow of a browser. */
function accountClientStep(keycloak: Keycloak, { clientId }: ReconcileAccount, names: StackNames): Step {
  const declared: ClientRepresentation = {
    clientId,
    name: `Reconciles client ${names.clientId}`,
    protocol: 'openid-connect',
    enabled: true,
    publicClient: false,
    clientAuthenticatorType: 'client-secret',
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    // Its tokens carry its roles.
    fullScopeAllowed: true,
  };
  return {
    name: 'account',
    title: `Client ${clientId}`,
    plan: async () => {
      const actual = await keycloak.client(clientId);
      const created = merged(declared, { attributes: { [MADE_BY]: TOOL } });
      return {
        action: actual ? 'update' : 'create',
        changes: differences({ ...(actual ? declared : created) }, actual && { ...actual }),
        dryRun: () => keycloak.requireClientRight(actual),
        apply: () => (actual ? keycloak.updateClient(merged(actual, declared)) : keycloak.createClient(created)),
      };
    },
  };
}

function accountRolesStep(keycloak: Keycloak, { clientId }: ReconcileAccount, wanted: readonly string[]): Step {
  return {
    name: 'account-roles',
    title: `Roles of client ${clientId}`,
    plan: async () => {
      const client = await keycloak.client(clientId);
      const actual = client ? await keycloak.managementRolesOf(client) : [];
      const missing = wanted.filter(role => !actual.includes(role));
      const others = actual.filter(role => !wanted.includes(role));
      return {
        action: 'update',
        changes: missing.map(role => ({ field: `realm-management.${role}`, to: true })),
        notes: others.length > 0 ? [`the account also has roles that it does not need: ${others.join(', ')}`] : [],
        apply: () => keycloak.addManagementRoles(client!, missing),
      };
    },
  };
}

function accountSecretStep(
  keycloak: Keycloak,
  cluster: Cluster,
  namespace: string,
  { clientId, secretName }: ReconcileAccount,
): SecretStep {
  return secretStep(cluster, 'account-secret', namespace, secretName, async () => {
    const client = await keycloak.client(clientId);
    return {
      type: 'Opaque',
      values: {
        'client-id': Buffer.from(clientId),
        'client-secret': Buffer.from(client ? await keycloak.clientSecret(client) : ''),
      },
      notes: [],
    };
  });
}
