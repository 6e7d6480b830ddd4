import { Testing, Yaml } from 'cdk8s';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { execute } from './support/execute';
import { findKubeScore } from './support/kube-score';

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

/** What kube-score finds, but for exceptions that an object carries with their reason. */
async function findings(config: string, mend = (text: string) => text): Promise<string[]> {
  const objects = buildApp(parseConfig(config, 'config.yaml')).charts.flatMap(chart => Testing.synth(chart));
  const manifests = mend(Yaml.stringify(...objects));
  const args = ['score', '--output-format', 'ci', '--kubernetes-version', 'v1.34', '-'];
  const { stdout, stderr } = await execute(findKubeScore(), args, { stdin: manifests });
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
    for (const { metadata } of buildApp(parseConfig(config, 'c')).charts.flatMap(chart => Testing.synth(chart))) {
      const { 'kube-score/ignore': ignored = '', ...rest } = metadata.annotations ?? {};
      const reasons = Object.keys(rest).filter(key => key.startsWith('cdk8s-qdrant/reason.'));
      const excused = reasons.map(key => key.replace('cdk8s-qdrant/reason.', ''));
      expect(excused.sort()).toEqual(ignored.split(',').filter(Boolean).sort());
    }
  }
});
