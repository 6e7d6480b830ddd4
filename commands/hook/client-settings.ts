import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';
import type { ClientRepresentation, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';

/** What the client of the sign-in must be like. Fields that are not named stay as they are. */
export interface ClientSettings {
  readonly client: ClientRepresentation;
  readonly clientRemarks: readonly string[];
  /** What a browser may do with the token endpoint, and for how long a token is good. */
  readonly cors: ClientRepresentation;
  readonly corsRemarks: readonly string[];
}

/** Ways to get a token that the dashboard does not use. A client that is made here never has them. */
export const UNUSED_FLOWS: ClientRepresentation = {
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
};

/** Seconds for which an access token is good. */
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
  const lifespan = { 'access.token.lifespan': String(ACCESS_TOKEN_LIFESPAN) };
  switch (config.keycloak.clientSettings) {
    case 'seed':
      return {
        client: { ...client, attributes: { 'post.logout.redirect.uris': '+' } },
        clientRemarks: [
          'post.logout.redirect.uris is +: after signing out Keycloak may send people to the redirect URI only; clientSettings: secure names the dashboard',
        ],
        cors: { webOrigins: ['*', dashboardUrl, '+'], attributes: lifespan },
        corsRemarks: [
          'webOrigins has *: pages of any site may call the token endpoint; clientSettings: secure allows the dashboard only',
        ],
      };
    case 'secure':
      return {
        client: {
          ...client,
          ...UNUSED_FLOWS,
          // A token of a narrower scope does not name the roles that are asked for.
          fullScopeAllowed: config.dashboard.access.roles.length > 0,
          attributes: { 'post.logout.redirect.uris': `${dashboardUrl}/`, 'pkce.code.challenge.method': 'S256' },
        },
        clientRemarks: [],
        cors: { webOrigins: [dashboardUrl], attributes: lifespan },
        corsRemarks: [],
      };
  }
}

/** The mapper that names the client as an audience of its tokens, which oauth2-proxy asks for. */
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

/** The mapper that names a user's groups in the tokens, each with its full path: a name alone could be that of another one. */
export const GROUPS_MAPPER: ProtocolMapperRepresentation = {
  name: 'groups-mapper',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-group-membership-mapper',
  config: {
    'claim.name': 'groups',
    'full.path': 'true',
    'id.token.claim': 'true',
    'access.token.claim': 'true',
    'userinfo.token.claim': 'true',
  },
};
