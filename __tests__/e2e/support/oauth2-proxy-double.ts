import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Oauth2ProxyOptions {
  readonly dashboardHost: string;
  readonly issuer: string;
  readonly cookieDomain: string;
}

/** The cookie of the one session that it knows. */
export const SESSION = '_oauth2_proxy=a-session-of-alice';

const NO_CACHE = 'no-cache, no-store, must-revalidate, max-age=0';
const USER = {
  'gap-auth': 'alice@example.com',
  'x-auth-request-email': 'alice@example.com',
  'x-auth-request-preferred-username': 'alice',
};

/** Stands in for oauth2-proxy with its upstream `static://202`: answers as a real one was recorded. */
export class Oauth2ProxyDouble {
  private readonly server: Server;
  private sessionIsOpen = true;

  private constructor(private readonly options: Oauth2ProxyOptions) {
    this.server = createServer((request, response) => this.serve(request, response));
  }

  static async start(options: Oauth2ProxyOptions): Promise<Oauth2ProxyDouble> {
    const double = new Oauth2ProxyDouble(options);
    double.server.listen(0, '127.0.0.1');
    await once(double.server, 'listening');
    return double;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://double');
    const signedIn = this.sessionIsOpen && (headers.cookie?.includes(SESSION) ?? false);
    if (headers.cookie?.includes('_oauth2_proxy=') && !signedIn) {
      response.setHeader('set-cookie', this.cookie('_oauth2_proxy=', 0));
    }
    const text = { 'content-type': 'text/plain; charset=utf-8' };
    const page = { 'content-type': 'text/html; charset=utf-8', 'cache-control': NO_CACHE };
    switch (pathname) {
      case '/ping':
      case '/ready':
        response.writeHead(200, text).end('OK');
        return;
      case '/robots.txt':
        response.writeHead(200, text).end('User-agent: *\nDisallow: /\n');
        return;
      case '/oauth2/auth':
        response.writeHead(signedIn ? 202 : 401, signedIn ? USER : text).end(signedIn ? '' : 'Unauthorized\n');
        return;
      case '/oauth2/userinfo':
        response
          .writeHead(signedIn ? 200 : 401, {
            ...text,
            'cache-control': NO_CACHE,
            ...(signedIn && { 'content-type': 'application/json' }),
          })
          .end(signedIn ? '{"user":"alice","email":"alice@example.com"}' : 'Unauthorized\n');
        return;
      case '/oauth2/callback':
        response
          .writeHead(500, page)
          .end('\n<!DOCTYPE html>\n<html lang="en" charset="utf-8">\n<head>\n<meta charset="utf-8">\n');
        return;
      case '/oauth2/sign_out':
        this.sessionIsOpen &&= !signedIn;
        response
          .writeHead(302, { ...page, location: '/', 'set-cookie': this.cookie('_oauth2_proxy=', 0) })
          .end('<a href="/">Found</a>.\n\n');
        return;
      case '/oauth2/start':
        this.signIn(response, page, rd(searchParams.get('rd')));
        return;
    }
    if (signedIn && pathname !== '/oauth2/sign_in') {
      response.writeHead(202, { ...text, ...USER }).end('Authenticated');
    } else {
      this.signIn(response, page, rd(pathname.startsWith('/oauth2/') ? '/' : pathname));
    }
  }

  private signIn(response: ServerResponse, page: object, back: string): void {
    const query = new URLSearchParams({
      approval_prompt: 'force',
      client_id: 'qdrant-dashboard',
      code_challenge: randomBytes(32).toString('base64url'),
      code_challenge_method: 'S256',
      redirect_uri: `https://${this.options.dashboardHost}/oauth2/callback`,
      response_type: 'code',
      scope: 'openid email profile',
      state: `${randomBytes(32).toString('base64url')}:${back}`,
    });
    const location = `${this.options.issuer}/protocol/openid-connect/auth?${query.toString()}`;
    response
      .writeHead(302, { ...page, location, 'set-cookie': this.cookie('_oauth2_proxy_csrf=', 900) })
      .end(`<a href="${location}">Found</a>.\n\n`);
  }

  private cookie(name: string, age: number): string {
    return `${name}; Path=/; Domain=${this.options.cookieDomain}; Max-Age=${age}; HttpOnly; Secure; SameSite=None`;
  }
}

/** Another host is dropped. */
function rd(asked: string | null): string {
  return asked?.startsWith('/') ? asked : '/';
}
