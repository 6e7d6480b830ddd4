import { parse as parseYaml } from 'yaml';

/** What an oauth2-proxy takes from its configuration file; as much of it as a relying party needs. */
export interface OAuth2ProxyConfig {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly redirectUrl: string;
  readonly scope: string;
  /** Whether the sign-in is bound to this browser by PKCE; `plain`, which protects nothing, is refused. */
  readonly pkce: boolean;
  readonly allowUnverifiedEmail: boolean;
  /** Groups of which a user must be in one, and roles as `role:NAME`; none where everybody is let in. */
  readonly allowedGroups: readonly string[];
  /** The claim that has the groups of a user. */
  readonly groupsClaim: string;
  readonly cookieName: string;
  /** Attributes of every cookie, e.g. `; Path=/; HttpOnly; Secure`. */
  readonly cookieAttributes: string;
}

/** What it takes from both files where it stands between people and Qdrant. */
export interface OAuth2ProxyAlphaConfig extends OAuth2ProxyConfig {
  /** Paths that get a 401 without a session, instead of a redirect. */
  readonly apiRoutes: readonly RegExp[];
  /** Paths that need no session. */
  readonly openRoutes: readonly RegExp[];
  /** Headers of which nothing that a client sends passes: each with its values, as files or claims. */
  readonly headers: readonly {
    readonly name: string;
    readonly files: readonly string[];
    readonly claims: readonly { readonly claim: string; readonly prefix?: string }[];
  }[];
  /** The path that answers without a session. */
  readonly pingPath: string;
  /** The paths that are asked for under another name. */
  readonly rewrites: readonly { readonly path: RegExp; readonly target: string }[];
  /** What is called when somebody signs out. */
  readonly backendLogoutUrl: string;
}

/** Reads the text of an `oauth2-proxy.cfg`, with oauth2-proxy's own defaults (7.15, provider `keycloak-oidc`). */
export function readOAuth2ProxyConfig(toml: string): OAuth2ProxyConfig {
  return withSettings(parse(toml));
}

/** Reads the texts of an `oauth2-proxy.cfg` and of the alpha configuration beside it. */
export function readOAuth2ProxyAlphaConfig(toml: string, yaml: string): OAuth2ProxyAlphaConfig {
  const settings = parse(toml);
  const alpha = parseYaml(yaml);
  const [provider] = alpha.providers;
  return {
    ...withSettings({
      ...settings,
      provider: provider.provider,
      oidc_issuer_url: provider.oidcConfig.issuerURL,
      client_id: provider.clientID,
      code_challenge_method: provider.code_challenge_method,
      scope: provider.scope,
      allowed_groups: [
        ...(provider.allowedGroups ?? []),
        ...(provider.keycloakConfig?.roles ?? []).map((role: string) => `role:${role}`),
      ],
      oidc_groups_claim: provider.oidcConfig.groupsClaim,
    }),
    apiRoutes: patterns(settings.api_routes),
    openRoutes: patterns(settings.skip_auth_routes),
    headers: alpha.injectRequestHeaders.map(({ name, values }: any) => ({
      name: name.toLowerCase(),
      files: values.flatMap(({ secretSource }: any) => (secretSource ? [secretSource.fromFile] : [])),
      claims: values.flatMap(({ claimSource }: any) => {
        if (!claimSource) return [];
        if (!provider.additionalClaims?.includes(claimSource.claim)) throw new Error(`No claim ${claimSource.claim}`);
        return [claimSource];
      }),
    })),
    rewrites: alpha.upstreamConfig.upstreams
      .filter(({ rewriteTarget }: any) => rewriteTarget !== undefined)
      .map(({ path, rewriteTarget }: any) => ({ path: new RegExp(path), target: rewriteTarget })),
    pingPath: text(settings, 'ping_path', '/ping'),
    backendLogoutUrl: provider.backendLogoutURL,
  };
}

const patterns = (written: unknown): RegExp[] => ((written ?? []) as string[]).map(each => new RegExp(each));

function withSettings(settings: Record<string, unknown>): OAuth2ProxyConfig {
  if (settings.provider !== 'keycloak-oidc') throw new Error(`provider = ${JSON.stringify(settings.provider)}`);
  const method = settings.code_challenge_method ?? '';
  if (method !== '' && method !== 'S256') throw new Error(`code_challenge_method = ${JSON.stringify(method)}`);
  const redirectUrl = text(settings, 'redirect_url');

  return {
    issuerUrl: text(settings, 'oidc_issuer_url'),
    clientId: text(settings, 'client_id'),
    redirectUrl,
    scope: text(settings, 'scope', settings.allowed_groups ? 'openid email profile groups' : 'openid email profile'),
    pkce: method === 'S256',
    allowUnverifiedEmail: settings.insecure_oidc_allow_unverified_email === true,
    allowedGroups: (settings.allowed_groups ?? []) as string[],
    groupsClaim: text(settings, 'oidc_groups_claim', 'groups'),
    cookieName: text(settings, 'cookie_name', '_oauth2_proxy'),
    cookieAttributes: cookieAttributes(settings, new URL(redirectUrl).hostname),
  };
}

function cookieAttributes(settings: Record<string, unknown>, host: string): string {
  const domains = (settings.cookie_domains ?? []) as string[];
  const domain = domains.find(candidate => host.endsWith(candidate));
  const sameSite = text(settings, 'cookie_samesite', '');
  return [
    '; Path=/',
    ...(domain ? [`Domain=${domain}`] : []),
    ...(settings.cookie_httponly === false ? [] : ['HttpOnly']),
    ...(settings.cookie_secure === false ? [] : ['Secure']),
    ...(sameSite ? [`SameSite=${sameSite}`] : []),
  ].join('; ');
}

/** The file has a setting on each line, with a value that is JSON as well as TOML. */
function parse(toml: string): Record<string, unknown> {
  const lines = toml.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map(line => {
      const [, key, value] = /^(\w+) *= *(.+)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`Not a setting: ${line}`);
      return [key, JSON.parse(value)];
    }),
  );
}

function text(settings: Record<string, unknown>, key: string, byDefault?: string): string {
  const value = settings[key] ?? byDefault;
  if (typeof value !== 'string') throw new Error(`${key} = ${JSON.stringify(value)}: must be text`);
  return value;
}
