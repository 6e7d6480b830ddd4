import { ApiObject, App, Chart } from 'cdk8s';
import { QdrantStack, SecurityRules } from 'cdk8s-qdrant';

const DASHBOARD = 'd.example.com';

/** What the rules say about objects that are added to the app of a stack. */
function judge(...objects: readonly object[]) {
  const app = new App();
  new QdrantStack(app, 'stack', {
    namespace: 'ns',
    dashboardHost: DASHBOARD,
    apiHost: 'a.example.com',
    oidcIssuerUrl: 'https://id.example.com/realms/main',
    emailDomains: ['example.com'],
    qdrant: { storage: { size: '10Gi' }, apiKey: { name: 'keys', key: 'api-key' } },
  });
  const chart = new Chart(app, 'others');
  objects.forEach((object, index) => new ApiObject(chart, String(index), object as never));
  return SecurityRules.violations(app).map(({ object, problem, isFallback }) => ({
    object: `${object.kind} ${object.name}`,
    problem,
    isFallback,
  }));
}

function ingress(host: string | undefined, path: string, service: string, pathType = 'Prefix', annotations = {}) {
  const backend = { service: { name: service, port: { number: 6333 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'theirs', namespace: 'ns', annotations },
    spec: {
      ingressClassName: 'nginx',
      rules: [{ ...(host && { host }), http: { paths: [{ path, pathType, backend }] } }],
    },
  };
}

test('the stack itself breaks no rule', () => {
  expect(judge()).toEqual([]);
});

test('a route for every host to another application is a fallback', () => {
  expect(judge(ingress('*.example.com', '/', 'portal'))).toEqual([
    expect.objectContaining({ object: 'Ingress theirs', isFallback: true }),
  ]);
});

test.each([undefined, '*.example.com'])('a rewritten route of host %s to Qdrant is none', host => {
  const rewrite = { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2' };

  expect(judge(ingress(host, '/qdrant(/|$)(.*)', 'qdrant', 'ImplementationSpecific', rewrite))).toEqual([
    {
      object: 'Ingress theirs',
      problem: `answers for ${DASHBOARD} and has rewrite-target, which can bypass the sign-in`,
      isFallback: false,
    },
  ]);
});

test.each([
  ['a pattern', undefined, '/app(/|$)(.*)', 'ImplementationSpecific'],
  ['the path of oauth2-proxy', '*.example.com', '/oauth2', 'Prefix'],
])('a route of many hosts with %s does not make the routes of the exact host wrong', (_, host, path, pathType) => {
  expect(judge(ingress(host, path, 'portal', pathType)).map(({ object }) => object)).toEqual(['Ingress theirs']);
});

test.each(['Exact', 'ImplementationSpecific'])('the challenge of an ACME issuer is allowed with path type %s', type => {
  expect(judge(ingress(DASHBOARD, '/.well-known/acme-challenge/a-B_1', 'solver', type))).toEqual([]);
});

test.each(['/.well-known/acme-challenge/', '/.well-known/acme-challenge/a/b', '/.well-known/acme-challenge/(.*)'])(
  'path %s is no challenge',
  path => {
    const violations = judge(ingress(DASHBOARD, path, 'solver', 'ImplementationSpecific'));

    expect(violations.map(({ object }) => object)).toContain('Ingress theirs');
  },
);
