import { Images } from 'cdk8s-qdrant';
import type { AcceptedRisks } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';

const orAccept = (risk: keyof AcceptedRisks) => `or give a reason in acceptedRisks.${risk}`;

const noAnyOrigin: CrossFieldRule = {
  keys: [['corsOrigins'], ['acceptedRisks']],
  check: ({ corsOrigins, acceptedRisks }) => {
    const index = corsOrigins.indexOf('*');
    return index < 0 || acceptedRisks.anyOrigin
      ? undefined
      : {
          path: ['corsOrigins', index],
          value: '*',
          problem: 'scripts of every website could call the API',
          allowed: 'https://host[:port], or http://localhost[:port]',
          fix: `for example, write https://app.example.com, ${orAccept('anyOrigin')}`,
        };
  },
};

const currentOAuth2Proxy: CrossFieldRule = {
  keys: [['images', 'oauth2Proxy'], ['acceptedRisks']],
  check: ({ images, acceptedRisks }) =>
    !Images.isBefore(images.oauth2Proxy, Images.OAUTH2_PROXY_FIXED_SINCE) || acceptedRisks.outdatedOAuth2Proxy
      ? undefined
      : {
          path: ['images', 'oauth2Proxy'],
          value: images.oauth2Proxy,
          problem: 'this version has published vulnerabilities that bypass the sign-in',
          allowed: `${Images.OAUTH2_PROXY_FIXED_SINCE} and later`,
          fix: `write ${Images.OAUTH2_PROXY}, ${orAccept('outdatedOAuth2Proxy')}`,
        },
};

const currentQdrant: CrossFieldRule = {
  keys: [['images', 'qdrant'], ['qdrant', 'version'], ['apiKeys', 'enabled'], ['acceptedRisks']],
  check: ({ images, qdrant, apiKeys, acceptedRisks }) =>
    !apiKeys.enabled ||
    !Images.isBefore(Images.withVersion(images.qdrant, qdrant.version), Images.QDRANT_FIXED_SINCE) ||
    acceptedRisks.outdatedQdrant
      ? undefined
      : {
          path: ['images', 'qdrant'],
          value: images.qdrant,
          problem: 'this version serves some paths below /dashboard without the API key',
          allowed: `${Images.QDRANT_FIXED_SINCE} and later`,
          fix: `write ${Images.QDRANT}, ${orAccept('outdatedQdrant')}`,
        },
};

const apiHasKey: CrossFieldRule = {
  keys: [['apiKeys', 'enabled'], ['acceptedRisks']],
  check: ({ apiKeys, acceptedRisks }, isSet) =>
    apiKeys.enabled || acceptedRisks.apiWithoutKey
      ? undefined
      : {
          path: isSet(['apiKeys', 'enabled']) ? ['apiKeys', 'enabled'] : ['apiKeys'],
          problem: 'every client that reaches the API could read and change everything',
          allowed: 'true',
          fix: `write true, ${orAccept('apiWithoutKey')}`,
        },
};

/** Without a list of proxies, oauth2-proxy takes the client's address, host and path from whoever sends them. */
const knownProxies: CrossFieldRule = {
  keys: [['dashboard', 'mode'], ['dashboard', 'trustedProxyIps'], ['networkPolicies', 'enabled'], ['acceptedRisks']],
  check: ({ dashboard, networkPolicies, acceptedRisks }) =>
    dashboard.mode === 'proxy' ||
    dashboard.trustedProxyIps.length > 0 ||
    networkPolicies.enabled ||
    acceptedRisks.forwardedHeaders
      ? undefined
      : {
          path: ['dashboard', 'trustedProxyIps'],
          problem: 'oauth2-proxy would trust the X-Forwarded-* headers of every client that reaches its pods',
          allowed: 'the networks of the ingress controller; or networkPolicies: { enabled: true }',
          fix: `for example, write dashboard: { trustedProxyIps: [10.42.0.0/16] }, ${orAccept('forwardedHeaders')}`,
        },
};

export const RISK_RULES: readonly CrossFieldRule[] = [
  apiHasKey,
  noAnyOrigin,
  currentQdrant,
  currentOAuth2Proxy,
  knownProxies,
];
