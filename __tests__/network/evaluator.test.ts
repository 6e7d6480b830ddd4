import { type Endpoint, mayReach } from '../support/network-policies';
import { type K8sObject } from '../support/objects';

const policy = (spec: object, namespace = 'ns'): K8sObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'policy', namespace },
  spec: { podSelector: {}, ...spec },
});

const web: Endpoint = { namespace: 'ns', labels: { app: 'web' } };
const store: Endpoint = { namespace: 'ns', labels: { app: 'store' } };
const outsider: Endpoint = { namespace: 'other', labels: { app: 'web' }, namespaceLabels: { team: 'a' } };
const internet: Endpoint = { ip: '203.0.113.7' };
const DENY = policy({ policyTypes: ['Ingress', 'Egress'] });
const selects = (app: string) => ({ podSelector: { matchLabels: { app } } });

test('without policies everybody reaches everybody', () => {
  expect(mayReach([], outsider, store, 80)).toBe(true);
  expect(mayReach([], web, internet, 80)).toBe(true);
});

test('a policy without rules closes every pod of its namespace, and no other', () => {
  expect(mayReach([DENY], outsider, store, 80)).toBe(false);
  expect(mayReach([DENY], web, store, 80)).toBe(false);
  expect(mayReach([DENY], web, internet, 80)).toBe(false);
  expect(mayReach([DENY], internet, web, 80)).toBe(false);
  expect(mayReach([DENY], outsider, internet, 80)).toBe(true);
});

test('both ends must allow a connection', () => {
  const out = policy({ ...selects('web'), policyTypes: ['Egress'], egress: [{ to: [selects('store')] }] });
  const into = policy({ ...selects('store'), policyTypes: ['Ingress'], ingress: [{ from: [selects('web')] }] });
  expect(mayReach([DENY, out], web, store, 80)).toBe(false);
  expect(mayReach([DENY, into], web, store, 80)).toBe(false);
  expect(mayReach([DENY, out, into], web, store, 80)).toBe(true);
  expect(mayReach([DENY, out, into], store, web, 80)).toBe(false);
});

test('a selector of pods alone means those of the policy’s namespace', () => {
  const into = policy({ ingress: [{ from: [selects('web')] }] });
  expect(mayReach([into], web, store, 80)).toBe(true);
  expect(mayReach([into], outsider, store, 80)).toBe(false);
});

test('selectors of pods and namespace in one item both count, in two items either', () => {
  const team = { namespaceSelector: { matchLabels: { team: 'a' } } };
  const other = { ...outsider, labels: { app: 'other' } };
  const both = policy({ ingress: [{ from: [{ ...team, ...selects('web') }] }] });
  const either = policy({ ingress: [{ from: [team, selects('web')] }] });
  expect(mayReach([both], outsider, store, 80)).toBe(true);
  expect(mayReach([both], other, store, 80)).toBe(false);
  expect(mayReach([both], web, store, 80)).toBe(false);
  expect(mayReach([either], other, store, 80)).toBe(true);
  expect(mayReach([either], web, store, 80)).toBe(true);
});

test('a namespace has its name as a label', () => {
  const named = policy({
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] }],
  });
  expect(mayReach([named], outsider, store, 80)).toBe(true);
  expect(mayReach([named], web, store, 80)).toBe(false);
});

test('ports count with their protocol, TCP where none is said; without ports, each', () => {
  const ports = (...list: object[]) => policy({ ingress: [{ ports: list }] });
  expect(mayReach([ports({ port: 53, protocol: 'UDP' })], web, store, 53, 'UDP')).toBe(true);
  expect(mayReach([ports({ port: 53, protocol: 'UDP' })], web, store, 53)).toBe(false);
  expect(mayReach([ports({ port: 80 })], web, store, 80)).toBe(true);
  expect(mayReach([ports({ port: 80 })], web, store, 81)).toBe(false);
  expect(mayReach([policy({ ingress: [{}] })], web, store, 81)).toBe(true);
});

test('networks are those of addresses, not of pods', () => {
  const out = (...cidrs: string[]) =>
    policy({ policyTypes: ['Egress'], egress: [{ to: cidrs.map(cidr => ({ ipBlock: { cidr } })) }] });
  expect(mayReach([out('203.0.113.0/29')], web, internet, 80)).toBe(true);
  expect(mayReach([out('203.0.113.8/29', '10.0.0.0/8')], web, internet, 80)).toBe(false);
  expect(mayReach([out('0.0.0.0/0')], web, internet, 80)).toBe(true);
  expect(mayReach([out('0.0.0.0/0')], web, outsider, 80)).toBe(false);
  const except = { ipBlock: { cidr: '0.0.0.0/0', except: ['203.0.113.0/24'] } };
  expect(mayReach([policy({ policyTypes: ['Egress'], egress: [{ to: [except] }] })], web, internet, 80)).toBe(false);
});

test('rules without policyTypes close egress only where there are rules for it', () => {
  expect(mayReach([policy({ ingress: [] })], web, internet, 80)).toBe(true);
  expect(mayReach([policy({ egress: [{ ports: [{ port: 443 }] }] })], web, internet, 80)).toBe(false);
});

test('what it does not understand is an error', () => {
  const expressions = policy({ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } });
  expect(() => mayReach([expressions], web, store, 80)).toThrow('expressions are not understood');
  expect(() => mayReach([policy({ ingress: [{ ports: [{ port: 'http' }] }] })], web, store, 80)).toThrow('named port');
  expect(() => mayReach([policy({ ingress: [{ ports: [{ port: 1, endPort: 9 }] }] })], web, store, 80)).toThrow(
    'range',
  );
});
