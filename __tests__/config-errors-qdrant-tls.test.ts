import { parseConfig } from '../config/load';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    "Qdrant's TLS has no Secret",
    'qdrant: { tls: {} }',
    `
  config.yaml:1:11 qdrant.tls.secretName: it is missing.
    Allowed: lower-case letters, digits, hyphens and dots, at most 253 characters.
    Fix: add the key.`,
  ],
  [
    "Qdrant's TLS is to use a Secret that the hook writes",
    'qdrant: { tls: { secretName: qdrant-tls-secret } }',
    `
  config.yaml:1:18 qdrant.tls.secretName is "qdrant-tls-secret": the stack has a Secret of that name for something else.
    Allowed: another name than oauth2-proxy, qdrant-tls-secret.
    Fix: write for example qdrant-internal-tls.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was written.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
