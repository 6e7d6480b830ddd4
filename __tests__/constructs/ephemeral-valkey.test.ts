import { App, Chart } from 'cdk8s';
import { EphemeralValkey, type EphemeralValkeyProps, type SecretKey, type ValkeyTls } from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { containerOf, find, podOf, synth } from '../support/objects';
import { workloadPromises } from '../support/workload-promises';

const PASSWORD: Required<SecretKey> = { name: 'sessions', key: 'password' };
const TLS: Required<ValkeyTls> = { secretName: 'sessions-tls' };

const synthValkey = (props?: EphemeralValkeyProps) => synth(chart => new EphemeralValkey(chart, 'valkey', props));

test('minimal', () => {
  expect(synthValkey()).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<EphemeralValkeyProps> = {
    ...fullWorkload,
    clusterDomain: 'k8s.example.net',
    ipFamilies: ['IPv6', 'IPv4'],
    name: 'sessions',
    labels: { 'example.com/team': 'search' },
    password: PASSWORD,
    tls: TLS,
    maxMemoryBytes: 1024,
  };
  expect(synthValkey(props)).toMatchSnapshot();
});

test.each(workloadPromises(synthValkey))('%s', (_, expectPromise) => expectPromise());

test('nothing is written to disk', () => {
  expect(containerOf(synthValkey(), 'Deployment').args).toEqual(
    expect.arrayContaining(['--save', '', '--appendonly', 'no']),
  );
  expect(containerOf(synthValkey(), 'Deployment').volumeMounts).toBeUndefined();
});

test('pods without a password may connect', () => {
  expect(containerOf(synthValkey(), 'Deployment').args.slice(-2)).toEqual(['--protected-mode', 'no']);
});

test('the password comes from a Secret, to the server on its standard input, and to the probe', () => {
  const container = containerOf(synthValkey({ password: PASSWORD }), 'Deployment');
  expect(container.command.slice(0, 2)).toEqual(['/bin/sh', '-c']);
  expect(container.command[2]).toContain('exec valkey-server - "$@" <<SETTINGS\nrequirepass $REDISCLI_AUTH\n');
  expect(container.args).toEqual(['--save', '', '--appendonly', 'no', '--protected-mode', 'yes']);
  expect(container.env).toEqual([
    { name: 'REDISCLI_AUTH', valueFrom: { secretKeyRef: { name: 'sessions', key: 'password' } } },
  ]);
  expect(container.readinessProbe.exec.command).toEqual(['valkey-cli', '-e', 'ping']);
});

test('with TLS there is no other port, and clients get the certificate authority', () => {
  const chart = new Chart(new App(), 'test', { namespace: 'ns' });
  const valkey = new EphemeralValkey(chart, 'valkey', { tls: TLS, password: PASSWORD });
  const objects = synthValkey({ tls: TLS });
  const { args, readinessProbe, volumeMounts } = containerOf(objects, 'Deployment');
  expect(args.join(' ')).toContain('--port 0 --tls-port 6379');
  expect(readinessProbe.exec.command).toEqual(['valkey-cli', '--tls', '--cacert', '/etc/valkey-tls/ca.crt', 'ping']);
  expect(volumeMounts).toEqual([{ name: 'tls', mountPath: '/etc/valkey-tls', readOnly: true }]);
  expect(podOf(objects, 'Deployment')).toMatchObject({
    securityContext: { fsGroup: 999 },
    volumes: [{ name: 'tls', secret: { secretName: 'sessions-tls', defaultMode: 0o440 } }],
  });
  expect(valkey).toMatchObject({
    connectionUrl: 'rediss://ephemeral-valkey.ns.svc.cluster.local:6379',
    password: PASSWORD,
    ca: { name: 'sessions-tls', key: 'ca.crt' },
  });
});

test('beyond the memory that is allowed, the sessions go that were not used for the longest time', () => {
  const { args } = containerOf(synthValkey({ maxMemoryBytes: 1000 }), 'Deployment');
  expect(args.slice(-4)).toEqual(['--maxmemory', '1000', '--maxmemory-policy', 'allkeys-lru']);
  expect(containerOf(synthValkey(), 'Deployment').args).not.toContain('--maxmemory');
});

test.each([0, 0.5, -1])('fails if maxMemoryBytes is %p', maxMemoryBytes => {
  expect(() => synthValkey({ maxMemoryBytes })).toThrow(
    new Error(
      `EphemeralValkey: maxMemoryBytes is ${maxMemoryBytes}. Allowed: an integer of 1 or more bytes. Fix: use 192 * 1024 ** 2.`,
    ),
  );
});

test('two pods never hold half of the sessions each', () => {
  expect(find(synthValkey(), 'Deployment').spec).toMatchObject({
    replicas: 1,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  });
});

test('readiness asks the server itself, liveness only its port', () => {
  expect(containerOf(synthValkey(), 'Deployment')).toMatchObject({
    readinessProbe: { exec: { command: ['valkey-cli', 'ping'] }, initialDelaySeconds: 5, periodSeconds: 5 },
    livenessProbe: { tcpSocket: { port: 'valkey' }, initialDelaySeconds: 30, periodSeconds: 10 },
  });
});

test('the name selects the pod', () => {
  const objects = synthValkey({ name: 'sessions' });
  expect(find(objects, 'Deployment', 'sessions').spec.selector).toEqual({ matchLabels: { app: 'sessions' } });
  expect(find(objects, 'Service', 'sessions').spec.selector).toEqual({ app: 'sessions' });
});

test('labels stand on every object and on the pods, beside the own ones', () => {
  const objects = synthValkey({ labels: { mine: 'yes', app: 'x', component: 'x' } });
  const labels = expect.objectContaining({ mine: 'yes', app: 'ephemeral-valkey', component: 'valkey' });
  expect(objects.map(({ metadata }) => metadata.labels)).toEqual([labels, labels]);
  expect(find(objects, 'Deployment').spec.template.metadata.labels).toEqual(labels);
});

test('the connection URL names the Service in its namespace', () => {
  const valkey = new EphemeralValkey(new Chart(new App(), 'test', { namespace: 'ns' }), 'valkey');
  expect(valkey).toMatchObject({
    host: 'ephemeral-valkey.ns.svc.cluster.local',
    port: 6379,
    connectionUrl: 'redis://ephemeral-valkey.ns.svc.cluster.local:6379',
  });
});

test('in a chart without a namespace the connection URL is good for pods of the same namespace', () => {
  const valkey = new EphemeralValkey(new Chart(new App(), 'test'), 'valkey', { name: 'sessions' });
  expect(valkey.connectionUrl).toBe('redis://sessions:6379');
});
