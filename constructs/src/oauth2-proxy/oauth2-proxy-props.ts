import { type ChartProps } from 'cdk8s';
import { type AcceptedRisks } from '../security/accepted-risks';
import { type LogFormat } from '../common/log-format';
import { type PodDisruptionBudgetOptions } from '../common/pod-disruption-budget';
import { type ServiceMonitorOptions } from '../qdrant/qdrant-props';
import { type ConfigMapKey, type SecretKey } from '../common/references';
import { type ISessionStore } from './session-store';
import { type WorkloadProps } from '../common/workload-props';

/**
 * The `SameSite` attribute of the session cookie.
 */
export enum CookieSameSite {
  /** Sent from every site; needs a secure cookie. */
  NONE = 'none',
  /** Sent when a person follows a link from another site. */
  LAX = 'lax',
  /** Never sent from another site. */
  STRICT = 'strict',
}

/**
 * The Secret with the credentials of oauth2-proxy. The values are used as they are: a newline at the end is part of them.
 */
export interface OAuth2ProxyCredentials {
  /**
   * Name of the Secret.
   *
   * @default 'oauth2-proxy'
   */
  readonly secretName?: string;

  /**
   * Key of the client secret that the identity provider knows.
   *
   * @default 'client-secret'
   */
  readonly clientSecretKey?: string;

  /**
   * Key of the secret that encrypts cookies: 32 random bytes, base64url.
   *
   * @default 'cookie-secret'
   */
  readonly cookieSecretKey?: string;
}

/**
 * The Qdrant that an oauth2-proxy stands in front of.
 */
export interface OAuth2ProxyUpstream {
  /** Address of Qdrant, e.g. `http://qdrant.qdrant.svc.cluster.local:6333`. */
  readonly url: string;

  /**
   * The API key that is added to every request, and replaces one that a browser sends. It is read at the start of a pod.
   * The value is used as it is: a newline at the end is part of it.
   *
   * @default - none: Qdrant asks for no key
   */
  readonly apiKey?: SecretKey;

  /**
   * Certificate authority of a Qdrant that speaks TLS, trusted beside the public ones. It is read at the start of a pod.
   *
   * @default - the public authorities
   */
  readonly ca?: SecretKey;

  /**
   * Seconds within which Qdrant must begin to answer. It answers to the making of a snapshot when that is done.
   *
   * @default 14400 - four hours
   */
  readonly timeoutSeconds?: number;
}

/**
 * What can be chosen about an oauth2-proxy, wherever it stands. Names are those of oauth2-proxy's own options.
 */
export interface OAuth2ProxyOptions extends ChartProps, WorkloadProps {
  /**
   * Name of the objects, and the `instance` label that selects the pods.
   *
   * @default 'oauth2-proxy'
   */
  readonly name?: string;

  /**
   * Number of pods. Several share their sessions through the session store; an update never takes one away before its
   * successor is ready.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Whether the pods spread over zones and hosts as far as there are any: a preference, so that they also run on one
   * host. Constraints for the same key in `topologySpreadConstraints` replace these.
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
   * Where the client secret and the cookie secret are.
   *
   * @default - Secret `oauth2-proxy`, keys `client-secret` and `cookie-secret`
   */
  readonly credentials?: OAuth2ProxyCredentials;

  /**
   * Groups whose members are let in, as paths in Keycloak such as `/search/admins`. The client's tokens must name them in
   * the claim `groups`, with their full path. Somebody with one of `allowedRoles` needs no group.
   *
   * @default - no group is asked for
   */
  readonly allowedGroups?: string[];

  /**
   * Roles whose bearers are let in: `name` of the realm's, or `client:name`. A member of `allowedGroups` needs no role.
   *
   * @default - no role is asked for
   */
  readonly allowedRoles?: string[];

  /**
   * Addresses, or ranges such as `10.0.0.0/8`, of the ingress controller, whose `X-Forwarded-*` headers are believed.
   *
   * @default - nobody's with `proxyTo`, and its log has the address of the controller; otherwise everybody's
   */
  readonly trustedProxyIps?: string[];

  /**
   * Name of the session cookie. With the prefix `__Host-` browsers keep it to its host; it takes no `cookieDomains` then.
   *
   * @default '__Host-oauth2_proxy'; with `cookieDomains`, '_oauth2_proxy'
   */
  readonly cookieName?: string;

  /**
   * `SameSite` attribute of the session cookie.
   *
   * @default CookieSameSite.LAX
   */
  readonly cookieSameSite?: CookieSameSite;

  /**
   * Time after which a session ends, as a Go duration. Not longer than the provider's own longest session is right.
   *
   * @default '10h' with `proxyTo`, which is Keycloak's default for a session; otherwise '168h'
   */
  readonly cookieExpire?: string;

  /**
   * Time after which a session is renewed with the identity provider, as a Go duration. Shorter than the provider keeps
   * an idle session is right. Groups and roles are looked at again at each renewal.
   *
   * @default '5m' with `proxyTo`, as Keycloak ends sessions that are idle for 30 minutes; otherwise '1h'
   */
  readonly cookieRefresh?: string;

  /**
   * Whether the session leaves out the tokens. Without them a session can neither be renewed nor ended at the provider.
   * With `proxyTo` they always stay in the session store.
   *
   * @default false
   */
  readonly sessionCookieMinimal?: boolean;

  /**
   * Whether the answer to an auth request names the user in `X-Auth-Request-*` headers. With `proxyTo` nobody asks.
   *
   * @default true
   */
  readonly setXauthrequest?: boolean;

  /**
   * Certificate authority of the identity provider, where it is a private one.
   *
   * @default - the certificate authorities of the image
   */
  readonly providerCa?: ConfigMapKey;

  /**
   * Certificate authority of the identity provider as PEM text, where no ConfigMap holds it: it goes into the construct's own.
   *
   * @default - none
   */
  readonly providerCaCertificates?: string;

  /**
   * Risks that are taken, each with the reason, which is written on the objects concerned.
   *
   * @default - none: a risk is refused
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * How oauth2-proxy writes its log.
   *
   * @default LogFormat.TEXT
   */
  readonly logFormat?: LogFormat;

  /**
   * Port on which the pods and the Service offer metrics, which need no sign-in; not 4180.
   *
   * @default - none: no metrics; 44180 with a ServiceMonitor
   */
  readonly metricsPort?: number;

  /**
   * A ServiceMonitor; the cluster must know this kind.
   *
   * @default - none
   */
  readonly serviceMonitor?: ServiceMonitorOptions;

  /**
   * More settings of oauth2-proxy's configuration file, merged over the ones that the construct writes: strings,
   * booleans, numbers and lists of strings. Taken are those of cookies, logs, pages, the session store and a few more;
   * secrets and whatever may decide who is let in are refused, also as environment variables.
   *
   * @default - none
   */
  readonly settings?: { readonly [key: string]: any };
}

/**
 * Properties of `OAuth2ProxyChart`.
 */
export interface OAuth2ProxyChartProps extends OAuth2ProxyOptions {
  /** Where sessions are kept. */
  readonly sessionStore: ISessionStore;

  /** Id of the client at the identity provider. */
  readonly clientId: string;

  /** Issuer of the tokens, e.g. `https://auth.example.com/realms/thinkube`. */
  readonly oidcIssuerUrl: string;

  /** Where the provider sends people back to: `https://{dashboard host}/oauth2/callback`. */
  readonly redirectUrl: string;

  /** E-mail domains that are let in. `*` is every user of the realm, or every one of `allowedGroups` and `allowedRoles`. */
  readonly emailDomains: string[];

  /**
   * The Qdrant that it passes the requests of signed-in people on to.
   *
   * @default - none: it answers whether somebody is signed in, to a controller that asks at `/oauth2/auth`
   */
  readonly proxyTo?: OAuth2ProxyUpstream;

  /**
   * Domains that the session cookie is sent to, e.g. `.example.com`.
   *
   * @default - the dashboard host alone
   */
  readonly cookieDomains?: string[];

  /**
   * Upstreams of the proxy, of oauth2-proxy's own kind. Not together with `proxyTo`.
   *
   * @default ['static://202'] - it answers `/oauth2/*` and auth requests only
   */
  readonly upstreams?: string[];
}
