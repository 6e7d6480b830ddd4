import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { describeConnectionError } from '../../clients/http';
import type { RawAnswer, RawHttp } from '../../clients/raw-http';
import { type Check, ManyFailures, ok } from './check';
import { type Probe, probes } from './probes';
import { compareRoutes, routeKind } from './routes';
import { type SignInUrl, signInUrlOf } from './sign-in-url';

/** The addresses that people without a session are redirected to. */
export interface SignIn {
  /** `https://qdrant-dashboard.example.com` */
  readonly dashboardUrl: string;
  /** `https://auth.example.com/realms/thinkube/protocol/openid-connect/auth` */
  readonly signInUrl: string;
}

/** No request without a session may get an answer from behind the login. */
export function loginCheck(dashboard: RawHttp, config: Config, signInUrl: SignInUrl = signInUrlOf(config)): Check {
  const { dashboardUrl } = stackNames(config);
  return {
    name: 'login',
    title: 'Nothing without login',
    run: async () => {
      const all = probes(`qdrant-stack-absent-${randomBytes(8).toString('hex')}`);
      // If the dashboard does not answer at all, a hundred requests show nothing more.
      await dashboard.ask('ask for the dashboard', { method: 'GET', path: '/dashboard' });
      const signIn = { dashboardUrl, signInUrl: await signInUrl() };
      const results = await Promise.all(all.map(probe => send(dashboard, probe, signIn)));
      const open = results.filter(({ problem }) => problem !== undefined);
      if (open.length > 0) {
        const details = open.map(({ probe, problem }) => `${nameOf(probe)}: ${problem}`);
        throw new ManyFailures(
          `${open.length} of ${all.length} requests without a session to ${dashboard.name} were neither redirected to the sign-in nor refused`,
          `${compareRoutes(config, config.dashboardHostname)}, and search for other routes of the same host: kubectl get ${routeKind(config)} -A`,
          details,
        );
      }
      return ok(`${all.length} requests to ${dashboard.name} were redirected to the sign-in or refused`);
    },
  };
}

interface ProbeResult {
  readonly probe: Probe;
  readonly problem?: string;
}

/** Sends a probe. A connection error says nothing about the login, so it is a problem, unless a second request succeeds. */
async function send(dashboard: RawHttp, probe: Probe, signIn: SignIn): Promise<ProbeResult> {
  try {
    const answer = await dashboard.send(probe).catch(() => dashboard.send(probe));
    return { probe, problem: problemOf(probe, answer, signIn) };
  } catch (error) {
    return { probe, problem: `no answer: ${describeConnectionError(error)}` };
  }
}

/** Why people without a session must not get this answer. */
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
    return `${got}: an error, which does not show whether the request passed the login`;
  }
  return status === 404 ? `${got}: a server behind the login answered` : got;
}

/** A redirect to the sign-in, or to the normalized path, which then needs a session. */
function isHarmlessRedirect(path: string, location: string | undefined, { dashboardUrl, signInUrl }: SignIn): boolean {
  if (!location || !URL.canParse(location, dashboardUrl)) {
    return false;
  }
  const to = new URL(location, dashboardUrl);
  if (`${to.origin}${to.pathname}` === signInUrl) {
    return true;
  }
  const isOwn = to.host === new URL(dashboardUrl).host;
  return isOwn && (/^\/oauth2\/(start|sign_in)$/.test(to.pathname) || isNormalFormOf(to.pathname, path));
}

function isNormalFormOf(normal: string, path: string): boolean {
  const written = path.split('?')[0]!;
  const decoded = written
    .replace(/%2f/gi, '/')
    .replaceAll('\\', '/')
    .replace(/\/{2,}/g, '/');
  return normal !== written && normal === new URL(decoded, 'http://host').pathname;
}

/** Refusals of Qdrant: JSON with a status, or a text about a key. The refusals of oauth2-proxy and of proxies differ. */
function isQdrants({ headers, body }: RawAnswer): boolean {
  return (
    // Oauth2-proxy refuses an API route with an empty object, or with nothing for HEAD.
    ((headers['content-type'] ?? '').startsWith('application/json') && !['', '{}'].includes(body.trim())) ||
    /API key|bearer token|JWT/i.test(body) ||
    body.includes('"status"')
  );
}

function nameOf({ method, path, trick }: Probe): string {
  return [`${method} ${path}`, ...(trick ? [`(${trick})`] : [])].join(' ');
}
