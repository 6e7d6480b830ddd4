import type { ProtocolMapperRepresentation } from '../../../clients/keycloak/keycloak';
import { accessFindings } from '../../../commands/hook/access';
import { groupsMapper } from '../../../commands/hook/client-settings';
import type { SignIn } from '../../../commands/hook/finding';
import { signInFindings } from '../../../commands/hook/sign-in';
import { parseConfig } from '../../../config/load';
import { stackNames } from '../../../config/names';

const configOf = (access: object = {}) => parseConfig(JSON.stringify({ dashboard: { access } }), 'config.yaml');
const names = stackNames(configOf());

const mapper = (name: string, type: string, config: Record<string, string>): ProtocolMapperRepresentation => ({
  name,
  protocol: 'openid-connect',
  protocolMapper: type,
  config,
});
const attribute = (name: string, claim: string, user: string) =>
  mapper(name, 'oidc-usermodel-attribute-mapper', {
    'claim.name': claim,
    'user.attribute': user,
    'id.token.claim': 'true',
    'access.token.claim': 'true',
  });
const EMAIL = {
  name: 'email',
  protocolMappers: [
    attribute('email', 'email', 'email'),
    attribute('email verified', 'email_verified', 'emailVerified'),
  ],
};
const PROFILE = { name: 'profile' };
const ROLES = {
  name: 'roles',
  protocolMappers: [
    mapper('realm roles', 'oidc-usermodel-realm-role-mapper', {
      'claim.name': 'realm_access.roles',
      'access.token.claim': 'true',
    }),
    mapper('client roles', 'oidc-usermodel-client-role-mapper', {
      'claim.name': 'resource_access.${client_id}.roles',
      'access.token.claim': 'true',
    }),
  ],
};

/** The state of a realm with Keycloak's own client scopes. */
const stateOf = (over: Partial<SignIn> = {}): SignIn => ({
  realm: { realm: 'thinkube', defaultSignatureAlgorithm: 'RS256' },
  client: { clientId: names.clientId },
  isNew: false,
  defaults: [EMAIL, PROFILE, ROLES],
  optionals: [],
  issuer: names.oidcIssuerUrl,
  ...over,
});
const problems = (over: Partial<SignIn>, access: object = {}) =>
  signInFindings(stateOf(over), configOf(access), names).map(({ problem }) => problem);
const withAttributes = (attributes: Record<string, string>) => ({ client: { attributes } });

describe('what oauth2-proxy needs for a sign-in', () => {
  test("is there with Keycloak's own client scopes, as default or as optional ones", () => {
    expect(problems({}, { roles: ['admin', 'search:admin'] })).toEqual([]);
    expect(problems({ defaults: [ROLES], optionals: [EMAIL, PROFILE] })).toEqual([]);
  });

  test('is a claim email_verified, if addresses of a domain give access', () => {
    const emailDomains = ['example.com'];
    const unverified = { name: 'email', protocolMappers: [attribute('email', 'email', 'email')] };
    const without = { defaults: [unverified, PROFILE, ROLES] };

    expect(problems({}, { emailDomains })).toEqual([]);
    expect(problems(without)).toEqual([]);
    expect(problems(without, { emailDomains })).toEqual([
      'no mapper writes claim email_verified, so oauth2-proxy accepts addresses that nobody verified for dashboard.access.emailDomains',
    ]);
  });

  test.each<[string, Partial<SignIn>, string[]]>([
    [
      'another issuer',
      { issuer: 'https://other.example.com/realms/thinkube' },
      [
        `the issuer of the realm is https://other.example.com/realms/thinkube, and oauth2-proxy expects ${names.oidcIssuerUrl}`,
      ],
    ],
    ['a missing scope', { defaults: [EMAIL, ROLES] }, ['client scope profile is not assigned to the client']],
    [
      'a missing default of the realm',
      { isNew: true, defaults: [EMAIL, ROLES] },
      ['client scope profile is not assigned to new clients of realm thinkube'],
    ],
    ['no mapper of the e-mail address', { defaults: [{ name: 'email' }, PROFILE] }, ['no mapper writes claim email']],
    [
      'PAR',
      withAttributes({ 'require.pushed.authorization.requests': 'true' }),
      ['the client requires pushed authorization requests (PAR)'],
    ],
    ['DPoP', withAttributes({ 'dpop.bound.access.tokens': 'true' }), ['the client requires DPoP']],
    [
      'mutual TLS',
      withAttributes({ 'tls.client.certificate.bound.access.tokens': 'true' }),
      ['the client requires a certificate of oauth2-proxy (mutual TLS)'],
    ],
    [
      'PKCE with method plain',
      withAttributes({ 'pkce.code.challenge.method': 'plain' }),
      ['the client requires a PKCE method other than S256'],
    ],
    [
      'a request object',
      withAttributes({ 'request.object.required': 'request only' }),
      ['the client requires a request object'],
    ],
    [
      'an encrypted ID token',
      withAttributes({ 'id.token.encrypted.response.alg': 'RSA-OAEP' }),
      ['Keycloak encrypts the ID tokens of the client'],
    ],
    [
      'an ID token that the client secret signs',
      withAttributes({ 'id.token.signed.response.alg': 'HS256' }),
      ['Keycloak signs the ID tokens with HS256, and oauth2-proxy needs a public key'],
    ],
    [
      'the same as a default of the realm',
      { realm: { defaultSignatureAlgorithm: 'HS512' } },
      ['Keycloak signs the ID tokens with HS512, and oauth2-proxy needs a public key'],
    ],
  ])('is missing with %s', (_, over, expected) => {
    expect(problems(over)).toEqual(expected);
  });

  test('is there with settings that are off, empty or supported', () => {
    const attributes = {
      'require.pushed.authorization.requests': 'false',
      'dpop.bound.access.tokens': 'false',
      'tls.client.certificate.bound.access.tokens': 'false',
      'pkce.code.challenge.method': 'S256',
      'request.object.required': 'not required',
      'id.token.encrypted.response.alg': '',
      'id.token.signed.response.alg': 'EdDSA',
      'client.use.lightweight.access.token.enabled': 'true',
    };

    expect(problems(withAttributes(attributes))).toEqual([]);
  });

  test('is missing where roles are required, and the access token has none', () => {
    const roles = ['admin', 'search:admin'];
    const expected = [
      'no mapper writes the roles of the realm into the access token, and dashboard.access needs them',
      'no mapper writes the roles of clients into the access token, and dashboard.access needs them',
    ];

    expect(problems({ defaults: [EMAIL, PROFILE], optionals: [ROLES] }, { roles })).toEqual(expected);
    expect(problems(withAttributes({ 'client.use.lightweight.access.token.enabled': 'true' }), { roles })).toEqual(
      expected,
    );
  });
});

describe('only the members of the config get access', () => {
  const found = (added: ProtocolMapperRepresentation, access: object, over?: Partial<SignIn>) =>
    accessFindings(
      stateOf({ optionals: [{ name: 'ldap', protocolMappers: [added] }], ...over }),
      configOf(access),
      names,
    ).map(({ problem }) => problem);
  const GROUPS = { groups: ['/search/admins'] };
  const CLAIM = 'qdrant-dashboard-groups';

  test('with the mapper of the hook, and other mappers of other claims', () => {
    const client = { protocolMappers: [groupsMapper(names)] };

    expect(found(attribute('dept', 'groups', 'dept'), GROUPS, { client })).toEqual([]);
  });

  test.each([GROUPS, { roles: ['admin'] }])(
    'fails if another mapper writes the claim of the groups, with %j',
    access => {
      expect(found(attribute('dept', CLAIM, 'dept'), access)).toEqual([
        `mapper dept of client scope ldap writes claim ${CLAIM}, which only mapper dashboard-groups-mapper of the hook may write, so other users can get access`,
      ]);
    },
  );

  test.each([
    ['an attribute', attribute('x', 'email_verified', 'verified')],
    [
      'a fixed value',
      mapper('x', 'oidc-hardcoded-claim-mapper', { 'claim.name': 'email_verified', 'claim.value': 'true' }),
    ],
  ])('fails with e-mail domains if %s says that an address is verified', (_, added) => {
    expect(found(added, { emailDomains: ['example.com'] })).toEqual([
      expect.stringContaining('mapper x of client scope ldap writes claim email_verified'),
    ]);
    expect(found(added, GROUPS)).toEqual([]);
  });

  test('fails if another mapper of the client does, or a client scope has a mapper with the name of ours', () => {
    const client = { protocolMappers: [attribute('mine', CLAIM, 'dept')] };

    expect(found(groupsMapper(names), GROUPS, { client })).toEqual([
      expect.stringMatching(/^mapper mine of client qdrant-dashboard writes claim /),
      expect.stringMatching(/^mapper dashboard-groups-mapper of client scope ldap writes claim /),
    ]);
  });

  test.each([
    ['an attribute', attribute('x', 'realm_access.roles', 'dept')],
    ['an attribute, as the parent of the claim', attribute('x', 'realm_access', 'dept')],
    ['an attribute, as role of a client', attribute('x', 'resource_access.search.roles', 'dept')],
    ['a role for everyone', mapper('x', 'oidc-hardcoded-role-mapper', { role: 'admin' })],
    ['a role of a client for everyone', mapper('x', 'oidc-hardcoded-role-mapper', { role: 'search.admin' })],
    ['another name of a role', mapper('x', 'oidc-role-name-mapper', { role: 'user', 'new.role.name': 'admin' })],
    [
      'roles with a prefix',
      mapper('x', 'oidc-usermodel-realm-role-mapper', {
        'claim.name': 'realm_access.roles',
        'usermodel.realmRoleMapping.rolePrefix': 'ad',
      }),
    ],
    [
      'roles of a client as roles of the realm',
      mapper('x', 'oidc-usermodel-client-role-mapper', { 'claim.name': 'realm_access.roles' }),
    ],
    [
      'roles of one client as those of another',
      mapper('x', 'oidc-usermodel-client-role-mapper', {
        'claim.name': 'resource_access.search.roles',
        'usermodel.clientRoleMapping.clientId': 'other',
      }),
    ],
  ])('fails if a mapper writes roles that a user may not have: %s', (_, added) => {
    const problem =
      'mapper x of client scope ldap writes roles that a user may not have, so other users can get access';

    expect(found(added, { roles: ['admin', 'search:admin'] })).toEqual([problem]);
    expect(found(added, GROUPS)).toEqual([]);
  });

  test('with mappers of other roles, and of the roles of one client', () => {
    const roles = ['admin', 'my.client:admin'];
    const own = mapper('x', 'oidc-usermodel-client-role-mapper', {
      'claim.name': 'resource_access.my\\.client.roles',
      'usermodel.clientRoleMapping.clientId': 'my.client',
    });

    expect(found(mapper('x', 'oidc-hardcoded-role-mapper', { role: 'user' }), { roles })).toEqual([]);
    expect(found(own, { roles })).toEqual([]);
  });

  test('fails if a mapper writes another text as the e-mail address, with e-mail domains', () => {
    const contact = attribute('contact', 'email', 'contact');

    expect(found(contact, { emailDomains: ['example.com'] })).toEqual([
      'mapper contact of client scope ldap writes claim email from something other than the e-mail address of the user, so other users can get access',
    ]);
    expect(found(contact, GROUPS)).toEqual([]);
  });
});
