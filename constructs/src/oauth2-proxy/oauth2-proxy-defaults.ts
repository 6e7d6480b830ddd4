import { Images } from '../common/images';
import { LogFormat } from '../common/log-format';
import { defined } from '../common/mapping';
import {
  CookieSameSite,
  OAuth2ProxyProvider,
  type OAuth2ProxyChartProps,
  type OAuth2ProxyCredentials,
  type OAuth2ProxyUpstream,
} from './oauth2-proxy-props';
import {
  AUDIENCE_CLAIMS,
  EMAIL_CLAIM,
  GROUPS_CLAIM,
  METRICS_PORT,
  QDRANT_API_ROUTES,
  SCOPE,
  UPSTREAM_TIMEOUT_SECONDS,
} from './oauth2-proxy-constants';

/** An upstream with its defaults. */
export type ResolvedUpstream = OAuth2ProxyUpstream & Required<Omit<OAuth2ProxyUpstream, 'apiKey' | 'ca'>>;

/** The props of `OAuth2ProxyChart` with their defaults. */
export type ResolvedOAuth2ProxyProps = OAuth2ProxyChartProps &
  Required<
    Pick<
      OAuth2ProxyChartProps,
      | 'allowedGroups'
      | 'allowedRoles'
      | 'audienceClaims'
      | 'cookieName'
      | 'cookieRefresh'
      | 'cookieSameSite'
      | 'emailClaim'
      | 'env'
      | 'groupsClaim'
      | 'image'
      | 'logFormat'
      | 'name'
      | 'provider'
      | 'replicas'
      | 'scopes'
      | 'sessionCookieMinimal'
      | 'settings'
      | 'setXauthrequest'
      | 'trustedProxyIps'
    >
  > & {
    readonly credentials: Required<OAuth2ProxyCredentials>;
    readonly proxyTo?: ResolvedUpstream;
  };

/** Defaults of a Keycloak realm: a session ends after 10 hours, or after 30 minutes without a renewal. */
const SESSION_WITH_UPSTREAM = { cookieRefresh: '5m', cookieExpire: '10h' };
const SESSION_WITHOUT_UPSTREAM = { cookieRefresh: '1h', cookieExpire: undefined };

/** Fills in the defaults. */
export function resolveOAuth2ProxyProps(props: OAuth2ProxyChartProps): ResolvedOAuth2ProxyProps {
  const { proxyTo } = props;
  const session = proxyTo ? SESSION_WITH_UPSTREAM : SESSION_WITHOUT_UPSTREAM;
  return {
    ...props,
    name: props.name ?? 'oauth2-proxy',
    image: props.image ?? Images.OAUTH2_PROXY,
    replicas: props.replicas ?? 1,
    env: props.env ?? [],
    credentials: {
      secretName: 'oauth2-proxy',
      clientSecretKey: 'client-secret',
      cookieSecretKey: 'cookie-secret',
      ...defined(props.credentials),
    },
    proxyTo: proxyTo && resolveUpstream(proxyTo),
    allowedGroups: props.allowedGroups ?? [],
    groupsClaim: props.groupsClaim ?? GROUPS_CLAIM,
    provider: props.provider ?? OAuth2ProxyProvider.KEYCLOAK_OIDC,
    scopes: props.scopes ?? SCOPE.split(' '),
    emailClaim: props.emailClaim ?? EMAIL_CLAIM,
    audienceClaims: props.audienceClaims ?? AUDIENCE_CLAIMS,
    allowedRoles: props.allowedRoles ?? [],
    trustedProxyIps: props.trustedProxyIps ?? [],
    // With this prefix, browsers require a secure cookie for the root path and for this host only.
    cookieName: props.cookieName ?? (props.cookieDomains ? '_oauth2_proxy' : '__Host-oauth2_proxy'),
    cookieSameSite: props.cookieSameSite ?? CookieSameSite.LAX,
    cookieRefresh: props.cookieRefresh ?? session.cookieRefresh,
    cookieExpire: props.cookieExpire ?? session.cookieExpire,
    sessionCookieMinimal: props.sessionCookieMinimal ?? false,
    setXauthrequest: props.setXauthrequest ?? true,
    logFormat: props.logFormat ?? LogFormat.TEXT,
    metricsPort: props.metricsPort ?? (props.serviceMonitor && METRICS_PORT),
    settings: props.settings ?? {},
  };
}

function resolveUpstream(upstream: OAuth2ProxyUpstream): ResolvedUpstream {
  return {
    ...upstream,
    apiKeyClaims: upstream.apiKeyClaims ?? [],
    apiKeyHeader: upstream.apiKeyHeader ?? 'api-key',
    rootPath: upstream.rootPath ?? '/dashboard',
    apiRoutes: upstream.apiRoutes ?? QDRANT_API_ROUTES,
    keepAuthorization: upstream.keepAuthorization ?? false,
    passUserHeaders: upstream.passUserHeaders ?? false,
    timeoutSeconds: upstream.timeoutSeconds ?? UPSTREAM_TIMEOUT_SECONDS,
  };
}
