import { parse } from 'yaml';
import { valueAt } from '../../../config/path';
import { RIGHTS_ROLE } from '../../../config/rights';
import type { ExpectedObject } from '../../../stack/expected';
import { isEmpty, type Outcome, set } from '../helm/row';
import { textOf, type Tree, treesOf } from '../helm/tree';
import { fieldOf } from './pod-fields';
import { podOf, type Running } from './running';

/** The options of oauth2-proxy, by their names in its file. Options with secrets are not among them. */
export type ProxyOptions = Readonly<Record<string, unknown>>;

/** The options with a key of the config. */
const READ = [
  ...['provider', 'oidc_issuer_url', 'client_id', 'redirect_url', 'email_domains', 'allowed_groups', 'allowed_roles'],
  ...['scope', 'oidc_groups_claim', 'oidc_email_claim', 'oidc_audience_claims', 'backend_logout_url'],
  ...['cookie_name', 'cookie_domains', 'trusted_proxy_ips', 'upstreams', 'authenticated_emails_file'],
  ...['cookie_expire', 'cookie_refresh', 'cookie_samesite', 'metrics_address'],
];
/** Options with several values, with the singular names of their flags. */
const LISTS: Readonly<Record<string, string>> = {
  email_domain: 'email_domains',
  allowed_group: 'allowed_groups',
  allowed_role: 'allowed_roles',
  oidc_audience_claim: 'oidc_audience_claims',
  cookie_domain: 'cookie_domains',
  trusted_proxy_ip: 'trusted_proxy_ips',
  trusted_ip: 'trusted_ips',
  upstream: 'upstreams',
  provider_ca_file: 'provider_ca_files',
};
const EVERY_USER = 'the running installation lets every user of the identity provider in';

/** The container of oauth2-proxy. */
export function proxyContainer(pod: Tree): Tree {
  return treesOf(pod.containers).find(({ image }) => /(?:^|\/)oauth2-proxy[:@]/.test(String(image))) ?? {};
}

/** The options of oauth2-proxy that have a key of the config. */
export function proxyOptions(
  deployment: { readonly kind?: string; readonly spec?: unknown },
  configMaps: ReadonlyMap<string, Tree>,
): ProxyOptions {
  return Object.fromEntries(Object.entries(optionsOf(deployment, configMaps)).filter(([name]) => READ.includes(name)));
}

/** Every option: those of the files, and then those of variables and flags. Values can be secrets. */
function optionsOf(
  deployment: { readonly kind?: string; readonly spec?: unknown },
  configMaps: ReadonlyMap<string, Tree>,
): ProxyOptions {
  const pod = podOf(deployment);
  const { args, command, env } = proxyContainer(pod);
  const files = treesOf(pod.volumes).flatMap(volume => {
    const name = textOf(valueAt(volume, ['configMap', 'name']));
    return Object.entries((name && configMaps.get(name)) ?? {});
  });
  const ofFiles = files.flatMap(([name, text]) =>
    /\.ya?ml$/.test(name)
      ? alphaOptions(String(text))
      : /\.(?:cfg|conf|toml)$/.test(name)
        ? tomlOptions(String(text))
        : [],
  );
  const ofVariables = treesOf(env).flatMap(({ name, value }): [string, unknown][] => {
    const [, option] = /^OAUTH2_PROXY_(\w+)$/.exec(String(name)) ?? [];
    return option === undefined || value === undefined ? [] : [[option.toLowerCase(), String(value)]];
  });
  const words = [command, args].flatMap(each => (Array.isArray(each) ? (each as unknown[]) : []));
  const ofFlags = words.flatMap((word): [string, unknown][] => {
    const [, name, value = 'true'] = /^--?([\w-]+)(?:=(.*))?$/s.exec(String(word)) ?? [];
    return name === undefined ? [] : [[name.replaceAll('-', '_'), value]];
  });
  const named = [...ofFiles, ...ofVariables, ...ofFlags].map(([name, value]) => [LISTS[name] ?? name, value] as const);
  const flags = (name: string) => ofFlags.filter(([each]) => (LISTS[each] ?? each) === name);
  return Object.fromEntries(
    named
      .map(([name, value]) => [
        name,
        isList(name) ? listOf(flags(name).length > 0 ? flags(name).map(([, each]) => each) : value) : value,
      ])
      .filter(([, value]) => !isEmpty(value)),
  ) as ProxyOptions;
}

function isList(name: string): boolean {
  return Object.values(LISTS).includes(name);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : String(value).split(',').filter(Boolean);
}

/** The lines of a TOML file without tables. */
function tomlOptions(text: string): [name: string, value: unknown][] {
  return [...text.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*(\[[^\]]*\]|"[^"\n]*"|'[^'\n]*'|\S+)/gm)].map(
    ([, name, value]) => [
      name!,
      value!.startsWith('[')
        ? [...value!.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single)
        : value!.replace(/^(["'])(.*)\1$/, '$2'),
    ],
  );
}

/** The options of a file for `--alpha-config`. */
function alphaOptions(text: string): [name: string, value: unknown][] {
  const file: unknown = parse(text);
  const [provider] = treesOf(valueAt(file, ['providers']));
  if (provider === undefined) {
    return [];
  }
  const values: [string, unknown][] = [
    ['provider', provider.provider],
    ['client_id', provider.clientID],
    ['scope', provider.scope],
    ['allowed_groups', provider.allowedGroups],
    ['allowed_roles', valueAt(provider, ['keycloakConfig', 'roles'])],
    ['backend_logout_url', provider.backendLogoutURL],
    ['provider_ca_files', provider.caFiles],
    ['api_key_claims', apiKeyClaims(file)],
    ['oidc_issuer_url', valueAt(provider, ['oidcConfig', 'issuerURL'])],
    ['oidc_groups_claim', valueAt(provider, ['oidcConfig', 'groupsClaim'])],
    ['oidc_email_claim', valueAt(provider, ['oidcConfig', 'emailClaim'])],
    ['oidc_audience_claims', valueAt(provider, ['oidcConfig', 'audienceClaims'])],
    ['upstreams', treesOf(valueAt(file, ['upstreamConfig', 'upstreams'])).map(({ uri }) => uri)],
  ];
  return values.filter(([, value]) => !isEmpty(value));
}

/** Options that the stack decides, or that other functions read. */
const DECIDED =
  /^(?:.*secret.*|.*password.*|config|alpha_config|http_address|https_address|reverse_proxy|session_.*|redis_.*|use_system_trust_store|skip_provider_button|code_challenge_method|cookie_(?:secure|csrf.*|httponly)|set_xauthrequest|insecure_oidc_skip_nonce|metrics_address|whitelist_domains?|.*logging.*|api_routes?|real_client_ip_header|ssl_.*)$/;
const WITH_PROP: Readonly<Record<string, string>> = { cookie_expire: 'cookieExpire', cookie_refresh: 'cookieRefresh' };

/** The options that no other key says, as far as the stack has other values. */
export function otherOptionOutcomes(running: Running, ours: readonly ExpectedObject[]): Outcome[] {
  const { oauth2Proxy, configMaps } = running;
  const ourProxy = ours.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === oauth2Proxy?.metadata.name,
  );
  if (!oauth2Proxy || !ourProxy) {
    return [];
  }
  const ourMaps = new Map(
    ours
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(each => [each.metadata.name, (valueAt(each, ['data']) ?? {}) as Tree]),
  );
  const [live, own] = [optionsOf(oauth2Proxy, configMaps), optionsOf(ourProxy, ourMaps)];
  return Object.entries(live)
    .filter(([name, value]) => !DECIDED.test(name) && String(value) !== String(own[name] ?? ''))
    .flatMap(([name, value]): Outcome[] => {
      const from = `${name} of oauth2-proxy`;
      const prop = WITH_PROP[name];
      if (name === 'api_key_claims') {
        return [{ lost: 'the rights of each group and user are in Keycloak', sayAt: 'dashboard.access.rights', from }];
      }
      if (name === 'provider_ca_files') {
        const sayAt = 'keycloak.caFile or identityProvider.caFile, with a file of the certificate authority';
        return [{ lost: 'the config names a file on this machine', sayAt, from }];
      }
      if (prop !== undefined) {
        return [set(`oauth2Proxy.${prop}`, value, from)];
      }
      return READ.includes(name)
        ? []
        : [{ lost: 'the stack has no such option', sayAt: `oauth2Proxy.settings.${name}`, from }];
    });
}

/** The claims that oauth2-proxy sends as API keys. */
function apiKeyClaims(file: unknown): unknown[] {
  return treesOf(valueAt(file, ['injectRequestHeaders']))
    .filter(({ name }) => /^(?:api-key|authorization)$/i.test(String(name)))
    .flatMap(({ values }) => treesOf(values).flatMap(value => valueAt(value, ['claimSource', 'claim']) ?? []));
}

/** Whether requests of the dashboard pass through oauth2-proxy. */
export function isProxying({ upstreams }: ProxyOptions): boolean {
  return listOf(upstreams ?? []).some(each => /^https?:/.test(each));
}

/** The sign-in of the dashboard. */
export function signInOutcomes({ oauth2Proxy, configMaps }: Running): Outcome[] {
  if (!oauth2Proxy) {
    return [
      {
        check:
          'No oauth2-proxy runs in the namespace. The stack adds one, with a sign-in for the dashboard. Check keycloakUrl or identityProvider, and dashboard.access.',
      },
    ];
  }
  const options = proxyOptions(oauth2Proxy, configMaps);
  const from = (option: string) => `${option} of oauth2-proxy`;
  const text = (option: string) => textOf(options[option]);
  const list = (option: string) => listOf(options[option] ?? []);
  const container = proxyContainer(podOf(oauth2Proxy));
  const host = hostOf(text('redirect_url'));
  const domains = list('email_domains').filter(each => each !== '*');
  // The hook assigns this role to the users with rights.
  const roles = list('allowed_roles').filter(role => !role.endsWith(`:${RIGHTS_ROLE}`));
  const isLimited = [...list('allowed_groups'), ...list('allowed_roles'), ...domains].length > 0;
  return [
    set('oauth2Proxy.name', oauth2Proxy.metadata.name, fieldOf({ live: oauth2Proxy }, 'metadata.name')),
    set('images.oauth2Proxy', container.image, fieldOf({ live: oauth2Proxy }, 'image')),
    set('oauth2Proxy.replicas', oauth2Proxy.spec.replicas, fieldOf({ live: oauth2Proxy }, 'spec.replicas')),
    ...(host === undefined ? [] : [set('dashboardHostname', host, from('redirect_url'))]),
    set('dashboard.mode', isProxying(options) ? 'proxy' : 'auth-request', from('upstreams')),
    ...providerOutcomes(options),
    ...(list('allowed_groups').length > 0
      ? [set('dashboard.access.groups', list('allowed_groups'), from('allowed_groups'))]
      : []),
    ...(roles.length > 0 ? [set('dashboard.access.roles', roles, from('allowed_roles'))] : []),
    ...(domains.length > 0 ? [set('dashboard.access.emailDomains', domains, from('email_domains'))] : []),
    ...(options.authenticated_emails_file === undefined
      ? []
      : [
          {
            lost: 'the config has no list of single users',
            sayAt: 'dashboard.access, with a group of these users',
            from: from('authenticated_emails_file'),
          },
        ]),
    ...(isLimited || options.authenticated_emails_file !== undefined
      ? []
      : [
          set('dashboard.access.everyUser', true, from('email_domains')),
          set('acceptedRisks.everyUser', EVERY_USER, from('email_domains')),
        ]),
    set('dashboard.cookie', list('cookie_domains').length > 0 ? 'domain' : 'host', from('cookie_domains')),
    ...(text('cookie_name') === undefined
      ? []
      : [set('dashboard.cookieName', text('cookie_name'), from('cookie_name'))]),
    ...(list('trusted_proxy_ips').length > 0
      ? [set('dashboard.trustedProxyIps', list('trusted_proxy_ips'), from('trusted_proxy_ips'))]
      : []),
    ...secretOutcomes(container),
  ];
}

const KEYCLOAK = /^(https:\/\/.+)\/realms\/([^/]+)\/?$/;

function providerOutcomes(options: ProxyOptions): Outcome[] {
  const provider = textOf(options.provider) ?? 'google';
  const [issuer, clientId] = [textOf(options.oidc_issuer_url), textOf(options.client_id)];
  const [, url, realm] = KEYCLOAK.exec(issuer ?? '') ?? [];
  const [fromIssuer, fromId] = ['oidc_issuer_url of oauth2-proxy', 'client_id of oauth2-proxy'];
  if (/^keycloak/.test(provider) && (url !== undefined || issuer === undefined)) {
    return [
      ...(url === undefined
        ? [{ check: 'oauth2-proxy does not say its issuer in a flag or a file. Check keycloakUrl and keycloakRealm.' }]
        : [set('keycloakUrl', url, fromIssuer), set('keycloakRealm', realm, fromIssuer)]),
      ...(clientId === undefined ? [] : [set('keycloak.clientId', clientId, fromId)]),
    ];
  }
  if (issuer === undefined || !/oidc|^keycloak/.test(provider)) {
    return [
      {
        lost: `the stack has no provider ${provider}`,
        sayAt: 'identityProvider, with the OpenID Connect issuer of the provider',
        from: 'provider of oauth2-proxy',
      },
    ];
  }
  const scopes = textOf(options.scope)?.split(' ').filter(Boolean);
  const others: [string, unknown, string][] = [
    ['scopes', scopes, 'scope'],
    ['groupsClaim', options.oidc_groups_claim, 'oidc_groups_claim'],
    ['emailClaim', options.oidc_email_claim, 'oidc_email_claim'],
    ['audienceClaims', options.oidc_audience_claims, 'oidc_audience_claims'],
    ['backendLogoutUrl', options.backend_logout_url, 'backend_logout_url'],
  ];
  return [
    set('identityProvider.provider', 'oidc', 'provider of oauth2-proxy'),
    set('identityProvider.issuerUrl', issuer, fromIssuer),
    ...(clientId === undefined ? [] : [set('identityProvider.clientId', clientId, fromId)]),
    ...others
      .filter(([, value]) => !isEmpty(value))
      .map(([key, value, option]) => set(`identityProvider.${key}`, value, `${option} of oauth2-proxy`)),
  ];
}

/** The Secrets that the running proxy reads. The hook writes its own. */
function secretOutcomes({ env }: Tree): Outcome[] {
  const names = treesOf(env).flatMap(each => textOf(valueAt(each, ['valueFrom', 'secretKeyRef', 'name'])) ?? []);
  const others = [...new Set(names)].filter(name => name !== 'oauth2-proxy' && name !== 'ephemeral-valkey');
  return others.map(name => ({
    check: `oauth2-proxy reads Secret ${name}. The stack has Secret oauth2-proxy, which the hook writes. Delete Secret ${name} after deploy.`,
  }));
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}
