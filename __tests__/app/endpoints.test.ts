import { join } from 'node:path';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { buildApp } from '../../app';
import { loadConfig, parseConfig } from '../../config/load';
import { render } from '../../stack/manifests';
import { manifestDiff } from '../support/manifest-diff';
import { type K8sObject, synthApp } from '../support/objects';
import { RUNS } from '../support/property-runs';
import { offenders } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const SECRETS = ['oauth2-proxy', 'qdrant-tls-secret', 'qdrant-api-keys', 'ephemeral-valkey'];
const BECAUSE = 'only this test runs it';
const DASHBOARD = 'qdrant-dashboard.example.com';

const gateways = { ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': 'gateways' } } };
const ENDPOINTS = {
  'auth-request': { dashboard: { mode: 'auth-request' } },
  proxy: { dashboard: { mode: 'proxy' } },
  gateway: {
    dashboard: { mode: 'proxy' },
    gateway: { name: 'public', namespace: 'gateways' },
    networkPolicies: gateways,
  },
} as const;
type Endpoints = keyof typeof ENDPOINTS;

const profiles = ['seed', 'production'] as const;
const variants = Object.keys(ENDPOINTS) as Endpoints[];

/** A config of one profile, with its endpoints made in one way. */
function configOf(profile: string, endpoints: Endpoints, more: Readonly<Record<string, any>> = {}) {
  const { dashboard, ...rest } = ENDPOINTS[endpoints];
  const { access = { groups: ['/search/admins'] }, networkPolicies, ...others } = more;
  const policies = { networkPolicies: { ...('networkPolicies' in rest && rest.networkPolicies), ...networkPolicies } };
  return {
    profile,
    // Seed has a tag that moves. The rules would refuse it.
    images: { valkey: 'docker.io/valkey/valkey:9.1.1' },
    ...rest,
    ...others,
    ...policies,
    dashboard: { ...dashboard, access },
  };
}

const build = (config: unknown) => buildApp(parseConfig(stringify(config), 'config.yaml'));

/** The objects, each with the name of its file. */
function objectsInFiles(app: ReturnType<typeof buildApp>) {
  return render(app).flatMap(({ name, objects }) => objects.map(object => ({ file: name, ...object })));
}

test.each(profiles.flatMap(profile => variants.map(variant => ({ profile, variant }))))(
  'profile $profile with $variant keeps every rule and every schema',
  ({ profile, variant }) => {
    const objects = synthApp(build(configOf(profile, variant)));
    expect(offenders(objects, { secrets: SECRETS })).toEqual([]);
    expect(schemaErrors(objects)).toEqual([]);
  },
);

describe('profile seed', () => {
  test.each(variants)('with %s differs so from the manifests in dist/', variant => {
    const dist = objectsInFiles(buildApp(loadConfig(join(__dirname, '../../config.yaml'))));
    expect(manifestDiff(dist, objectsInFiles(build(configOf('seed', variant))))).toMatchSnapshot();
  });
});

describe('profile production', () => {
  const proxy = () => build(configOf('production', 'proxy'));

  test('with proxy makes these manifests', () => {
    const files = render(proxy()).map(({ name, text }) => `# ${name}\n${text}`);
    expect(files.join('\n')).toMatchSnapshot();
  });

  test.each(['auth-request', 'gateway'] as const)('with %s differs so from proxy', variant => {
    const objects = objectsInFiles(build(configOf('production', variant)));
    expect(manifestDiff(objectsInFiles(proxy()), objects)).toMatchSnapshot();
  });
});

/** The Services that a browser reaches on the dashboard's host before it has signed in. */
function backendsBeforeLogin(objects: readonly K8sObject[]): string[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    switch (kind) {
      case 'Ingress':
        return metadata.annotations?.['nginx.ingress.kubernetes.io/auth-url']
          ? []
          : spec.rules
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

/** Every option that can be turned on and off, in each profile and with each kind of endpoints. */
const combinations = fc
  .record({
    profile: fc.constantFrom(...profiles),
    variant: fc.constantFrom(...variants),
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
  .map(({ profile, variant, more }) => {
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    const risks = ['apiWithoutKey', 'everyUser', 'forwardedHeaders', 'outdatedQdrant'];
    const acceptedRisks = Object.fromEntries(risks.map(risk => [risk, BECAUSE]));
    // Seed's Qdrant writes no audit log yet.
    const images = { valkey: 'docker.io/valkey/valkey:9.1.1', qdrant: 'docker.io/qdrant/qdrant:v1.19.0' };
    return { ...configOf(profile, variant, given), acceptedRisks, images };
  });

test('every combination of options keeps every rule, and the dashboard behind its login', () => {
  fc.assert(
    fc.property(combinations, config => {
      const objects = synthApp(build(config));
      expect(offenders(objects, { secrets: SECRETS })).toEqual([]);
      expect(schemaErrors(objects)).toEqual([]);
      expect(new Set(backendsBeforeLogin(objects))).toEqual(new Set(['oauth2-proxy']));
    }),
    RUNS,
  );
});
