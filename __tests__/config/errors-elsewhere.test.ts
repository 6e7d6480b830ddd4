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
