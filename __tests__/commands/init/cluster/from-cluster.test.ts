import { isDeepStrictEqual } from 'node:util';
import { buildApp } from '../../../../app';
import { fromCluster } from '../../../../commands/init/cluster/from-cluster';
import { readRunning } from '../../../../commands/init/cluster/running';
import type { Answers } from '../../../../commands/init/questions';
import { parseConfig } from '../../../../config/load';
import { render } from '../../../../stack/manifests';
import { type HelmFacts, helmFacts } from '../../../support/helm-facts';
import { RecordedCluster } from '../../../support/recorded-cluster';
import chartObjects from './chart-objects.json';

/** The objects of chart qdrant 1.19.0 for the values files of `helm/values`, without start scripts and the data of Secrets. */
const OF_CHART: Readonly<Record<string, readonly any[]>> = chartObjects;

async function configOf(objects: readonly any[], answers: Answers = {}, statefulSet?: string) {
  const namespace = objects.find(({ kind }) => kind === 'StatefulSet')?.metadata.namespace ?? 'qdrant';
  const running = await readRunning(new RecordedCluster(objects), { namespace, statefulSet });
  const { text, told, toFillIn } = fromCluster(running, answers, undefined);
  return { text, toFillIn, told: told.notCarriedOver.map(({ key }) => key), toCheck: told.toCheck };
}

/** The objects of a config, as plain data. */
function objectsOf(text: string): any[] {
  const files = render(buildApp(parseConfig(text, 'config.yaml')));
  return JSON.parse(JSON.stringify(files.flatMap(({ objects }) => objects)));
}

/** The config of the objects, as data. */
async function keysOf(objects: readonly any[], answers?: Answers) {
  return parseConfig((await configOf(objects, answers)).text, 'config.yaml');
}

/** The facts of the chart that the stack does not have. */
function differences(chart: HelmFacts, stack: HelmFacts): string[] {
  return Object.entries(chart).flatMap(([key, value]) => {
    const own: any = stack[key];
    if (key === 'settings') {
      const settings = Object.entries(value as HelmFacts);
      return settings.flatMap(([name, each]) => (isDeepStrictEqual(each, own[name]) ? [] : `settings.${name}`));
    }
    return key === 'hosts'
      ? (value as string[]).filter(host => !own?.includes(host))
      : isDeepStrictEqual(value, own)
        ? []
        : key;
  });
}

describe('an installation of the chart', () => {
  const OF_VECTORS = 'StatefulSet search/vectors-qdrant';
  const IN_FILE = 'production.yaml of ConfigMap vectors-qdrant';

  /** The facts that the config changes, and what is told. For every other file: none. */
  const EXPECTED: Readonly<Record<string, { readonly differ: readonly string[]; readonly told: readonly string[] }>> = {
    'ingress-traefik': {
      differ: ['vectors-grpc.acme.example.org'],
      told: ['paths of Ingress search/vectors-qdrant', 'host of Ingress search/vectors-qdrant'],
    },
    'keys-in-plain-text': {
      differ: ['settings.service.api_key'],
      told: [`apiKey in ${IN_FILE}`, 'readOnlyApiKey in variable QDRANT__SERVICE__READ_ONLY_API_KEY'],
    },
    'other-names': {
      differ: ['selector', 'disruptionBudget'],
      told: ['spec.selector of StatefulSet search/vectors', 'spec of PodDisruptionBudget search/vectors'],
    },
    settings: {
      differ: [
        'settings.cluster.consensus.tick_period_ms',
        'settings.cluster.p2p.enable_tls',
        'settings.cluster.p2p.port',
        'settings.log_level',
        'settings.service.enable_cors',
        'settings.storage.storage_path',
        'settings.webhook_url',
      ],
      told: [
        `service.enable_cors in ${IN_FILE}`,
        `webhook_url in ${IN_FILE}`,
        `QDRANT_ALLOW_RECOVERY_MODE in spec.template.spec.containers[].env of ${OF_VECTORS}`,
      ],
    },
  };

  test.each(Object.keys(OF_CHART))('%s: the config keeps the objects, and every difference is told', async name => {
    const { text, told, toFillIn } = await configOf(OF_CHART[name]!, { domainName: 'acme.example.org' });

    expect(toFillIn).toEqual([]);
    expect({ differ: differences(helmFacts(OF_CHART[name]!), helmFacts(objectsOf(text))), told }).toEqual(
      EXPECTED[name] ?? { differ: [], told: [] },
    );
    expect(text).not.toContain('hunter');
  });

  test('fields of the pods are keys of the config', async () => {
    expect((await keysOf(OF_CHART['hardened-pods']!, { domainName: 'acme.example.org' })).qdrant).toMatchObject({
      podManagementPolicy: 'OrderedReady',
      shareProcessNamespace: true,
      terminationGracePeriodSeconds: 120,
      resources: { limits: { cpu: null, memory: null } },
      podSecurityContext: { fsGroup: 1001 },
      containerSecurityContext: { runAsUser: 1001 },
    });
  });

  test('the Secret of the chart keeps its keys', async () => {
    const { text, toCheck } = await configOf(OF_CHART['keys-of-the-chart']!, { domainName: 'acme.example.org' });

    expect(parseConfig(text, 'config.yaml').apiKeys).toMatchObject({
      enabled: true,
      secretName: 'vectors-qdrant-apikey',
      apiKey: 'api-key',
    });
    expect(toCheck).toContainEqual(expect.stringContaining('kubectl describe secret vectors-qdrant-apikey -n search'));
  });
});

const PRODUCTION = `
domainName: acme.io
profile: production
namespace: vectors
clusterDomain: cluster.local
grpcHostname: grpc.acme.io
apiAliases: [old.acme.io]
ingressClassName: traefik
gateway: { name: public, namespace: gateways, sectionName: https }
dashboard: { access: { groups: [/search], emailDomains: [acme.io] } }
keycloakUrl: https://login.acme.io/auth
keycloakRealm: people
corsOrigins: []
apiLimits: { requestsPerSecond: 0, connections: 0 }
qdrant:
  replicas: 5
  nodeSelector: { pool: vectors }
  snapshotStorage: { size: 20Gi }
  resources: { limits: { cpu: null } }
  startupProbe: { failureThreshold: 100 }
  livenessProbe: null
  env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: own, key: token } } }]
networkPolicies:
  ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } }
  clients: [{ namespaceLabels: { team: search } }]
monitoring: { prometheusOperator: true, labels: { release: prometheus } }
`;

describe('a stack of this tool', () => {
  test.each([
    ['profile seed', 'domainName: example.com\n'],
    ['profile production', 'domainName: example.com\nprofile: production\ndashboard: { access: { groups: [/a] } }\n'],
    ['many keys', PRODUCTION],
    [
      'another identity provider',
      'domainName: example.com\nidentityProvider: { provider: oidc, issuerUrl: https://dex.example.com, clientId: qdrant }\n',
    ],
    [
      'ingress-nginx with its keys',
      'domainName: example.com\ntlsSecretName: wildcard\nqdrant: { service: { type: NodePort, httpNodePort: 30333 } }\n' +
        'apiKeys: { enabled: true, readOnlyApiKey: null }\ncertificate: { issuer: letsencrypt }\n' +
        'hostAnnotations: { qdrant.example.com: { example.org/owner: search } }\n',
    ],
  ])('%s: the config of the running objects makes the same objects', async (_, config) => {
    const before = objectsOf(config);
    const { text, told, toFillIn } = await configOf(before);

    expect({ told, toFillIn }).toEqual({ told: [], toFillIn: [] });
    expect(objectsOf(text)).toEqual(before);
  });
});
