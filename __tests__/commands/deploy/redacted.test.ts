import { changesOf } from '../../../reconcile/object-changes';
import { redacted } from '../../../reconcile/redacted';

test.each<[string, unknown, unknown]>([
  ['spec.args', ['--client-secret=abc', '--client-id=me'], ['--client-secret=***', '--client-id=me']],
  ['spec.args', ['--cookie-secret', 'abc', '--client-id', 'me'], ['--cookie-secret', '***', '--client-id', 'me']],
  ['spec.args', ['--client-secret-file=/etc/x'], ['--client-secret-file=/etc/x']],
  ['spec.args', ['--redis=redis://user:abc@valkey:6379'], ['--redis=redis://***@valkey:6379']],
  ['data.proxy.cfg', 'client_secret = "abc"\nupstream = "x"', 'client_secret = "***"\nupstream = "x"'],
  ['data.settings.json', '{"password":"abc","user":"me"}', '{"password":"***","user":"me"}'],
  ['spec.containers[x].env[ADMIN_PASSWORD].value', 'abc', '***'],
  ['spec.containers[x].env[LOG_LEVEL].value', 'debug', 'debug'],
  ['metadata.annotations.kubectl.kubernetes.io/last-applied-configuration', '{"a":"abc"}', '***'],
  ['spec.env', [{ name: 'x', value: '--token=abc' }], [{ name: 'x', value: '--token=***' }]],
  ['data.API_KEY', 'abc', '***'],
  ['metadata.annotations.example.com/api-key', 'abc', '***'],
  ['spec.args', ['Authorization: Bearer abc'], ['Authorization: Bearer ***']],
  ['data.proxy.cfg', 'client_secret = "abc,def;ghi"\n', 'client_secret = "***"\n'],
  ['spec.command', ['sh', '-c', 'x --password abc --user me'], ['sh', '-c', 'x --password *** --user me']],
  ['spec.env', [{ name: 'API_KEY', value: 'abc' }], [{ name: 'API_KEY', value: '***' }]],
  ['data', { API_KEY: 'abc', mode: 'x' }, { API_KEY: '***', mode: 'x' }],
  [
    'data',
    { DB_PASS: 'abc', dbPass: 'abc', BYPASS: 'x', compass: 'x' },
    { DB_PASS: '***', dbPass: '***', BYPASS: 'x', compass: 'x' },
  ],
  ['data.url', 'password=Pa;ssword user=me', 'password=*** user=me'],
  ['spec.args', ['--client-secret=ab,cd', '--user=me'], ['--client-secret=***', '--user=me']],
  ['spec.args', [`--token=a"b'c`], ['--token=***']],
  ['data.args', '["--token=abc","--user=me"]', '["--token=***","--user=me"]'],
  ['data.proxy.cfg', 'client_secret = "abc\nmore', 'client_secret = "***"'],
  ['data.api_keys', ['abc', 'def'], ['***', '***']],
  ['data.api_keys[0]', 'abc', '***'],
  [
    'spec',
    { api_keys: ['abc'], password: 123, automountToken: false },
    { api_keys: ['***'], password: '***', automountToken: false },
  ],
  ['spec', { imagePullSecrets: [{ name: 'x' }] }, { imagePullSecrets: [{ name: 'x' }] }],
  ['data.config.yaml', 'api_keys:\n  - abc\n  - d e\nuser: me', 'api_keys:***\nuser: me'],
  ['data.config.yaml', 'api_keys: [abc, def]\nuser: me', 'api_keys: ***\nuser: me'],
  ['data.config.json', '{"api_keys": ["abc", "def"], "user": "me"}', '{"api_keys": ***, "user": "me"}'],
  ['data.config.yaml', 'a:\n  password: my long phrase\n  user: me', 'a:\n  password: ***\n  user: me'],
  ['data.config.yaml', 'a:\n  password: |\n    abc\n\n    def\n  user: me', 'a:\n  password: ***\n  user: me'],
  ['data.config.yaml', 'password:\n  abc\nuser: me', 'password:***\nuser: me'],
  ['data.config.yaml', 'secret:\n  name: x\n', 'secret:\n  name: x\n'],
  ['spec.args', ['redis://u:p/w@h', 'https://abc@h/x'], ['redis://***@h', 'https://***@h/x']],
  ['spec.args', ['https://h:8443/x', 'redis://u:a@b@h'], ['https://h:8443/x', 'redis://***@h']],
  ['spec.volumes[tls].secret', { secretName: 'tls' }, { secretName: 'tls' }],
  ['spec.replicas', 3, 3],
  ['spec.image', 'qdrant:v1.15.4', 'qdrant:v1.15.4'],
])('%s: %j is shown as %j', (field, value, shown) => {
  expect(redacted({ field, from: value, to: value })).toEqual({ field, from: shown, to: shown });
  expect(redacted({ field, to: value })).toEqual({ field, from: undefined, to: shown });
});

test('two secrets that differ are still a difference', () => {
  const object = (secret: string) => ({
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name: 'x' },
    spec: { args: [`--token=${secret}`] },
  });

  expect(changesOf(object('abc'), object('def'))).toEqual([
    { field: 'spec.args', from: ['--token=***'], to: ['--token=***'] },
  ]);
});
