import { type k8s } from 'cdk8s-plus-30';
import { reasonFor, validateReasons } from '../security/accepted-risks';
import { invalidProp } from '../common/errors';
import { Images } from '../common/images';
import { type StringMap } from '../common/labels';
import { validateName } from '../common/pod-checks';
import { validateBudget } from '../common/pod-disruption-budget';
import {
  AUDIENCE_CLAIMS,
  CLAIMS_RENEWED_SINCE,
  EMAIL_CLAIM,
  HTTP_PORT,
  METRICS_PORT,
  SCOPE,
} from './oauth2-proxy-constants';
import { type ResolvedOAuth2ProxyProps, type ResolvedUpstream } from './oauth2-proxy-defaults';
import { OAuth2ProxyProvider } from './oauth2-proxy-props';

const NAME = 'OAuth2ProxyChart';
const USE_PASSWORD_PROP = 'remove the credentials, and name the Secret with the password in sessionStore.password';

/** Settings whose values are secrets. The construct uses the `_file` forms of these settings. */
const SECRET_SETTINGS = [
  'client_secret',
  'cookie_secret',
  'redis_password',
  'redis_sentinel_password',
  'basic_auth_password',
  'signature_key',
];

/** Settings whose values can come from a Secret through an environment variable. */
const SECRET_VARIABLES = ['redis_password', 'redis_sentinel_password'];

/** The settings that `settings` accepts. None of them decides about access. Settings of new releases are not accepted. */
const OPEN_SETTINGS = [
  /^cookie_(?!secret)[a-z_]+$/,
  /^(?:auth|request|standard)_logging(?:_format)?$/,
  /^logging_(?:compress|filename|local_time|max_age|max_backups|max_size)$/,
  /^(?:errors_to_info_log|exclude_logging_paths|silence_ping_logging|request_id_header|real_client_ip_header)$/,
  /^redis_(?:ca_path|cluster_connection_urls|connection_idle_timeout|sentinel_connection_urls)$/,
  /^redis_(?:sentinel_master_name|use_cluster|use_sentinel|username)$/,
  /^session_(?:cookie_minimal|store_type)$/,
  /^(?:banner|custom_sign_in_logo|custom_templates_dir|footer|provider_display_name|skip_provider_button)$/,
  /^(?:acr_values|backend_logout_url|prompt|scope|whitelist_domains)$/,
  /^(?:api_routes|encode_state|force_json_errors|set_authorization_header|set_xauthrequest)$/,
  /^(?:flush_interval|pass_access_token|pass_user_headers|proxy_websockets|upstream_timeout)$/,
];
/** The name of a header. */
const HEADER = /^[A-Za-z0-9-]+$/;
const VARIABLE = /^OAUTH2_PROXY_/i;

/** More pods are a mistake. */
const MAX_PODS = 1000;

/** Roles that Keycloak gives to every user by default, directly or through another role. */
const DEFAULT_ROLES = [
  /^default-roles-/,
  /^(?:offline_access|uma_authorization)$/,
  /^account:(?:manage-account(?:-links)?|view-profile)$/,
];

/** Whether Keycloak gives a role to every user by default. */
export function isDefaultRole(role: string): boolean {
  return DEFAULT_ROLES.some(each => each.test(role));
}

/** Whether an environment variable sets a secret, or a setting of oauth2-proxy that can decide about access. */
export function decidesAccess(variable: string): boolean {
  return VARIABLE.test(variable) && !isOpen(variable.replace(VARIABLE, '').toLowerCase());
}

function isOpen(setting: string): boolean {
  return OPEN_SETTINGS.some(each => each.test(setting));
}

/** Whether a variable has a value from a Secret, for a setting without a `_file` form. */
function isSecretReference({ name, valueFrom }: k8s.EnvVar): boolean {
  return valueFrom?.secretKeyRef !== undefined && SECRET_VARIABLES.includes(name.replace(VARIABLE, '').toLowerCase());
}

/**
 * Rejects access for every user of the realm, unless a reason is given.
 *
 * @returns the annotation with the reason
 */
export function everyUser(props: ResolvedOAuth2ProxyProps): StringMap {
  const { emailDomains, allowedGroups, allowedRoles, acceptedRisks } = props;
  // oauth2-proxy adds the roles to the groups, with a prefix.
  const roles = [...allowedRoles, ...allowedGroups.map(group => group.replace(/^role:/, ''))];
  if (!emailDomains.includes('*') || (roles.length > 0 && !roles.some(isDefaultRole))) {
    return {};
  }
  if (acceptedRisks?.everyUser === undefined) {
    const allowed = "domains, or '*' with groups or roles that not every user has";
    const fix = 'name domains, groups or roles, or state in acceptedRisks.everyUser why every user has access';
    throw invalidProp(NAME, 'emailDomains', emailDomains, allowed, fix);
  }
  return reasonFor('everyUser', acceptedRisks);
}

/** Rejects props that cannot work, or that let requests bypass the sign-in. */
export function validateProxy(props: ResolvedOAuth2ProxyProps): void {
  validateReasons(NAME, props.acceptedRisks);
  validateName(NAME, 'name', props.name);
  const { replicas } = props;
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > MAX_PODS) {
    throw invalidProp(NAME, 'replicas', replicas, `an integer from 1 to ${MAX_PODS}`, 'use 1');
  }
  if (props.metricsPort === HTTP_PORT) {
    throw invalidProp(NAME, 'metricsPort', HTTP_PORT, `a port other than ${HTTP_PORT}`, `use ${METRICS_PORT}`);
  }
  if (props.emailDomains.length === 0) {
    throw invalidProp(NAME, 'emailDomains', [], 'at least one domain', "name your domains, or use '*' for every user");
  }
  if (props.cookieDomains && /^__host-/i.test(props.cookieName)) {
    const allowed = `absent, because browsers reject the cookie ${props.cookieName} with a domain`;
    const fix = 'remove it, or rename the cookie';
    throw invalidProp(NAME, 'cookieDomains', props.cookieDomains, allowed, fix);
  }
  validateIssuer(props.oidcIssuerUrl);
  validateProvider(props);
  for (const prop of ['allowedGroups', 'allowedRoles'] as const) {
    if (props[prop].includes('*')) {
      const fix = "remove it; for every user, write emailDomains '*', and state the reason in acceptedRisks.everyUser";
      throw invalidProp(NAME, prop, '*', 'names, because oauth2-proxy compares names', fix);
    }
  }
  rejectCredentials('sessionStore.connectionUrl', props.sessionStore.connectionUrl, USE_PASSWORD_PROP);
  validateProxyTo(props);
  validateSettings(props);
  validateBudget(NAME, props.podDisruptionBudget);
}

/** Rejects props that the provider does not read. */
function validateProvider(props: ResolvedOAuth2ProxyProps): void {
  const { provider, scopes, allowedRoles, emailClaim, audienceClaims, backendLogoutUrl } = props;
  const providers = Object.values(OAuth2ProxyProvider);
  if (!providers.includes(provider)) {
    throw invalidProp(NAME, 'provider', provider, providers.join(', '), `use ${OAuth2ProxyProvider.OIDC}`);
  }
  if (!scopes.includes('openid') || scopes.some(scope => /\s/.test(scope))) {
    const allowed = 'scopes without spaces, with openid among them';
    throw invalidProp(NAME, 'scopes', scopes, allowed, `for example, write ${SCOPE.split(' ').join(', ')}`);
  }
  if (provider === OAuth2ProxyProvider.OIDC) {
    if (allowedRoles.length > 0) {
      const allowed = 'absent with provider oidc, because only Keycloak has roles';
      throw invalidProp(NAME, 'allowedRoles', allowedRoles, allowed, 'use allowedGroups');
    }
    return;
  }
  const others = { emailClaim, audienceClaims, backendLogoutUrl };
  const defaults = { emailClaim: EMAIL_CLAIM, audienceClaims: AUDIENCE_CLAIMS, backendLogoutUrl: undefined };
  for (const [prop, value] of Object.entries(others)) {
    if (String(value) !== String(defaults[prop as keyof typeof defaults])) {
      const allowed = 'absent with provider keycloak-oidc';
      throw invalidProp(NAME, prop, value, allowed, 'remove it, or use provider oidc');
    }
  }
}

/** Rejects an issuer without TLS: whoever is in between can sign in as anybody. */
function validateIssuer(issuer: string): void {
  rejectCredentials('oidcIssuerUrl', issuer, 'remove the credentials');
  if (!/^https:\/\/[^/]|^http:\/\/localhost(?:[:/]|$)/.test(issuer)) {
    const allowed = 'an https URL, or http://localhost for tests';
    throw invalidProp(NAME, 'oidcIssuerUrl', issuer, allowed, 'write the https URL of the issuer');
  }
}

/** Rejects URLs with credentials. The message omits the value, which contains a password. */
function rejectCredentials(prop: string, value: unknown, fix: string): void {
  if ([value].flat().some(text => typeof text === 'string' && /\/\/[^/]*@/.test(text))) {
    throw invalidProp(NAME, prop, '(set)', 'a URL without credentials', fix);
  }
}

function validateProxyTo(resolved: ResolvedOAuth2ProxyProps): void {
  const { proxyTo, upstreams, ...props } = resolved;
  if (!proxyTo) {
    return;
  }
  if (upstreams) {
    throw invalidProp(NAME, 'upstreams', upstreams, 'absent, because proxyTo names the upstream', 'remove one of them');
  }
  const { clientId, oidcIssuerUrl, allowedGroups, allowedRoles, groupsClaim } = props;
  const { scopes, emailClaim, audienceClaims, backendLogoutUrl } = props;
  const ofProvider = { scopes, emailClaim, audienceClaims, backendLogoutUrl };
  const written = { clientId, oidcIssuerUrl, allowedGroups, allowedRoles, groupsClaim, ...ofProvider };
  const { url, rootPath, apiKeyHeader, apiKeyClaims } = proxyTo;
  const ofUpstream = {
    'proxyTo.url': url,
    'proxyTo.rootPath': rootPath,
    'proxyTo.apiKeyHeader': apiKeyHeader,
    'proxyTo.apiKeyClaims': apiKeyClaims,
  };
  for (const [prop, value] of Object.entries({ ...written, ...ofUpstream })) {
    if ([value ?? []].flat().some(text => text.includes('$'))) {
      const allowed = 'no $, because oauth2-proxy replaces it with environment variables';
      throw invalidProp(NAME, prop, value, allowed, 'use a name without $');
    }
  }
  validateUpstream(proxyTo);
  validateClaims(proxyTo, resolved);
  const timeout = proxyTo.timeoutSeconds;
  if (!Number.isInteger(timeout) || timeout < 1) {
    throw invalidProp(
      NAME,
      'proxyTo.timeoutSeconds',
      timeout,
      'an integer of 1 or more seconds',
      'remove it for four hours',
    );
  }
}

function validateUpstream({ rootPath, apiKey, apiKeyHeader, apiRoutes, keepAuthorization }: ResolvedUpstream): void {
  if (!rootPath.startsWith('/')) {
    const fix = 'begin it with a slash';
    throw invalidProp(NAME, 'proxyTo.rootPath', rootPath, 'an absolute path, e.g. /ui', fix);
  }
  if (!HEADER.test(apiKeyHeader)) {
    const allowed = 'the name of a header: letters, digits and hyphens';
    throw invalidProp(NAME, 'proxyTo.apiKeyHeader', apiKeyHeader, allowed, 'remove it for api-key');
  }
  if (keepAuthorization && apiKey && apiKeyHeader.toLowerCase() === 'authorization') {
    const allowed = 'false with apiKeyHeader Authorization';
    throw invalidProp(NAME, 'proxyTo.keepAuthorization', keepAuthorization, allowed, 'remove one of them');
  }
  for (const route of apiRoutes) {
    // oauth2-proxy reads METHOD=PATH, and != for paths that are not of the API.
    if (!route.startsWith('^/')) {
      const fix = 'for example, write ^/api/';
      throw invalidProp(NAME, 'proxyTo.apiRoutes', route, 'regular expressions that begin with ^/', fix);
    }
  }
}

/** Rejects claims whose keys would outlive the right of a user. */
function validateClaims(
  { apiKey, apiKeyClaims, apiKeyHeader, keepAuthorization }: ResolvedUpstream,
  { image, cookieRefresh, settings, env }: ResolvedOAuth2ProxyProps,
): void {
  if (apiKeyClaims.length === 0) {
    return;
  }
  if (apiKeyClaims.length > 2 || new Set(apiKeyClaims).size < apiKeyClaims.length) {
    throw invalidProp(NAME, 'proxyTo.apiKeyClaims', apiKeyClaims, 'one or two different claims', 'remove the others');
  }
  if (apiKey) {
    const allowed = 'absent with proxyTo.apiKeyClaims, because each user has an own key';
    throw invalidProp(NAME, 'proxyTo.apiKey', apiKey.name, allowed, 'remove one of them');
  }
  if (apiKeyClaims.length > 1 && (keepAuthorization || apiKeyHeader.toLowerCase() === 'authorization')) {
    const allowed = 'one claim, because the second claim needs the header Authorization';
    throw invalidProp(NAME, 'proxyTo.apiKeyClaims', apiKeyClaims, allowed, 'remove the second claim');
  }
  if (Images.isBefore(image, CLAIMS_RENEWED_SINCE)) {
    const allowed = `${CLAIMS_RENEWED_SINCE} and later with proxyTo.apiKeyClaims: earlier releases keep the claims until the session ends`;
    throw invalidProp(NAME, 'image', image, allowed, `use ${CLAIMS_RENEWED_SINCE} or later`);
  }
  const variable = env.find(({ name }) => name.toUpperCase() === 'OAUTH2_PROXY_COOKIE_REFRESH');
  const refreshes = [
    ['cookieRefresh', cookieRefresh],
    ['settings.cookie_refresh', settings.cookie_refresh],
    ['env OAUTH2_PROXY_COOKIE_REFRESH', variable && (variable.value ?? '(a reference)')],
  ] as const;
  for (const [prop, value] of refreshes) {
    if (value !== undefined && !isShort(String(value))) {
      const allowed = 'a Go duration of 1s to 5m with proxyTo.apiKeyClaims: until the renewal, a user keeps the key';
      throw invalidProp(NAME, prop, value, allowed, 'remove it for 5m');
    }
  }
}

/** Whether a Go duration such as `1m30s` is positive and at most five minutes. */
function isShort(duration: string): boolean {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total > 0 && total <= 300;
}

/** Rejects settings and environment variables that are secrets or that can decide about access. */
function validateSettings({ settings, env }: ResolvedOAuth2ProxyProps): void {
  const secret = SECRET_SETTINGS.find(setting => settings[setting] !== undefined);
  if (secret) {
    throw invalidProp(NAME, `settings.${secret}`, '(set)', 'absent', 'put the value into the Secret');
  }
  const [place] = [
    // The message quotes the key, because it can contain any character.
    ...Object.keys(settings)
      .filter(key => !isOpen(key))
      .map(key => `settings.${JSON.stringify(key).slice(1, -1)}`),
    ...env.filter(each => decidesAccess(each.name) && !isSecretReference(each)).map(each => `env ${each.name}`),
  ];
  if (place) {
    const allowed = 'settings that do not decide about access: cookies, logs, pages, the session store and a few more';
    throw invalidProp(NAME, place, '(set)', allowed, 'remove it, and use the props to decide about access');
  }
  for (const [setting, value] of Object.entries(settings)) {
    if (!isTomlValue(value)) {
      const allowed = 'a string, a boolean, a number or a list of strings';
      throw invalidProp(NAME, `settings.${setting}`, value ?? null, allowed, 'change the type, or remove the setting');
    }
    rejectCredentials(`settings.${setting}`, value, USE_PASSWORD_PROP);
  }
  for (const { name, value } of env) {
    rejectCredentials(`env ${name}`, value, 'use valueFrom.secretKeyRef');
  }
}

function isTomlValue(value: unknown): boolean {
  const isString = (item: unknown) => typeof item === 'string';
  return (
    isString(value) ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    (Array.isArray(value) && value.every(isString))
  );
}
