import { type ChartProps } from 'cdk8s';
import { type LogFormat } from '../common/log-format';
import { type PodDisruptionBudgetOptions } from '../common/pod-disruption-budget';
import { type ConfigMapKey, type SecretKey } from '../common/references';
import { type IpFamilyProps } from '../common/ip-families';
import { type WorkloadProps } from '../common/workload-props';
import { type ServiceMonitorOptions } from '../monitoring/service-monitor-options';
import { type AcceptedRisks } from '../security/accepted-risks';
import { type ISessionStore } from './session-store';

/**
 * The `SameSite` attribute of the session cookie.
 */
export enum CookieSameSite {
  /** Browsers send the cookie with requests from every site. The cookie must be secure. */
  NONE = 'none',
  /** Browsers send the cookie when a user follows a link from another site. */
  LAX = 'lax',
  /** Browsers never send the cookie with requests from another site. */
  STRICT = 'strict',
}

/**
 * The provider of oauth2-proxy, by the name of its setting.
 */
export enum OAuth2ProxyProvider {
  /** A realm of Keycloak. */
  KEYCLOAK_OIDC = 'keycloak-oidc',
  /** Any other issuer of OpenID Connect, e.g. Dex, Authentik, Entra ID or Google. */
  OIDC = 'oidc',
}

/**
 * The Secret with the credentials of oauth2-proxy. oauth2-proxy uses the values unchanged, including a trailing newline.
 */
export interface OAuth2ProxyCredentials {
  /**
   * Name of the Secret.
   *
   * @default 'oauth2-proxy'
   */
  readonly secretName?: string;

  /**
   * Key of the client secret, which the identity provider knows.
   *
   * @default 'client-secret'
   */
  readonly clientSecretKey?: string;

  /**
   * Key of the secret that encrypts cookies: 32 random bytes in base64url.
   *
   * @default 'cookie-secret'
   */
  readonly cookieSecretKey?: string;
}

/**
 * The Qdrant, or the other web application, that receives the requests of signed-in users from oauth2-proxy. The defaults fit Qdrant.
 */
export interface OAuth2ProxyUpstream {
  /** URL of the application, e.g. `http://qdrant.qdrant.svc.cluster.local:6333`. */
  readonly url: string;

  /**
   * The API key that oauth2-proxy adds to every request. It replaces a key that the browser sends. Pods read the key when they start,
   * and use the value unchanged, including a trailing newline.
   *
   * @default - none: Qdrant requires no key
   */
  readonly apiKey?: SecretKey;

  /**
   * One or two claims of the ID token with the key of the user, instead of one key for all users. The first claim becomes the header
   * `apiKeyHeader`, and the second claim `Authorization: Bearer`. Qdrant reads the second only without the first. A user without the
   * claims gets no key, and a claim with several values makes a key that Qdrant refuses. `apiKey` must be absent. Each renewal of a
   * session reads the claims again, so `cookieRefresh` must be 5 minutes or less, and oauth2-proxy must be 7.15.5 or later.
   *
   * @default - none
   */
  readonly apiKeyClaims?: string[];

  /**
   * Name of the header with the API key, e.g. `x-api-key`. With `Authorization`, `keepAuthorization` must be absent or false.
   *
   * @default 'api-key'
   */
  readonly apiKeyHeader?: string;

  /**
   * Path that requests for `/` get, e.g. `/ui`. `/` changes no path.
   *
   * @default '/dashboard'
   */
  readonly rootPath?: string;

  /**
   * Regular expressions in the syntax of Go for paths of the API, e.g. `^/api/`. A request without a session gets status 401 on these
   * paths, and the sign-in page on all other paths. An empty list shows the sign-in page on all paths.
   *
   * @default - the paths of the REST API of Qdrant
   */
  readonly apiRoutes?: string[];

  /**
   * Whether the application gets the `Authorization` header that the browser sends. Qdrant would read it as an API key.
   *
   * @default false
   */
  readonly keepAuthorization?: boolean;

  /**
   * Whether the application gets the user in the headers `X-Forwarded-User`, `X-Forwarded-Email`, `X-Forwarded-Groups` and
   * `X-Forwarded-Preferred-Username`. They replace headers of these names that the browser sends.
   *
   * @default false
   */
  readonly passUserHeaders?: boolean;

  /**
   * Certificate authority of an application with TLS, trusted in addition to the public authorities. Pods read it when they start.
   *
   * @default - the public authorities only
   */
  readonly ca?: SecretKey;

  /**
   * Seconds within which the application must start to answer: an integer of 1 or more. Qdrant answers the request for a snapshot only after the
   * snapshot is complete.
   *
   * @default 14400 - four hours
   */
  readonly timeoutSeconds?: number;
}

/**
 * Options of oauth2-proxy. The names are those of the settings of oauth2-proxy.
 */
export interface OAuth2ProxyOptions extends ChartProps, WorkloadProps, IpFamilyProps {
  /**
   * Name of the objects, and value of the label `app.kubernetes.io/instance`, which selects the pods.
   *
   * @default 'oauth2-proxy'
   */
  readonly name?: string;

  /**
   * Number of pods: an integer of 1 or more. All pods share the session store. During an update, a pod stops only after its successor
   * is ready.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Whether the pods spread over zones and hosts. This is a preference, so that the pods also run on one host. A constraint in
   * `topologySpreadConstraints` replaces ours for the same key.
   *
   * @default false
   */
  readonly spread?: boolean;

  /**
   * A PodDisruptionBudget.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: PodDisruptionBudgetOptions;

  /**
   * The Secret with the client secret and the cookie secret.
   *
   * @default - Secret `oauth2-proxy` with the keys `client-secret` and `cookie-secret`
   */
  readonly credentials?: OAuth2ProxyCredentials;

  /**
   * The provider.
   *
   * @default OAuth2ProxyProvider.KEYCLOAK_OIDC
   */
  readonly provider?: OAuth2ProxyProvider;

  /**
   * Scopes that oauth2-proxy requests. `openid` is required.
   *
   * @default ['openid', 'email', 'profile']
   */
  readonly scopes?: string[];

  /**
   * The claim with the e-mail address of a user. Only with provider OIDC.
   *
   * @default 'email'
   */
  readonly emailClaim?: string;

  /**
   * The claims of which one must contain the id of the client. Only with provider OIDC.
   *
   * @default ['aud']
   */
  readonly audienceClaims?: string[];

  /**
   * URL with which oauth2-proxy ends the session at the provider when a user signs out: `{id_token}` stands for the ID token. Only with
   * provider OIDC.
   *
   * @default - the logout URL of Keycloak with `proxyTo`, otherwise none
   */
  readonly backendLogoutUrl?: string;

  /**
   * Groups with access, as full paths in Keycloak such as `/search/admins`, or as the names that another provider writes. The tokens of
   * the client must contain them in the claim `groupsClaim`. A user with one of `allowedRoles` needs no group.
   *
   * @default - no group is required
   */
  readonly allowedGroups?: string[];

  /**
   * The claim with the groups of a user. Everything that writes this claim can give access, also if only `allowedRoles` is set.
   *
   * @default 'groups'
   */
  readonly groupsClaim?: string;

  /**
   * Roles with access: `name` for a role of the realm, `client:name` for a role of a client. A member of `allowedGroups` needs no role.
   * Only with provider KEYCLOAK_OIDC.
   *
   * @default - no role is required
   */
  readonly allowedRoles?: string[];

  /**
   * IP addresses, or ranges such as `10.0.0.0/8`, of the proxies whose `X-Forwarded-*` headers oauth2-proxy trusts.
   *
   * @default - none with `proxyTo`, so that the log contains the address of the controller; otherwise every address
   */
  readonly trustedProxyIps?: string[];

  /**
   * Name of the session cookie. Browsers restrict a cookie with the prefix `__Host-` to its host, and reject it with `cookieDomains`.
   *
   * @default '__Host-oauth2_proxy', or '_oauth2_proxy' with `cookieDomains`
   */
  readonly cookieName?: string;

  /**
   * `SameSite` attribute of the session cookie.
   *
   * @default CookieSameSite.LAX
   */
  readonly cookieSameSite?: CookieSameSite;

  /**
   * Lifetime of a session, as a Go duration such as `10h`. It must not exceed the longest session of the identity provider.
   *
   * @default '10h' with `proxyTo`, which is the default of Keycloak; otherwise '168h'
   */
  readonly cookieExpire?: string;

  /**
   * Time after which oauth2-proxy renews a session with the identity provider, as a Go duration such as `5m`. It must be shorter than the
   * idle timeout of the identity provider. Each renewal checks groups and roles again.
   *
   * @default '5m' with `proxyTo`, because the default idle timeout of Keycloak is 30 minutes; otherwise '1h'
   */
  readonly cookieRefresh?: string;

  /**
   * Whether sessions omit the tokens. oauth2-proxy cannot renew such sessions, and cannot end them at the identity provider. With
   * `proxyTo`, sessions always contain the tokens.
   *
   * @default false
   */
  readonly sessionCookieMinimal?: boolean;

  /**
   * Whether responses to a controller name the user in `X-Auth-Request-*` headers. This has no effect with `proxyTo`.
   *
   * @default true
   */
  readonly setXauthrequest?: boolean;

  /**
   * Private certificate authority of the identity provider.
   *
   * @default - the certificate authorities of the image
   */
  readonly providerCa?: ConfigMapKey;

  /**
   * Private certificate authority of the identity provider in PEM format. The construct writes it to its own ConfigMap.
   *
   * @default - none
   */
  readonly providerCaCertificates?: string;

  /**
   * Accepted risks, each with its reason.
   *
   * @default - none: the construct rejects every risk
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * Format of the log.
   *
   * @default LogFormat.TEXT
   */
  readonly logFormat?: LogFormat;

  /**
   * Port of the metrics on the pods and on the Service. The metrics need no sign-in. 4180 is not allowed.
   *
   * @default - 44180 with `serviceMonitor`, otherwise no metrics
   */
  readonly metricsPort?: number;

  /**
   * A ServiceMonitor. The cluster must have the Prometheus operator.
   *
   * @default - none
   */
  readonly serviceMonitor?: ServiceMonitorOptions;

  /**
   * More settings of the configuration file of oauth2-proxy: strings, booleans, numbers and lists of strings. They override the settings
   * of the construct. Allowed are settings of cookies, logs, pages, the session store and a few more. The construct rejects secrets, and
   * every setting that can decide about access.
   *
   * @default - none
   */
  readonly settings?: { readonly [key: string]: unknown };
}

/**
 * Properties of `OAuth2ProxyChart`.
 */
export interface OAuth2ProxyChartProps extends OAuth2ProxyOptions {
  /** The session store. */
  readonly sessionStore: ISessionStore;

  /** Id of the client at the identity provider. */
  readonly clientId: string;

  /** Issuer of the tokens, e.g. `https://auth.example.com/realms/thinkube`. */
  readonly oidcIssuerUrl: string;

  /** URL to which the identity provider redirects users after the sign-in: `https://{dashboard host}/oauth2/callback`. */
  readonly redirectUrl: string;

  /**
   * E-mail domains with access. `*` is every user of the realm, or every user with one of `allowedGroups` and `allowedRoles`. At least
   * one domain is required.
   */
  readonly emailDomains: string[];

  /**
   * The Qdrant, or the other web application, that receives the requests of signed-in users.
   *
   * @default - none: a controller asks at `/oauth2/auth` whether a user is signed in
   */
  readonly proxyTo?: OAuth2ProxyUpstream;

  /**
   * Domains of the session cookie, e.g. `.example.com`.
   *
   * @default - the dashboard host only
   */
  readonly cookieDomains?: string[];

  /**
   * Upstreams in the format of oauth2-proxy. Not allowed with `proxyTo`.
   *
   * @default ['static://202'] - oauth2-proxy answers only `/oauth2/*` and the requests of the controller
   */
  readonly upstreams?: string[];
}
