import { LogFormat } from '../common/log-format';
import { everyAddress } from '../common/service-network';
import { toYaml } from '../common/yaml-text';
import { AUDIENCE_CLAIMS, EMAIL_CLAIM, GROUPS_CLAIM, HTTP_PORT, SCOPE, USER_INFO } from './oauth2-proxy-constants';
import { type ResolvedOAuth2ProxyProps, type ResolvedUpstream } from './oauth2-proxy-defaults';
import { OAuth2ProxyProvider } from './oauth2-proxy-props';

/** Paths of files in the container that the settings name. */
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

/** Go templates that write each line as a JSON object. oauth2-proxy itself quotes `UserAgent` and `RequestURI`. */
const JSON_LOGS = {
  standard_logging_format: '{"time":"{{.Timestamp}}","file":"{{.File}}","message":{{printf "%q" .Message}}}',
  auth_logging_format:
    '{"time":"{{.Timestamp}}","client":{{printf "%q" .Client}},"request_id":{{printf "%q" .RequestID}},"user":{{printf "%q" .Username}},"status":"{{.Status}}","message":{{printf "%q" .Message}}}',
  request_logging_format:
    '{"time":"{{.Timestamp}}","client":{{printf "%q" .Client}},"request_id":{{printf "%q" .RequestID}},"user":{{printf "%q" .Username}},"host":{{printf "%q" .Host}},"method":{{printf "%q" .RequestMethod}},"uri":{{.RequestURI}},"upstream":{{printf "%q" .Upstream}},"user_agent":{{.UserAgent}},"status":{{.StatusCode}},"bytes":{{.ResponseSize}},"seconds":{{.RequestDuration}}}',
};

/** The headers of `pass_user_headers` of oauth2-proxy, and their claims. */
const USER_CLAIMS = [
  ['X-Forwarded-User', 'user'],
  ['X-Forwarded-Email', 'email'],
  ['X-Forwarded-Groups', 'groups'],
  ['X-Forwarded-Preferred-Username', 'preferred_username'],
] as const;

/** Several tabs can sign in at the same time, each with its own cookie. The limit keeps the headers small. */
const CSRF_PER_REQUEST = { cookie_csrf_per_request: true, cookie_csrf_per_request_limit: 5 };

/** The configuration files of oauth2-proxy, and the flags that name them. */
export function oauth2ProxyFiles(
  props: ResolvedOAuth2ProxyProps,
  paths: OAuth2ProxyPaths,
): { readonly files: Readonly<Record<string, string>>; readonly flags: Readonly<Record<string, string>> } {
  const address = everyAddress(props.ipFamilies).replace('::', '[::]');
  const bindAddress = `${address}:${HTTP_PORT}`;
  const metricsAddress = props.metricsPort === undefined ? undefined : `${address}:${props.metricsPort}`;
  const { proxyTo: upstream, settings } = props;
  return upstream
    ? {
        files: {
          [MAIN_FILE]: toToml({ ...proxySettings(props, upstream, paths), ...settings }),
          [ALPHA_FILE]: toYaml([alphaSettings(props, upstream, { bindAddress, metricsAddress }, paths)]),
        },
        flags: { config: MAIN_FILE, 'alpha-config': ALPHA_FILE },
      }
    : {
        files: {
          [MAIN_FILE]: toToml({
            ...authRequestSettings(props, bindAddress, paths),
            ...(metricsAddress && { metrics_address: metricsAddress }),
            ...settings,
          }),
        },
        flags: { config: MAIN_FILE },
      };
}

/** The settings where a controller asks oauth2-proxy about each request. */
function authRequestSettings(props: ResolvedOAuth2ProxyProps, http_address: string, paths: OAuth2ProxyPaths): Settings {
  const { allowedGroups, allowedRoles, groupsClaim, provider, trustedProxyIps } = props;
  const scope = props.scopes.join(' ');
  return {
    http_address,
    reverse_proxy: true,
    ...(trustedProxyIps.length > 0 && { trusted_proxy_ips: trustedProxyIps }),
    upstreams: props.upstreams ?? ['static://202'],
    provider,
    oidc_issuer_url: props.oidcIssuerUrl,
    client_id: props.clientId,
    client_secret_file: paths.clientSecret,
    code_challenge_method: 'S256',
    ...signIn(props),
    ...((allowedGroups.length > 0 || scope !== SCOPE || isOidc(props)) && { scope }),
    ...(allowedGroups.length > 0 && { allowed_groups: allowedGroups }),
    ...(allowedRoles.length > 0 && { allowed_roles: allowedRoles }),
    ...(groupsClaim !== GROUPS_CLAIM && { oidc_groups_claim: groupsClaim }),
    ...(isOidc(props) && oidcSettings(props)),
    ...(paths.providerCas.length > 0 && { provider_ca_files: paths.providerCas }),
    ...cookieAndSession(props, paths),
    ...(!props.cookieDomains && CSRF_PER_REQUEST),
    session_cookie_minimal: props.sessionCookieMinimal,
    set_xauthrequest: props.setXauthrequest,
  };
}

/** The settings of an issuer other than Keycloak. oauth2-proxy checks the nonce only on request. */
function oidcSettings({ audienceClaims, backendLogoutUrl, emailClaim }: ResolvedOAuth2ProxyProps): Settings {
  return {
    insecure_oidc_skip_nonce: false,
    ...(emailClaim !== EMAIL_CLAIM && { oidc_email_claim: emailClaim }),
    ...(String(audienceClaims) !== String(AUDIENCE_CLAIMS) && { oidc_audience_claims: audienceClaims }),
    ...(backendLogoutUrl !== undefined && { backend_logout_url: backendLogoutUrl }),
  };
}

function isOidc({ provider }: ResolvedOAuth2ProxyProps): boolean {
  return provider === OAuth2ProxyProvider.OIDC;
}

/** The settings where requests pass through oauth2-proxy, as far as the alpha file does not support them. */
function proxySettings(
  props: ResolvedOAuth2ProxyProps,
  { apiKeyClaims, apiRoutes }: ResolvedUpstream,
  paths: OAuth2ProxyPaths,
): Settings {
  const { trustedProxyIps } = props;
  return {
    // Only the client addresses in the log depend on X-Forwarded-*, so no proxy is trusted by default.
    reverse_proxy: trustedProxyIps.length > 0,
    ...(trustedProxyIps.length > 0 && {
      trusted_proxy_ips: trustedProxyIps,
      // Every controller sends this header.
      real_client_ip_header: 'X-Forwarded-For',
    }),
    ...signIn(props),
    // A health check answers before the endpoint, which would show the keys in the claims.
    ...(apiKeyClaims.length > 0 && { ping_path: USER_INFO }),
    // Scripts of the dashboard cannot follow a redirect to another site, so their requests get status 401.
    ...(apiRoutes.length > 0 && { api_routes: apiRoutes }),
    ...cookieAndSession(props, paths),
    ...CSRF_PER_REQUEST,
  };
}

function alphaSettings(
  props: ResolvedOAuth2ProxyProps,
  { url, timeoutSeconds, rootPath, ...headers }: ResolvedUpstream,
  { bindAddress, metricsAddress }: { readonly bindAddress: string; readonly metricsAddress?: string },
  paths: OAuth2ProxyPaths,
): Settings {
  const { allowedGroups, allowedRoles } = props;
  const logoutUrl = isOidc(props)
    ? props.backendLogoutUrl
    : `${props.oidcIssuerUrl}/protocol/openid-connect/logout?id_token_hint={id_token}`;
  const upstream = { uri: url, timeout: `${timeoutSeconds}s` };
  return {
    server: { bindAddress },
    ...(metricsAddress && { metricsServer: { bindAddress: metricsAddress } }),
    upstreamConfig: {
      // Without this setting, an encoded slash in the name of a collection splits the path.
      proxyRawPath: true,
      upstreams: [
        ...(rootPath === '/' ? [] : [{ id: 'root', path: '^/$', rewriteTarget: rootPath, ...upstream }]),
        { id: 'qdrant', path: '/', ...upstream },
      ],
    },
    injectRequestHeaders: requestHeaders(headers, paths),
    providers: [
      {
        id: isOidc(props) ? 'oidc' : 'keycloak',
        provider: props.provider,
        clientID: props.clientId,
        clientSecretFile: paths.clientSecret,
        code_challenge_method: 'S256',
        scope: props.scopes.join(' '),
        ...(allowedGroups.length > 0 && { allowedGroups }),
        ...(allowedRoles.length > 0 && { keycloakConfig: { roles: allowedRoles } }),
        ...(paths.providerCas.length > 0 && { caFiles: paths.providerCas }),
        ...(logoutUrl !== undefined && { backendLogoutURL: logoutUrl }),
        ...(headers.apiKeyClaims.length > 0 && { additionalClaims: headers.apiKeyClaims }),
        oidcConfig: {
          issuerURL: props.oidcIssuerUrl,
          audienceClaims: props.audienceClaims,
          emailClaim: props.emailClaim,
          groupsClaim: props.groupsClaim,
          insecureSkipNonce: false,
        },
      },
    ],
  };
}

/** The headers that the application gets. Each replaces the header of the same name that the browser sends. */
function requestHeaders(
  {
    apiKey,
    apiKeyClaims: [claim, bearerClaim],
    apiKeyHeader,
    keepAuthorization,
    passUserHeaders,
  }: Omit<ResolvedUpstream, 'url' | 'timeoutSeconds' | 'rootPath'>,
  paths: OAuth2ProxyPaths,
): Settings[] {
  const isAuthorization = apiKeyHeader.toLowerCase() === 'authorization';
  return [
    ...(apiKey ? [{ name: apiKeyHeader, values: [{ secretSource: { fromFile: paths.apiKey } }] }] : []),
    ...(claim ? [{ name: apiKeyHeader, values: [{ claimSource: { claim } }] }] : []),
    ...(bearerClaim
      ? [{ name: 'Authorization', values: [{ claimSource: { claim: bearerClaim, prefix: 'Bearer ' } }] }]
      : []),
    // The empty list removes the header, which Qdrant would read as an API key.
    ...(keepAuthorization || bearerClaim || ((apiKey ?? claim) && isAuthorization)
      ? []
      : [{ name: 'Authorization', values: [] }]),
    ...(passUserHeaders ? USER_CLAIMS.map(([name, claim]) => ({ name, values: [{ claimSource: { claim } }] })) : []),
  ];
}

function signIn(props: ResolvedOAuth2ProxyProps): Settings {
  return {
    ...(props.logFormat === LogFormat.JSON && JSON_LOGS),
    redirect_url: props.redirectUrl,
    email_domains: props.emailDomains,
    skip_provider_button: true,
  };
}

function cookieAndSession(props: ResolvedOAuth2ProxyProps, paths: OAuth2ProxyPaths): Settings {
  const { cookieDomains, cookieExpire } = props;
  return {
    cookie_name: props.cookieName,
    cookie_secret_file: paths.cookieSecret,
    cookie_secure: true,
    cookie_samesite: props.cookieSameSite,
    ...(cookieExpire && { cookie_expire: cookieExpire }),
    cookie_refresh: props.cookieRefresh,
    ...(cookieDomains && { cookie_domains: cookieDomains }),
    session_store_type: 'redis',
    redis_connection_url: props.sessionStore.connectionUrl,
    ...(paths.sessionStoreCa && { redis_ca_path: paths.sessionStoreCa }),
  };
}

/** A flat TOML document. Strings, numbers, booleans and lists of strings have the same syntax in JSON and TOML. */
function toToml(settings: Settings): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}
