import type { Keycloak, TokenError } from '../../../clients/keycloak/keycloak';
import { authorizationRequest, checkTokenEndpoint, refusalOf } from '../../../commands/hook/sign-in-request';
import { parseConfig } from '../../../config/load';
import { stackNames } from '../../../config/names';

const REDIRECT = 'https://qdrant-dashboard.example.com/oauth2/callback';
const LOGIN = 'https://auth.example.com/realms/thinkube/protocol/openid-connect/auth?client_id=x';

const visit = (url: string, status: number, text = '') => ({
  url: new URL(url),
  status,
  headers: new Headers(),
  text,
});

test.each([
  ['auth-request', ['approval_prompt']],
  ['proxy', ['nonce']],
])('in mode %s the request has the parameters of oauth2-proxy 7.15', (mode, own) => {
  const config = parseConfig(JSON.stringify({ dashboard: { mode, cookie: 'host' } }), 'config.yaml');

  const request = authorizationRequest(config, stackNames(config));

  expect(Object.keys(request).sort()).toEqual(
    [
      ...own,
      ...['client_id', 'code_challenge', 'code_challenge_method', 'redirect_uri', 'response_type', 'scope', 'state'],
    ].sort(),
  );
  expect(request).toMatchObject({
    redirect_uri: REDIRECT,
    scope: 'openid email profile',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  });
});

test('a login page, and a redirect to another identity provider, are no refusal', () => {
  expect(refusalOf(visit(LOGIN, 200, '<h1>Sign in</h1>'), REDIRECT)).toBeUndefined();
  expect(refusalOf(visit('https://idp.example.org/authorize?error=not-ours', 303), REDIRECT)).toBeUndefined();
});

test('a redirect to oauth2-proxy with an error is a refusal', () => {
  const url = `${REDIRECT}?error=invalid_scope&error_description=Invalid+scopes%3A+openid+email&state=s`;

  expect(refusalOf(visit(url, 302), REDIRECT)).toEqual({
    error: 'invalid_scope',
    description: 'Invalid scopes: openid email',
  });
  expect(refusalOf(visit(`${REDIRECT}?state=s`, 302), REDIRECT)).toEqual({ error: 'a redirect without a code' });
});

test.each([
  ['<div id="kc-error-message">\n <p class="instruction">Invalid parameter:\n redirect_uri</p></div>'],
  ['<h1 id="kc-page-title"> Invalid parameter: <b>redirect_uri</b> </h1>'],
])('an error page is a refusal, with the message of the page: %s', page => {
  expect(refusalOf(visit(LOGIN, 400, page), REDIRECT)).toEqual({
    error: 'the server answered 400',
    description: 'Invalid parameter: redirect_uri',
  });
});

test('an error page without a message is a refusal', () => {
  expect(refusalOf(visit(LOGIN, 403, 'Forbidden'), REDIRECT)).toEqual({ error: 'the server answered 403' });
});

describe('the token endpoint', () => {
  const names = stackNames(parseConfig('{}', 'config.yaml'));
  const check = (answer: TokenError) => {
    const keycloak = {
      client: () => Promise.resolve({ clientId: names.clientId }),
      tokenError: () => Promise.resolve(answer),
    };
    return checkTokenEndpoint(keycloak as unknown as Keycloak, names);
  };

  test('accepts the client if it refuses only the code', async () => {
    await expect(check({ error: 'invalid_grant', description: 'Code not valid' })).resolves.toBeUndefined();
  });

  test.each([
    ['unauthorized_client', 'renew the client secret with --rotate client-secret'],
    ['invalid_request', 'correct the setting that the answer names'],
  ])('fails with %s, and the error says how to correct it', async (error, fix) => {
    const refused = check({ error, description: 'Why' });

    await expect(refused).rejects.toThrow(
      `Keycloak refuses the request for tokens that oauth2-proxy sends for client qdrant-dashboard: ${error} (Why). Fix: `,
    );
    await expect(refused).rejects.toThrow(fix);
  });
});
