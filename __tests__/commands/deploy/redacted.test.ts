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
