import { problemOf } from '../../../commands/verify/login';

const SIGN_IN = {
  dashboardUrl: 'https://qdrant-dashboard.example.com',
  oidcIssuerUrl: 'https://auth.example.com/realms/thinkube',
};
const JSON_TYPE = { 'content-type': 'application/json' };

function problem(status: number, body: string, headers: Record<string, string> = {}, method = 'GET') {
  return problemOf({ method, path: '/collections' }, { status, headers, body }, SIGN_IN);
}

test.each([
  ["oauth2-proxy's of an API route", 401, '{}', JSON_TYPE, 'GET'],
  ["oauth2-proxy's of an API route, of which HEAD shows no body", 401, '', JSON_TYPE, 'HEAD'],
  ["oauth2-proxy's of /oauth2/auth", 401, 'Unauthorized\n', {}, 'GET'],
])('a refusal that is %s is none of what is behind the login', (_, status, body, headers, method) => {
  expect(problem(status, body, headers, method)).toBeUndefined();
});

test.each([
  [401, 'Must provide an API key or an Authorization bearer token', {}],
  [403, '{"status":{"error":"Forbidden"},"time":0.0}', JSON_TYPE],
])("a refusal of Qdrant's own, %i %s, tells that the login let it through", (status, body, headers) => {
  expect(problem(status, body, headers)).toMatch(/, from Qdrant itself$/);
});
