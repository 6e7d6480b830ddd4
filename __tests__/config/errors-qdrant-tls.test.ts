import { parseConfig } from '../../config/load';

const PROXY = 'dashboard: { mode: proxy }\n';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    "Qdrant's TLS has no Secret",
    'qdrant: { tls: {} }',
    `
  config.yaml:1:11 qdrant.tls.secretName: the key is missing.
    Allowed: lower-case letters, digits, hyphens and dots; at most 253 characters.
    Fix: add the key.`,
  ],
  [
    "Qdrant's TLS is for nobody",
    'qdrant: { tls: { secretName: own, service: false, p2p: false } }',
    `
  config.yaml:1:11 qdrant.tls: service and p2p are false, so nothing would use TLS.
    Allowed: service: true, p2p: true, or both.
    Fix: remove service or p2p, or remove tls.`,
  ],
  [
    'a Gateway would have to speak TLS to Qdrant',
    PROXY + 'qdrant: { tls: { secretName: own } }\ngateway: { name: public }',
    `
  config.yaml:2:11 qdrant.tls.service is true: a Gateway uses plain HTTP to Qdrant.
    Allowed: false, or ingress-nginx in place of the Gateway.
    Fix: write qdrant.tls.service: false.`,
  ],
  [
    'a controller would have to that is not known to do so',
    PROXY + 'qdrant: { tls: { secretName: own, service: true } }\ningressClassName: traefik',
    `
  config.yaml:2:35 qdrant.tls.service is true: the controller of class traefik might not use TLS to Qdrant, because an annotation of ingress-nginx enables TLS.
    Allowed: false, or the class of an ingress-nginx controller.
    Fix: write qdrant.tls.service: false; or explain in acceptedRisks.otherIngressClass why the controller supports the annotations of ingress-nginx.`,
  ],
  [
    'a controller would not check whether it is Qdrant that answers',
    'qdrant: { tls: { secretName: own } }',
    `
  config.yaml:1:11 qdrant.tls.service is true: in dashboard.mode auth-request, the controller would not verify the certificate of Qdrant.
    Allowed: false, or true with dashboard.mode proxy.
    Fix: write dashboard: { mode: proxy }, or write qdrant.tls.service: false.`,
  ],
  [
    "Qdrant's TLS is to use a Secret that the hook writes",
    'qdrant: { tls: { secretName: qdrant-tls-secret, service: false } }',
    `
  config.yaml:1:18 qdrant.tls.secretName: the stack uses the Secret of that name for something else.
    Allowed: a name other than oauth2-proxy, qdrant-tls-secret.
    Fix: for example, write qdrant-internal-tls.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was changed.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});

test.each([
  [
    'TLS between the nodes alone, for any endpoint',
    '{ gateway: { name: public }, dashboard: { mode: proxy }, qdrant: { tls: { secretName: own, service: false } } }',
  ],
  [
    'TLS of both behind ingress-nginx and the proxy',
    '{ dashboard: { mode: proxy }, qdrant: { tls: { secretName: own } } }',
  ],
])('%s is taken', (_, text) => {
  expect(parseConfig(text, 'config.yaml').qdrant.tls).toMatchObject({ secretName: 'own', p2p: true });
});
