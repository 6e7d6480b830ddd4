import { parseConfig } from '../../config/load';

test.each([
  [
    'certificate: { issuerKind: Issuer }',
    `
  config.yaml:1:1 certificate.issuer: the key is missing.
    Allowed: lower-case letters, digits, hyphens and dots; at most 253 characters.
    Fix: add the key.`,
  ],
  [
    'certificate: { issuer: letsencrypt, issuerKind: clusterissuer }',
    `
  config.yaml:1:37 certificate.issuerKind is "clusterissuer": the value is not one of the allowed values.
    Allowed: ClusterIssuer or Issuer.
    Fix: write ClusterIssuer.`,
  ],
])('fails for %s', (text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});

test.each([
  ['certificate', 'certificate: { issuer: letsencrypt }'],
  ['gateway', 'gateway: { name: public }\ndashboard: { mode: proxy }'],
  ['tlsSecretName', 'tlsSecretName: own-tls'],
])('fails if reconcile.tlsSchedule has no certificate to copy, with %s', (key, text) => {
  expect(() => parseConfig(`reconcile: { tlsSchedule: '@hourly' }\n${text}`, 'config.yaml')).toThrow(`
  config.yaml:1:14 reconcile.tlsSchedule is "@hourly": with ${key}, no run copies a certificate.
    Allowed: absent with certificate, gateway, tlsSecretName.
    Fix: remove the key.`);
});
