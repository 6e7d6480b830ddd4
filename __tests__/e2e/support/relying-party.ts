import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import * as oidc from 'openid-client';
import { type ServerCertificate } from './certificates';
import { type OAuth2ProxyConfig, readOAuth2ProxyConfig } from './oauth2-proxy-config';
import { SignedCookies } from './signed-cookies';
import { fetchTrusting } from './trusting-fetch';

/** What a relying party gets; nothing else about the sign-in is known to it. */
export interface RelyingPartyOptions {
  /** The text of `oauth2-proxy.cfg`. */
  readonly config: string;
  /** The bytes that the file of the Secret holds, read at each use as oauth2-proxy does. */
  readonly clientSecret: () => Promise<Buffer>;
  /** The bytes that the file of the Secret holds, read at the start. */
  readonly cookieSecret: Buffer;
  /** The authority behind Keycloak's certificate, PEM. */
  readonly keycloakCa?: string;
  /**
   * For the host of the dashboard.
   * @default - it speaks HTTP, behind an ingress
   */
  readonly certificate?: ServerCertificate;
}

/** A sign-in that has begun; it travels in a cookie of the browser that began it. */
interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the user wanted to go. */
  readonly rd: string;
}

/** Who is signed in. */
export interface Session {
  readonly idToken: string;
  readonly claims: oidc.IDToken;
}

/**
 * Stands where oauth2-proxy will, with the same configuration: signs users of the dashboard in and out at Keycloak. The
 * browser has to be led to `port` for `host`.
 *
 * - `/oauth2/start?rd=PATH`, `/oauth2/callback`, `/oauth2/sign_out` are oauth2-proxy's. The last ends Keycloak's session
 *   and leads to what `to` says, or else to `/`.
 * - `/` says who is signed in, as `{"signedIn": true, "claims": {...}}`.
 * - `/frame?url=URL` shows another page inside of one of the dashboard's.
 */
export class RelyingParty {
  /** The host of the dashboard. */
  readonly host: string;
  private readonly cookies: SignedCookies;
  private readonly sessions = new Map<string, Session>();
  private readonly server: Server;

  constructor(
    protected readonly options: RelyingPartyOptions,
    private readonly settings: OAuth2ProxyConfig = readOAuth2ProxyConfig(options.config),
  ) {
    this.host = new URL(this.settings.redirectUrl).hostname;
    this.cookies = new SignedCookies(options.cookieSecret, this.settings.cookieAttributes);
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      this.handle(request, response).catch((error: Error) => {
        const cause = error.cause ? JSON.stringify(error.cause) : undefined;
        json(response, 500, { error: error.message, cause });
      });
    };
    const { certificate: tls } = options;
    this.server = tls ? createServer({ cert: tls.certificate, key: tls.key }, listener) : createHttpServer(listener);
  }

  /** Where it listens, on 127.0.0.1. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @param port Where it listens; a free one by default. */
  async start(port = 0): Promise<void> {
    await new Promise<void>((done, failed) => this.server.once('error', failed).listen(port, '127.0.0.1', done));
  }

  async stop(): Promise<void> {
    const closed = new Promise(done => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.settings.redirectUrl);
    if (url.pathname === new URL(this.settings.redirectUrl).pathname) return this.callback(url, request, response);
    switch (url.pathname) {
      case '/oauth2/start':
        return this.begin(url.searchParams.get('rd'), response);
      case '/oauth2/sign_out':
        return this.signOut(url, request, response);
      default:
        return this.serve(url, request, response);
    }
  }

  /** Answers everything but the sign-in. */
  protected async serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (url.pathname) {
      case '/frame':
        return frame(response, url.searchParams.get('url') ?? 'about:blank');
      case '/': {
        const claims = this.sessionOf(request)?.claims;
        return json(response, 200, { signedIn: claims !== undefined, claims });
      }
      default:
        return json(response, 404, { error: `No ${url.pathname}` });
    }
  }

  protected async begin(rd: string | null, response: ServerResponse): Promise<void> {
    const { redirectUrl, scope, pkce } = this.settings;
    const begun: Begun = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
      rd: ownPath(rd),
    };
    const challenge = {
      code_challenge: await oidc.calculatePKCECodeChallenge(begun.codeVerifier),
      code_challenge_method: 'S256',
    };
    const { state, nonce } = begun;
    const parameters = { redirect_uri: redirectUrl, scope, state, nonce, ...(pkce && challenge) };
    const cookie = this.cookies.set(this.csrfCookie, JSON.stringify(begun));
    redirect(response, oidc.buildAuthorizationUrl(await this.provider(), parameters).href, cookie);
  }

  private async callback(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cookie = this.cookies.get(request.headers.cookie, this.csrfCookie);
    if (!cookie) return json(response, 403, { error: 'Unable to find a valid CSRF token' });
    const begun = JSON.parse(cookie) as Begun;
    const tokens = await oidc.authorizationCodeGrant(await this.provider(), url, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      idTokenExpected: true,
      ...(this.settings.pkce && { pkceCodeVerifier: begun.codeVerifier }),
    });
    const claims = tokens.claims()!;
    if (claims.email_verified === false && !this.settings.allowUnverifiedEmail) {
      throw new Error(`email in id_token (${claims.email}) isn't verified`);
    }
    if (!this.admits(claims, tokens.access_token)) return json(response, 403, { error: 'Forbidden' });
    const id = randomUUID();
    this.sessions.set(id, { idToken: tokens.id_token!, claims });
    const cookies = [this.cookies.set(this.settings.cookieName, id), this.cookies.clear(this.csrfCookie)];
    redirect(response, begun.rd, ...cookies);
  }

  private async signOut(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = this.sessionOf(request);
    if (!session) return redirect(response, '/');
    this.sessions.delete(this.sessionId(request)!);
    redirect(response, await this.endOf(session, url), this.cookies.clear(this.settings.cookieName));
  }

  /** Where somebody goes who has signed out. */
  protected async endOf({ idToken }: Session, url: URL): Promise<string> {
    const target = url.searchParams.get('to') ?? new URL('/', this.settings.redirectUrl).href;
    const parameters = { id_token_hint: idToken, post_logout_redirect_uri: target };
    return oidc.buildEndSessionUrl(await this.provider(), parameters).href;
  }

  private admits(claims: oidc.IDToken, accessToken: string): boolean {
    const { allowedGroups, groupsClaim } = this.settings;
    const groups = [...((claims[groupsClaim] ?? []) as string[]), ...rolesIn(accessToken)];
    return allowedGroups.length === 0 || allowedGroups.some(group => groups.includes(group));
  }

  /** The issuer by its own word, and us by the secret of this moment. */
  private async provider(): Promise<oidc.Configuration> {
    const { issuerUrl, clientId } = this.settings;
    const secret = (await this.options.clientSecret()).toString();
    const fetch = fetchTrusting(this.options.keycloakCa) as unknown as oidc.CustomFetch;
    return oidc.discovery(new URL(issuerUrl), clientId, {}, oidc.ClientSecretBasic(secret), {
      [oidc.customFetch]: fetch,
    });
  }

  protected sessionOf(request: IncomingMessage): Session | undefined {
    return this.sessions.get(this.sessionId(request) ?? '');
  }

  private sessionId(request: IncomingMessage): string | undefined {
    return this.cookies.get(request.headers.cookie, this.settings.cookieName);
  }

  private get csrfCookie(): string {
    return `${this.settings.cookieName}_csrf`;
  }
}

/** The roles in an access token of Keycloak, as oauth2-proxy writes them. */
function rolesIn(accessToken: string): string[] {
  const { realm_access: realm, resource_access: clients = {} } = JSON.parse(
    Buffer.from(accessToken.split('.')[1]!, 'base64url').toString(),
  );
  const ofClients = Object.entries<any>(clients).flatMap(([client, { roles }]) =>
    roles.map((role: string) => `${client}:${role}`),
  );
  return [...(realm?.roles ?? []), ...ofClients].map(role => `role:${role}`);
}

/** A path on the dashboard's own host; anything else, as with oauth2-proxy, is dropped. */
const ownPath = (rd: string | null): string => (rd && /^\/(?![/\\])/.test(rd) ? rd : '/');

function redirect(response: ServerResponse, location: string, ...cookies: string[]): void {
  response.writeHead(302, { location, 'set-cookie': cookies }).end();
}

export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function frame(response: ServerResponse, url: string): void {
  const quoted = url.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><iframe src="${quoted}"></iframe>`);
}
