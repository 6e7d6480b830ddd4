import { Failure } from '../../cli/failure';
import type { Config } from '../../config/schema';
import { daysLeft, endsSoon } from '../../stack/certificate';
import { stackNames } from '../../config/names';
import { isUntrusted, statusOf } from '../../clients/http';
import type { RawAnswer, RawHttp } from '../../clients/raw-http';
import { type Check, ok } from './check';

/** How often the API is tried until it answers. */
export interface Tries {
  readonly tries: number;
  /** Seconds. */
  readonly interval: number;
}

const API = 'api';
const LOGS = 'kubectl logs -l app.kubernetes.io/name=qdrant';

/**
 * The API is Qdrant, and all its shards are ready.
 *
 * @param fix How to fix an answer of another program.
 */
export function apiCheck(api: () => Promise<RawHttp>, { tries, interval }: Tries, fix: string): Check {
  return {
    name: API,
    title: 'API',
    run: async say => {
      const { default: pRetry } = await import('p-retry');
      const connect = async (attempt: number) => {
        const server = await api();
        const version = await askVersion(server, fix);
        return ok(`Qdrant ${version} at ${server.name}${attempt > 1 ? `, at try ${attempt}` : ''}`);
      };
      return pRetry(connect, {
        retries: tries - 1,
        factor: 1,
        minTimeout: interval * 1000,
        shouldRetry: ({ error }) => error instanceof Failure && !isPermanent(error),
        onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
          if (retriesLeft > 0 && error instanceof Failure && !isPermanent(error)) {
            say(`try ${attemptNumber} of ${tries}: ${error.problem}`);
          }
        },
      });
    },
  };
}

/** Qdrant also answers at the other hosts of the API. */
export function aliasesCheck(aliases: readonly RawHttp[], fix: string): Check {
  return {
    name: 'api-aliases',
    title: 'Other hosts of the API',
    run: async () => {
      for (const alias of aliases) {
        await askVersion(alias, fix);
      }
      return ok(`Qdrant answers at ${aliases.map(({ name }) => name).join(', ')}`);
    },
  };
}

/** Whether a later try fails with the same error: a refused certificate, or a missing right. */
function isPermanent(error: Failure): boolean {
  return isUntrusted(error) || [401, 403].includes(statusOf(error) ?? 0);
}

async function askVersion(server: RawHttp, fix: string): Promise<string> {
  const about = await server.ask('ask the API', { method: 'GET', path: '/' });
  const version = versionIn(about);
  if (about.status !== 200 || version === undefined) {
    throw new Failure(
      `${server.name} answers, but is not Qdrant: ${about.status} ${excerpt(about)}`,
      `${fix}; Qdrant's log: ${LOGS}`,
    );
  }
  const ready = await server.ask('ask the API whether it is ready', { method: 'GET', path: '/readyz' });
  if (ready.status !== 200) {
    throw new Failure(
      `Qdrant at ${server.name} is not ready: ${ready.status} ${excerpt(ready)}`,
      `read its log: ${LOGS}`,
    );
  }
  return version;
}

function versionIn({ body }: RawAnswer): string | undefined {
  try {
    const { title, version } = JSON.parse(body);
    return String(title).startsWith('qdrant') ? version : undefined;
  } catch {
    return undefined; // The answer of a proxy.
  }
}

/** The certificate of every host is trusted, valid, and for the host. */
export function certificateCheck(hosts: readonly RawHttp[]): Check {
  return {
    name: 'certificate',
    title: 'Certificate',
    run: async () => {
      const now = new Date();
      const certificates = [];
      for (const host of hosts) {
        certificates.push({ host, raw: (await host.certificate()).raw });
      }
      const days = certificates.map(({ raw }) => daysLeft(raw, now));
      const soon = certificates.map(({ host, raw }) => [host.name, endsSoon(raw, now)] as const);
      return ok(
        `trusted for ${hosts.length === 2 ? 'both' : 'all'} hosts, ${Math.min(...days)} days left`,
        soon.filter(([, warning]) => warning).map(([name, warning]) => `${name}: ${warning}`),
      );
    },
  };
}

/** Oauth2-proxy refuses requests without a session, and redirects people to Keycloak. */
export function signInCheck(proxy: () => Promise<RawHttp>, config: Config): Check {
  const { dashboardUrl, oidcIssuerUrl, clientId, redirectUrl } = stackNames(config);
  const fix = 'read its log: kubectl logs -l app=oauth2-proxy; its settings come from the manifests and from the hook';
  // The headers of the ingress. Without an ingress, the check has to send them.
  const headers = {
    host: config.dashboardHostname,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': config.dashboardHostname,
  };
  return {
    name: 'sign-in',
    title: 'Sign-in',
    run: async () => {
      const server = await proxy();
      for (const cookie of ['', `${config.dashboard.cookieName}=forged`]) {
        const request = { method: 'GET', path: '/oauth2/auth', headers: { ...headers, ...(cookie && { cookie }) } };
        const answer = await server.ask('ask oauth2-proxy', request);
        if (answer.status !== 401) {
          throw new Failure(
            `oauth2-proxy at ${server.name} must refuse ${cookie ? 'a forged' : 'a missing'} session with 401, but ${described(answer)}`,
            fix,
          );
        }
      }
      const start = { method: 'GET', path: '/oauth2/start?rd=%2Fdashboard', headers };
      const answer = await server.ask('ask oauth2-proxy to sign in', start);
      const to = absolute(answer, dashboardUrl);
      const query = to === undefined ? undefined : new URL(to).searchParams;
      const isKeycloak = to?.startsWith(`${oidcIssuerUrl}/protocol/openid-connect/auth?`);
      if (!isKeycloak || query?.get('client_id') !== clientId || query.get('redirect_uri') !== redirectUrl) {
        throw new Failure(
          `oauth2-proxy at ${server.name} must redirect people to ${oidcIssuerUrl} as client ${clientId} with redirect URL ${redirectUrl}, but ${described(answer)}`,
          fix,
        );
      }
      return ok(`401 without a session; redirects to ${oidcIssuerUrl}`);
    },
  };
}

/** The absolute URL of a redirect. */
export function absolute({ headers: { location } }: RawAnswer, base: string): string | undefined {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).href : undefined;
}

/** A short description of an answer. */
export function described(answer: RawAnswer): string {
  const { location } = answer.headers;
  return location === undefined
    ? `answered ${answer.status} ${excerpt(answer)}`.trim()
    : `answered ${answer.status} to ${location}`;
}

function excerpt({ body }: RawAnswer): string {
  const text = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text ? `(${text.slice(0, 120)})` : '';
}
