import { z } from 'zod';
import { keys } from '../building-blocks';
import { filePath, realm, username } from '../values';

export const keycloak = keys({
  caFile: filePath
    .optional()
    .describe(
      "PEM file with the certificate authority of Keycloak's certificate, relative to this file. Default: the public ones.",
    ),
  serviceAccount: keys({
    clientId: username.describe('Client with a service account. Its secret is read from KEYCLOAK_CLIENT_SECRET only.'),
    realm: realm.optional().describe('Realm of that client. Default: {keycloakRealm}.'),
  })
    .optional()
    .describe('Signs the hook in as a service account. Default: adminUsername signs in, with its password.'),
  createRealm: z
    .boolean('true or false')
    .prefault(false)
    .describe('Whether the hook creates the realm where it is missing.'),
  clientSettings: z
    .enum(['seed', 'secure'], 'seed or secure')
    .prefault('seed')
    .describe('Settings of the client: those that earlier installations have, or only what the dashboard needs.'),
  securityHeaders: z
    .enum(['seed', 'literal', 'secure', 'keep'], 'seed, literal, secure or keep')
    .prefault('seed')
    .describe(
      "Security headers of the realm's pages: those of earlier installations, made safe against framing (seed) or not (literal); safe ones only (secure); or as they are (keep).",
    ),
})
  .prefault({})
  .describe('What the hook does in Keycloak, and how it gets in.');
