import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '../../cli/failure';
import { redactForeign } from '../../cli/secrets';
import type { TokenError, Keycloak, Visit } from '../../clients/keycloak/keycloak';
import type { Config } from '../../config/schema';
import { REQUESTED } from './sign-in';
import type { StackNames } from '../../config/names';

/** How much of an error page is quoted, in characters. */
const QUOTED = 200;
/** The error of the token endpoint for a client that it accepts, with a code that it does not know. */
const UNKNOWN_CODE = 'invalid_grant';

/** Requests the login page like a browser that oauth2-proxy redirects to Keycloak. */
export async function openLoginPage(keycloak: Keycloak, config: Config, names: StackNames): Promise<Visit> {
  const visit = await keycloak.openAuthorization(authorizationRequest(config, names), names.redirectUrl);
  const refusal = refusalOf(visit, names.redirectUrl);
  if (refusal) {
    throw new Failure(
      `Keycloak refuses the request for a sign-in that oauth2-proxy sends for client ${names.clientId}: ${written(refusal)}`,
      fixOf(refusal.error),
    );
  }
  return visit;
}

/** Sends a code that does not exist to the token endpoint as oauth2-proxy does: Keycloak checks the client first. */
export async function checkTokenEndpoint(keycloak: Keycloak, names: StackNames): Promise<void> {
  const client = await keycloak.client(names.clientId);
  const refusal = await keycloak.tokenError(client!, {
    grant_type: 'authorization_code',
    code: randomText(),
    redirect_uri: names.redirectUrl,
    code_verifier: randomText(),
  });
  if (refusal.error !== UNKNOWN_CODE) {
    throw new Failure(
      `Keycloak refuses the request for tokens that oauth2-proxy sends for client ${names.clientId}: ${written(refusal)}`,
      fixOf(refusal.error),
    );
  }
}

/** The request that oauth2-proxy sends with the settings of the manifests. Some parameters depend on the mode. */
export function authorizationRequest(
  { dashboard }: Config,
  { clientId, redirectUrl, scopes }: StackNames,
): Readonly<Record<string, string>> {
  return {
    ...(dashboard.mode === 'proxy' ? { nonce: randomText() } : { approval_prompt: 'force' }),
    client_id: clientId,
    code_challenge: createHash('sha256').update(randomText()).digest('base64url'),
    code_challenge_method: 'S256',
    redirect_uri: redirectUrl,
    response_type: 'code',
    scope: scopes.join(' '),
    state: `${randomText()}:/`,
  };
}

/** The error that Keycloak answers, as a redirect to oauth2-proxy or as a page. A redirect to another site is no error. */
export function refusalOf({ url, status, text }: Visit, redirectUrl: string): TokenError | undefined {
  if (url.href.startsWith(redirectUrl)) {
    const { searchParams } = url;
    const description = searchParams.get('error_description');
    return { error: searchParams.get('error') ?? 'a redirect without a code', ...(description && { description }) };
  }
  if (status < 400) {
    return undefined;
  }
  const description = messageOf(text);
  return { error: `the server answered ${status}`, ...(description && { description }) };
}

/** The message on an error page of Keycloak: the element `kc-error-message`, or else the heading. */
function messageOf(page: string): string | undefined {
  const [, element] =
    /id="kc-error-message"[^>]*>([^]*?)<\/(?:p|div)>/.exec(page) ?? /<h1[^>]*>([^]*?)<\/h1>/.exec(page) ?? [];
  const message = element
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return message ? message.slice(0, QUOTED) : undefined;
}

function written({ error, description }: TokenError): string {
  return redactForeign(description ? `${error} (${description})` : error);
}

function fixOf(error: string): string {
  switch (error) {
    case 'invalid_scope':
      return `in the admin console, assign client scopes ${REQUESTED.join(' and ')} to the client`;
    case 'invalid_client':
    case 'unauthorized_client':
      return 'run the hook again; if the error stays, renew the client secret with --rotate client-secret';
    default:
      return 'in the admin console, correct the setting that the answer names, in the client or in a client policy';
  }
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}
