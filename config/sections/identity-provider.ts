import * as z from 'zod';
import { mapping, uniqueList } from '../building-blocks';
import { claim, issuerUrl, logoutUrl, oidcClientId, scope } from '../values/identity-provider';
import { filePath } from '../values/prose';

export const identityProvider = mapping({
  provider: z
    .enum(['keycloak', 'oidc'], 'keycloak or oidc')
    .prefault('keycloak')
    .describe(
      'Keycloak with a client that the hook command creates (keycloak), or another issuer of OpenID Connect with a client that you create (oidc). The other keys are for oidc.',
    ),
  issuerUrl: issuerUrl.optional().describe('The issuer, as in its discovery document. Required with oidc.'),
  clientId: oidcClientId.optional().describe('The client of the dashboard. Required with oidc.'),
  scopes: uniqueList(scope, { of: 'scopes such as openid', max: 20 })
    .optional()
    .describe('The scopes that oauth2-proxy requests, with openid. Default: openid, email and profile.'),
  groupsClaim: claim.optional().describe('The claim of the ID token with the groups of a user. Default: groups.'),
  emailClaim: claim.optional().describe('The claim of the ID token with the e-mail address of a user. Default: email.'),
  audienceClaims: uniqueList(claim, { of: 'claims such as aud', max: 10 })
    .optional()
    .describe('The claims of the ID token of which one must contain the client id. Default: aud.'),
  backendLogoutUrl: logoutUrl
    .optional()
    .describe(
      'URL with which oauth2-proxy ends the session at the provider when a user signs out. Default: the session at the provider stays.',
    ),
  caFile: filePath
    .optional()
    .describe(
      "A PEM file with the certificate authority of the issuer's certificate. The path is relative to this config file. Default: public certificate authorities.",
    ),
})
  .prefault({})
  .describe('The identity provider of the dashboard users.');
