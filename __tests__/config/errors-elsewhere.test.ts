import { parseConfig } from '../../config/load';

test.each([
  ['qdrant: { image: "qdrant/qdrant:v1.19.0" }', 'qdrant.image', 'images.qdrant'],
  ['qdrant: { acceptedRisks: { twoNodes: we have two } }', 'qdrant.acceptedRisks', 'acceptedRisks at the top level'],
  ['access: { groups: [/admins] }', 'access', 'dashboard.access'],
  ['tls: { secretName: own }', 'tls', 'certificate for the hosts, or qdrant.tls for the pods'],
  ['certificate: { issuer: x, kind: Issuer }', 'certificate.kind', 'issuerKind'],
  ['log_level: DEBUG', 'log_level', 'qdrant.config.log_level'],
])('fails for a key that stands elsewhere: %s', (text, path, place) => {
  const escaped = path.replace('.', '\\.');
  expect(() => parseConfig(text, 'config.yaml')).toThrow(
    new RegExp(
      `^ {2}config\\.yaml:1:\\d+ ${escaped}: the key does not exist\\.\n {4}Allowed: .*\n {4}Fix: write ${place}\\.$`,
      'm',
    ),
  );
});

test('a key of hostAnnotations that is no host is the mistake, and not its value', () => {
  expect(() => parseConfig('hostAnnotations: { dashboard: { a: b } }', 'config.yaml')).toThrow(`
  config.yaml:1:20 hostAnnotations.dashboard: the key has no dot.
    Allowed: a DNS name in lower case with two or more labels, without scheme, port or path; at most 253 characters.
    Fix: for example, write qdrant.example.com.`);
});

test.each([
  ['x:99999', 'the port is not in this range'],
  ['x:0', 'the port is not in this range'],
  ['a..b:443', 'the value is not a host name and a port'],
  ['-a:443', 'the value is not a host name and a port'],
])('fails if reconcile.verify.ingress is %s', (ingress, problem) => {
  expect(() => parseConfig(`reconcile: { verify: { ingress: "${ingress}" } }`, 'config.yaml')).toThrow(`
  config.yaml:1:24 reconcile.verify.ingress is "${ingress}": ${problem}.
    Allowed: a host name of the cluster, a colon and a port from 1 to 65535; at most 260 characters.
    Fix: for example, write ingress-nginx-controller.ingress-nginx.svc:443.`);
});

test.each([
  ['scheduling: { nodeSelector: { __proto__: a, b: c } }', 'scheduling.nodeSelector.__proto__'],
  ['ingressAnnotations: { __proto__: a }', 'ingressAnnotations.__proto__'],
  ['valkey: { podLabels: { __proto__: a } }', 'valkey.podLabels.__proto__'],
])('fails for a name that would be dropped: %s', (text, path) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(`${path}: JavaScript reserves this name.`);
});

test('an unknown key __proto__ is one problem', () => {
  expect(() => parseConfig('__proto__: 1', 'config.yaml')).toThrow('config.yaml: 1 problem found');
});
