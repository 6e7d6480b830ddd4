import type { Address } from '../../clients/http';
import type { RawHttp } from '../../clients/raw-http';
import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import type { KnownKeys } from '../../stack/known-keys';
import type { Check } from './check';
import { dashboardChecks } from './dashboard-checks';
import { aliasesCheck, apiCheck, certificateCheck, signInCheck, type Tries } from './http-checks';
import { keyCheck } from './key-check';
import { loginCheck } from './login';
import { plainHttpCheck } from './plain-http';
import { rawHttp } from './reach';
import { compareRoutes } from './routes';
import { signInUrlOf } from './sign-in-url';

/** How the hosts are reached. */
export interface Outside extends Tries {
  /** The address of the ingress, instead of the address in DNS. */
  readonly ingress?: Address;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long a server may take to answer, in seconds. */
  readonly timeout: number;
}

/**
 * The checks through the ingress that write nothing.
 *
 * @param closing Gets what ends the connections.
 * @param more More checks of the dashboard, which need sessions.
 */
export function outsideChecks(
  config: Config,
  { ingress: at, ca, timeout, ...tries }: Outside,
  keys: () => Promise<KnownKeys>,
  closing: (() => Promise<void> | void)[],
  more: (dashboard: RawHttp) => readonly Check[] = () => [],
): Check[] {
  const names = stackNames(config);
  const open = (url: string): RawHttp => {
    const opened = rawHttp({ ca, at, timeout: timeout * 1000, url });
    closing.push(() => opened.close());
    return opened;
  };
  const signInUrl = signInUrlOf(config, timeout);
  const api = open(`https://${config.apiHostname}`);
  const dashboard = open(names.dashboardUrl);
  const grpc = config.grpcHostname ? [open(`https://${config.grpcHostname}`)] : [];
  const aliases = config.apiAliases.map(host => open(`https://${host}`));
  return [
    apiCheck(async () => api, tries, compareRoutes(config, config.apiHostname)),
    ...(aliases.length > 0 ? [aliasesCheck(aliases, compareRoutes(config, 'apiAliases'))] : []),
    certificateCheck([api, dashboard, ...aliases, ...grpc]),
    plainHttpCheck(config, { ingress: at, timeout }),
    ...dashboardChecks(config, signInUrl).map(({ ask, ...check }) => ({ ...check, run: () => ask(dashboard) })),
    signInCheck(async () => dashboard, config, signInUrl),
    loginCheck(dashboard, config, signInUrl),
    ...more(dashboard),
    keyCheck(async () => api, keys, config.apiKeys.enabled, names.apiKeys?.readOnlyApiKey !== undefined),
  ].map(check => (NEED_TLS.includes(check.name) ? { ...check, needs: ['certificate'] } : check));
}

/** Checks that would only repeat a problem of the certificate or of the connection. */
const NEED_TLS = ['plain-http', 'root-redirect', 'root', 'dashboard', 'dashboard-session', 'sign-in', 'login'];
