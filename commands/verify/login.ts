import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { codeOf } from '../../clients/http';
import type { RawAnswer, RawHttp } from '../../clients/raw-http';
import { type Check, ManyFailures, ok } from './check';
import { type Probe, probes } from './probes';
import { compareRoutes, routeKind } from './routes';

/** Where people without a session are sent. */
export interface SignIn {
  /** `https://qdrant-dashboard.example.com` */
  readonly dashboardUrl: string;
  /** `https://auth.example.com/realms/thinkube` */
  readonly oidcIssuerUrl: string;
}

/** No request without a session may get anything from behind the login. */
export function loginCheck(dashboard: RawHttp, config: Config): Check {
  const signIn = stackNames(config);
  return {
    name: 'login',
    title: 'Nothing without login',
    run: async () => {
      const all = probes(`qdrant-stack-absent-${randomBytes(8).toString('hex')}`);
      // Where nobody is there at all, nothing is learnt from a hundred requests.
      await dashboard.ask('ask for the dashboard', { method: 'GET', path: '/dashboard' });
      const outcomes = await Promise.all(all.map(probe => tryIt(dashboard, probe, signIn)));
      const open = outcomes.filter(({ problem }) => problem !== undefined);
      if (open.length > 0) {
        const details = open.map(({ probe, problem }) => `${nameOf(probe)}: ${problem}`);
        throw new ManyFailures(
          `${open.length} of ${all.length} requests without a session to ${dashboard.name} were neither sent to sign in nor refused`,
          `${compareRoutes(config, config.dashboardHostname)}, and look for another of the same host: kubectl get ${routeKind(config)} -A`,
          details,
        );
      }
      return ok(`${all.length} requests to ${dashboard.name} were sent to sign in or refused`);
    },
  };
}

interface Outcome {
  readonly probe: Probe;
  readonly problem?: string;
}

async function tryIt(dashboard: RawHttp, probe: Probe, signIn: SignIn): Promise<Outcome> {
  try {
    return { probe, problem: problemOf(probe, await dashboard.send(probe), signIn) };
  } catch (error) {
    // Whoever hangs up gives no data. Whoever does not answer may just be slow.
    return codeOf(error) === 'ETIMEDOUT' ? { probe, problem: `no answer: ${(error as Error).message}` } : { probe };
  }
}

/** Why an answer is not one that people without a session should get; nothing where it is. */
export function problemOf(probe: Probe, answer: RawAnswer, signIn: SignIn): string | undefined {
  const { status, headers } = answer;
  const got = `got ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (status >= 300 && status < 400) {
    return isHarmlessRedirect(probe.path, headers.location, signIn) ? undefined : `${got} to ${headers.location}`;
  }
  if ([400, 401, 403].includes(status)) {
    return isQdrants(answer) ? `${got}, from Qdrant itself` : undefined;
  }
  if (status >= 500) {
    return `${got}: an error, so nobody can tell whether the login stands before it`;
  }
  return status === 404 ? `${got}: somebody behind the login looked for it` : got;
}

/** To sign in, or to the clean form of a path, which then needs a session. */
function isHarmlessRedirect(
  path: string,
  location: string | undefined,
  { dashboardUrl, oidcIssuerUrl }: SignIn,
): boolean {
  if (!location || !URL.canParse(location, dashboardUrl)) {
    return false;
  }
  const to = new URL(location, dashboardUrl);
  if (to.href.startsWith(`${oidcIssuerUrl}/`)) {
    return true;
  }
  const isOwn = to.host === new URL(dashboardUrl).host;
  return isOwn && (/^\/oauth2\/(start|sign_in)$/.test(to.pathname) || isCleanFormOf(to.pathname, path));
}

function isCleanFormOf(clean: string, path: string): boolean {
  const written = path.split('?')[0]!;
  const decoded = written
    .replace(/%2f/gi, '/')
    .replaceAll('\\', '/')
    .replace(/\/{2,}/g, '/');
  return clean !== written && clean === new URL(decoded, 'http://host').pathname;
}

/** Qdrant's own refusals: JSON with a status, or its words about a key. Oauth2-proxy and proxies answer otherwise. */
function isQdrants({ headers, body }: RawAnswer): boolean {
  return (
    // Oauth2-proxy refuses an API route with an empty object, of which HEAD shows nothing.
    ((headers['content-type'] ?? '').startsWith('application/json') && !['', '{}'].includes(body.trim())) ||
    /API key|bearer token|JWT/i.test(body) ||
    body.includes('"status"')
  );
}

function nameOf({ method, path, trick }: Probe): string {
  return [`${method} ${path}`, ...(trick ? [`(${trick})`] : [])].join(' ');
}
