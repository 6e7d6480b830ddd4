import { riskAnnotation } from './accepted-risks';
import { invalidProp } from './errors';
import { StringMap } from './labels';
import { OAuth2ProxyChartProps } from './oauth2-proxy-props';
import { validateBudget } from './pod-disruption-budget';

/** Settings that carry a secret in themselves; their `_file` forms are used instead. */
const SECRET_SETTINGS = [
  'client_secret',
  'cookie_secret',
  'redis_password',
  'redis_sentinel_password',
  'basic_auth_password',
  'signature_key',
];

/** Settings that decide who gets through. Props say that, or nobody gets through without signing in. */
const ACCESS_SETTINGS = [
  'skip_auth_routes',
  'skip_auth_regex',
  'skip_auth_preflight',
  'skip_jwt_bearer_tokens',
  'trusted_ips',
  // Requests that are taken for a health check are answered with 200, which a controller takes for a yes.
  'ping_path',
  'ping_user_agent',
  'ready_path',
  'gcp_healthchecks',
  'htpasswd_file',
  'email_domains',
  'allowed_groups',
  'allowed_roles',
  'upstreams',
];
/** The same as environment variables. */
export const ACCESS_VARIABLES = ACCESS_SETTINGS.map(setting => `OAUTH2_PROXY_${setting.toUpperCase()}`);

/** Refuses to let every user of the realm in, unless a reason is given: returned is the annotation with it. */
export function everyUser(props: OAuth2ProxyChartProps): StringMap | undefined {
  const { emailDomains, allowedGroups = [], allowedRoles = [], acceptedRisks } = props;
  if (!emailDomains.includes('*') || allowedGroups.length + allowedRoles.length > 0) {
    return undefined;
  }
  if (acceptedRisks?.everyUser === undefined) {
    const fix = 'name domains, groups or roles, or say in acceptedRisks.everyUser why everybody is let in';
    throw invalidProp('OAuth2ProxyChart', 'emailDomains', emailDomains, "domains, or '*' with groups or roles", fix);
  }
  return { [riskAnnotation('everyUser')]: acceptedRisks.everyUser };
}

/** Refuses props that cannot work, or would let requests past the sign-in. */
export function validateProxy(props: OAuth2ProxyChartProps, httpPort: number): void {
  const name = 'OAuth2ProxyChart';
  const replicas = props.replicas ?? 1;
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw invalidProp(name, 'replicas', replicas, 'a whole number from 1', 'use 1');
  }
  if (props.metricsPort === httpPort) {
    throw invalidProp(name, 'metricsPort', httpPort, `another port than ${httpPort}`, 'use 44180');
  }
  if (props.proxyTo && props.upstreams) {
    throw invalidProp(name, 'upstreams', props.upstreams, 'absent, as proxyTo says where requests go', 'leave one out');
  }
  const timeout = props.proxyTo?.timeoutSeconds ?? 1;
  if (!Number.isInteger(timeout) || timeout < 1) {
    throw invalidProp(name, 'proxyTo.timeoutSeconds', timeout, 'whole seconds from 1', 'leave it out for four hours');
  }
  if (props.cookieDomains && /^__host-/i.test(props.cookieName ?? '')) {
    const allowed = `absent, as browsers refuse a cookie ${props.cookieName} with a domain`;
    throw invalidProp(
      name,
      'cookieDomains',
      props.cookieDomains,
      allowed,
      'leave it out, or give the cookie another name',
    );
  }
  if (props.emailDomains.length === 0) {
    throw invalidProp(name, 'emailDomains', [], 'at least one domain', "name your domains, or '*' for every user");
  }
  for (const setting of SECRET_SETTINGS) {
    if (props.settings?.[setting] !== undefined) {
      throw invalidProp(name, `settings.${setting}`, '(set)', 'not in settings', 'put it into the Secret');
    }
  }
  const [place] = [
    ...ACCESS_SETTINGS.filter(setting => props.settings?.[setting] !== undefined).map(setting => `settings.${setting}`),
    ...(props.env ?? []).filter(({ name: each }) => ACCESS_VARIABLES.includes(each)).map(each => `env ${each.name}`),
  ];
  if (place) {
    const allowed = 'nothing that lets requests past the sign-in';
    throw invalidProp(name, place, '(set)', allowed, 'remove it; props say who is let in, and to what');
  }
  for (const [setting, value] of Object.entries(props.settings ?? {})) {
    if (!isTomlValue(value)) {
      const allowed = 'a string, a boolean, a number or a list of strings';
      throw invalidProp(name, `settings.${setting}`, value ?? null, allowed, 'write it as one, or leave it out');
    }
  }
  validateBudget(name, props.podDisruptionBudget);
  if (/\/\/[^/]*@/.test(props.sessionStore.connectionUrl)) {
    // The value is left out: it has a password.
    const fix = 'remove them, and name the Secret of the password in sessionStore.password';
    throw invalidProp(name, 'sessionStore.connectionUrl', '(set)', 'a URL without credentials', fix);
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
