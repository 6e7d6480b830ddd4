import { boolean, mapping } from '../building-blocks';
import { secretKeyName, secretName } from '../values/kubernetes';

export const apiKeys = mapping({
  enabled: boolean()
    .prefault(false)
    .describe(
      'Whether requests need a key. Without a key, every client that reaches the API can read and change everything.',
    ),
  secretName: secretName('qdrant-api-keys')
    .prefault('qdrant-api-keys')
    .describe('The Secret of the keys, in the namespace of the stack.'),
  apiKey: secretKeyName
    .prefault('api-key')
    .describe('The entry of the Secret with the key for full access. During a rotation, alt-NAME is the next key.'),
  readOnlyApiKey: secretKeyName
    .nullable()
    .prefault('read-only-api-key')
    .describe(
      'The entry of the Secret with the read-only key. null for none: metrics then need the key for full access.',
    ),
  existing: boolean()
    .prefault(false)
    .describe(
      'Whether you create the Secret yourself. If true, the hook command only checks the Secret. If false, the hook command creates random keys.',
    ),
  jwtRbac: boolean()
    .prefault(true)
    .describe('Whether Qdrant accepts tokens for some collections and a limited time, signed with the key.'),
})
  .prefault({})
  .describe('API keys. Only a Secret of the cluster has their values. Profile production enables the keys.');
