import { keysInWords } from '../../config/library-props';
import { parseConfig } from '../../config/load';
import { OTHER_KEYS } from '../support/other-keys';

const KEY = 'Allowed: letters, digits, hyphens, underscores and dots; at most 249 characters.';

const OR_REMOVE = 'or remove the key; secrets come from environment variables or from the cluster.';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'a key itself stands where its name belongs, which is not repeated',
    'apiKeys: { enabled: true, apiKey: "kJ3+9f/x==" }',
    `
  config.yaml:1:27 apiKeys.apiKey is "***": the name has other characters.
    ${KEY}
    Fix: for example, write api-key.`,
  ],
  [
    'a key itself looks like a name',
    'apiKeys: { enabled: true, apiKey: 3f2c1a9e-77aa-4c1b-9d2e-0123456789ab }',
    `
  config.yaml:1:27 apiKeys.apiKey is "***": the value looks like the key itself, and a file must not contain the key.
    ${KEY}
    Fix: for example, write api-key; a name of 20 or more characters must have no digits.`,
  ],
  [
    'a key stands in the config, under a name that is nearly one of its sections',
    'apiKey: kJ39fx',
    `
  config.yaml:1:1 apiKey is "***": the key does not exist, and a config file must not contain a secret.
    Allowed: apiKeys, valkey, gateway, images, profile, ${OTHER_KEYS}
    Fix: write apiKeys, ${OR_REMOVE}`,
  ],
  [
    'the section of the keys is misspelt',
    'apiKey: { enabled: true }',
    `
  config.yaml:1:1 apiKey is "***": the key does not exist, and a config file must not contain a secret.
    Allowed: apiKeys, valkey, gateway, images, profile, ${OTHER_KEYS}
    Fix: write apiKeys, ${OR_REMOVE}`,
  ],
  [
    'the password of the session store is misspelt',
    'valkey: { passwd: true }',
    `
  config.yaml:1:11 valkey.passwd is "***": the key does not exist, and a config file must not contain a secret.
    Allowed: ${keysInWords('valkey')}.
    Fix: write password, ${OR_REMOVE}`,
  ],
  [
    'both keys are one',
    'apiKeys: { enabled: true, apiKey: key, readOnlyApiKey: key }',
    `
  config.yaml:1:40 apiKeys.readOnlyApiKey: the read-only key and the key for full access, or its successor, would be the same.
    Allowed: a name other than apiKeys.apiKey, with and without the prefix alt-.
    Fix: for example, write read-only-api-key.`,
  ],
  [
    'the key that reads takes the place of the next one that writes',
    'apiKeys: { enabled: true, readOnlyApiKey: alt-api-key }',
    `
  config.yaml:1:27 apiKeys.readOnlyApiKey: the read-only key and the key for full access, or its successor, would be the same.
    Allowed: a name other than apiKeys.apiKey, with and without the prefix alt-.
    Fix: for example, write read-only-api-key.`,
  ],
  [
    'the keys would stand in the Secret of the login',
    'apiKeys: { enabled: true, secretName: oauth2-proxy }',
    `
  config.yaml:1:27 apiKeys.secretName: the stack uses the Secret of that name for something else.
    Allowed: a name other than oauth2-proxy, qdrant-tls-secret.
    Fix: for example, write qdrant-api-keys.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was changed.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(headline + message);
  });
});
