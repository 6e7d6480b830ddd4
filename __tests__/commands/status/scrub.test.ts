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
  ['{"msg":"{\\"password\\":\\"hunter 22\\",\\"a\\":1}"}', '{"msg":"{\\"password\\":\\"***\\",\\"a\\":1}"}'],
  ['password="a long, {secret} \\"phrase\\"" next', 'password="***" next'],
  ['--client-secret hunter22 --cookie-secret=x', '--client-secret *** --cookie-secret=***'],
  ['["--client-secret", "hunter22"]', '["--client-secret", "***"]'],
  ['requirepass hunter22', 'requirepass ***'],
  ['"cookie":["a=b"],"x":1', '"cookie":***,"x":1'],
  ['map[Authorization:[Digest a] Cookie:[a=b]]', 'map[Authorization:*** Cookie:***]'],
  ['set _oauth2_proxy=djIuWDI5|17|sig; path=/', 'set _oauth2_proxy=***; path=/'],
  ['/oauth2/callback?state\\u003dabc\\u0026code\\u003dxyz', '/oauth2/callback?state\\u003d***\\u0026code\\u003d***'],
  ['rd=https%3A%2F%2Fa%3Fcode%3Dabc%26state%3Dq', 'rd=https%3A%2F%2Fa%3Fcode%3D***%26state%3D***'],
  [`Bearer%20${TOKEN}`, 'Bearer%20***'],
  ['jwe eyJhbGciOiJkaXIi..aaa.bbbbbbb.ccccc', 'jwe ***'],
  ['-----BEGIN EC PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG', '***'],
  ['api_key: Some("hunter22")', 'api_key: Some("***")'],
  ['X-Amz-Signature=abcdef0123&x=1', 'X-Amz-Signature=***&x=1'],
  ['- name: DB_PASSWORD\n  value: hunter22', '- name: DB_PASSWORD\n  value: ***'],
  ['password: |\n  hunter22\nnext: 1', 'password: ***\nnext: 1'],
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
  'token:true id_token:true',
  '--pass-access-token=true --skip-provider-button',
  'password=$(DB_PASSWORD)',
])('%j stays', text => {
  expect(scrub(text)).toBe(text);
});

// The time of a pattern that reads a text again and again grows with the square of its length: minutes for these.
test.each(['a', 'a.', 'a ', 'eyJ', 'a:"', '-----BEGIN PRIVATE KEY-----'])(
  'a long line of %j takes no minutes',
  part => {
    const text = part.repeat(1_000_000 / part.length);
    expect(scrub(text).length).toBeLessThanOrEqual(text.length);
  },
);

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
    args: ['--client-secret', 'x3', '--token=x4', '--verbose'],
    port: 6333,
    adminPassword: 'x2',
    tokens: ['x5'],
    pin_secret: 12345678,
    'cors-allow-credentials': 'false',
    empty: null,
  };
  expect(scrubbed(pod)).toEqual({
    ...pod,
    env: [{ name: 'DB_PASSWORD', value: '***' }, ...pod.env.slice(1)],
    args: ['--client-secret', '***', '--token=***', '--verbose'],
    adminPassword: '***',
    tokens: ['***'],
    pin_secret: '***',
  });
});
