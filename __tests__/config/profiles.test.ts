import { parseConfig } from '../../config/load';
import { PRODUCTION } from '../support/production';

const parse = (text: string) => parseConfig(text, 'config.yaml');

test('without a profile it is seed', () => {
  expect(parse('domainName: example.com')).toEqual(parse('profile: seed'));
});

test('a key that the file gives replaces the one of the profile, and its neighbours stay', () => {
  const { acceptedRisks } = parse('profile: seed\nacceptedRisks: { everyUser: the realm has three users }');
  expect(acceptedRisks).toEqual({ ...parse('profile: seed').acceptedRisks, everyUser: 'the realm has three users' });
});

test('production accepts no risk by itself', () => {
  expect(parse(PRODUCTION).acceptedRisks).toEqual({});
});

describe('two stacks of one realm', () => {
  const stack = (data: object) => {
    const { keycloak, dashboard } = parseConfig(JSON.stringify({ domainName: 'acme.io', ...data }), 'config.yaml');
    return [keycloak.clientId, dashboard.cookieName];
  };
  const production = { profile: 'production', dashboard: { access: { groups: ['/ops'] } } };

  test('have clients and cookies of their own in production, by their namespaces', () => {
    expect(stack(production)).toEqual(['qdrant-dashboard', '__Host-oauth2_proxy']);
    expect(stack({ ...production, namespace: 'qdrant-a' })).toEqual([
      'qdrant-a-dashboard',
      '__Host-oauth2_proxy-qdrant-a-dashboard',
    ]);
  });

  test('in profile seed, one key gives the second stack its client and its cookie', () => {
    expect(stack({ namespace: 'qdrant-a' })).toEqual(['qdrant-dashboard', '_oauth2_proxy']);
    expect(stack({ keycloak: { clientId: 'qdrant-b' } })).toEqual(['qdrant-b', '_oauth2_proxy-qdrant-b']);
    expect(stack({ dashboard: { cookieName: 'mine' } })).toEqual(['qdrant-dashboard', 'mine']);
  });
});
