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
  ['DB_PASSWORD: "123456"', 'DB_PASSWORD: "***"'],
  ['password: 123456', 'password: ***'],
  ['secret=123456 next', 'secret=*** next'],
  ['passphrase: abc def # a comment\nnext: 1', 'passphrase: *** # a comment\nnext: 1'],
  ["  - password: it's {mine} & yours\n    next: 1", '  - password: ***\n    next: 1'],
  ['secret = abc def\nnext = 1', 'secret = ***\nnext = 1'],
  ["read passphrase: it's abc def user: bob", 'read passphrase: *** user: bob'],
  ['{"msg":"the password: abc def","level":1}', '{"msg":"the password: ***","level":1}'],
  ['- name: DB_PASSWORD\n  value: abc def\n', '- name: DB_PASSWORD\n  value: ***\n'],
  ['password:\n  hunter22\n  and more\nnext: 1', 'password:\n  ***\nnext: 1'],
  ['tokens:\n- 123456\n- hunter22\nnext: 1', 'tokens:\n***\nnext: 1'],
  ['"password":\n  "hunter22",\n  "a": 1', '"password":\n  "***",\n  "a": 1'],
  [`AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(7)} of a backup`, '*** of a backup'],
  ['id AKIAIOSFODNN7EXAMPLE, ASIAIOSFODNN7EXAMPLE', 'id ***, ***'],
  [`ghp_${'a1B2'.repeat(9)} github_pat_${'a1_B'.repeat(9)}`, '*** ***'],
  [`glpat-${'a1-B'.repeat(5)} xoxb-${'1234-'.repeat(5)}a \\nsk-proj-${'a1_B'.repeat(9)}`, '*** *** \\n***'],
  ['https://a.blob.example/x?sv=2024&sig=abc%2Fdef%3D&se=2030', 'https://a.blob.example/x?sv=2024&sig=***&se=2030'],
  ['curl -u ada:hunter2 https://x', 'curl -u *** https://x'],
  ["curl --user 'ada:hunter 2' https://x", "curl --user '***' https://x"],
  ['["curl","-u","ada:hunter2","https://x"]', '["curl","-u","***","https://x"]'],
  ['redis-cli -h valkey -a hunter2 ping', 'redis-cli -h valkey -a *** ping'],
  ['["valkey-cli", "-a", "hunter2", "ping"]', '["valkey-cli", "-a", "***", "ping"]'],
  ['redis-cli --pass hunter2 ping', 'redis-cli --pass *** ping'],
  ['login_user%3Dalice%40example.com&x=1', 'login_user%3D***%40example.com&x=1'],
  ['jörg@example.com', '***@example.com'],
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
  '"tokens":3000,"secrets": 4',
  'secret:\n  secretName: qdrant-tls-secret',
  'secrets:\n  - name: registry',
  'docker run -u 1000:1000 --user 65532:65532',
  'ls -a qdrant',
  'disk-of-several-qdrant-nodes at port 6333',
  'token:true id_token:true',
  '--pass-access-token=true --skip-provider-button',
  'password=$(DB_PASSWORD)',
])('%j stays', text => {
  expect(scrub(text)).toBe(text);
});

// The time of a pattern that reads a text again and again grows with the square of its length: minutes for these.
test.each([
  ...['a', 'a.', 'a ', 'eyJ', 'a:"', '-----BEGIN PRIVATE KEY-----'],
  ...[' ', '\n', '\n ', 'password: ', 'password: a ', 'password:\n ', 'passwords:\n- a\n', 'a,', "a'", '%40', 'a%40'],
  ...['-u ', '-u a', 'redis-cli ', 'redis-cli -a ', 'sk-', 'ghp_', 'AKIA'],
])('a long line of %j takes no minutes', part => {
  const text = part.repeat(1_000_000 / part.length);
  expect(scrub(text).length).toBeLessThanOrEqual(text.length);
});

test('a registered secret is hidden, also if it is a word', () => {
  remember('swordfish');
  expect(scrub('the word is swordfish, and c3dvcmRmaXNo in Base64')).toBe('the word is ***, and *** in Base64');
});

test('values are hidden by the names of their keys and variables, and the rest keeps its form', () => {
  const pod = {
    env: [
      { name: 'DB_PASSWORD', value: 'x1' },
      { name: 'PIN_SECRET', value: '123456' },
      { name: 'LEVEL', value: 'x1' },
      { name: 'KEY', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } },
    ],
    args: ['--client-secret', 'x3', '--token=x4', '--verbose'],
    command: ['curl', '-u', 'ada:x6', '-a', 'x'],
    probe: ['valkey-cli', '-p', '6379', '-a', 'x7', 'ping'],
    password: '123456',
    tokenCount: 3,
    port: 6333,
    adminPassword: 'x2',
    tokens: ['x5', '123456'],
    pin_secret: 12345678,
    'cors-allow-credentials': 'false',
    empty: null,
  };
  expect(scrubbed(pod)).toEqual({
    ...pod,
    env: [{ name: 'DB_PASSWORD', value: '***' }, { name: 'PIN_SECRET', value: '***' }, ...pod.env.slice(2)],
    args: ['--client-secret', '***', '--token=***', '--verbose'],
    command: ['curl', '-u', '***', '-a', 'x'],
    probe: ['valkey-cli', '-p', '6379', '-a', '***', 'ping'],
    password: '***',
    adminPassword: '***',
    tokens: ['***', '***'],
    pin_secret: '***',
  });
});
