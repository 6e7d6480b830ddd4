import { OAuth2ProxyChart } from 'cdk8s-qdrant';
import { Failure } from '../../cli/failure';
import type { ClientRepresentation, Keycloak, ProtocolMapperRepresentation } from '../../clients/keycloak/keycloak';
import { allowedRoles } from '../../config/access';
import type { StackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { merged } from '../../reconcile/merge';
import { accessFindings } from './access';
import type { Finding, SignIn } from './finding';

/** The client scopes that oauth2-proxy requests. `openid` is a scope of the protocol, and not a client scope. */
export const REQUESTED = OAuth2ProxyChart.SCOPE.split(' ').filter(name => name !== 'openid');

/** Settings of the client that oauth2-proxy 7.15 does not support. The hook does not own these settings. */
const UNSUPPORTED: readonly (Finding & { readonly attribute: string; readonly allowed: readonly string[] })[] = [
  {
    attribute: 'require.pushed.authorization.requests',
    allowed: ['false'],
    problem: 'the client requires pushed authorization requests (PAR)',
    fix: 'turn off Pushed authorization request required',
  },
  {
    attribute: 'dpop.bound.access.tokens',
    allowed: ['false'],
    problem: 'the client requires DPoP',
    fix: 'turn off Require DPoP bound tokens',
  },
  {
    attribute: 'tls.client.certificate.bound.access.tokens',
    allowed: ['false'],
    problem: 'the client requires a certificate of oauth2-proxy (mutual TLS)',
    fix: 'turn off OAuth 2.0 Mutual TLS Certificate Bound Access Tokens Enabled',
  },
  {
    attribute: 'pkce.code.challenge.method',
    allowed: ['S256'],
    problem: 'the client requires a PKCE method other than S256',
    fix: 'set PKCE Method to S256',
  },
  {
    attribute: 'request.object.required',
    allowed: ['not required'],
    problem: 'the client requires a request object',
    fix: 'set Request object required to Not required',
  },
  {
    attribute: 'id.token.encrypted.response.alg',
    allowed: [],
    problem: 'Keycloak encrypts the ID tokens of the client',
    fix: 'set ID token encryption key management algorithm to Choose...',
  },
];

/** Refuses settings in Keycloak with which nobody can sign in, or wrong users get access. One error lists all of them. */
export async function refuseUnusable(
  keycloak: Keycloak,
  config: Config,
  names: StackNames,
  actual: ClientRepresentation | undefined,
  declared: ClientRepresentation,
): Promise<void> {
  const realm = await keycloak.realm();
  if (!realm) {
    // The hook creates the realm first.
    return;
  }
  const { defaultClientScopes = [], optionalClientScopes = [] } = actual ?? (await keycloak.scopesOfNewClients());
  const scopes = (await keycloak.clientScopes()).filter(({ protocol }) => protocol === declared.protocol);
  const named = (all: readonly string[]) => scopes.filter(({ name }) => all.includes(name!));
  const signIn: SignIn = {
    realm,
    client: merged(actual ?? {}, declared),
    isNew: actual === undefined,
    defaults: named(defaultClientScopes),
    optionals: named(optionalClientScopes),
    issuer: await keycloak.issuer(),
  };
  const findings = [...signInFindings(signIn, config, names), ...accessFindings(signIn, config, names)];
  if (findings.length > 0) {
    throw new Failure(
      `Realm ${config.keycloakRealm} at ${config.keycloakUrl} has settings that oauth2-proxy or dashboard.access does not allow: ${findings.map(({ problem }) => problem).join('; ')}`,
      `${findings.map(({ fix }) => fix).join('; ')}; the hook does not change these settings`,
    );
  }
}

/** The settings with which nobody can sign in. */
export function signInFindings(signIn: SignIn, config: Config, names: StackNames): Finding[] {
  const { client, realm, issuer } = signIn;
  const attributes = (client.attributes ?? {}) as Readonly<Record<string, string | undefined>>;
  const isSet = (attribute: string, allowed: readonly string[]) =>
    attributes[attribute] !== undefined && ![...allowed, ''].includes(attributes[attribute]);
  const algorithm = attributes['id.token.signed.response.alg'] || realm.defaultSignatureAlgorithm || 'RS256';
  return [
    ...(issuer === names.oidcIssuerUrl
      ? []
      : [
          {
            problem: `the issuer of the realm is ${issuer ?? 'not in its discovery document'}, and oauth2-proxy expects ${names.oidcIssuerUrl}`,
            fix: `set keycloakUrl in the config to the URL in the issuer, or correct the realm's Frontend URL and Keycloak's hostname options`,
          },
        ]),
    ...missingScopes(signIn),
    ...missingClaims(signIn, config, names, isSet('client.use.lightweight.access.token.enabled', ['false'])),
    ...UNSUPPORTED.filter(({ attribute, allowed }) => isSet(attribute, allowed)),
    ...(algorithm.startsWith('HS')
      ? [
          {
            problem: `Keycloak signs the ID tokens with ${algorithm}, and oauth2-proxy needs a public key`,
            fix: `set ID token signature algorithm of the client to RS256`,
          },
        ]
      : []),
  ];
}

function missingScopes({ realm, isNew, defaults, optionals }: SignIn): Finding[] {
  const assigned = [...defaults, ...optionals].map(({ name }) => name);
  return REQUESTED.filter(name => !assigned.includes(name)).map(name => ({
    problem: isNew
      ? `client scope ${name} is not assigned to new clients of realm ${realm.realm}`
      : `client scope ${name} is not assigned to the client`,
    fix: isNew
      ? `set Assigned type of client scope ${name} to Default in Client scopes of the realm; create a missing scope first`
      : `add client scope ${name} in Client scopes of the client; create a missing scope first`,
  }));
}

/** Claims that oauth2-proxy reads, and that no mapper writes. */
function missingClaims(
  signIn: SignIn,
  { dashboard }: Config,
  { clientId }: StackNames,
  isLightweight: boolean,
): Finding[] {
  const { client, defaults, optionals } = signIn;
  const requested = optionals.filter(({ name }) => REQUESTED.includes(name!));
  const mappers = [client, ...defaults, ...requested].flatMap(({ protocolMappers = [] }) => protocolMappers);
  const writes = (claim: RegExp, ...tokens: readonly string[]) =>
    mappers.some(
      ({ config = {} }: ProtocolMapperRepresentation) =>
        claim.test(String(config['claim.name'])) && tokens.some(token => config[token] === 'true'),
    );
  const writesForUsers = (claim: RegExp) => writes(claim, 'id.token.claim', 'userinfo.token.claim');
  const token = isLightweight ? 'lightweight.claim' : 'access.token.claim';
  const { emailDomains } = dashboard.access;
  const roles = allowedRoles(dashboard.access, clientId);
  const needed: [boolean, RegExp, string][] = [
    [roles.some(role => !role.includes(':')), /^realm_access\.roles$/, 'roles of the realm'],
    [roles.some(role => role.includes(':')), /^resource_access\./, 'roles of clients'],
  ];
  return [
    ...(writesForUsers(/^email$/)
      ? []
      : [
          {
            problem: 'no mapper writes claim email',
            fix: 'add a mapper for the user attribute email to client scope email, with Add to ID token on',
          },
        ]),
    ...(emailDomains.length === 0 || writesForUsers(/^email_verified$/)
      ? []
      : [
          {
            problem:
              'no mapper writes claim email_verified, so oauth2-proxy accepts addresses that nobody verified for dashboard.access.emailDomains',
            fix: 'add a mapper for the user property emailVerified to client scope email, with Add to ID token on',
          },
        ]),
    ...needed
      .filter(([isNeeded, claim]) => isNeeded && !writes(claim, token))
      .map(([, , what]) => ({
        problem: `no mapper writes the ${what} into the access token, and dashboard.access needs them`,
        fix: isLightweight
          ? 'turn off Always use lightweight access token for the client'
          : 'add client scope roles to the client, with Assigned type Default',
      })),
  ];
}
