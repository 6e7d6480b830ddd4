import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import type { RawHttp } from '../../clients/raw-http';
import { type CheckOutcome, ok } from './check';
import { absolute, described } from './http-checks';
import { compareRoutes } from './routes';
import { type SignInUrl, signInUrlOf } from './sign-in-url';

/** A check of the dashboard's host, without the client that sends its requests. */
export interface DashboardCheck {
  readonly name: string;
  readonly title: string;
  /** @throws Failure where the answer is wrong */
  readonly ask: (dashboard: RawHttp) => Promise<CheckOutcome>;
}

const REDIRECTS = [301, 302, 307, 308];
const LOGS = 'on an error, kubectl logs -l app=oauth2-proxy';

/** The answers that a browser gets before the dashboard. */
export function dashboardChecks(config: Config, signInUrl: SignInUrl = signInUrlOf(config)): DashboardCheck[] {
  return config.dashboard.mode === 'proxy'
    ? [
        signInPathCheck(config, signInUrl, 'root', 'Root', '/'),
        signInPathCheck(config, signInUrl, 'dashboard', 'Dashboard', '/dashboard'),
        sessionCheck(config),
      ]
    : [rootRedirectCheck(config), signInPathCheck(config, signInUrl, 'dashboard', 'Dashboard', '/dashboard')];
}

function rootRedirectCheck(config: Config): DashboardCheck {
  const { dashboardUrl } = stackNames(config);
  return {
    name: 'root-redirect',
    title: 'Root redirect',
    ask: async dashboard => {
      const answer = await dashboard.ask('ask for the root', { method: 'GET', path: '/' });
      const to = `${dashboardUrl}/dashboard`;
      if (answer.status !== 301 || absolute(answer, dashboardUrl) !== to) {
        throw new Failure(
          `GET ${dashboardUrl}/ must redirect permanently (301) to /dashboard, but ${described(answer)}`,
          `${compareRoutes(config, config.dashboardHostname)}: the ingress controller must support the annotations of the permanent redirect and its code`,
        );
      }
      return ok(`301 to ${to}`);
    },
  };
}

/** People without a session are redirected to the sign-in, directly or by way of another path of the same host. */
function signInPathCheck(
  config: Config,
  signInUrl: SignInUrl,
  name: string,
  title: string,
  path: string,
): DashboardCheck {
  const { dashboardUrl } = stackNames(config);
  const hint =
    config.dashboard.mode === 'proxy'
      ? 'the whole host must route to oauth2-proxy'
      : 'the ingress controller must support the annotations auth-url and auth-signin';
  const signIn = async (dashboard: RawHttp, at: string, hops: readonly string[] = []): Promise<string> => {
    const answer = await dashboard.ask('ask for the dashboard', { method: 'GET', path: at });
    const to = absolute(answer, dashboardUrl) ?? '';
    const seen = [...hops, `${answer.status} to ${to.split('?')[0]}`];
    if (
      answer.status === 302 &&
      (to.startsWith(`${dashboardUrl}/oauth2/start`) || to.split('?')[0] === (await signInUrl()))
    ) {
      return seen.join(', ');
    }
    // A Gateway redirects the root to the dashboard by itself.
    if (REDIRECTS.includes(answer.status) && to.startsWith(`${dashboardUrl}/`) && hops.length === 0) {
      return signIn(dashboard, to.slice(dashboardUrl.length), seen);
    }
    throw new Failure(
      `GET ${dashboardUrl}${at} must redirect to the sign-in, but ${described(answer)}`,
      `${compareRoutes(config, config.dashboardHostname)}: ${hint}; ${LOGS}`,
    );
  };
  return { name, title, ask: async dashboard => ok(await signIn(dashboard, path)) };
}

/** Requests of the dashboard's scripts get 401: scripts cannot follow a redirect to another site. */
function sessionCheck(config: Config): DashboardCheck {
  const { dashboardUrl } = stackNames(config);
  return {
    name: 'dashboard-session',
    title: 'Dashboard session',
    ask: async dashboard => {
      const answer = await dashboard.ask('ask for the collections', { method: 'GET', path: '/collections' });
      if (answer.status !== 401) {
        throw new Failure(
          `GET ${dashboardUrl}/collections without a session must be refused with 401, but ${described(answer)}`,
          `${compareRoutes(config, config.dashboardHostname)}, and api_routes in oauth2-proxy's ConfigMap; ${LOGS}`,
        );
      }
      return ok('401 without a session');
    },
  };
}
