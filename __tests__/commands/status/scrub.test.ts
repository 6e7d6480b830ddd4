import { remember } from '../../../cli/secrets';
import { scrub, scrubbed } from '../../../commands/status/bundle/scrub';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJhY2Nlc3MiOiJtIn0.c2lnbmF0dXJl';

test.each([
  [`token ${TOKEN} of a user`, 'token *** of a user'],
  [`Authorization: Bearer ${TOKEN}`, 'Authorization: ***'],
  ['sent Bearer abcdef.123456 to it', 'sent Bearer *** to it'],
  ['api-key: 0123456789', 'api-key: ***'],
  ['"api-key":"0123456789","x":1', '"api-key":"***","x":1'],
  ['Cookie: _oauth2_proxy=djIuWDI5aGRYUm; a=b', 'Cookie: ***'],
  ['postgres://user:hunter22@db:5432/x', 'postgres://***@db:5432/x'],
  [
    'GET /oauth2/callback?state=abc%3A%2F&session_state=d&code=e.f.g HTTP/1.1',
    'GET /oauth2/callback?state=***&session_state=***&code=*** HTTP/1.1',
  ],
  ['[AuthSuccess] alice.b+x@example.com signed in', '[AuthSuccess] ***@example.com signed in'],
  ['client_secret = "s3cr3t-value"', 'client_secret = "***"'],
  ['DB_PASSWORD=s3cr3t-value', 'DB_PASSWORD=***'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n', '***\n'],
])('%j is hidden', (text, hidden) => {
  expect(scrub(text)).toBe(hidden);
});

test.each([
  'automountServiceAccountToken: false',
  'secretName: qdrant-tls-secret',
  'key: api-key',
  'image: qdrant/qdrant:v1.18.2',
  'https://keycloak.example.com/realms/home',
  '10.42.0.7:51234 - "GET /collections HTTP/1.1" 200',
  'tokens: 3000',
])('%j stays', text => {
  expect(scrub(text)).toBe(text);
});

test('a registered secret is hidden, also if it is a word', () => {
  remember('swordfish');
  expect(scrub('the word is swordfish, and c3dvcmRmaXNo in Base64')).toBe('the word is ***, and *** in Base64');
});

test('values are hidden by the names of their keys and variables, and the rest keeps its form', () => {
  const pod = {
    env: [
      { name: 'DB_PASSWORD', value: 'x1' },
      { name: 'LEVEL', value: 'x1' },
      { name: 'KEY', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
    ],
    port: 6333,
    adminPassword: 'x2',
    empty: null,
  };
  expect(scrubbed(pod)).toEqual({
    ...pod,
    env: [{ name: 'DB_PASSWORD', value: '***' }, ...pod.env.slice(1)],
    adminPassword: '***',
  });
});
