import { parseConfig } from '../../config/load';

test.each([
  [
    'certificate: { issuerKind: Issuer }',
    `
  config.yaml:1:1 certificate.issuer: it is missing.
    Allowed: lower-case letters, digits, hyphens and dots, at most 253 characters.
    Fix: add the key.`,
  ],
  [
    'certificate: { issuer: letsencrypt, issuerKind: clusterissuer }',
    `
  config.yaml:1:37 certificate.issuerKind is "clusterissuer": it is none of the possible values.
    Allowed: ClusterIssuer or Issuer.
    Fix: write ClusterIssuer.`,
  ],
])('fails for %s', (text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});
