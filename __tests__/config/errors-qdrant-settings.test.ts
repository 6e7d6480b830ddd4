import { QdrantChart } from 'cdk8s-qdrant';
import { parseConfig } from '../../config/load';
import { PRODUCTION } from '../support/production';

const LOWER_CASE = 'Allowed: names of lower-case letters, digits and underscores.';
const NAMES = `${LOWER_CASE}
    Fix: write the setting inside its section, as in service: { max_workers: 4 }.`;

const SECTION = `the value would replace settings of the stack.
    Allowed: a mapping of settings.
    Fix: remove the setting.`;

/** What stands in `qdrant.config`, and what its error says below the headline. */
const CASES: [name: string, settings: string, message: string][] = [
  [
    'a dot hides a setting that the stack decides',
    '{ service.enable_cors: true }',
    `1:21 qdrant.config."service.enable_cors": Qdrant reads the name as the path of a setting.
    ${NAMES}`,
  ],
  [
    'quotes and a dot do',
    '{ "storage.storage_path": /tmp/x }',
    `1:21 qdrant.config."storage.storage_path": Qdrant reads the name as the path of a setting.
    ${NAMES}`,
  ],
  [
    'another case does',
    '{ Service: { enable_cors: true } }',
    `1:21 qdrant.config.Service: Qdrant does not spell its settings in this form.
    ${LOWER_CASE}
    Fix: write service.`,
  ],
  [
    'another case does, below its section',
    '{ service: { Enable_Cors: true } }',
    `1:32 qdrant.config.service.Enable_Cors: Qdrant does not spell its settings in this form.
    ${LOWER_CASE}
    Fix: write enable_cors.`,
  ],
  [
    'a setting has a hyphen',
    '{ log-level: INFO }',
    `1:21 qdrant.config.log-level: Qdrant does not spell its settings in this form.
    ${LOWER_CASE}
    Fix: write log_level.`,
  ],
  [
    'a URL holds credentials, which are not repeated',
    '{ storage: { snapshots_config: { s3_config: { endpoint_url: "https://me:hunter2@minio.acme.io" } } } }',
    `1:65 qdrant.config.storage.snapshots_config.s3_config.endpoint_url is "***": a config file must not contain a secret.
    Allowed: settings that are not secret.
    Fix: remove the setting; Secrets of the cluster give keys and passwords to Qdrant.`,
  ],
  [
    'a dot hides a key, which is not repeated',
    '{ service.api_key: hunter2 }',
    `1:21 qdrant.config."service.api_key" is "***": a config file must not contain a secret.
    Allowed: settings that are not secret.
    Fix: remove the setting; Secrets of the cluster give keys and passwords to Qdrant.`,
  ],
  ...['service: null', 'service: []', 'service: ""', 'cluster: null'].map((settings): [string, string, string] => [
    `a section is none: ${settings}`,
    `{ ${settings} }`,
    `1:21 qdrant.config.${settings.split(':')[0]}: ${SECTION}`,
  ]),
  [
    'another authority is to be trusted between the nodes',
    '{ tls: { cert_ttl: 60, ca_cert: /own.crt } }',
    `1:42 qdrant.config.tls.ca_cert is "/own.crt": the key qdrant.tls sets this value.
    Allowed: settings that the stack does not set.
    Fix: remove the setting, and set qdrant.tls.`,
  ],
  [
    'a key of TLS stands there, which is not repeated',
    '{ tls: { key: "-----BEGIN PRIVATE KEY-----" } }',
    `1:28 qdrant.config.tls.key is "***": the key qdrant.tls sets this value.
    Allowed: settings that the stack does not set.
    Fix: remove the setting, and set qdrant.tls.`,
  ],
  [
    'a section in a section is none',
    '{ storage: { collection: 1 } }',
    `1:32 qdrant.config.storage.collection: ${SECTION}`,
  ],
];

test('every unknown or wrong setting is a problem, at its place', () => {
  const text = `qdrant:
  config:
    metrics_prefix: vec_
    log_level: 5
    storage: { performance: { max_search_threads: many } }`;
  expect(() => parseConfig(text, 'config.yaml')).toThrow(`config.yaml: 3 problems found, nothing was changed.

  config.yaml:3:5 qdrant.config.metrics_prefix is "vec_": Qdrant has no such setting at this place.
    Allowed: audit, cluster, debugger, feature_flags, gpu, inference, log_level, logger, service, storage, telemetry_disabled, tls.
    Fix: upgrade Qdrant to v1.16.0 first, and write it as service.metrics_prefix.

  config.yaml:4:5 qdrant.config.log_level is 5: the value has a wrong type.
    Allowed: a string or null.
    Fix: write a string or null.

  config.yaml:5:31 qdrant.config.storage.performance.max_search_threads is "many": the value has a wrong type.
    Allowed: an integer of 0 or more.
    Fix: write an integer of 0 or more.`);
});

test('qdrant.allowUnknownSettings takes settings of other versions, and no wrong types', () => {
  const text = (settings: string) => `qdrant: { allowUnknownSettings: true, config: { ${settings} } }`;
  expect(parseConfig(text('service: { metrics_prefix: vec_ }, new: 1'), 'c').qdrant.config).toMatchObject({ new: 1 });
  expect(() => parseConfig(text('log_level: 5'), 'c')).toThrow('the value has a wrong type');
});

test('without a place for it, an unknown setting names the key that takes it', () => {
  expect(() => parseConfig('qdrant: { config: { vector_size: 3 } }', 'c')).toThrow(
    'Fix: remove the setting; or set qdrant.allowUnknownSettings, for a setting of another version.',
  );
});

test('settings of a profile can be newer than the image', () => {
  const older =
    "images: { qdrant: 'qdrant/qdrant:v1.17.1' }\nacceptedRisks: { outdatedQdrant: 'the next step comes later' }\n";
  expect(parseConfig(PRODUCTION + older, 'c').qdrant.config).toMatchObject({
    service: { enforce_internal_auth: true },
  });
});

test.each(['0.0.0.0', '::'])('service.host can be %s, every address of the pod', host => {
  expect(parseConfig(`qdrant: { config: { service: { host: '${host}' } } }`, 'c').qdrant.config).toEqual({
    service: { host },
  });
});

test.each(CASES)('fails if %s', (_name, settings, message) => {
  const headline = 'config.yaml: 1 problem found, nothing was changed.';
  expect(() => parseConfig(`qdrant: { config: ${settings} }`, 'config.yaml')).toThrow(
    new Error(`${headline}\n\n  config.yaml:${message}`),
  );
});

test.each(QdrantChart.RESERVED_SETTINGS)('fails for %s, which the library decides', setting => {
  const tree = setting.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), 'some value');
  expect(() => parseConfig(JSON.stringify({ qdrant: { config: tree } }), 'config.yaml')).toThrow(
    new RegExp(`qdrant\\.config\\.${setting.replaceAll('.', '\\.')} is "(?:some value|\\*{3})": `),
  );
});
