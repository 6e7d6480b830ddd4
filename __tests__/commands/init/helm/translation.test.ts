import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { buildApp } from '../../../../app';
import { fromHelm } from '../../../../commands/init/helm/from-helm';
import { TABLE } from '../../../../commands/init/helm/table';
import { parseConfig } from '../../../../config/load';
import { render } from '../../../../stack/manifests';
import { type HelmFacts, helmFacts } from '../../../support/helm-facts';
import { CHART_VALUES_KEYS, CHART_VERSION } from '../../../support/qdrant-chart-keys';
import facts from './chart-facts.json';

const FOLDER = join(__dirname, 'values');
const FILES = readdirSync(FOLDER).map(file => file.replace('.yaml', ''));

/** The recorded objects of the chart, for release vectors in namespace search. */
const OF_CHART: Readonly<Record<string, HelmFacts>> = facts;

const IS_OBJECT = /^(?:argo|flux)/;

function translated(name: string) {
  const release = IS_OBJECT.test(name) ? {} : { release: 'vectors', namespace: 'search' };
  const file = join(FOLDER, `${name}.yaml`);
  return fromHelm({ file, ...release }, { domainName: 'acme.example.org' }, undefined);
}

/** The facts of the chart that the stack does not have. */
function differences(chart: HelmFacts, stack: HelmFacts, above = ''): string[] {
  return Object.entries(chart).flatMap(([key, value]) =>
    key === 'settings'
      ? differences(value as HelmFacts, stack[key] as HelmFacts, 'settings.')
      : key === 'hosts'
        ? (value as string[]).filter(host => !(stack[key] as string[]).includes(host))
        : isDeepStrictEqual(value, stack[key])
          ? []
          : above + key,
  );
}

/** The facts that the config changes, and the keys that it does not have, for each file. */
const EXPECTED: Readonly<Record<string, { readonly differ: readonly string[]; readonly told: readonly string[] }>> = {
  'argo-application': { differ: [], told: ['resources'] },
  defaults: { differ: [], told: ['resources'] },
  'flux-release': { differ: [], told: ['resources'] },
  'hardened-pods': {
    differ: [],
    told: ['resources'],
  },
  'ingress-nginx': { differ: [], told: ['resources'] },
  'ingress-traefik': {
    differ: ['vectors-grpc.acme.example.org'],
    told: ['resources', 'ingress.hosts', 'ingress.additionalLabels', 'ingress.hosts'],
  },
  'keys-in-plain-text': {
    differ: ['settings.service.api_key'],
    told: ['resources', 'config.service.api_key', 'env.QDRANT__SERVICE__READ_ONLY_API_KEY'],
  },
  'keys-of-a-secret': { differ: [], told: ['resources'] },
  'keys-of-the-chart': { differ: [], told: ['resources'] },
  'labels-and-sidecars': {
    differ: [],
    told: ['resources', 'additionalLabels'],
  },
  metrics: { differ: [], told: ['resources'] },
  'mirrored-image': { differ: [], told: ['resources'] },
  'other-names': {
    differ: ['selector', 'disruptionBudget'],
    told: ['nameOverride', 'resources', 'podDisruptionBudget'],
  },
  placement: { differ: [], told: ['resources'] },
  probes: {
    differ: [],
    told: ['resources'],
  },
  restoration: { differ: [], told: ['resources', 'snapshotRestoration.pvcName', 'snapshotRestoration.snapshots'] },
  service: {
    differ: [],
    told: ['resources'],
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
    told: ['resources', 'config.service.enable_cors', 'env.QDRANT_ALLOW_RECOVERY_MODE', 'config.webhook_url'],
  },
  'three-nodes': { differ: [], told: [] },
  tls: { differ: [], told: ['resources'] },
  volumes: {
    differ: [],
    told: ['resources'],
  },
};

test.each(FILES)('%s: the config keeps the objects of the chart, and every difference is told', name => {
  const { text, told, toFillIn } = translated(name);
  const objects = render(buildApp(parseConfig(text, 'config.yaml'))).flatMap(file => file.objects);

  expect(toFillIn).toEqual([]);
  expect({
    differ: differences(OF_CHART[name]!, helmFacts(objects)),
    told: told.notCarriedOver.map(({ key }) => key),
  }).toEqual(EXPECTED[name]);
});

test('options of the pods and the monitoring are keys of the config', () => {
  const configOf = (name: string) => parseConfig(translated(name).text, 'config.yaml');

  expect(configOf('metrics').qdrant).toMatchObject({
    serviceMonitor: { labels: expect.anything(), interval: expect.any(String), relabelings: expect.any(Array) },
  });
  expect(configOf('tls').qdrant).toMatchObject({
    additionalVolumes: [{ name: 'scratch' }],
    additionalVolumeMounts: [{ name: 'scratch' }],
  });
  expect(configOf('ingress-traefik')).toMatchObject({
    tlsSecretName: 'wildcard',
    apiAliases: ['old.acme.example.org'],
  });
});

describe('the table', () => {
  const rowOf = (key: string) => TABLE.filter(row => key === row.key || key.startsWith(`${row.key}.`));

  test.each(CHART_VALUES_KEYS)(`has one row for %s of chart ${CHART_VERSION}`, key => {
    const rows = rowOf(key);

    expect(rows).toHaveLength(1);
    expect([rows[0]!.read, rows[0]!.to, rows[0]!.sayAt, rows[0]!.noEffect].filter(Boolean)).toHaveLength(1);
  });

  test('has no row for a key that the chart does not have', () => {
    const isKey = (row: string) => CHART_VALUES_KEYS.some(key => key === row || key.startsWith(`${row}.`));

    expect(TABLE.map(({ key }) => key).filter(key => !isKey(key))).toEqual([]);
  });

  test('the values files use every key of the chart', () => {
    const files = FILES.filter(name => !IS_OBJECT.test(name)).map(name => valuesOf(name));
    const isUsed = (key: string) =>
      files.some(values => key.split('.').reduce((at, part) => at?.[part], values) !== undefined);

    expect(files.length).toBeGreaterThanOrEqual(15);
    expect(CHART_VALUES_KEYS.filter(key => !isUsed(key))).toEqual([]);
  });
});

function valuesOf(name: string): any {
  const [document] = parseAllDocuments(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
  return (document as { toJS: () => unknown }).toJS();
}
