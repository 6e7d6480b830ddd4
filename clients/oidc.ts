import { remember } from '../cli/secrets';
import { type Explain, RequestError } from './errors';
import { connections } from './connections';
import { describeConnectionError } from './http';

/** Where an issuer of OpenID Connect is, and how it is reached. */
export interface IssuerOptions {
  /** The issuer, e.g. `https://dex.example.com`. */
  readonly url: string;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long one answer may take, in milliseconds. */
  readonly timeout: number;
  readonly explain: Explain;
}

/** The discovery document, as far as oauth2-proxy reads it. */
export interface Discovery {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly code_challenge_methods_supported?: readonly string[];
  readonly scopes_supported?: readonly string[];
}

/** An answer. `location` is the target of a redirect. */
export interface IssuerAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly location?: string;
  readonly text: string;
}

/** A sign-in has a few redirects, e.g. to the choice of an account. */
const MOST_REDIRECTS = 10;

const STRINGS = ['issuer', 'authorization_endpoint', 'token_endpoint'] as const;

/** An issuer of OpenID Connect. It sends the client secret to the token endpoint only, and follows redirects of pages only. */
export class Issuer {
  constructor(private readonly options: IssuerOptions) {}

  /** The discovery document. @throws if the issuer has none */
  async discovery(): Promise<Discovery> {
    const url = `${this.options.url.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { status, text } = await this.request('read the discovery document', url);
    const document = status === 200 ? jsonOf(text) : undefined;
    if (!document || STRINGS.some(key => typeof document[key] !== 'string')) {
      const problem = `Could not read the discovery document at ${url}: the server answered ${status}`;
      throw this.options.explain(new RequestError(`${problem}, without the endpoints of an issuer`, status));
    }
    return document as unknown as Discovery;
  }

  /** Where a browser ends that oauth2-proxy redirects to the provider: at a page, or at the first redirect to another origin. */
  async authorize(
    endpoint: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<IssuerAnswer & { url: URL }> {
    let url = new URL(endpoint);
    Object.entries(parameters).forEach(([name, value]) => url.searchParams.set(name, value));
    for (let redirects = 0; ; redirects++) {
      const answer = await this.request('open the login page', url.href);
      const target = answer.location === undefined ? url : new URL(answer.location, url);
      if (answer.location === undefined || target.origin !== url.origin || redirects === MOST_REDIRECTS) {
        return { ...answer, url: target };
      }
      url = target;
    }
  }

  /** The error with which the token endpoint answers a request of a client, e.g. `invalid_grant`. */
  async tokenError(
    endpoint: string,
    [clientId, clientSecret]: readonly [id: string, secret: string],
    form: Readonly<Record<string, string>>,
  ): Promise<string> {
    const pair = [clientId, remember(clientSecret)].map(encodeURIComponent).join(':');
    const { status, text } = await this.request('send a code to the token endpoint', endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${remember(Buffer.from(pair).toString('base64'))}` },
      body: new URLSearchParams(form),
    });
    const error = jsonOf(text)?.error;
    return typeof error === 'string' ? error : `status ${status}`;
  }

  private async request(doing: string, url: string, init: RequestInit = {}): Promise<IssuerAnswer> {
    const { ca, timeout, explain } = this.options;
    const own = await connections(ca);
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await fetch(url, { ...own.init, ...init, redirect: 'manual', signal });
      const { status, headers } = response;
      return { status, headers, location: headers.get('location') ?? undefined, text: await response.text() };
    } catch (error) {
      const { cause = error } = error as Error;
      const problem = `Could not ${doing} at ${url.split('?')[0]}: ${describeConnectionError(cause)}`;
      throw explain(new RequestError(problem, undefined, undefined, { cause: error }));
    } finally {
      await own.close();
    }
  }
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
