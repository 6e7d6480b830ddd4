import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Config } from '../../config/schema';
import { administrator } from '../../stack/administrator';
import { checkLoginPage, keycloakSteps, requireRealm } from '../hook/keycloak-steps';
import { rightsMapperSteps, rightsTokenSteps } from '../hook/rights-steps';
import { checkTokenEndpoint, openLoginPage } from '../hook/sign-in-request';
import { plan, type Step } from '../../reconcile/step';
import { stackNames } from '../../config/names';
import type { KnownKeys } from '../../stack/known-keys';
import { type Keycloak } from '../../clients/keycloak/keycloak';
import { type Check, ManyFailures, ok, skipped } from './check';

const REALM = 'keycloak';
const HEADERS = 'security-headers';

/** Checks Keycloak with the steps of the hook. They only plan, and write nothing. */
export function keycloakChecks(
  connect: () => Promise<Keycloak>,
  config: Config,
  env: NodeJS.ProcessEnv,
  keys: () => Promise<KnownKeys>,
): Check[] {
  const { keycloakUrl, keycloakRealm } = config;
  const names = stackNames(config);
  const steps = async () => keycloakSteps(await connect(), config, names);
  const realm: Check = {
    name: REALM,
    title: `Realm ${keycloakRealm}`,
    run: async () => {
      const reason = missingCredentials(config, env);
      if (reason) {
        return skipped(reason);
      }
      await requireRealm(await connect(), config);
      return ok(`at ${keycloakUrl}`);
    },
  };
  const client: Check = {
    name: 'keycloak-client',
    title: `Client ${names.clientId}`,
    needs: [REALM],
    run: async () => {
      await expectInSync((await steps()).filter(({ name }) => name !== HEADERS));
      await openLoginPage(await connect(), config, names);
      await checkTokenEndpoint(await connect(), names);
      return ok('in sync with the config');
    },
  };
  const headers: Check = {
    name: 'keycloak-headers',
    title: 'Login page headers',
    needs: [REALM],
    run: async () => {
      if (config.keycloak.securityHeaders === 'keep') {
        return skipped('keycloak.securityHeaders is keep');
      }
      await expectInSync((await steps()).filter(({ name }) => name === HEADERS));
      await checkLoginPage(await connect(), config, names);
      return ok('in sync with the config, and sent');
    },
  };
  const tokens: Check = {
    name: 'group-tokens',
    title: 'Tokens of groups and users',
    needs: [REALM],
    run: async () => {
      const { apiKey: key, source } = await keys();
      const keycloak = await connect();
      const signingKey = async () => ({ key, reason: `${source} is not set` });
      const notes = await expectInSync([
        ...rightsMapperSteps(keycloak, config, names),
        ...rightsTokenSteps(keycloak, config, names, signingKey),
      ]);
      return ok('in sync with the config', notes);
    },
  };
  return [realm, client, headers, ...(config.dashboard.access.rights.length > 0 ? [tokens] : [])];
}

/** Why the command cannot sign in to Keycloak. */
function missingCredentials(config: Config, env: NodeJS.ProcessEnv): string | undefined {
  try {
    administrator(config, env);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) {
      return error.problem;
    }
    throw error;
  }
}

/** @returns the notes of the steps */
async function expectInSync(steps: readonly Step[]): Promise<string[]> {
  const different: string[] = [];
  const all: string[] = [];
  for (const step of steps) {
    const { title, state, changes, notes } = await plan(step);
    all.push(...notes);
    if (state !== 'in sync') {
      different.push(`${title}: ${changes.map(({ field }) => field).join(', ')}`);
    }
  }
  if (different.length > 0) {
    throw new ManyFailures(
      `Keycloak differs from the config: ${different.join('; ')}`,
      `look at the differences with ${commandLine('hook', '--dry-run')}, and fix them with ${commandLine('hook')}`,
      different,
    );
  }
  return all;
}
