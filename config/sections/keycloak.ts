import * as z from 'zod';
import { boolean, mapping } from '../building-blocks';
import { clientId, dashboardClientId, keycloakUrl, realm } from '../values/keycloak';
import { filePath } from '../values/prose';

export const keycloak = mapping({
  caFile: filePath
    .optional()
    .describe(
      "A PEM file with the certificate authority of Keycloak's certificate. The path is relative to this config file. Default: public certificate authorities.",
    ),
  adminUrl: keycloakUrl
    .optional()
    .describe(
      "Base URL of Keycloak's admin API, for the commands that sign in, where keycloakUrl does not publish /admin. Default: {keycloakUrl}.",
    ),
  clientId: dashboardClientId
    .optional()
    .describe(
      'The client of the dashboard, which the hook command creates. Each stack of a realm needs its own. Default: {namespace}-dashboard, in profile seed qdrant-dashboard.',
    ),
  serviceAccount: mapping({
    clientId: clientId.describe(
      'A client with a service account. Only the environment variable KEYCLOAK_CLIENT_SECRET has the client secret.',
    ),
    realm: realm.optional().describe('The realm of the client. Default: {keycloakRealm}.'),
  })
    .optional()
    .describe('The hook command signs in as this service account. Default: as adminUsername, with the password.'),
  createRealm: boolean().prefault(false).describe('Whether the hook command creates a missing realm.'),
  clientSettings: z
    .enum(['seed', 'secure'], 'seed or secure')
    .prefault('seed')
    .describe(
      'The settings of the Keycloak client: those of earlier installations (seed), or only those that the dashboard needs (secure).',
    ),
  securityHeaders: z
    .enum(['seed', 'literal', 'secure', 'keep'], 'seed, literal, secure or keep')
    .prefault('seed')
    .describe(
      'The security headers of the realm pages: those of earlier installations with protection against framing (seed) or without (literal), secure headers only (secure), or unchanged (keep).',
    ),
})
  .prefault({})
  .describe('The settings that the hook command writes in Keycloak, and its sign-in.');
