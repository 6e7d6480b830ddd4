import { randomBytes } from 'node:crypto';
import { Failure } from '../../cli/failure';
import type { Issuer } from '../../clients/oidc';
import type { StackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { readDiscovery } from '../../stack/issuer';
import { CLIENT_SECRET_VARIABLE } from './provided-secret';
import { authorizationRequest, refusalOf } from './sign-in-request';

/** The errors of a token endpoint for a client that it does not accept. */
const REFUSED = ['invalid_client', 'unauthorized_client', 'status 401'];

/** Requests the login page of another provider like a browser that oauth2-proxy redirects to it. */
export async function openProvider(issuer: Issuer, config: Config, names: StackNames): Promise<void> {
  const { authorization_endpoint: endpoint } = await readDiscovery(issuer, names);
  const answer = await issuer.authorize(endpoint, authorizationRequest(config, names));
  // A provider that needs no page, e.g. one with a session, sends a code.
  const hasCode = answer.url.href.startsWith(names.redirectUrl) && answer.url.searchParams.has('code');
  const refusal = hasCode ? undefined : refusalOf(answer, names.redirectUrl);
  if (refusal) {
    const { error, description } = refusal;
    throw new Failure(
      `Issuer ${names.oidcIssuerUrl} refuses the request for a sign-in that oauth2-proxy sends for client ${names.clientId}: ${description ? `${error} (${description})` : error}`,
      `at the provider, check that client ${names.clientId} exists, has redirect URI ${names.redirectUrl}, and can request scopes ${names.scopes.join(' ')}`,
    );
  }
}

/** Sends a code that does not exist to the token endpoint as oauth2-proxy does: the provider checks the client first. */
export async function checkProvidedSecret(issuer: Issuer, names: StackNames, clientSecret: string): Promise<void> {
  const { token_endpoint: endpoint } = await readDiscovery(issuer, names);
  const error = await issuer.tokenError(endpoint, [names.clientId, clientSecret], {
    grant_type: 'authorization_code',
    code: randomBytes(32).toString('base64url'),
    redirect_uri: names.redirectUrl,
    code_verifier: randomBytes(32).toString('base64url'),
  });
  if (REFUSED.includes(error)) {
    throw new Failure(
      `Issuer ${names.oidcIssuerUrl} refuses the client secret of client ${names.clientId}: ${error}`,
      `set ${CLIENT_SECRET_VARIABLE} to the client secret of the identity provider, and run the hook again`,
    );
  }
}
