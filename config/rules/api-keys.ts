import { stackNames } from '../../names';
import { CrossFieldRule } from '../rule';

const keysDiffer: CrossFieldRule = {
  involved: ['enabled', 'apiKey', 'readOnlyApiKey'].map(key => ['apiKeys', key]),
  judge: config => {
    const { apiKeys } = stackNames(config);
    return apiKeys && [apiKeys.apiKey, apiKeys.altApiKey].includes(apiKeys.readOnlyApiKey)
      ? {
          path: ['apiKeys', 'readOnlyApiKey'],
          problem: 'it would be one value with the key that may do everything, or with the one that is to replace it',
          allowed: 'another name than apiKeys.apiKey, and than that with alt- before it',
          fix: 'write for example read-only-api-key',
        }
      : undefined;
  },
};

const secretIsItsOwn: CrossFieldRule = {
  involved: ['enabled', 'secretName'].map(key => ['apiKeys', key]),
  judge: config => {
    const { apiKeys, credentials, tlsSecret } = stackNames(config);
    const others: readonly string[] = [credentials.secretName, tlsSecret];
    return apiKeys && others.includes(apiKeys.secretName)
      ? {
          path: ['apiKeys', 'secretName'],
          problem: 'the stack has a Secret of that name for something else',
          allowed: `another name than ${others.join(' and ')}`,
          fix: 'write for example qdrant-api-keys',
        }
      : undefined;
  },
};

export const API_KEY_RULES: readonly CrossFieldRule[] = [keysDiffer, secretIsItsOwn];
