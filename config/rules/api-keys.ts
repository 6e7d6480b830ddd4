import { stackNames } from '../names';
import { type CrossFieldRule } from '../rule';

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

export const API_KEY_RULES: readonly CrossFieldRule[] = [keysDiffer];
