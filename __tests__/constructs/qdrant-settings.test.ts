import { App } from 'cdk8s';
import { Images, QdrantChart, type QdrantChartProps, QdrantSettings } from 'cdk8s-qdrant';
import { SETTING_TABLE } from '../../constructs/src/qdrant/qdrant-setting-table';

const TYPE = /^(?:boolean|string|count|integer|number|list|mapping|[A-Za-z0-9_]+(?:\|[A-Za-z0-9_]+)+)\??$/;
const LINES = SETTING_TABLE.trim().split('\n');

function synth(props: Partial<QdrantChartProps>): () => QdrantChart {
  return () => new QdrantChart(new App(), 'qdrant', { storage: { size: '10Gi' }, ...props });
}

/** The problems of settings, each as `path: problem Fix: fix`. */
function problems(settings: Record<string, unknown>, image = Images.QDRANT): string[] {
  return QdrantSettings.problems(settings, image).map(
    ({ path, problem, fix }) => `${path.join('.')}: ${problem}. Fix: ${fix}.`,
  );
}

describe('the table of settings', () => {
  test('has lines of a name, a type and versions, below a section', () => {
    const wrong = LINES.filter((line, index) => {
      const [, indent, name, rest] = /^( *)([a-z0-9_]+)(?: (.+))?$/.exec(line) ?? [];
      const [type = '', ...versions] = rest?.split(' ') ?? [];
      const depthAbove = LINES[index - 1]?.search(/\S/) ?? 0;
      const isTyped = TYPE.test(type) && /^(?:since 1\.\d+\.\d+)?(?: ?until 1\.\d+\.\d+)?$/.test(versions.join(' '));
      const isSection = rest === undefined && LINES[index + 1]?.startsWith(`${indent} `);
      return !name || !(isTyped || isSection) || indent!.length > depthAbove + 1;
    });
    expect(wrong).toEqual([]);
  });

  test('is in order, with each name once in its section', () => {
    const path: string[] = [];
    const paths = LINES.map(line => {
      path.splice(line.search(/\S/), Infinity, line.trim().split(' ')[0]!);
      return path.join(' ');
    });
    expect(paths).toEqual([...new Set(paths)].sort());
  });

  test('has every setting that the stack sets', () => {
    const reserved = QdrantChart.RESERVED_SETTINGS.map(setting =>
      setting.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), 'a value'),
    ) as Record<string, unknown>[];
    const known = reserved.filter(settings => {
      const [found] = QdrantSettings.problems(settings, Images.QDRANT);
      return !found || found.problem === 'the value has a wrong type';
    });
    expect(known).toEqual(reserved);
  });

  test('is small', () => {
    expect(SETTING_TABLE.length).toBeLessThan(8 * 1024);
  });
});

const NO_SUCH = 'Qdrant has no such setting at this place';
const TYPE_PROBLEM = 'the value has a wrong type';

test.each<[string, Record<string, unknown>, string]>([
  [
    'at the top in place of a section',
    { metrics_prefix: 'x_' },
    `metrics_prefix: ${NO_SUCH}. Fix: write it as service.metrics_prefix.`,
  ],
  [
    'in a section at the top',
    { performance: { max_search_threads: 8 } },
    `performance.max_search_threads: ${NO_SUCH}. Fix: write it as storage.performance.max_search_threads.`,
  ],
  [
    'above its section',
    { storage: { wal_capacity_mb: 32 } },
    `storage.wal_capacity_mb: ${NO_SUCH}. Fix: write it as storage.wal.wal_capacity_mb.`,
  ],
  [
    'in a misspelt section',
    { storge: { on_disk_payload: true } },
    `storge.on_disk_payload: ${NO_SUCH}. Fix: write it as storage.on_disk_payload.`,
  ],
  [
    'with a similar name',
    { telemetry: { disable: true } },
    `telemetry.disable: ${NO_SUCH}. Fix: write it as telemetry_disabled.`,
  ],
  [
    'nowhere',
    { collection: { vector_size: 384 } },
    `collection.vector_size: ${NO_SUCH}. Fix: remove the setting; or set allowUnknownSettings, for a setting of another version.`,
  ],
  [
    'that the stack sets',
    { storage: { snapshot_path: '/x' } },
    `storage.snapshot_path: ${NO_SUCH}. Fix: remove the setting: the stack sets storage.snapshots_path.`,
  ],
  [
    'with a string for a number',
    { storage: { performance: { max_search_threads: 'many' } } },
    `storage.performance.max_search_threads: ${TYPE_PROBLEM}. Fix: write an integer of 0 or more.`,
  ],
  [
    'with a negative number of threads',
    { service: { max_workers: -1 } },
    `service.max_workers: ${TYPE_PROBLEM}. Fix: write an integer of 0 or more or null.`,
  ],
  ['with a number for a string', { log_level: 5 }, `log_level: ${TYPE_PROBLEM}. Fix: write a string or null.`],
  [
    'with another value',
    { logger: { format: 'xml' } },
    `logger.format: ${TYPE_PROBLEM}. Fix: write text or json or null.`,
  ],
  [
    'with a list for a value',
    { logger: { format: ['text'] } },
    `logger.format: ${TYPE_PROBLEM}. Fix: write text or json or null.`,
  ],
  ['without a value', { telemetry_disabled: null }, `telemetry_disabled: ${TYPE_PROBLEM}. Fix: write true or false.`],
  ['as a section', { log_level: { level: 'INFO' } }, `log_level: ${TYPE_PROBLEM}. Fix: write a string or null.`],
  [
    'in place of a section',
    { storage: { wal: 32 } },
    `storage.wal: ${TYPE_PROBLEM}. Fix: write a mapping of wal_capacity_mb, wal_retain_closed, wal_segments_ahead.`,
  ],
  [
    'with a path outside of the volumes',
    { storage: { temp_path: '/tmp/qdrant' } },
    'storage.temp_path: the path is outside of the volumes, and the other folders of the container are read-only. Fix: for example, write /qdrant/storage/qdrant.',
  ],
  [
    'that no metric can have',
    { service: { metrics_prefix: 'my-' } },
    'service.metrics_prefix: the names of metrics cannot start with the value. Fix: for example, write vectors_.',
  ],
])('a setting %s is a problem', (_, settings, problem) => {
  expect(problems(settings)).toEqual([problem]);
});

test('known settings are fine, with relative paths, null, and mappings of names that users choose', () => {
  const settings = {
    log_level: 'INFO',
    service: { host: '::', max_workers: null, slow_query_secs: 0.5 },
    storage: {
      temp_path: './storage/tmp',
      performance: { optimizer_cpu_budget: -2 },
      collection: {
        quantization: { scalar: { type: 'int8' } },
        strict_mode: { multivector_config: { mine: { max_vectors: 3 } } },
      },
      optimizers_overwrite: { max_optimization_threads: 'auto' },
    },
    gpu: undefined,
    audit: {},
  };
  expect(problems(settings)).toEqual([]);
});

test.each<[string, Record<string, unknown>, string, string[]]>([
  [
    'that comes later',
    { service: { metrics_prefix: 'x_' } },
    'qdrant/qdrant:v1.15.4',
    [
      'service.metrics_prefix: this version of Qdrant does not have the setting. Fix: remove the setting, or upgrade Qdrant first.',
    ],
  ],
  [
    'that comes later, at another place',
    { metrics_prefix: 'x_' },
    'qdrant/qdrant:v1.15.4',
    [`metrics_prefix: ${NO_SUCH}. Fix: upgrade Qdrant to v1.16.0 first, and write it as service.metrics_prefix.`],
  ],
  [
    'that moved',
    { storage: { collection: { strict_mode: { max_disk_usage_percent: 80 } } } },
    'qdrant/qdrant:v1.19.0',
    [
      'storage.collection.strict_mode.max_disk_usage_percent: this version of Qdrant does not have the setting any more. Fix: write it as storage.quotas.max_disk_usage_percent.',
    ],
  ],
  [
    'that moves later',
    { storage: { collection: { strict_mode: { max_disk_usage_percent: 80 } } } },
    'qdrant/qdrant:v1.18.3',
    [],
  ],
  [
    'of any version, for a tag that tells none',
    { feature_flags: { payload_storage_skip_rocksdb: true, serverless_compatible: true } },
    'qdrant/qdrant:latest',
    [],
  ],
])('the version of the image decides about a setting %s', (_, settings, image, expected) => {
  expect(problems(settings, image)).toEqual(expected);
});

describe('QdrantChart', () => {
  test('refuses an unknown setting of its configuration file, and does not repeat its value', () => {
    expect(synth({ config: { storage: { wal_capacity_mb: 32 } } })).toThrow(
      /^QdrantChart: config\.storage\.wal_capacity_mb: Qdrant has no such setting at this place\. Allowed: in section storage: collection, .+\. Fix: write it as storage\.wal\.wal_capacity_mb\.$/,
    );
  });

  test.each([
    ['QDRANT__TELEMETRY__DISABLE', 'true', 'write it as QDRANT__TELEMETRY_DISABLED'],
    ['QDRANT__STORAGE__SNAPSHOT_PATH', '/x', 'remove the setting: the stack sets storage.snapshots_path'],
    ['QDRANT__SERVICE__MAX_WORKERS', 'many', 'write an integer of 0 or more or null'],
    ['QDRANT__STORAGE__TEMP_PATH', '/tmp', 'for example, write /qdrant/storage/tmp'],
  ])('refuses variable %s with %j', (name, value, fix) => {
    expect(synth({ env: [{ name, value }] })).toThrow(`Fix: ${fix}.`);
  });

  test.each([
    ['QDRANT__TELEMETRY_DISABLED', 'true'],
    ['QDRANT__TELEMETRY_DISABLED', '1'],
    ['QDRANT__SERVICE__MAX_WORKERS', '8'],
    ['QDRANT__SERVICE__HOST', '::'],
    ['QDRANT_NUM_CPUS', '4'],
  ])('takes variable %s with %j', (name, value) => {
    expect(synth({ env: [{ name, value }] })).not.toThrow();
  });

  test('takes a path below a mount of its user, and refuses one that is read-only', () => {
    const withMount = (readOnly: boolean) =>
      synth({
        config: { storage: { temp_path: '/scratch/tmp' } },
        additionalVolumes: [{ name: 'scratch', emptyDir: {} }],
        additionalVolumeMounts: [{ name: 'scratch', mountPath: '/scratch', readOnly }],
      });
    expect(withMount(false)).not.toThrow();
    expect(withMount(true)).toThrow('Allowed: a path below /qdrant/storage, /qdrant/snapshots.');
  });

  test('takes unknown settings on request, and still refuses wrong types', () => {
    const allowUnknownSettings = true;
    expect(synth({ allowUnknownSettings, config: { new_section: { new_setting: 1 } } })).not.toThrow();
    expect(synth({ allowUnknownSettings, env: [{ name: 'QDRANT__NEW', value: '1' }] })).not.toThrow();
    expect(synth({ allowUnknownSettings, config: { log_level: 1 } })).toThrow('the value has a wrong type');
  });

  test('needs the prefix of metrics at synth', () => {
    const valueFrom = { configMapKeyRef: { name: 'names', key: 'prefix' } };
    expect(synth({ env: [{ name: 'QDRANT__SERVICE__METRICS_PREFIX', valueFrom }] })).toThrow(
      'QdrantChart: env QDRANT__SERVICE__METRICS_PREFIX is "(from the cluster)". Allowed: a value. ' +
        'Fix: write the value in config.service.metrics_prefix.',
    );
  });
});
