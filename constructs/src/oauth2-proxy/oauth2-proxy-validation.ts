import { type k8s } from 'cdk8s-plus-30';
import { reasonFor, validateReasons } from '../security/accepted-risks';
import { invalidProp } from '../common/errors';
import { type StringMap } from '../common/labels';
import { type OAuth2ProxyChartProps } from './oauth2-proxy-props';
import { validateBudget } from '../common/pod-disruption-budget';

const NAME = 'OAuth2ProxyChart';
const USE_PASSWORD_PROP = 'remove them, and name the Secret of the password in sessionStore.password';

/** Settings that carry a secret in themselves; their `_file` forms are used instead. */
const SECRET_SETTINGS = [
  'client_secret',
  'cookie_secret',
  'redis_password',
  'redis_sentinel_password',
  'basic_auth_password',
  'signature_key',
];

/** Secrets that the environment may hold, out of a Secret. */
const SECRET_VARIABLES = ['redis_password', 'redis_sentinel_password'];

/** Settings that may be given: none of them decides who gets through. What a new release adds is not among them. */
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
const VARIABLE = /^OAUTH2_PROXY_/i;

/** Roles that Keycloak gives to every user, by itself or within another one, unless somebody changes its default roles. */
const DEFAULT_ROLES = [
  /^default-roles-/,
  /^(?:offline_access|uma_authorization)$/,
  /^account:(?:manage-account(?:-links)?|view-profile)$/,
];

/** Whether Keycloak gives a role to every user, unless somebody changes its default roles. */
export function isDefaultRole(role: string): boolean {
  return DEFAULT_ROLES.some(each => each.test(role));
}

/** Whether an environment variable of oauth2-proxy is for a setting that may decide who gets through, or is a secret. */
export function decidesAccess(variable: string): boolean {
  return VARIABLE.test(variable) && !isOpen(variable.replace(VARIABLE, '').toLowerCase());
}

function isOpen(setting: string): boolean {
  return OPEN_SETTINGS.some(each => each.test(setting));
}

/** A secret out of a Secret, where no setting has a file for it. */
function isSecretReference({ name, valueFrom }: k8s.EnvVar): boolean {
  return valueFrom?.secretKeyRef !== undefined && SECRET_VARIABLES.includes(name.replace(VARIABLE, '').toLowerCase());
}

/** Refuses to let every user of the realm in, unless a reason is given: returned is the annotation with it. */
export function everyUser(props: OAuth2ProxyChartProps): StringMap | undefined {
  const { emailDomains, allowedGroups = [], allowedRoles = [], acceptedRisks } = props;
  // In its claim of groups, oauth2-proxy also has the roles.
  const roles = [...allowedRoles, ...allowedGroups.map(group => group.replace(/^role:/, ''))];
  if (!emailDomains.includes('*') || (roles.length > 0 && !roles.some(isDefaultRole))) {
    return undefined;
  }
  if (acceptedRisks?.everyUser === undefined) {
    const fix = 'name domains, groups or roles, or say in acceptedRisks.everyUser why everybody is let in';
    throw invalidProp(
      NAME,
      'emailDomains',
      emailDomains,
      "domains, or '*' with groups or roles that not every user has",
      fix,
    );
  }
  return reasonFor('everyUser', acceptedRisks);
}

/** Refuses props that cannot work, or would let requests past the sign-in. */
export function validateProxy(props: OAuth2ProxyChartProps, httpPort: number): void {
  validateReasons(NAME, props.acceptedRisks);
  const replicas = props.replicas ?? 1;
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw invalidProp(NAME, 'replicas', replicas, 'a whole number from 1', 'use 1');
  }
  if (props.metricsPort === httpPort) {
    throw invalidProp(NAME, 'metricsPort', httpPort, `another port than ${httpPort}`, 'use 44180');
  }
  if (props.emailDomains.length === 0) {
    throw invalidProp(NAME, 'emailDomains', [], 'at least one domain', "name your domains, or '*' for every user");
  }
  if (props.cookieDomains && /^__host-/i.test(props.cookieName ?? '')) {
    const allowed = `absent, as browsers refuse a cookie ${props.cookieName} with a domain`;
    const fix = 'leave it out, or give the cookie another name';
    throw invalidProp(NAME, 'cookieDomains', props.cookieDomains, allowed, fix);
  }
  refuseCredentials('sessionStore.connectionUrl', props.sessionStore.connectionUrl, USE_PASSWORD_PROP);
  validateProxyTo(props);
  validateSettings(props);
  validateBudget(NAME, props.podDisruptionBudget);
}

/** The value is left out of the error: it has a password. */
function refuseCredentials(prop: string, value: unknown, fix: string): void {
  if ([value].flat().some(text => typeof text === 'string' && /\/\/[^/]*@/.test(text))) {
    throw invalidProp(NAME, prop, '(set)', 'a URL without credentials', fix);
  }
}

function validateProxyTo({ proxyTo, upstreams, ...props }: OAuth2ProxyChartProps): void {
  if (!proxyTo) {
    return;
  }
  if (upstreams) {
    throw invalidProp(NAME, 'upstreams', upstreams, 'absent, as proxyTo says where requests go', 'leave one out');
  }
  const { clientId, oidcIssuerUrl, allowedGroups, allowedRoles } = props;
  const written = { clientId, oidcIssuerUrl, allowedGroups, allowedRoles, 'proxyTo.url': proxyTo.url };
  for (const [prop, value] of Object.entries(written)) {
    if ([value ?? []].flat().some(text => text.includes('$'))) {
      const allowed = 'no $, in whose place oauth2-proxy would put something of its environment';
      throw invalidProp(NAME, prop, value, allowed, 'use a name without $');
    }
  }
  const timeout = proxyTo.timeoutSeconds ?? 1;
  if (!Number.isInteger(timeout) || timeout < 1) {
    throw invalidProp(NAME, 'proxyTo.timeoutSeconds', timeout, 'whole seconds from 1', 'leave it out for four hours');
  }
}

/** What is given as it is, in the file and in the environment, holds no secret and decides nothing about who is let in. */
function validateSettings({ settings = {}, env = [] }: OAuth2ProxyChartProps): void {
  const secret = SECRET_SETTINGS.find(setting => settings[setting] !== undefined);
  if (secret) {
    throw invalidProp(NAME, `settings.${secret}`, '(set)', 'not in settings', 'put it into the Secret');
  }
  const [place] = [
    // A key with anything but letters may be more than one in the file.
    ...Object.keys(settings)
      .filter(key => !isOpen(key))
      .map(key => `settings.${JSON.stringify(key).slice(1, -1)}`),
    ...env.filter(each => decidesAccess(each.name) && !isSecretReference(each)).map(each => `env ${each.name}`),
  ];
  if (place) {
    const allowed = 'what decides nothing about who is let in: cookies, logs, pages, the session store and a few more';
    throw invalidProp(NAME, place, '(set)', allowed, 'remove it; props say who is let in, and to what');
  }
  for (const [setting, value] of Object.entries(settings)) {
    if (!isTomlValue(value)) {
      const allowed = 'a string, a boolean, a number or a list of strings';
      throw invalidProp(NAME, `settings.${setting}`, value ?? null, allowed, 'write it as one, or leave it out');
    }
    refuseCredentials(`settings.${setting}`, value, USE_PASSWORD_PROP);
  }
  for (const { name, value } of env) {
    refuseCredentials(`env ${name}`, value, 'take the value from a Secret (valueFrom)');
  }
}

function isTomlValue(value: unknown): boolean {
  const isText = (item: unknown) => typeof item === 'string';
  return (
    isText(value) ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    (Array.isArray(value) && value.every(isText))
  );
}
