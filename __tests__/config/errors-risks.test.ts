import { parseConfig } from '../../config/load';
import { PRODUCTION } from '../support/production';

/** A config, and what its error says below the headline. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'pages of any origin may call the API',
    'corsOrigins: ["https://app.example.com", "*"]',
    `
  config.yaml:1:42 corsOrigins[1] is "*": scripts of every website could call the API.
    Allowed: https://host[:port], or http://localhost[:port].
    Fix: for example, write https://app.example.com, or give a reason in acceptedRisks.anyOrigin.`,
  ],
  [
    'oauth2-proxy has known holes',
    'images: { oauth2Proxy: "quay.io/oauth2-proxy/oauth2-proxy:v7.15.1" }',
    `
  config.yaml:1:11 images.oauth2Proxy is "quay.io/oauth2-proxy/oauth2-proxy:v7.15.1": this version has published vulnerabilities that bypass the sign-in.
    Allowed: v7.15.5 and later.
    Fix: write quay.io/oauth2-proxy/oauth2-proxy:v7.15.6, or give a reason in acceptedRisks.outdatedOAuth2Proxy.`,
  ],
];

test.each(CASES)('fails if %s', (_, text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});

test('fails if production has no key for its API', () => {
  expect(() => parseConfig(`${PRODUCTION}apiKeys: { enabled: false }`, 'config.yaml')).toThrow(`
  config.yaml:3:12 apiKeys.enabled: every client that reaches the API could read and change everything.
    Allowed: true.
    Fix: write true, or give a reason in acceptedRisks.apiWithoutKey.`);
});

test('fails if production runs a Qdrant with known holes', () => {
  expect(() => parseConfig(`${PRODUCTION}images: { qdrant: "qdrant/qdrant:v1.18.1" }`, 'config.yaml')).toThrow(`
  config.yaml:3:11 images.qdrant is "qdrant/qdrant:v1.18.1": this version serves some paths below /dashboard without the API key.
    Allowed: v1.18.2 and later.
    Fix: write docker.io/qdrant/qdrant:v1.19.2, or give a reason in acceptedRisks.outdatedQdrant.`);
});

test('fails if the digest of production is of a Qdrant with known holes', () => {
  const digest = `qdrant/qdrant@sha256:${'0'.repeat(64)}`;
  const text = (version: string) =>
    `${PRODUCTION}images: { qdrant: "${digest}" }\nqdrant: { version: ${version}, replicas: 3 }`;

  expect(() => parseConfig(text('1.18.1'), 'config.yaml')).toThrow('this version serves some paths below /dashboard');
  expect(parseConfig(text('1.18.2'), 'config.yaml').qdrant.version).toBe('1.18.2');
});

test('fails if every client could forge X-Forwarded-* headers', () => {
  const production = `${PRODUCTION}networkPolicies: { enabled: false }\n`;
  const authRequest = (keys: string) => production.replace(/dashboard: \{/, `dashboard: { mode: auth-request, ${keys}`);

  expect(() => parseConfig(authRequest(''), 'config.yaml'))
    .toThrow(`dashboard.trustedProxyIps: oauth2-proxy would trust the X-Forwarded-* headers of every client that reaches its pods.
    Allowed: the networks of the ingress controller; or networkPolicies: { enabled: true }.
    Fix: for example, write dashboard: { trustedProxyIps: [10.42.0.0/16] }, or give a reason in acceptedRisks.forwardedHeaders.`);
  expect(parseConfig(authRequest('trustedProxyIps: [10.42.0.0/16], '), 'config.yaml').dashboard.mode).toBe(
    'auth-request',
  );
});

test('each is taken with a reason', () => {
  const acceptedRisks = {
    apiWithoutKey: 'it is in a network of its own',
    outdatedQdrant: 'the data are from an older one',
    outdatedOAuth2Proxy: 'the registry has no other one',
    anyOrigin: 'all of the data are public',
  };
  const images = { qdrant: 'qdrant/qdrant:v1.17.0', oauth2Proxy: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.1' };
  const dashboard = { access: { roles: ['admin'] } };
  const config = {
    profile: 'production',
    dashboard,
    corsOrigins: ['*'],
    apiKeys: { enabled: false },
    images,
    acceptedRisks,
  };
  expect(parseConfig(JSON.stringify(config), 'config.yaml')).toMatchObject(config);
});
