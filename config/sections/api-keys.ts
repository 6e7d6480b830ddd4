import { z } from 'zod';
import { keys } from '../building-blocks';
import { secretKeyName, secretName } from '../values';

export const apiKeys = keys({
  enabled: z
    .boolean('true or false')
    .prefault(false)
    .describe('Whether requests need a key. Without one, whoever reaches the API may read and change everything.'),
  secretName: secretName('qdrant-api-keys')
    .prefault('qdrant-api-keys')
    .describe('Secret of the keys, in the namespace above.'),
  apiKey: secretKeyName
    .prefault('api-key')
    .describe('Name, in that Secret, of the key that may do everything; alt-NAME while it is rotated.'),
  readOnlyApiKey: secretKeyName
    .prefault('read-only-api-key')
    .describe('Name, in that Secret, of the key that may only read.'),
  existing: z
    .boolean('true or false')
    .prefault(false)
    .describe(
      'Whether you make that Secret yourself. The hook then only checks it; else it makes it, with random keys.',
    ),
  jwtRbac: z
    .boolean('true or false')
    .prefault(true)
    .describe('Whether Qdrant takes tokens that are signed with the key, for some collections and some time.'),
})
  .prefault({})
  .describe('API keys. Their values stand in a Secret of the cluster only. Profile production turns them on.');
