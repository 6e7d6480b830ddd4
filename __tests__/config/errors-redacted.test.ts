import { parseConfig } from '../../config/load';

/** A config with something that may be a secret, and how the error names it. */
const CASES: [name: string, text: string, subject: string][] = [
  ['a registry', 'harborRegistry: "robot:hunter2@harbor.acme.io"', 'harborRegistry is "***@harbor.acme.io"'],
  [
    'a registry, with a slash in the password',
    'harborRegistry: "robot:hunt//er2@harbor.acme.io"',
    'harborRegistry is "***@harbor.acme.io"',
  ],
  [
    'an image',
    'images: { qdrant: "user:hunter2@ghcr.io/qdrant/qdrant:v1.19.0" }',
    'images.qdrant is "***@ghcr.io/qdrant/qdrant:v1.19.0"',
  ],
  [
    'a bucket',
    'scheduledBackup: { s3: { bucket: backups, secretName: key, endpoint: "user:hunter2@minio.acme.io" } }',
    'scheduledBackup.s3.endpoint is "***@minio.acme.io"',
  ],
  ['a URL, alone', 'keycloakUrl: "https://hunter2@auth.acme.io"', 'keycloakUrl is "https://***@auth.acme.io"'],
  ['the name of a Secret', 'qdrant: { tls: { secretName: "hunter2!==" } }', 'qdrant.tls.secretName is "***"'],
  ['the names of Secrets', 'imagePullSecrets: ["hunter2!=="]', 'imagePullSecrets[0] is "***"'],
];

test.each(CASES)('credentials of %s are not repeated', (_name, text, subject) => {
  const parse = () => parseConfig(text, 'config.yaml');
  expect(parse).toThrow(` ${subject}: `);
  expect(parse).not.toThrow(/hunt/);
});

test.each([
  ['apiKeys: { enabled: "yes" }', 'apiKeys.enabled is "yes"'],
  ['images: { qdrant: "A/b:v1@sha256:1" }', 'images.qdrant is "A/b:v1@sha256:1"'],
])('what is no secret is: %s', (text, subject) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(` ${subject}: `);
});
