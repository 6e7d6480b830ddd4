import { Images } from 'cdk8s-qdrant';
import type { AcceptedRisks } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';

/** How a refusal ends that a reason can lift. */
const orAccept = (risk: keyof AcceptedRisks) => `or say why it is so in acceptedRisks.${risk}`;

const noOrigin: CrossFieldRule = {
  involved: [['corsOrigins'], ['acceptedRisks']],
  judge: ({ corsOrigins, acceptedRisks }) => {
    const at = corsOrigins.indexOf('*');
    return at < 0 || acceptedRisks.anyOrigin
      ? undefined
      : {
          path: ['corsOrigins', at],
          value: '*',
          problem: 'it stands for more than one origin',
          allowed:
            'https://host[:port] as browsers send it, without path and without port 443; http:// for localhost only; no *',
          fix: `write for example https://app.example.com, ${orAccept('anyOrigin')}`,
        };
  },
};

const currentOAuth2Proxy: CrossFieldRule = {
  involved: [['images', 'oauth2Proxy'], ['acceptedRisks']],
  judge: ({ images, acceptedRisks }) =>
    !Images.isBefore(images.oauth2Proxy, Images.OAUTH2_PROXY_FIXED_SINCE) || acceptedRisks.outdatedOAuth2Proxy
      ? undefined
      : {
          path: ['images', 'oauth2Proxy'],
          value: images.oauth2Proxy,
          problem: 'this version has published ways around the sign-in',
          allowed: `${Images.OAUTH2_PROXY_FIXED_SINCE} and later`,
          fix: `write ${Images.OAUTH2_PROXY}, ${orAccept('outdatedOAuth2Proxy')}`,
        },
};

const currentQdrant: CrossFieldRule = {
  involved: [['images', 'qdrant'], ['apiKeys', 'enabled'], ['acceptedRisks']],
  judge: ({ images, apiKeys, acceptedRisks }) =>
    !apiKeys.enabled || !Images.isBefore(images.qdrant, Images.QDRANT_FIXED_SINCE) || acceptedRisks.outdatedQdrant
      ? undefined
      : {
          path: ['images', 'qdrant'],
          value: images.qdrant,
          problem: 'this version answers some paths below /dashboard without asking for the API key',
          allowed: `${Images.QDRANT_FIXED_SINCE} and later`,
          fix: `write ${Images.QDRANT}, ${orAccept('outdatedQdrant')}`,
        },
};

const apiHasKey: CrossFieldRule = {
  involved: [['apiKeys', 'enabled'], ['acceptedRisks']],
  judge: ({ apiKeys, acceptedRisks }, isGiven) =>
    apiKeys.enabled || acceptedRisks.apiWithoutKey
      ? undefined
      : {
          path: isGiven(['apiKeys', 'enabled']) ? ['apiKeys', 'enabled'] : ['apiKeys'],
          problem: 'whoever reaches the API may read and change everything',
          allowed: 'true',
          fix: `write true, ${orAccept('apiWithoutKey')}`,
        },
};

export const RISK_RULES: readonly CrossFieldRule[] = [apiHasKey, noOrigin, currentQdrant, currentOAuth2Proxy];
