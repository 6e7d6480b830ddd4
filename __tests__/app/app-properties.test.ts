import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { buildApp } from '../../app';
import { ConfigError } from '../../config/errors';
import { type loadConfig, parseConfig } from '../../config/load';
import type { ConfigInput } from '../../config/schema';
import { render } from '../../stack/manifests';
import { BREAKERS, invalidConfig, validConfig } from '../support/arbitraries';
import { RUNS } from '../support/property-runs';
import { synthApp } from '../support/objects';
import { offenders } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const configOf = (input: unknown): ReturnType<typeof loadConfig> => parseConfig(stringify(input), 'config.yaml');
const objectsOf = (input: ConfigInput) => synthApp(buildApp(configOf(input)));

test('the objects of every valid config keep every rule and the schemas of Kubernetes', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      const { apiKeys, images, imagePullSecrets, scheduledBackup, reconcile } = configOf(input);
      const bucketSecrets = scheduledBackup?.s3?.secretName ? [scheduledBackup.s3.secretName] : [];
      const surroundings = {
        secrets: [
          'oauth2-proxy',
          'qdrant-tls-secret',
          'ephemeral-valkey',
          'valkey-tls',
          'qdrant-internal-tls',
          apiKeys.secretName,
          ...imagePullSecrets,
          ...bucketSecrets,
          ...(reconcile ? [reconcile.keycloakSecretName] : []),
        ],
        // What a config names is its owner's choice.
        floatingImages: Object.values(images),
      };
      const objects = objectsOf(input);
      expect(offenders(objects, surroundings)).toEqual([]);
      expect(schemaErrors(objects)).toEqual([]);
    }),
    RUNS,
  );
});

test('the same config makes the same manifests', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      const manifests = () => JSON.stringify(render(buildApp(configOf(input))));
      expect(manifests()).toBe(manifests());
    }),
    RUNS,
  );
});

test('an invalid config makes no app', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(BREAKERS)).chain(invalidConfig), input => {
      expect(() => buildApp(configOf(input))).toThrow(ConfigError);
    }),
    RUNS,
  );
});
