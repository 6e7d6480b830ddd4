import { App, Testing } from 'cdk8s';
import { OAuth2ProxyChart, type OAuth2ProxyChartProps } from 'cdk8s-qdrant';
import { parse } from 'yaml';
import { find, type K8sObject } from '../support/objects';

type Type = 'bool' | 'int' | 'string' | 'strings' | 'duration';

/** Options of oauth2-proxy 7.15 that its main file takes, with and without an alpha file. */
const MAIN: Readonly<Record<string, Type>> = {
  api_routes: 'strings',
  cookie_csrf_expire: 'duration',
  cookie_csrf_per_request: 'bool',
  cookie_csrf_per_request_limit: 'int',
  cookie_csrf_samesite: 'string',
  cookie_domains: 'strings',
  cookie_expire: 'duration',
  cookie_httponly: 'bool',
  cookie_name: 'string',
  cookie_path: 'string',
  cookie_refresh: 'duration',
  cookie_samesite: 'string',
  cookie_secret_file: 'string',
  cookie_secure: 'bool',
  email_domains: 'strings',
  real_client_ip_header: 'string',
  redirect_url: 'string',
  redis_ca_path: 'string',
  redis_connection_url: 'string',
  reverse_proxy: 'bool',
  session_cookie_minimal: 'bool',
  session_store_type: 'string',
  skip_provider_button: 'bool',
  trusted_proxy_ips: 'strings',
};

/** Options that the main file takes only without an alpha file, which has others for the same. */
const WITHOUT_ALPHA: Readonly<Record<string, Type>> = {
  allowed_groups: 'strings',
  allowed_roles: 'strings',
  oidc_groups_claim: 'string',
  client_id: 'string',
  client_secret_file: 'string',
  code_challenge_method: 'string',
  http_address: 'string',
  oidc_issuer_url: 'string',
  provider: 'string',
  provider_ca_files: 'strings',
  scope: 'string',
  set_xauthrequest: 'bool',
  upstreams: 'strings',
};

type Shape = Type | readonly [Shape] | { readonly [key: string]: Shape };

/** What the alpha file takes; one list or mapping within another. */
const ALPHA: Shape = {
  server: { bindAddress: 'string' },
  upstreamConfig: {
    proxyRawPath: 'bool',
    upstreams: [{ id: 'string', path: 'string', rewriteTarget: 'string', uri: 'string', timeout: 'duration' }],
  },
  injectRequestHeaders: [{ name: 'string', values: [{ secretSource: { fromFile: 'string' } }] }],
  providers: [
    {
      id: 'string',
      provider: 'string',
      clientID: 'string',
      clientSecretFile: 'string',
      code_challenge_method: 'string',
      scope: 'string',
      caFiles: 'strings',
      allowedGroups: 'strings',
      keycloakConfig: { roles: 'strings' },
      backendLogoutURL: 'string',
      oidcConfig: {
        issuerURL: 'string',
        audienceClaims: 'strings',
        emailClaim: 'string',
        groupsClaim: 'string',
        insecureSkipNonce: 'bool',
      },
    },
  ],
};

const isType: Readonly<Record<Type, (value: unknown) => boolean>> = {
  bool: value => typeof value === 'boolean',
  int: value => Number.isInteger(value),
  string: value => typeof value === 'string',
  strings: value => Array.isArray(value) && value.every(each => typeof each === 'string'),
  duration: value => typeof value === 'string' && /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value),
};

/** Paths in a tree that the program would refuse: it knows no such key, or wants another type. */
function refused(value: unknown, shape: Shape, path = ''): string[] {
  if (typeof shape === 'string') {
    return isType[shape](value) ? [] : [`${path} is no ${shape}`];
  }
  if (Array.isArray(shape)) {
    return Array.isArray(value)
      ? value.flatMap((each, index) => refused(each, shape[0] as Shape, `${path}[${index}]`))
      : [`${path} is no list`];
  }
  const known = shape as { readonly [key: string]: Shape };
  return Object.entries(value as object).flatMap(([key, child]) =>
    Object.hasOwn(known, key) ? refused(child, known[key]!, `${path}.${key}`) : [`${path}.${key} is unknown`],
  );
}

const MINIMAL: OAuth2ProxyChartProps = {
  namespace: 'ns',
  sessionStore: { connectionUrl: 'redis://sessions:6379' },
  clientId: 'dashboard',
  oidcIssuerUrl: 'https://auth.example.com/realms/main',
  redirectUrl: 'https://dashboard.example.com/oauth2/callback',
  emailDomains: ['*'],
  acceptedRisks: { everyUser: 'nobody but this test signs in' },
};
const EVERYTHING: Partial<OAuth2ProxyChartProps> = {
  allowedGroups: ['/a'],
  allowedRoles: ['b'],
  groupsClaim: 'c',
  trustedProxyIps: ['10.0.0.0/8'],
  cookieDomains: ['.example.com'],
  cookieExpire: '8h30m',
  providerCa: { name: 'ca', key: 'ca.crt' },
};
const proxyTo = { url: 'http://qdrant:6333', apiKey: { name: 'keys', key: 'api-key' } };

function filesOf(props: Partial<OAuth2ProxyChartProps>): { main: object; alpha?: object } {
  const app = new App();
  const objects = Testing.synth(new OAuth2ProxyChart(app, 'oauth2-proxy', { ...MINIMAL, ...props })) as K8sObject[];
  const { data } = find(objects, 'ConfigMap');
  const lines: string[] = data['oauth2-proxy.cfg'].trimEnd().split('\n');
  const main = Object.fromEntries(
    lines.map(line => {
      const [, key, value] = /^(\w+) = (.+)$/.exec(line)!;
      return [key!, JSON.parse(value!) as unknown];
    }),
  );
  return { main, alpha: data['alpha.yaml'] && parse(data['alpha.yaml']) };
}

test.each([
  ['with the fewest props', {}],
  ['with all of them', EVERYTHING],
])('without an alpha file, oauth2-proxy knows every option of its file, %s', (_, props) => {
  const { main, alpha } = filesOf(props);
  expect(refused(main, { ...MAIN, ...WITHOUT_ALPHA })).toEqual([]);
  expect(alpha).toBeUndefined();
});

test.each([
  ['with the fewest props', {}],
  ['with all of them', EVERYTHING],
])('with an alpha file, every option is in the right one, %s', (_, props) => {
  const { main, alpha } = filesOf({ ...props, proxyTo });
  expect(refused(main, MAIN)).toEqual([]);
  expect(refused(alpha, ALPHA)).toEqual([]);
});
