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
