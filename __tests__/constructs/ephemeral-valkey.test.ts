import { App, Chart } from 'cdk8s';
import { EphemeralValkey, EphemeralValkeyProps } from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { containerOf, find, synth } from '../support/objects';
import { workloadPromises } from '../support/workload-promises';

const synthValkey = (props?: EphemeralValkeyProps) => synth(chart => new EphemeralValkey(chart, 'valkey', props));

test('minimal', () => {
  expect(synthValkey()).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<EphemeralValkeyProps> = {
    ...fullWorkload,
    name: 'sessions',
    labels: { 'example.com/team': 'search' },
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
