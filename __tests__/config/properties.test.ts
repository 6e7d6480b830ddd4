import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { ConfigError } from '../../config/errors';
import { parseConfig } from '../../config/load';
import { type Config } from '../../config/schema';
import { BREAKERS, invalidConfig, validConfig } from '../support/arbitraries';
import { RUNS } from '../support/property-runs';

const FILE = 'config.yaml';

const parse = (input: unknown): Config => parseConfig(stringify(input), FILE);

test('every valid config is taken, and keeps what it says', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      const config = parse(input);
      const { images, keycloakUrl, qdrant, valkey, oauth2Proxy, ...plain } = input;
      expect(config).toMatchObject(plain);
      expect(config.images).toMatchObject(images ?? {});
      expect(config.keycloakUrl).toBe(keycloakUrl?.replace(/\/$/, '') ?? `https://auth.${config.domainName}`);
      expect(config.qdrant.replicas).toBe(qdrant?.replicas ?? 1);
      expect(config.qdrant.storage).toEqual({ size: '150Gi', ...qdrant?.storage });
      expect(config.qdrant.snapshotStorage).toEqual(qdrant?.snapshotStorage);
      expect(config.qdrant.config).toEqual(qdrant?.config ?? {});
      expect(config.oauth2Proxy.replicas).toBe(oauth2Proxy?.replicas ?? 1);
      for (const [name, given] of Object.entries({ qdrant, valkey, oauth2Proxy })) {
        const resources = config[name as 'valkey'].resources;
        for (const [amount, value] of Object.entries(given?.resources?.limits ?? {})) {
          expect(resources.limits![amount as 'cpu']).toBe(String(value));
        }
      }
    }),
    RUNS,
  );
});

test('a resolved config is a config file of the same meaning', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      const config = parse(input);
      expect(parse(config)).toEqual(config);
    }),
    RUNS,
  );
});

test('YAML and JSON of the same config mean the same, each time', () => {
  fc.assert(
    fc.property(validConfig(), input => {
      expect(parseConfig(JSON.stringify(input), FILE)).toEqual(parse(input));
    }),
    RUNS,
  );
});

test.each(Object.keys(BREAKERS))('a broken %s is refused by its path, and nothing else is', path => {
  fc.assert(
    fc.property(invalidConfig(path), input => {
      expect(pathsOfProblems(() => parse(input))).toEqual([path]);
    }),
    { numRuns: Math.ceil(RUNS.numRuns / 15) },
  );
});

test('any text at all gives a config or a ConfigError', () => {
  const fragment = fc.constantFrom(
    'domainName',
    ': ',
    '\n',
    '  ',
    '- ',
    '{',
    ']',
    '*a',
    '&a ',
    '"',
    '#',
    '!x ',
    '1',
    'qdrant',
    '---',
    '<<',
    '? ',
    '\t',
    '|',
    'null',
    '__proto__',
    '%',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fragment).map(parts => parts.join('')),
      ),
      text => {
        pathsOfProblems(() => parseConfig(text, FILE));
      },
    ),
    RUNS,
  );
});

/** The paths of the problems that `action` throws; any other error goes on. */
function pathsOfProblems(action: () => unknown): string[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems.map(({ path }) => path);
    }
    throw error;
  }
}
