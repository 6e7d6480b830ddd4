import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { buildApp } from '../../app';
import { ConfigError } from '../../config/errors';
import { type loadConfig, parseConfig } from '../../config/load';
import type { ConfigInput } from '../../config/schema';
import { render } from '../../stack/manifests';
import { invalidConfig, validConfig } from '../support/arbitraries';
import { synthApp } from '../support/objects';
import { offenders } from '../support/rules';
import { schemaErrors } from '../support/schemas';

const configOf = (input: unknown): ReturnType<typeof loadConfig> => parseConfig(stringify(input), 'config.yaml');
const objectsOf = (input: ConfigInput) => synthApp(buildApp(configOf(input)));

test('every rule holds for every valid config', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      const { apiKeys, images, imagePullSecrets, scheduledBackup } = configOf(input);
      const bucketSecrets = scheduledBackup?.s3 ? [scheduledBackup.s3.secretName] : [];
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
        ],
        // What a config names is its owner's choice.
        floatingImages: Object.values(images),
      };
      expect(offenders(objectsOf(input), surroundings)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('Kubernetes’ schemas take every object of every valid config', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      expect(schemaErrors(objectsOf(input))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('the same config makes the same manifests', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      const manifests = () => JSON.stringify(render(buildApp(configOf(input))));
      expect(manifests()).toBe(manifests());
    }),
    { numRuns: 25 },
  );
});

test('an invalid config makes no app', () => {
  fc.assert(
    fc.property(invalidConfig(), ({ input }) => {
      expect(() => buildApp(configOf(input))).toThrow(ConfigError);
    }),
    { numRuns: 50 },
  );
});
