import { boolean } from '../building-blocks';
import { partOf } from '../library-props';
import { labelName, secretName } from '../values/kubernetes';
import { resources } from './resources';

export const valkey = partOf('valkey', {
  name: labelName('ephemeral-valkey').prefault('ephemeral-valkey').describe('The name of the objects of Valkey.'),
  password: boolean()
    .prefault(false)
    .describe(
      'Whether Valkey needs a password. The hook command creates the password. Without a password, every pod that reaches Valkey can read the sessions.',
    ),
  boundMemory: boolean()
    .prefault(false)
    .describe('Whether Valkey removes the least recently used sessions at three quarters of limits.memory.'),
  tls: partOf('valkey.tls', {
    secretName: secretName('valkey-tls').describe(
      'A Secret in the namespace that you create, with tls.crt, tls.key and ca.crt, for ephemeral-valkey.{namespace}.svc.{clusterDomain}.',
    ),
  })
    .optional()
    .describe('TLS of Valkey. Default: none.'),
  resources: resources({
    requests: { cpu: '50m', memory: '64Mi' },
    limits: { cpu: '200m', memory: '256Mi' },
    lowest: { cpu: '5m', memory: '16Mi' },
  }),
})
  .prefault({})
  .describe('Valkey, which stores the login sessions.');
