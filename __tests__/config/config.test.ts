import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../config/errors';
import { loadConfig, parseConfig } from '../../config/load';
import { type Config } from '../../config/schema';
import { temporaryFolder } from '../support/folders';
import { PRODUCTION } from '../support/production';

const ROOT = join(__dirname, '..', '..');
const resources = (workload: string, values: string) => `${workload}: { resources: ${values} }`;

describe('the defaults', () => {
  const config = parseConfig('domainName: example.com', 'config.yaml');

  test('config.yaml holds the defaults', () => {
    expect(loadConfig(join(ROOT, 'config.yaml'))).toEqual(config);
  });

  test('config.yaml stays valid, and keeps its meaning, when its comments are taken away', () => {
    const text = readFileSync(join(ROOT, 'config.yaml'), 'utf8')
      .replace(/^#.* caFile:.*\n/m, '') // names a file of the reader's own
      .replace(/^# ( *(?:- |\w+:))/gm, '$1');
    const { qdrant, keycloak, scheduledBackup, ...rest } = parseConfig(text, 'config.yaml');
    const volume = { size: '150Gi', storageClassName: 'longhorn' };
    const shown = { storage: volume, snapshotStorage: volume, config: { log_level: 'INFO' } };
    const serviceAccount = { clientId: 'qdrant-stack', realm: 'thinkube' };
    expect(scheduledBackup).toEqual({
      schedule: '0 2 * * *',
      timeZone: 'Etc/UTC',
      keep: 7,
      volume: { size: '500Gi', storageClassName: 'longhorn' },
    });
    expect({ ...rest, qdrant, keycloak }).toEqual({
      ...config,
      qdrant: { ...config.qdrant, ...shown },
      keycloak: { ...config.keycloak, serviceAccount },
    });
  });

  test('where production has another default than the one that config.yaml shows, the comment behind it says so', () => {
    const production = parseConfig(PRODUCTION, 'config.yaml');
    const holders: string[] = [];
    const unsaid = readFileSync(join(ROOT, 'config.yaml'), 'utf8')
      .split('\n')
      .filter(line => {
        const [, indent, key, comment = ''] = /^# ( *)(\w+):(?:.*? # (.*))?/.exec(line) ?? [];
        if (key === undefined) {
          return false;
        }
        holders.splice(indent!.length / 2, Infinity, key);
        const shown = (of: Config) => {
          const value = holders.reduce<any>((holder, each) => holder?.[each], of);
          return typeof value === 'object' ? '' : String(value ?? 'none').replace(/^.*:/, ''); // of an image, its tag
        };
        const isOther = shown(production) !== shown(config) && key !== 'profile';
        return isOther && !(comment.includes('profile production') && comment.includes(shown(production)));
      });
    expect(unsaid).toEqual([]);
  });

  test('backups are made only where they are asked for', () => {
    expect(config.scheduledBackup).toBeUndefined();
    expect(parseConfig('scheduledBackup: { volume: { size: 1Ti } }', 'config.yaml').scheduledBackup).toEqual({
      schedule: '0 2 * * *',
      timeZone: 'Etc/UTC',
      keep: 7,
      volume: { size: '1Ti' },
    });
  });

  test('the fixed ones are those of the contract', () => {
    expect(config).toMatchObject({
      namespace: 'qdrant',
      keycloakRealm: 'thinkube',
      adminUsername: 'tkadmin',
      keycloak: { createRealm: false, clientSettings: 'seed', securityHeaders: 'seed' },
      ingressClassName: 'nginx',
      imagePullPolicy: 'IfNotPresent',
      imagePullSecrets: [],
      qdrant: {
        replicas: 1,
        resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
        storage: { size: '150Gi' },
        config: {},
      },
      valkey: { resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } } },
      oauth2Proxy: {
        replicas: 1,
        resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
      },
    });
  });

  test('everything follows from the domain', () => {
    expect(parseConfig('domainName: my.org', 'config.yaml')).toEqual({
      ...config,
      domainName: 'my.org',
      apiHostname: 'qdrant.my.org',
      dashboardHostname: 'qdrant-dashboard.my.org',
      harborRegistry: 'harbor.my.org',
      keycloakUrl: 'https://auth.my.org',
      corsOrigins: ['https://qdrant-dashboard.my.org'],
      images: {
        qdrant: 'harbor.my.org/library/qdrant:v1.15.4',
        valkey: 'harbor.my.org/library/valkey:latest',
        oauth2Proxy: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6',
        node: 'harbor.my.org/library/node:24.22.1-alpine',
      },
    });
  });

  test('the registry, the project and the dashboard host carry on into what is derived from them', () => {
    const derived = parseConfig(
      'harborRegistry: localhost:5000\nlibraryProject: a/b\ndashboardHostname: d.example.com',
      'config.yaml',
    );
    expect(derived.images.qdrant).toBe('localhost:5000/a/b/qdrant:v1.15.4');
    expect(derived.images.valkey).toBe('localhost:5000/a/b/valkey:latest');
    expect(derived.corsOrigins).toEqual(['https://d.example.com']);
  });

  test('config.schema.json describes every key', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'config.schema.json'), 'utf8'));
    const undescribed = keysOf(schema).filter(([, { description }]) => !description);
    expect(undescribed).toEqual([]);
    expect(keysOf(schema).map(([path]) => path)).toEqual(
      expect.arrayContaining([
        ...Object.keys(config),
        'images.valkey',
        'qdrant.snapshotStorage.size',
        'valkey.resources',
      ]),
    );
  });
});

describe('what is taken', () => {
  test.each<[string, string, (config: Config) => unknown, unknown]>([
    ['numbers as quantities', resources('valkey', '{ limits: { cpu: 2 } }'), c => c.valkey.resources.limits!.cpu, '2'],
    [
      'part of the resources',
      resources('valkey', '{ limits: { memory: 1Gi } }'),
      c => c.valkey.resources,
      {
        requests: { cpu: '50m', memory: '64Mi' },
        limits: { cpu: '200m', memory: '1Gi' },
      },
    ],
    [
      'equal amounts in different units',
      resources('valkey', '{ requests: { cpu: 1.1, memory: 1Gi }, limits: { cpu: 1100m, memory: 1024Mi } }'),
      c => c.valkey.resources.limits!.cpu,
      '1100m',
    ],
    [
      'a slash at the end of the Keycloak URL, which goes',
      'keycloakUrl: https://a.org:8443/auth/',
      c => c.keycloakUrl,
      'https://a.org:8443/auth',
    ],
    ['no other origin', 'corsOrigins: []', c => c.corsOrigins, []],
    ['http for localhost', 'corsOrigins: [http://localhost:3000]', c => c.corsOrigins, ['http://localhost:3000']],
    [
      'a digest',
      `images: { qdrant: 'q@sha256:${'a'.repeat(64)}' }`,
      c => c.images.qdrant,
      `q@sha256:${'a'.repeat(64)}`,
    ],
    ['the API outside of the domain', 'apiHostname: vectors.org', c => c.apiHostname, 'vectors.org'],
    ['the domain itself as dashboard', 'dashboardHostname: example.com', c => c.dashboardHostname, 'example.com'],
    ['three nodes', 'qdrant: { replicas: 3 }', c => c.qdrant.replicas, 3],
    [
      'aliases',
      'valkey: &v { resources: { limits: { memory: 1Gi } } }\noauth2Proxy: *v',
      c => c.oauth2Proxy.resources.limits!.memory,
      '1Gi',
    ],
    ['yes as a text, as YAML 1.2 has it', 'keycloakRealm: yes', c => c.keycloakRealm, 'yes'],
    [
      "Qdrant's own settings",
      'qdrant: { config: { storage: { a: [1, null] } }, allowUnknownSettings: true }',
      c => c.qdrant.config,
      { storage: { a: [1, null] } },
    ],
  ])('%s', (_name, text, select, expected) => {
    expect(select(parseConfig(text, 'config.yaml'))).toEqual(expected);
  });

  test('YAML 1.2 values also where the file asks for YAML 1.1', () => {
    expect(parseConfig('%YAML 1.1\n---\nkeycloakRealm: yes', 'config.yaml').keycloakRealm).toBe('yes');
  });

  test('a __proto__ key changes no prototype', () => {
    const config = parseConfig(
      'qdrant: { config: { __proto__: { polluted: 1 }, a: { __proto__: { polluted: 1 } } }, allowUnknownSettings: true }',
      'c',
    );
    expect(Object.getPrototypeOf(config.qdrant.config)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('fails if', () => {
  test('the file is not there, and tells how to choose one', () => {
    expect(linesOfError(() => loadConfig('/nowhere/config.yaml'))).toEqual([
      'The file does not exist.',
      'Allowed: a YAML file of at most 1 MiB, with at least "domainName: example.com".',
      'Fix: create the file with npm run init, or set the environment variable QDRANT_CONFIG to another file.',
    ]);
  });

  test('the file is a folder', () => {
    expect(linesOfError(() => loadConfig(ROOT))[0]).toBe('The path is a directory, not a file.');
  });

  test('one item of a list is wrong and another stands twice: both are reported', () => {
    const error = errorOf(() =>
      parseConfig("corsOrigins: ['https://*.a.org', 'https://a.org', 'https://a.org']", 'config.yaml'),
    );
    expect(error.problems.map(({ path }) => path)).toEqual(['corsOrigins[0]', 'corsOrigins[2]']);
  });

  test('there are several problems: all are reported, in the order of the file, with rules between valid keys', () => {
    const text =
      'namespace: A\ndomain_name: my.org\ndashboardHostname: d.my.org\nqdrant: { replicas: 2 }\n' +
      'oauth2Proxy: { resources: { limits: { cpu: 10m } } }\nnamespace: b';
    const error = errorOf(() => parseConfig(text, 'my.yaml'));
    expect(error.message.split('\n')[0]).toBe('my.yaml: 4 problems found, nothing was changed.');
    expect(error.problems.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['domain_name', 2, 1],
      ['qdrant.replicas', 4, 11],
      ['oauth2Proxy.resources.limits.cpu', 5, 39],
      ['namespace', 6, 1],
    ]);
  });
});

describe('a secret', () => {
  test.each([
    'adminPassword: hunter2',
    'ADMIN_PASSWORD: hunter2',
    'adminPassword: "hunter2" x',
    'adminPassword: *hunter2',
    'adminPassword: hunter2\nadminPassword: hunter2',
    'unknownKey: hunter2',
    'keycloakUrl: https://admin:hunter2@auth.example.com',
    'keycloakUrl: https://admin:x/hunter2@auth.example.com',
    'corsOrigins: [https://admin:hunter2@example.com]',
    'imagePullSecrets: [HUNTER2]',
    'qdrant: { config: { service: { api_key: hunter2 } } }',
    'qdrant: { config: { storage: { s3: { secret_key: hunter2 } } } }',
    'domainName: { password: hunter2 }',
  ])('is never repeated: %s', text => {
    const error = errorOf(() => parseConfig(text, 'config.yaml'));
    expect(error.message + JSON.stringify(error.problems)).not.toMatch(/hunter2/i);
  });
});

describe('the file is chosen', () => {
  const before = { folder: process.cwd(), variable: process.env.QDRANT_CONFIG };
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.yaml'), 'domainName: from-folder.org');
  writeFileSync(join(folder, 'other.yaml'), 'domainName: from-variable.org');

  beforeEach(() => {
    process.chdir(folder);
    delete process.env.QDRANT_CONFIG;
  });
  afterAll(() => {
    process.chdir(before.folder);
    if (before.variable !== undefined) {
      process.env.QDRANT_CONFIG = before.variable;
    }
  });

  test('config.yaml of the working folder by default', () => {
    expect(loadConfig().domainName).toBe('from-folder.org');
  });

  test('by the environment variable QDRANT_CONFIG', () => {
    process.env.QDRANT_CONFIG = 'other.yaml';
    expect(loadConfig().domainName).toBe('from-variable.org');
  });

  test('by the argument, before the variable', () => {
    process.env.QDRANT_CONFIG = 'missing.yaml';
    expect(loadConfig('other.yaml').domainName).toBe('from-variable.org');
  });
});

function errorOf(action: () => unknown): ConfigError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) {
      return error;
    }
    throw error;
  }
  throw new Error('no ConfigError was thrown');
}

/** The lines of an error's message below its headline. */
function linesOfError(action: () => unknown): string[] {
  return errorOf(action)
    .message.split('\n')
    .slice(1)
    .map(line => line.trim())
    .filter(Boolean);
}

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every key of a JSON schema by its path. */
function keysOf(schema: JsonSchema, path = ''): [string, JsonSchema][] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
    [path + key, value] as [string, JsonSchema],
    ...keysOf(value, `${path}${key}.`),
  ]);
  return [...below, ...(schema.anyOf ?? []).flatMap(each => keysOf(each, path))];
}
