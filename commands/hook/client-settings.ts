import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import { isLimited } from '../../config/sections/dashboard';
import type { ClientRepresentation, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';

/** The declared client of the sign-in. Other fields stay unchanged. */
export interface ClientSettings {
  readonly client: ClientRepresentation;
  readonly clientRemarks: readonly string[];
  /** The CORS settings of the token endpoint, and the lifespan of a token. */
  readonly cors: ClientRepresentation;
  readonly corsRemarks: readonly string[];
}

/** Flows that the dashboard does not use. A client that the hook creates never has them. */
export const UNUSED_FLOWS: ClientRepresentation = {
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
};

/** Seconds for which an access token is valid. */
const ACCESS_TOKEN_LIFESPAN = 3600;

export function clientSettings(config: Config, names: StackNames): ClientSettings {
  const { clientId, dashboardUrl, redirectUrl } = names;
  const client: ClientRepresentation = {
    clientId,
    enabled: true,
    protocol: 'openid-connect',
    clientAuthenticatorType: 'client-secret',
    standardFlowEnabled: true,
    baseUrl: dashboardUrl,
    redirectUris: [redirectUrl],
  };
  const { access } = config.dashboard;
  // Without refresh tokens, oauth2-proxy does not notice that a user has lost access.
  const refresh = { 'use.refresh.tokens': 'true' };
  // A token with a limited scope does not contain the required roles.
  const needsRoles = access.roles.length > 0;
  // The implicit flow would give the ID token, with the token of the group, to the browser.
  const noImplicitFlow = access.rights.length > 0 && { implicitFlowEnabled: false };
  const lifespan = { 'access.token.lifespan': String(ACCESS_TOKEN_LIFESPAN) };
  switch (config.keycloak.clientSettings) {
    case 'seed':
      return {
        client: {
          ...client,
          ...noImplicitFlow,
          ...(needsRoles && { fullScopeAllowed: true }),
          attributes: { 'post.logout.redirect.uris': '+', ...(isLimited(access) && refresh) },
        },
        clientRemarks: [
          'post.logout.redirect.uris is +: after a sign-out, Keycloak redirects people only to the redirect URI; with clientSettings: secure, to the dashboard',
        ],
        cors: { webOrigins: ['*', dashboardUrl, '+'], attributes: lifespan },
        corsRemarks: [
          'webOrigins has *: pages of any site may call the token endpoint; clientSettings: secure allows only the dashboard',
        ],
      };
    case 'secure':
      return {
        client: {
          ...client,
          ...UNUSED_FLOWS,
          fullScopeAllowed: needsRoles,
          attributes: {
            'post.logout.redirect.uris': `${dashboardUrl}/`,
            'pkce.code.challenge.method': 'S256',
            ...refresh,
          },
        },
        clientRemarks: [],
        cors: { webOrigins: [dashboardUrl], attributes: lifespan },
        corsRemarks: [],
      };
  }
}

/** The mapper that adds the client as an audience to its tokens, which oauth2-proxy requires. */
export function audienceMapper({ clientId }: StackNames): ProtocolMapperRepresentation {
  return {
    name: 'audience-mapper',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: {
      'included.client.audience': clientId,
      'id.token.claim': 'true',
      'access.token.claim': 'true',
    },
  };
}

/** The name of the mapper that writes the claim with the groups of a user. */
export const GROUPS_MAPPER = 'dashboard-groups-mapper';
/** The mapper of earlier releases. Pods of earlier manifests read its claim, which other mappers can write, too. */
export const EARLIER_GROUPS_MAPPER = 'groups-mapper';

/** The mapper that adds the groups of a user to the tokens, with their full paths: a name alone is not unique. */
export function groupsMapper({ groupsClaim }: StackNames): ProtocolMapperRepresentation {
  return {
    name: GROUPS_MAPPER,
    protocol: 'openid-connect',
    protocolMapper: 'oidc-group-membership-mapper',
    config: {
      'claim.name': groupsClaim,
      'full.path': 'true',
      'id.token.claim': 'true',
      'access.token.claim': 'true',
      'userinfo.token.claim': 'true',
    },
  };
}
