import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Config } from '../../config/schema';
import { administrator } from '../../stack/administrator';
import { checkLoginPage, keycloakSteps, requireRealm } from '../hook/keycloak-steps';
import { checkTokenEndpoint, openLoginPage } from '../hook/sign-in-request';
import { plan, type Step } from '../../reconcile/step';
import { stackNames } from '../../config/names';
import { type Keycloak } from '../../clients/keycloak/keycloak';
import { type Check, ManyFailures, ok, skipped } from './check';

const REALM = 'keycloak';
const HEADERS = 'security-headers';

/** Checks Keycloak with the steps of the hook. They only plan, and write nothing. */
export function keycloakChecks(connect: () => Promise<Keycloak>, config: Config, env: NodeJS.ProcessEnv): Check[] {
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
  return [realm, client, headers];
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

async function expectInSync(steps: readonly Step[]): Promise<void> {
  const different: string[] = [];
  for (const step of steps) {
    const { title, state, changes } = await plan(step);
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
}
