import { type Config, defineConfig } from '../../config/define';
import { parseConfig } from '../../config/load';

test('the types take what the config takes, and the compiler finds mistakes', () => {
  const config: Config = defineConfig({
    domainName: 'example.net',
    qdrant: {
      nodeSelector: { pool: 'vectors' },
      tolerations: [{ key: 'pool', operator: 'Exists', effect: 'NoSchedule' }],
      resources: { limits: { cpu: null, memory: '8Gi' } },
      livenessProbe: null,
    },
    apiKeys: { readOnlyApiKey: null },
  });
  const mistakes: Config[] = [
    // @ts-expect-error a key that does not exist
    { qdrnt: {} },
    // @ts-expect-error a string for a number
    { qdrant: { replicas: '3' } },
    // @ts-expect-error a word that is no choice
    { profile: 'staging' },
  ];

  expect(() => parseConfig(JSON.stringify(config), 'config.yaml')).not.toThrow();
  for (const mistake of mistakes) {
    expect(() => parseConfig(JSON.stringify(mistake), 'config.yaml')).toThrow('1 problem found');
  }
});
