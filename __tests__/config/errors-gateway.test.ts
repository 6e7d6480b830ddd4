import { parseConfig } from '../../config/load';

test.each([
  [
    'a gateway without a name',
    'gateway: { namespace: gateways }',
    `
  config.yaml:1:1 gateway.name: it is missing.
    Allowed: lower-case letters, digits, hyphens and dots, at most 253 characters.
    Fix: add the key.`,
  ],
  [
    'a gateway where the controller asks about each request',
    'gateway: { name: public }',
    `
  config.yaml:1:1 gateway: a Gateway cannot ask whether somebody is signed in, as dashboard.mode auth-request needs it.
    Allowed: a gateway together with dashboard.mode proxy.
    Fix: write dashboard: { mode: proxy }, or remove gateway.`,
  ],
  [
    'a gateway whose pods the network policies do not know',
    '{ gateway: { name: public }, dashboard: { mode: proxy }, networkPolicies: { enabled: true } }',
    `
  config.yaml:1:58 networkPolicies.ingressController: it is not said which pods serve the Gateway, and by default only ingress-nginx gets through.
    Allowed: the pods that serve the Gateway, by their labels.
    Fix: write for example ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } }.`,
  ],
  [
    'a namespace of the gateway that is none',
    'gateway: { name: public, namespace: a.b }',
    `
  config.yaml:1:26 gateway.namespace is "a.b": it is not a namespace name.
    Allowed: lower-case letters, digits and inner hyphens, at most 63 characters.
    Fix: write for example gateways.`,
  ],
  [
    'gRPC on the host of the REST API',
    'grpcHostname: qdrant.example.com',
    `
  config.yaml:1:1 grpcHostname is "qdrant.example.com": gRPC has the same host as the REST API.
    Allowed: a host name of its own.
    Fix: write for example qdrant-grpc.example.com.`,
  ],
  [
    'gRPC by an ingress whose controller does not know how',
    'ingressClassName: traefik\ndashboard: { mode: proxy }\ngrpcHostname: qdrant-grpc.example.com',
    `
  config.yaml:3:1 grpcHostname is "qdrant-grpc.example.com": it is not known whether the controller of class traefik speaks gRPC to Qdrant, as ingress-nginx is told to.
    Allowed: a host of its own with a gateway, or with the class of an ingress-nginx.
    Fix: write for example gateway: { name: public }, or remove grpcHostname; or say in acceptedRisks.otherIngressClass why the controller of this class knows the annotations.`,
  ],
])('fails for %s', (_, text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});

test('gRPC by a Gateway is taken, whatever the ingress class would be', () => {
  const config =
    '{ ingressClassName: traefik, dashboard: { mode: proxy }, gateway: { name: public }, grpcHostname: g.example.com }';
  expect(parseConfig(config, 'config.yaml').grpcHostname).toBe('g.example.com');
});
