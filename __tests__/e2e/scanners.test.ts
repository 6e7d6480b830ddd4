import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { type K8sObject, synthApp } from '../support/objects';
import { cluster } from './support/cluster';
import { installDefinitions, removeDefinitions } from './support/custom-resources';
import { execute } from './support/execute';
import { writeSchemas } from './support/published-schemas';
import { findScanner } from './support/scanners';

const PARTS = `
scheduledBackup: { volume: { size: 500Gi } }
monitoring: { prometheusOperator: true, grafanaDashboard: true }
`;
const PRODUCTION = `profile: production\n${PARTS}dashboard: { access: { groups: [/ops] }, mode: `;
const GATEWAY = `
gateway: { name: public, namespace: gateways }
networkPolicies: { ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } } }
grpcHostname: qdrant-grpc.example.com
certificate: { issuer: letsencrypt }
`;

const CONFIGS = {
  seed: 'domainName: example.com',
  'seed with every part': PARTS,
  'production, dashboard by proxy': `${PRODUCTION}proxy }`,
  'production, dashboard by auth-request': `${PRODUCTION}auth-request }`,
  'production, on a Gateway': `${PRODUCTION}proxy }${GATEWAY}`,
};

const objectsOf = (config: string): K8sObject[] => synthApp(buildApp(parseConfig(config, 'config.yaml')));

// From empty caches, each takes more than a minute to build.
beforeAll(() => {
  findScanner('kube-score');
  findScanner('kubeconform');
}, 600_000);

/** What kube-score finds, but for exceptions that an object carries with their reason. */
async function findings(config: string, mend = (text: string) => text): Promise<string[]> {
  const manifests = mend(Yaml.stringify(...objectsOf(config)));
  const args = ['score', '--output-format', 'ci', '--kubernetes-version', 'v1.34', '-'];
  const { stdout, stderr } = await execute(findScanner('kube-score'), args, { stdin: manifests });
  const lines = stdout.trimEnd().split('\n');
  expect({ stderr, scanned: lines.length > 10 }).toEqual({ stderr: '', scanned: true });
  return lines.filter(line => !/^\[(OK|SKIPPED)\]/.test(line));
}

test.each(Object.entries(CONFIGS))('kube-score finds nothing on %s', async (_, config) => {
  expect(await findings(config)).toEqual([]);
});

test('kube-score finds what is not excused', async () => {
  const found = await findings(CONFIGS.seed, text => text.replaceAll('container-image-tag,', ''));
  expect(found).toEqual([expect.stringContaining('(valkey) Image with latest tag')]);
});

test('every exception carries its reason', () => {
  for (const config of Object.values(CONFIGS)) {
    for (const { metadata } of objectsOf(config)) {
      const { 'kube-score/ignore': ignored = '', ...rest } = metadata.annotations ?? {};
      const reasons = Object.keys(rest).filter(key => key.startsWith('cdk8s-qdrant/reason.'));
      const excused = reasons.map(key => key.replace('cdk8s-qdrant/reason.', ''));
      expect(excused.sort()).toEqual(ignored.split(',').filter(Boolean).sort());
    }
  }
});

/** Definitions are the whole cluster's: on one that somebody else uses, they stay as they are. */
const describeIfOurs = cluster().disposable ? describe : describe.skip;

describeIfOurs('kubeconform, with the schemas that the API server publishes', () => {
  let schemas: string;

  async function conform(manifests: string) {
    // With one worker, what it says is in the order of the objects.
    const args = ['-strict', '-summary', '-output', 'json', '-n', '1', '-schema-location', schemas];
    const { stdout, stderr } = await execute(findScanner('kubeconform'), args, { stdin: manifests });
    return { stderr, ...JSON.parse(stdout) };
  }

  beforeAll(async () => {
    await installDefinitions();
    const folder = mkdtempSync(join(cluster().folder, 'schemas-'));
    schemas = await writeSchemas(folder, Object.values(CONFIGS).flatMap(objectsOf));
  });
  afterAll(removeDefinitions);

  test.each(Object.entries(CONFIGS))('knows every field of %s', async (_, config) => {
    const objects = objectsOf(config);
    const summary = { valid: objects.length, invalid: 0, errors: 0, skipped: 0 };
    expect(await conform(Yaml.stringify(...objects))).toEqual({ stderr: '', resources: [], summary });
  });

  test.each([
    { kind: 'StatefulSet', field: 'replicas', misspelt: 'replica' },
    { kind: 'CronJob', field: 'readOnlyRootFilesystem', misspelt: 'readonlyRootFilesystem' },
    { kind: 'HTTPRoute', field: 'backendRefs', misspelt: 'backendRef' },
    { kind: 'ServiceMonitor', field: 'endpoints', misspelt: 'endpoint' },
  ])('finds $misspelt in a $kind', async ({ kind, field, misspelt }) => {
    const objects = objectsOf(CONFIGS['production, on a Gateway']).filter(object => object.kind === kind);
    const { resources } = await conform(Yaml.stringify(...objects).replaceAll(`${field}:`, `${misspelt}:`));
    expect(resources).toEqual(
      objects.map(({ metadata: { name } }) =>
        expect.objectContaining({ kind, name, msg: expect.stringContaining(`'${misspelt}' not allowed`) }),
      ),
    );
    expect(objects).not.toEqual([]);
  });
});
