import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import { type OAuth2ProxyAlphaConfig, readOAuth2ProxyAlphaConfig } from './oauth2-proxy-config';
import { json, RelyingParty, type RelyingPartyOptions, type Session } from './relying-party';
import { fetchTrusting } from './trusting-fetch';

export interface ProxyDoubleOptions extends RelyingPartyOptions {
  /** The text of the alpha configuration. */
  readonly alphaConfig: string;
  /** Where Qdrant listens, on 127.0.0.1. */
  readonly upstream: number;
}

/** Stands in for oauth2-proxy between people and Qdrant, with its two files; `startDashboardProxy` can run a real one in its place. */
export class ProxyDouble extends RelyingParty {
  private readonly proxy: OAuth2ProxyAlphaConfig;
  private readonly upstream: number;

  constructor(options: ProxyDoubleOptions) {
    const proxy = readOAuth2ProxyAlphaConfig(options.config, options.alphaConfig);
    super(options, proxy);
    this.proxy = proxy;
    this.upstream = options.upstream;
  }

  protected override async serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url.pathname === this.proxy.pingPath) return void response.writeHead(200).end('OK');
    const session = this.sessionOf(request);
    const signedIn = session !== undefined;
    const isOneOf = (routes: readonly RegExp[]) => routes.some(route => route.test(url.pathname));
    if (url.pathname === '/oauth2/auth') return void response.writeHead(signedIn ? 202 : 401).end();
    if (signedIn || isOneOf(this.proxy.openRoutes)) return this.forward(session, request, response);
    return isOneOf(this.proxy.apiRoutes) ? json(response, 401, {}) : this.begin(url.pathname, response);
  }

  protected override async endOf({ idToken }: Session): Promise<string> {
    const url = this.proxy.backendLogoutUrl.replace('{id_token}', idToken);
    const { ok, status } = await fetchTrusting(this.options.keycloakCa)(url);
    if (!ok) throw new Error(`backendLogoutURL answered ${status}`);
    return '/';
  }

  private forward(session: Session | undefined, request: IncomingMessage, response: ServerResponse): void {
    const headers = { ...request.headers };
    for (const { name, files, claims } of this.proxy.headers) {
      delete headers[name];
      const ofSession = claims.flatMap(({ claim, prefix = '' }) =>
        valuesOf(session, claim).map(value => `${prefix}${value}`),
      );
      const values = [...files.map(file => readFileSync(file, 'utf8')), ...ofSession];
      if (values.length > 0) headers[name] = values.join(',');
    }
    const path = this.proxy.rewrites.find(rewrite => rewrite.path.test(request.url!))?.target ?? request.url;
    const onward = ask({ host: '127.0.0.1', port: this.upstream, path, method: request.method, headers }, answer => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', error => json(response, 502, { error: error.message }));
    request.pipe(onward);
  }
}

/** The values of a claim. A name with dots comes before levels of JSON. */
function valuesOf(session: Session | undefined, claim: string): string[] {
  const claims: any = session?.claims ?? {};
  return [claims[claim] ?? claim.split('.').reduce((holder, key) => holder?.[key], claims) ?? []].flat();
}
