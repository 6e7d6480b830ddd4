import { type ConnectionOptions, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/** What a proxy answers while the server behind it starts. */
const STARTING = [502, 503, 504];
/** The error codes of a server that is away, restarts, or is slow. */
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
/** The error codes of Node and OpenSSL for a refused certificate. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|^ERR_SSL/;
/** What OpenSSL says where the answer to a TLS handshake is plain text. */
const PLAIN_TEXT = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long/;

/** Where a server is reached instead of the address in DNS. The host name and the certificate stay those of the URL. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A response without a status of success. */
export class ResponseError extends Error {
  /** Read by `statusOf`. */
  public readonly response: { readonly status: number; readonly headers?: Headers };

  /** @param headers Of the response, for a redirect or the time to wait. */
  constructor(message: string, status: number, headers?: Headers) {
    super(message);
    this.response = { status, headers };
  }
}

const contexts = new Map<string, SecureContext>();

/**
 * TLS that trusts `ca` beside the public certificate authorities. Each is read once: reading the public ones takes as long
 * as many requests.
 */
export function trusting(ca: string | undefined): ConnectionOptions & { readonly rejectUnauthorized: true } {
  if (!ca) {
    return { rejectUnauthorized: true };
  }
  const secureContext = contexts.get(ca) ?? createSecureContext({ ca: [...rootCertificates, ca] });
  contexts.set(ca, secureContext);
  return { rejectUnauthorized: true, secureContext };
}

/** Whether a later request may succeed: the server is away, or says that it is not ready. */
export function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) {
    return STARTING.includes(status);
  }
  return causesOf(error).some(({ name }) => name === 'TimeoutError') || NOT_THERE.includes(codeOf(error) ?? '');
}

/** Whether the certificate of the server was refused. */
export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.test(codeOf(error) ?? '') && !isPlainHttp(error);
}

/** Whether the port answers without TLS, as a port for plain HTTP does. */
export function isPlainHttp(error: unknown): boolean {
  return causesOf(error).some(({ code, message = '' }) => PLAIN_TEXT.test(`${String(code)} ${message}`));
}

/** The HTTP status of the answer behind an error. Each library keeps the status in another field. */
export function statusOf(error: unknown): number | undefined {
  return causesOf(error)
    .flatMap(({ status, response, code }) => [status, response?.status, code])
    .find(value => typeof value === 'number' && value >= 100 && value < 600) as number | undefined;
}

/** What a connection failed with, such as `ECONNREFUSED`. */
export function codeOf(error: unknown): string | undefined {
  return causesOf(error)
    .map(({ code }) => code)
    .find(code => typeof code === 'string');
}

/** What a connection failed with, as text: the message, and the code if the message lacks it. */
export function describeConnectionError(error: unknown): string {
  const { message } = error as Error;
  const code = codeOf(error);
  return [message || 'no connection', ...(code && !message.includes(code) ? [`(${code})`] : [])].join(' ');
}

interface AnyError extends Partial<Error> {
  readonly status?: unknown;
  readonly response?: { readonly status?: unknown };
  readonly code?: unknown;
}

/** The error, its cause, and so on. */
function causesOf(error: unknown): AnyError[] {
  return typeof error === 'object' && error !== null ? [error, ...causesOf((error as AnyError).cause)] : [];
}
