import { STATUS_CODES } from 'node:http';
import { redactForeign } from '../../cli/secrets';
import { RequestError } from '../errors';
import { codeOf, isPlainHttp, statusOf } from '../http';

/** The message of Keycloak if the realm in the path does not exist. Other paths have other messages. */
const NO_REALM = 'Realm not found.';
/** The library's errors about an answer without a part that Keycloak always sends. */
const INCOMPLETE = /^(?:location header is not found|Unable to decode token)/;

/** An answer with a status of success that is not from Keycloak, such as the page of a gateway. */
export class NotKeycloak extends Error {}

/** The error of the library about an answer without a status of success. */
interface AnswerError {
  readonly response?: { readonly status: number; readonly url?: string; readonly headers?: Headers };
  /** The parsed body, or its text if the body is not JSON. */
  readonly responseData?: unknown;
}

/** The result of the library. The library returns a string if an answer is not JSON. */
export function jsonOf<T>(result: T): T {
  if (typeof result === 'string' && result !== '') {
    throw new NotKeycloak();
  }
  return result;
}

/** Whether Keycloak says that the realm does not exist. The 404 of a gateway does not say so. */
export function isMissingRealm(error: unknown): boolean {
  return statusOf(error) === 404 && messageOf(error) === NO_REALM;
}

/** Whether the answer is not from Keycloak: a gateway, or another server. */
export function isForeign(error: unknown): boolean {
  const failed = behind(error);
  // An error that the client itself found is not about an answer.
  if (failed instanceof RequestError) {
    return false;
  }
  if (failed instanceof NotKeycloak || failed instanceof SyntaxError || INCOMPLETE.test((failed as Error).message)) {
    return true;
  }
  const status = statusOf(failed);
  return status !== undefined && status >= 400 && status < 500 && messageOf(failed) === undefined;
}

/** The target of a redirect, without the query: a query can hold a token. */
export function redirectOf(error: unknown): string | undefined {
  const { response } = behind(error) as AnswerError;
  const location = response?.headers?.get('location');
  if (!response || !location || response.status < 300 || response.status > 399) {
    return undefined;
  }
  const { origin, pathname } = URL.canParse(location, response.url)
    ? new URL(location, response.url)
    : { origin: '', pathname: 'an address that is not a URL' };
  return redactForeign(origin + pathname);
}

/** How long the server asks to wait, in milliseconds. */
export function retryAfter(error: unknown): number | undefined {
  const { response } = behind(error) as AnswerError;
  const value = response?.headers?.get('retry-after');
  if (!value) {
    return undefined;
  }
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(wait, 0) : undefined;
}

/** The answer of the server, or the reason why there is none, as part of a sentence. */
export function answerOf(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) {
    return isForeign(error) ? "the answer is not Keycloak's JSON" : reasonOf(error as Error);
  }
  const answer = `the server answered ${textOf(status)}`;
  const target = redirectOf(error);
  const said = messageOf(error);
  if (target !== undefined) {
    return `${answer} to ${target}`;
  }
  const wait = retryAfter(error);
  if (wait !== undefined) {
    return `${answer} and asks to wait ${Math.ceil(wait / 1000)} s`;
  }
  return isForeign(error) ? `${answer} without Keycloak's JSON` : said === undefined ? answer : `${answer} (${said})`;
}

export function textOf(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}

/** Why a server did not answer. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') {
    return 'no answer';
  }
  if (isPlainHttp(error)) {
    return 'the port does not speak TLS';
  }
  const { message, cause } = error;
  const reason = cause instanceof Error && cause.message ? cause.message : message;
  const code = codeOf(error);
  return code && !reason.includes(code) ? `${code} (${reason})` : reason;
}

/** The message in Keycloak's JSON. */
function messageOf(error: unknown): string | undefined {
  const { responseData } = behind(error) as AnswerError;
  if (typeof responseData !== 'object' || responseData === null) {
    return undefined;
  }
  const { error_description, errorMessage, error: code } = responseData as Record<string, unknown>;
  const said = error_description ?? errorMessage ?? code;
  return typeof said === 'string' ? redactForeign(said) : undefined;
}

/** The error of the library behind an error of the client. */
function behind(error: unknown): unknown {
  return error instanceof RequestError ? (error.cause ?? error) : error;
}
