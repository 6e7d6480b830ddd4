import { parseConfig } from '../../../config/load';
import { audienceMapper, clientSettings, groupsMapper } from '../../../commands/hook/client-settings';
import { keycloakSteps } from '../../../commands/hook/keycloak-steps';
import { missingFrom, securityHeaders } from '../../../commands/hook/security-headers';
import { stackNames } from '../../../config/names';
import type { Keycloak } from '../../../clients/keycloak/keycloak';

const settingsOf = (keycloak: object) => {
  const config = parseConfig(JSON.stringify({ keycloak }), 'config.yaml');
  const names = stackNames(config);
  return {
    ...clientSettings(config, names),
    mapper: audienceMapper(names),
    headers: (known: Record<string, string> = {}) => securityHeaders(config, names, known),
  };
};

describe('the client', () => {
  test('in the seed profile is that of the contract, and what is risky about it is said', () => {
    const { client, cors, mapper, clientRemarks, corsRemarks } = settingsOf({});

    expect(client).toEqual({
      clientId: 'qdrant-dashboard',
      enabled: true,
      protocol: 'openid-connect',
      clientAuthenticatorType: 'client-secret',
      standardFlowEnabled: true,
      baseUrl: 'https://qdrant-dashboard.example.com',
      redirectUris: ['https://qdrant-dashboard.example.com/oauth2/callback'],
      attributes: { 'post.logout.redirect.uris': '+' },
    });
    expect(cors).toEqual({
      webOrigins: ['*', 'https://qdrant-dashboard.example.com', '+'],
      attributes: { 'access.token.lifespan': '3600' },
    });
    expect(mapper).toEqual({
      name: 'audience-mapper',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-audience-mapper',
      config: {
        'included.client.audience': 'qdrant-dashboard',
        'id.token.claim': 'true',
        'access.token.claim': 'true',
      },
    });
    expect([...clientRemarks, ...corsRemarks].join('\n')).toMatch(/redirect\.uris is \+[^]*webOrigins has \*/);
  });

  test('with the secure settings allows the dashboard and nothing else, and there is nothing to say', () => {
    const { client, cors, clientRemarks, corsRemarks } = settingsOf({ clientSettings: 'secure' });

    expect(client).toMatchObject({
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      fullScopeAllowed: false,
      attributes: {
        'post.logout.redirect.uris': 'https://qdrant-dashboard.example.com/',
        'pkce.code.challenge.method': 'S256',
        'use.refresh.tokens': 'true',
      },
    });
    expect(cors.webOrigins).toEqual(['https://qdrant-dashboard.example.com']);
    expect([...clientRemarks, ...corsRemarks]).toEqual([]);
  });
});

describe('the security headers', () => {
  test('in the seed profile are those of the contract, safe against framing', () => {
    const { settings, notes } = settingsOf({}).headers({ xContentTypeOptions: '', xRobotsTag: '', xXSSProtection: '' });

    expect(settings).toEqual({
      xFrameOptions: 'ALLOW-FROM https://qdrant-dashboard.example.com',
      contentSecurityPolicy:
        "frame-src https://*.example.com; frame-ancestors 'self' https://qdrant-dashboard.example.com; object-src 'none';",
      accessControlAllowOrigin: 'https://qdrant-dashboard.example.com',
      accessControlAllowMethods: 'GET, POST, OPTIONS',
      accessControlAllowHeaders: 'Origin, X-Requested-With, Content-Type, Accept, Authorization',
      accessControlAllowCredentials: 'true',
      xContentTypeOptions: 'nosniff',
      xRobotsTag: 'none',
      xXSSProtection: '1; mode=block',
    });
    expect(notes).toEqual([
      'Keycloak sends these headers with every page of the realm, for all clients',
      expect.stringContaining('ALLOW-FROM, which browsers ignore'),
      expect.stringContaining('accessControl*: Keycloak stores these settings and sends no such header'),
      'xXSSProtection: browsers ignore the header, and Keycloak 26.2 and later do not send it',
    ]);
  });

  test('that the server no longer knows are not set', () => {
    const { settings, notes } = settingsOf({}).headers({ xRobotsTag: 'none' });

    expect(Object.keys(settings)).toEqual(expect.not.arrayContaining(['xContentTypeOptions', 'xXSSProtection']));
    expect(settings.xRobotsTag).toBe('none');
    expect(notes.join()).not.toContain('xXSSProtection');
  });

  test('are taken literally on request, which is said to let any site frame the login page', () => {
    const { settings, notes } = settingsOf({ securityHeaders: 'literal' }).headers();

    expect(settings.contentSecurityPolicy).toBe('frame-src https://*.example.com;');
    expect(notes.join('\n')).toContain('any site may frame the login page');
  });

  test('are without ALLOW-FROM and without stored-only values when they are to be secure', () => {
    const { settings } = settingsOf({ securityHeaders: 'secure' }).headers();

    expect(settings.xFrameOptions).toBe('SAMEORIGIN');
    expect(Object.keys(settings).filter(name => name.startsWith('accessControl'))).toEqual([]);
  });

  test('that no supported server sends any more are not asked of the page', () => {
    const { settings } = settingsOf({}).headers({ xXSSProtection: '0' });
    const page = new Headers({
      'x-frame-options': settings.xFrameOptions!,
      'content-security-policy': settings.contentSecurityPolicy!,
    });

    expect(settings.xXSSProtection).toBe('1; mode=block');
    expect(missingFrom(page, settings)).toEqual([]);
  });

  test('that a page is not sent with are named', () => {
    const page = new Headers({ 'x-frame-options': 'DENY' });

    expect(
      missingFrom(page, { xFrameOptions: 'SAMEORIGIN', xRobotsTag: 'none', accessControlAllowOrigin: 'x' }),
    ).toEqual(['X-Frame-Options is "DENY" instead of "SAMEORIGIN"', 'X-Robots-Tag is not sent instead of "none"']);
  });
});

describe('who may open the dashboard', () => {
  const configOf = (access: object) =>
    parseConfig(
      JSON.stringify({ dashboard: { access }, keycloak: { clientSettings: 'secure', securityHeaders: 'keep' } }),
      'config.yaml',
    );
  // The steps are only counted: none of them looks before it is asked to.
  const stepsOf = (access: object) => {
    const config = configOf(access);
    return keycloakSteps({} as Keycloak, config, stackNames(config)).map(({ name }) => name);
  };
  const clientOf = (access: object) => {
    const config = configOf(access);
    return clientSettings(config, stackNames(config)).client;
  };

  test('the tokens name groups only where groups are asked for', () => {
    expect(stepsOf({ groups: ['/search/admins'] })).toEqual([
      'client',
      'audience-mapper',
      'dashboard-groups-mapper',
      'cors',
    ]);
    expect(stepsOf({ roles: ['qdrant-admin'] })).toEqual(['client', 'audience-mapper', 'cors']);
  });

  test('a group is named with those above it', () => {
    const config = configOf({ groups: ['/search/admins'] });

    expect(groupsMapper(stackNames(config)).config).toMatchObject({
      'claim.name': 'qdrant-dashboard-groups',
      'full.path': 'true',
      'id.token.claim': 'true',
    });
  });

  test('the tokens name roles only where roles are asked for', () => {
    expect(clientOf({ roles: ['qdrant-admin'] })).toMatchObject({ fullScopeAllowed: true });
    expect(clientOf({ groups: ['/search/admins'] })).toMatchObject({ fullScopeAllowed: false });
  });

  test.each([
    ['groups', { groups: ['/search/admins'] }, { fullScopeAllowed: undefined, refresh: 'true' }],
    ['roles', { roles: ['qdrant-admin'] }, { fullScopeAllowed: true, refresh: 'true' }],
    ['e-mail domains', { emailDomains: ['example.com'] }, { fullScopeAllowed: undefined, refresh: 'true' }],
    ['nothing', {}, { fullScopeAllowed: undefined, refresh: undefined }],
  ])('in the seed profile, the client keeps the promises of %s', (_, access, expected) => {
    const config = parseConfig(JSON.stringify({ dashboard: { access } }), 'config.yaml');
    const { client } = clientSettings(config, stackNames(config));
    const attributes = client.attributes as Record<string, string>;

    expect({ fullScopeAllowed: client.fullScopeAllowed, refresh: attributes['use.refresh.tokens'] }).toEqual(expected);
  });
});
