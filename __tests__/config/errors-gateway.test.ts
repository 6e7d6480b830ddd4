import { parseConfig } from '../../config/load';

test.each([
  [
    'a gateway without a name',
    'gateway: { namespace: gateways }',
    `
  config.yaml:1:1 gateway.name: the key is missing.
    Allowed: lower-case letters, digits, hyphens and dots; at most 253 characters.
    Fix: add the key.`,
  ],
  [
    'a gateway where the controller asks about each request',
    'gateway: { name: public }',
    `
  config.yaml:1:1 gateway: a Gateway cannot ask oauth2-proxy about each request, as dashboard.mode auth-request requires.
    Allowed: a gateway together with dashboard.mode proxy.
    Fix: write dashboard: { mode: proxy }, or remove gateway.`,
  ],
  [
    'a gateway whose pods the network policies do not know',
    '{ gateway: { name: public }, dashboard: { mode: proxy }, networkPolicies: { enabled: true } }',
    `
  config.yaml:1:58 networkPolicies.ingressController: the pods of the Gateway are unknown, and the default policies allow only namespace ingress-nginx.
    Allowed: the labels of the pods of the Gateway.
    Fix: for example, write ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } }.`,
  ],
  [
    'a namespace of the gateway that is none',
    'gateway: { name: public, namespace: a.b }',
    `
  config.yaml:1:26 gateway.namespace is "a.b": the value is not a namespace name.
    Allowed: lower-case letters, digits and inner hyphens; at most 63 characters.
    Fix: for example, write gateways.`,
  ],
  [
    'gRPC on the host of the REST API',
    'grpcHostname: qdrant.example.com',
    `
  config.yaml:1:1 grpcHostname is "qdrant.example.com": gRPC has the same host as the REST API.
    Allowed: a separate host name.
    Fix: for example, write qdrant-grpc.example.com.`,
  ],
  [
    'gRPC by an ingress whose controller does not know how',
    'ingressClassName: traefik\ndashboard: { mode: proxy }\ngrpcHostname: qdrant-grpc.example.com',
    `
  config.yaml:3:1 grpcHostname is "qdrant-grpc.example.com": the controller of class traefik might not use gRPC to Qdrant, because an annotation of ingress-nginx enables gRPC.
    Allowed: a separate host, with a gateway or with the class of an ingress-nginx controller.
    Fix: for example, write gateway: { name: public }; or remove grpcHostname; or explain in acceptedRisks.otherIngressClass why the controller supports the annotations of ingress-nginx.`,
  ],
])('fails for %s', (_, text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});

test('gRPC by a Gateway is taken, whatever the ingress class would be', () => {
  const config =
    '{ ingressClassName: traefik, dashboard: { mode: proxy }, gateway: { name: public }, grpcHostname: g.example.com }';
  expect(parseConfig(config, 'config.yaml').grpcHostname).toBe('g.example.com');
});
