import { Yaml } from 'cdk8s';
import { LogFormat } from '../common/log-format';
import { CookieSameSite, type OAuth2ProxyChartProps, type OAuth2ProxyUpstream } from './oauth2-proxy-props';

/** Four hours, in seconds: a snapshot of a large collection is answered when it is done. */
export const UPSTREAM_TIMEOUT = 4 * 60 * 60;

/** Files in the container that the settings name. */
export interface OAuth2ProxyPaths {
  readonly clientSecret: string;
  readonly cookieSecret: string;
  readonly apiKey: string;
  readonly providerCas: readonly string[];
  readonly sessionStoreCa?: string;
}

type Settings = Readonly<Record<string, unknown>>;

const MAIN_FILE = 'oauth2-proxy.cfg';
const ALPHA_FILE = 'alpha.yaml';

/** The first part of every path of Qdrant's API: what its pages call, and what must not answer with a page to sign in. */
const API = 'aliases|cluster|collections|healthz|issues|livez|locks|logger|metrics|readyz|snapshots|telemetry';

/**
 * Templates of Go that make each line a JSON object. oauth2-proxy has put `UserAgent` and `RequestURI` into quotes itself.
 */
const JSON_LOGS = {
  standard_logging_format: '{"time":"{{.Timestamp}}","file":"{{.File}}","message":{{printf "%q" .Message}}}',
  auth_logging_format:
    '{"time":"{{.Timestamp}}","client":{{printf "%q" .Client}},"request_id":{{printf "%q" .RequestID}},"user":{{printf "%q" .Username}},"status":"{{.Status}}","message":{{printf "%q" .Message}}}',
  request_logging_format:
    '{"time":"{{.Timestamp}}","client":{{printf "%q" .Client}},"request_id":{{printf "%q" .RequestID}},"user":{{printf "%q" .Username}},"host":{{printf "%q" .Host}},"method":{{printf "%q" .RequestMethod}},"uri":{{.RequestURI}},"upstream":{{printf "%q" .Upstream}},"user_agent":{{.UserAgent}},"status":{{.StatusCode}},"bytes":{{.ResponseSize}},"seconds":{{.RequestDuration}}}',
};

/** Tabs that were opened at once each sign in with a cookie of their own; a few of them, so that headers stay small. */
const CSRF_PER_REQUEST = { cookie_csrf_per_request: true, cookie_csrf_per_request_limit: 5 };

/** Without it oauth2-proxy asks for a scope `groups` where groups are allowed; Keycloak has none and refuses that. */
const SCOPE = 'openid email profile';

/** The configuration files of oauth2-proxy, each with its flag. */
export function oauth2ProxyFiles(
  props: OAuth2ProxyChartProps,
  upstream: OAuth2ProxyUpstream | undefined,
  ports: { readonly http: number; readonly metrics?: number },
  paths: OAuth2ProxyPaths,
): { readonly files: Readonly<Record<string, string>>; readonly flags: Readonly<Record<string, string>> } {
  const bindAddress = `0.0.0.0:${ports.http}`;
  const metricsAddress = ports.metrics === undefined ? undefined : `0.0.0.0:${ports.metrics}`;
  return upstream
    ? {
        files: {
          [MAIN_FILE]: toToml({ ...proxySettings(props, paths), ...props.settings }),
          [ALPHA_FILE]: Yaml.stringify(alphaSettings(props, upstream, { bindAddress, metricsAddress }, paths)),
        },
        flags: { config: MAIN_FILE, 'alpha-config': ALPHA_FILE },
      }
    : {
        files: {
          [MAIN_FILE]: toToml({
            ...authRequestSettings(props, bindAddress, paths),
            ...(metricsAddress && { metrics_address: metricsAddress }),
            ...props.settings,
          }),
        },
        flags: { config: MAIN_FILE },
      };
}

/** It answers whether somebody is signed in; a controller asks. */
function authRequestSettings(props: OAuth2ProxyChartProps, http_address: string, paths: OAuth2ProxyPaths): Settings {
  const { allowedGroups = [], allowedRoles = [], trustedProxyIps = [] } = props;
  return {
    http_address,
    reverse_proxy: true,
    ...(trustedProxyIps.length > 0 && { trusted_proxy_ips: trustedProxyIps }),
    upstreams: props.upstreams ?? ['static://202'],
    provider: 'keycloak-oidc',
    oidc_issuer_url: props.oidcIssuerUrl,
    client_id: props.clientId,
    client_secret_file: paths.clientSecret,
    code_challenge_method: 'S256',
    ...signIn(props),
    ...(allowedGroups.length > 0 && { scope: SCOPE, allowed_groups: allowedGroups }),
    ...(allowedRoles.length > 0 && { allowed_roles: allowedRoles }),
    ...(paths.providerCas.length > 0 && { provider_ca_files: paths.providerCas }),
    ...cookieAndSession(props, paths, { refresh: '1h' }),
    ...(!props.cookieDomains && CSRF_PER_REQUEST),
    session_cookie_minimal: props.sessionCookieMinimal ?? false,
    set_xauthrequest: props.setXauthrequest ?? true,
  };
}

/** It stands between people and Qdrant: what the alpha file does not take. */
function proxySettings(props: OAuth2ProxyChartProps, paths: OAuth2ProxyPaths): Settings {
  const { trustedProxyIps = [] } = props;
  return {
    // Nothing but the addresses in a log depends on X-Forwarded-*, so nobody is believed unless named.
    reverse_proxy: trustedProxyIps.length > 0,
    ...(trustedProxyIps.length > 0 && {
      trusted_proxy_ips: trustedProxyIps,
      // The one header that every controller sends.
      real_client_ip_header: 'X-Forwarded-For',
    }),
    ...signIn(props),
    // The dashboard's own requests get a 401 instead of a redirect to another site, which they could not follow.
    api_routes: [`^/(${API})([/?]|$)`],
    ...cookieAndSession(props, paths, { refresh: '5m', expire: '10h' }),
    ...CSRF_PER_REQUEST,
  };
}

function alphaSettings(
  props: OAuth2ProxyChartProps,
  { url, apiKey, timeoutSeconds }: OAuth2ProxyUpstream,
  { bindAddress, metricsAddress }: { readonly bindAddress: string; readonly metricsAddress?: string },
  paths: OAuth2ProxyPaths,
): Settings {
  const { allowedGroups = [], allowedRoles = [] } = props;
  const upstream = { uri: url, timeout: `${timeoutSeconds}s` };
  return {
    server: { bindAddress },
    ...(metricsAddress && { metricsServer: { bindAddress: metricsAddress } }),
    upstreamConfig: {
      // Otherwise an encoded slash in the name of a collection is taken for a part of the path.
      proxyRawPath: true,
      upstreams: [
        { id: 'root', path: '^/$', rewriteTarget: '/dashboard', ...upstream },
        { id: 'qdrant', path: '/', ...upstream },
      ],
    },
    injectRequestHeaders: [
      ...(apiKey ? [{ name: 'api-key', values: [{ secretSource: { fromFile: paths.apiKey } }] }] : []),
      // Without a value it is taken away: Qdrant would read it as an API key.
      { name: 'Authorization', values: [] },
    ],
    providers: [
      {
        id: 'keycloak',
        provider: 'keycloak-oidc',
        clientID: props.clientId,
        clientSecretFile: paths.clientSecret,
        code_challenge_method: 'S256',
        scope: SCOPE,
        ...(allowedGroups.length > 0 && { allowedGroups }),
        ...(allowedRoles.length > 0 && { keycloakConfig: { roles: allowedRoles } }),
        ...(paths.providerCas.length > 0 && { caFiles: paths.providerCas }),
        backendLogoutURL: `${props.oidcIssuerUrl}/protocol/openid-connect/logout?id_token_hint={id_token}`,
        oidcConfig: {
          issuerURL: props.oidcIssuerUrl,
          audienceClaims: ['aud'],
          emailClaim: 'email',
          groupsClaim: 'groups',
          insecureSkipNonce: false,
        },
      },
    ],
  };
}

function signIn(props: OAuth2ProxyChartProps): Settings {
  return {
    ...(props.logFormat === LogFormat.JSON && JSON_LOGS),
    redirect_url: props.redirectUrl,
    email_domains: props.emailDomains,
    skip_provider_button: true,
  };
}

function cookieAndSession(
  props: OAuth2ProxyChartProps,
  paths: OAuth2ProxyPaths,
  byDefault: { readonly refresh: string; readonly expire?: string },
): Settings {
  const { cookieDomains, cookieExpire = byDefault.expire } = props;
  return {
    // With the prefix, browsers keep a cookie only if it is secure, of the root path and of this host alone.
    cookie_name: props.cookieName ?? (cookieDomains ? '_oauth2_proxy' : '__Host-oauth2_proxy'),
    cookie_secret_file: paths.cookieSecret,
    cookie_secure: true,
    cookie_samesite: props.cookieSameSite ?? CookieSameSite.LAX,
    ...(cookieExpire && { cookie_expire: cookieExpire }),
    cookie_refresh: props.cookieRefresh ?? byDefault.refresh,
    ...(cookieDomains && { cookie_domains: cookieDomains }),
    session_store_type: 'redis',
    redis_connection_url: props.sessionStore.connectionUrl,
    ...(paths.sessionStoreCa && { redis_ca_path: paths.sessionStoreCa }),
  };
}

/** A flat TOML document. JSON's strings, numbers, booleans and lists of strings are written the same way in TOML. */
function toToml(settings: Settings): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}
