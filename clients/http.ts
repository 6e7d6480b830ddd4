import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';

/** Answers of a proxy in front of a server that is starting. */
const STARTING = [502, 503, 504];
/** What a connection fails with while a server is not there, restarts, or is slow. */
const NOT_THERE = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
];
/** Names of Node's and OpenSSL's verdicts on a certificate. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|^ERR_SSL/;

/** Where a server is reached, when not where DNS says. Names and certificates stay those of the URL. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Connections of a kind of their own. */
export interface Connections {
  /** What tells `fetch` to use them. */
  readonly init: RequestInit;
  /** The same, for `request` of undici. */
  readonly dispatcher: Dispatcher;
  /** Ends them, so that the process can end. */
  readonly close: () => Promise<void>;
}

/**
 * Connections that trust `ca` beside the public certificate authorities, and go through the proxy that `HTTPS_PROXY` and
 * `NO_PROXY` name. A certificate is always checked, whatever the environment says.
 *
 * @param at Where to connect to instead, without a proxy.
 */
export async function connections(ca: string | undefined, at?: Address): Promise<Connections> {
  const { Agent, buildConnector, EnvHttpProxyAgent } = await import('undici');
  const tls = { rejectUnauthorized: true, ...(ca && { ca: [...rootCertificates, ca] }) };
  const connect = buildConnector(tls);
  const dispatcher = at
    ? new Agent({
        connect: (options, done) =>
          connect(
            {
              ...options,
              hostname: at.host,
              port: String(at.port),
              servername: options.servername ?? options.hostname,
            },
            done,
          ),
      })
    : new EnvHttpProxyAgent({ connect: tls, requestTls: tls });
  // The types of Node's fetch are those of another release of undici.
  return { init: { dispatcher } as unknown as RequestInit, dispatcher, close: () => dispatcher.close() };
}

/** A response without a status of success. */
export class ResponseError extends Error {
  /** Read by `statusOf`. */
  public readonly response: { readonly status: number };

  constructor(message: string, status: number) {
    super(message);
    this.response = { status };
  }
}

/** Whether waiting may help: the server is not there, or says that it is not ready. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) {
    return STARTING.includes(status);
  }
  return (error as Error).name === 'TimeoutError' || NOT_THERE.includes(codeOf(error) ?? '');
}

/** Whether the server's certificate was refused. */
export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.test(codeOf(error) ?? '');
}

/** The status of an answer that an error was made of. */
export function statusOf(error: unknown): number | undefined {
  return (error as { response?: { status?: number } }).response?.status;
}

/** What a connection failed with, such as `ECONNREFUSED`. */
export function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : cause ? codeOf(cause) : undefined;
}
