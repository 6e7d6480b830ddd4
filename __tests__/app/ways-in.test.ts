import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { render } from '../../stack/manifests';
import { type K8sObject, synthApp } from '../support/objects';
import { offenders } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const SECRETS = ['oauth2-proxy', 'qdrant-tls-secret', 'qdrant-api-keys', 'ephemeral-valkey'];
const BECAUSE = 'it is so in this test only';
const DASHBOARD = 'qdrant-dashboard.example.com';

const gateways = { ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': 'gateways' } } };
const WAYS_IN = {
  'auth-request': { dashboard: { mode: 'auth-request' } },
  proxy: { dashboard: { mode: 'proxy' } },
  gateway: {
    dashboard: { mode: 'proxy' },
    gateway: { name: 'public', namespace: 'gateways' },
    networkPolicies: gateways,
  },
} as const;
const ways = Object.keys(WAYS_IN) as (keyof typeof WAYS_IN)[];

const profiles = ['seed', 'production'] as const;
const cases = profiles.flatMap(profile => ways.map(way => ({ profile, way })));

/** A config of one profile and one way in. */
function configOf(profile: string, way: keyof typeof WAYS_IN, more: Readonly<Record<string, any>> = {}) {
  const { dashboard, ...rest } = WAYS_IN[way];
  const { access = { groups: ['/search/admins'] }, networkPolicies, ...others } = more;
  const policies = { networkPolicies: { ...('networkPolicies' in rest && rest.networkPolicies), ...networkPolicies } };
  return {
    profile,
    // A tag that moves is the contract of seed, and no rule's business here.
    images: { valkey: 'docker.io/valkey/valkey:9.1.1' },
    ...rest,
    ...others,
    ...policies,
    dashboard: { ...dashboard, access },
  };
}

const build = (config: unknown) => buildApp(parseConfig(stringify(config), 'config.yaml'));

describe.each(cases)('profile $profile, $way', ({ profile, way }) => {
  const config = configOf(profile, way);

  test('keeps every rule, and every schema', () => {
    const objects = synthApp(build(config));
    expect(offenders(objects, { secrets: SECRETS })).toEqual([]);
    expect(schemaErrors(objects)).toEqual([]);
  });

  test('makes these manifests', () => {
    const files = render(build(config)).map(({ name, text }) => `# ${name}\n${text}`);
    expect(files.join('\n')).toMatchSnapshot();
  });
});

/** Where the routes of the dashboard's host lead, by the names of the Services. */
function dashboardBackends(objects: readonly K8sObject[]): string[] {
  return objects.flatMap(({ kind, spec }) => {
    switch (kind) {
      case 'Ingress':
        return spec.rules
          .filter(({ host }: any) => host === DASHBOARD)
          .flatMap(({ http }: any) => http.paths.map(({ backend }: any) => backend.service.name));
      case 'HTTPRoute':
      case 'GRPCRoute':
        return spec.hostnames.includes(DASHBOARD)
          ? spec.rules.flatMap(({ backendRefs = [] }: any) => backendRefs.map(({ name }: any) => name))
          : [];
      default:
        return [];
    }
  });
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const enabled = fc.record({ enabled: fc.boolean() });

/** Everything that can be turned on and off, in each profile and on each way in. */
const combinations = fc
  .record({
    profile: fc.constantFrom(...profiles),
    way: fc.constantFrom(...ways),
    more: fc.record({
      access: optional(
        fc.constantFrom<object>(
          { groups: ['/a', '/b/c'] },
          { roles: ['admin', 'client:admin'] },
          { emailDomains: ['example.com'] },
          { everyUser: true },
        ),
      ),
      apiKeys: optional(fc.record({ enabled: fc.boolean(), existing: fc.boolean(), jwtRbac: fc.boolean() })),
      networkPolicies: optional(enabled),
      grpcHostname: optional(fc.constant('qdrant-grpc.example.com')),
      certificate: optional(fc.record({ issuer: fc.constant('letsencrypt') })),
      podSecurity: optional(fc.constantFrom('none', 'restricted')),
      scheduling: optional(fc.record({ spread: fc.boolean(), disruptionBudgets: fc.boolean() })),
      qdrant: optional(
        fc.constantFrom<object>({ replicas: 1, replicationFactor: 1 }, { replicas: 3 }, { replicas: 5, auditLog: {} }),
      ),
      valkey: optional(fc.record({ password: fc.boolean(), boundMemory: fc.boolean() })),
      oauth2Proxy: optional(fc.record({ replicas: fc.integer({ min: 1, max: 3 }) })),
      monitoring: optional(fc.record({ prometheusOperator: fc.boolean(), grafanaDashboard: fc.boolean() })),
      logFormat: optional(fc.constantFrom('text', 'json')),
      scheduledBackup: optional(fc.constant({ volume: { size: '10Gi' } })),
    }),
  })
  .map(({ profile, way, more }) => {
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    const acceptedRisks = { apiWithoutKey: BECAUSE, everyUser: BECAUSE, outdatedQdrant: BECAUSE };
    // Seed's Qdrant writes no audit log yet.
    const images = { valkey: 'docker.io/valkey/valkey:9.1.1', qdrant: 'docker.io/qdrant/qdrant:v1.19.0' };
    return { way, config: { ...configOf(profile, way, given), acceptedRisks, images } };
  });

test('every combination of what can be turned on keeps every rule, and the dashboard behind its login', () => {
  fc.assert(
    fc.property(combinations, ({ way, config }) => {
      const objects = synthApp(build(config));
      expect(offenders(objects, { secrets: SECRETS })).toEqual([]);
      expect(schemaErrors(objects)).toEqual([]);
      expect(way === 'auth-request' || new Set(dashboardBackends(objects))).toEqual(
        way === 'auth-request' || new Set(['oauth2-proxy']),
      );
    }),
    { numRuns: 60 },
  );
});
