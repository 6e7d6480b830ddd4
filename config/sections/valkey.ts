import { z } from 'zod';
import { keys, resources } from '../building-blocks';
import { secretName } from '../values';

export const valkey = keys({
  password: z
    .boolean('true or false')
    .prefault(false)
    .describe(
      'Whether it asks for a password, which the hook makes: without, whoever reaches it can read the sessions.',
    ),
  boundMemory: z
    .boolean('true or false')
    .prefault(false)
    .describe('Whether sessions that were not used for the longest time go at three quarters of limits.memory.'),
  tls: keys({
    secretName: secretName('valkey-tls').describe(
      'Secret in the namespace, which you make, with tls.crt, tls.key and ca.crt, for ephemeral-valkey.{namespace}.svc.cluster.local.',
    ),
  })
    .optional()
    .describe('TLS of the store. Default: none.'),
  resources: resources({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } }),
})
  .prefault({})
  .describe('The store of the login sessions.');
