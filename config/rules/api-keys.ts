import { stackNames } from '../names';
import { type CrossFieldRule } from '../rule';

const keysDiffer: CrossFieldRule = {
  keys: ['enabled', 'apiKey', 'readOnlyApiKey'].map(key => ['apiKeys', key]),
  check: config => {
    const { apiKeys } = stackNames(config);
    const readOnly = apiKeys?.readOnlyApiKey;
    return apiKeys && readOnly !== undefined && [apiKeys.apiKey, apiKeys.altApiKey].includes(readOnly)
      ? {
          path: ['apiKeys', 'readOnlyApiKey'],
          problem: 'the read-only key and the key for full access, or its successor, would be the same',
          allowed: 'a name other than apiKeys.apiKey, with and without the prefix alt-',
          fix: 'for example, write read-only-api-key',
        }
      : undefined;
  },
};

export const API_KEY_RULES: readonly CrossFieldRule[] = [keysDiffer];
