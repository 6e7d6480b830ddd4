import { parse } from 'yaml';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { containerOf, find, synthApp } from '../support/objects';
import { PRODUCTION } from '../support/production';
import { offenders } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const objectsOf = (text: string) => synthApp(buildApp(parseConfig(text, 'config.yaml')));
const keysOf = (text: string) =>
  Object.fromEntries(
    containerOf(objectsOf(text), 'StatefulSet')
      .env.filter(({ name }: { name: string }) => name.endsWith('API_KEY'))
      .map(({ name, valueFrom }: { name: string; valueFrom: any }) => [name, valueFrom.secretKeyRef]),
  );
const tokensOf = (text: string) =>
  parse(find(objectsOf(text), 'ConfigMap', 'qdrant').data['production.yaml']).service.jwt_rbac;

test('Qdrant asks for keys of the Secret that the hook makes', () => {
  const name = 'qdrant-api-keys';
  expect(keysOf(PRODUCTION)).toEqual({
    QDRANT__SERVICE__API_KEY: { name, key: 'api-key' },
    QDRANT__SERVICE__ALT_API_KEY: { name, key: 'alt-api-key', optional: true },
    QDRANT__SERVICE__READ_ONLY_API_KEY: { name, key: 'read-only-api-key' },
  });
});

test('the Secret and the names in it are a choice', () => {
  const name = 'keys';
  expect(keysOf('apiKeys: { enabled: true, secretName: keys, apiKey: WRITE, readOnlyApiKey: READ }')).toEqual({
    QDRANT__SERVICE__API_KEY: { name, key: 'WRITE' },
    QDRANT__SERVICE__ALT_API_KEY: { name, key: 'alt-WRITE', optional: true },
    QDRANT__SERVICE__READ_ONLY_API_KEY: { name, key: 'READ' },
  });
});

test('without keys, Qdrant looks for no Secret', () => {
  expect(keysOf('profile: seed')).toEqual({});
  expect(
    keysOf(PRODUCTION + 'apiKeys: { enabled: false }\nacceptedRisks: { apiWithoutKey: a network of its own }'),
  ).toEqual({});
});

test('tokens can be left off', () => {
  expect(tokensOf(PRODUCTION)).toBe(true);
  expect(tokensOf(PRODUCTION + 'apiKeys: { jwtRbac: false }')).toBeUndefined();
  expect(tokensOf('profile: seed')).toBeUndefined();
});

test('scheduled backups send the key', () => {
  const objects = objectsOf(PRODUCTION + 'scheduledBackup: { volume: { size: 1Ti } }');
  expect(containerOf(objects, 'CronJob').env).toContainEqual({
    name: 'QDRANT_API_KEY',
    valueFrom: { secretKeyRef: { name: 'qdrant-api-keys', key: 'api-key' } },
  });
});

test('every rule holds', () => {
  const objects = objectsOf('apiKeys: { enabled: true }');
  const secrets = ['oauth2-proxy', 'qdrant-tls-secret', 'qdrant-api-keys'];
  expect(offenders(objects, { secrets, floatingImages: ['harbor.example.com/library/valkey:latest'] })).toEqual([]);
  expect(schemaErrors(objects)).toEqual([]);
});
