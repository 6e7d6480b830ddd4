import { parse } from 'yaml';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { find, synthApp } from '../support/objects';
import { PRODUCTION } from '../support/production';

const objectsOf = (text: string) => synthApp(buildApp(parseConfig(text, 'config.yaml')));
const settingsOf = (text: string) => parse(find(objectsOf(text), 'ConfigMap', 'qdrant').data['production.yaml']);
const limitsOf = (text: string) =>
  Object.entries(find(objectsOf(text), 'Ingress', 'qdrant-api-ingress').metadata.annotations!).filter(([name]) =>
    /\/(?:limit-|proxy-body-size)/.test(name),
  );

test('production sends no telemetry, fetches no snapshot by URL, and its nodes show each other their key', () => {
  expect(settingsOf(PRODUCTION)).toMatchObject({
    telemetry_disabled: true,
    service: { enable_cors: false, enable_snapshot_url_recovery: false, enforce_internal_auth: true },
  });
});

test('seed says none of it', () => {
  const settings = settingsOf('profile: seed');
  expect(settings.telemetry_disabled).toBeUndefined();
  expect(Object.keys(settings.service)).toEqual(['http_port', 'grpc_port', 'enable_tls', 'enable_cors']);
});

test('one of the settings of production is set otherwise, and its neighbours stay', () => {
  const text = PRODUCTION + 'qdrant: { config: { service: { enforce_internal_auth: false } } }';
  expect(settingsOf(text)).toMatchObject({
    telemetry_disabled: true,
    service: { enable_snapshot_url_recovery: false, enforce_internal_auth: false },
  });
});

test('strict mode and audit log reach Qdrant in its own words', () => {
  const text = `
    images: { qdrant: "qdrant/qdrant:v1.17.0" }
    qdrant:
      strictMode: { maxQueryLimit: 1000, searchMaxHnswEf: 512, unindexedFilteringRetrieve: false }
      auditLog: { rotation: hourly, trustForwardedHeaders: true }
      config: { storage: { on_disk_payload: true } }`;
  expect(settingsOf(text)).toMatchObject({
    storage: {
      on_disk_payload: true,
      collection: {
        strict_mode: {
          enabled: true,
          max_query_limit: 1000,
          search_max_hnsw_ef: 512,
          unindexed_filtering_retrieve: false,
        },
      },
    },
    audit: { enabled: true, rotation: 'hourly', max_log_files: 7, trust_forwarded_headers: true },
  });
});

test('the API host is limited in production, and elsewhere on request', () => {
  expect(limitsOf(PRODUCTION)).toEqual([
    ['nginx.ingress.kubernetes.io/limit-connections', '200'],
    ['nginx.ingress.kubernetes.io/limit-rps', '500'],
    ['nginx.ingress.kubernetes.io/proxy-body-size', '0'],
  ]);
  expect(limitsOf('profile: seed')).toEqual([['nginx.ingress.kubernetes.io/proxy-body-size', '0']]);
  expect(limitsOf('apiLimits: { bodySizeMb: 32 }')).toEqual([['nginx.ingress.kubernetes.io/proxy-body-size', '32m']]);
});
