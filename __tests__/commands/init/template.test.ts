import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { parseConfig } from '../../../config/load';
import type { ConfigInput } from '../../../config/schema';
import { platformAnswers } from '../../../commands/init/platforms';
import { type Answers, check, KEYS, problemsOf } from '../../../commands/init/questions';
import { fillIn } from '../../../commands/init/template';
import { validConfig } from '../../support/arbitraries';
import { RUNS } from '../../support/property-runs';

const TEMPLATE = readFileSync(join(resolve(__dirname, '../../..'), 'config.yaml'), 'utf8');
const SCHEMA = './config.schema.json';

const fill = (answers: Answers) => fillIn(TEMPLATE, answers, SCHEMA);

/** The text with every default that its comments show as a key, but for those that are examples. */
function withComments(text: string): string {
  return text
    .replace(/^# +(?:caFile|storageClassName|log_level): .*\n/gm, '')
    .replace(/^# +serviceAccount:(?:.*\n){3}/m, '')
    .replace(/^# +snapshotStorage:(?:.*\n){2}/m, '')
    .replace(/^# +config:.*\n/m, '')
    .replace(/^# scheduledBackup:(?:.*\n){6}/m, '')
    .replace(/^# ( *(?:- |\w+:))/gm, '$1');
}

const answers = () =>
  validConfig()
    .map((config: ConfigInput) => Object.fromEntries(KEYS.map(key => [key, config[key]])) as Answers)
    .filter(given => problemsOf(given).length === 0);

test('the examples as answers give the template itself', () => {
  expect(fill({ domainName: 'example.com' })).toBe(TEMPLATE);
});

test('a config says what was answered, and nothing else', () => {
  fc.assert(
    fc.property(answers(), given => {
      expect(parseConfig(fill(given), 'config.yaml')).toEqual(parseConfig(JSON.stringify(given), 'answers'));
    }),
    RUNS,
  );
});

test('the defaults that its comments show are those that follow from the answers', () => {
  fc.assert(
    fc.property(answers(), given => {
      expect(parseConfig(withComments(fill(given)), 'config.yaml')).toEqual(
        parseConfig(JSON.stringify(given), 'answers'),
      );
    }),
    RUNS,
  );
});

test('for platform k3s, the config is valid as soon as somebody has access', () => {
  const given: Answers = { domainName: 'acme.io', platform: 'k3s', ...platformAnswers('k3s') };
  const text = fill(given).replace(/^( +groups: )\[\]/m, '$1[/admins]');

  expect(parseConfig(text, 'config.yaml')).toMatchObject({
    profile: 'production',
    ingressClassName: 'traefik',
    qdrant: { replicas: 1, replicationFactor: 1 },
    networkPolicies: {
      ingressController: {
        namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
        podLabels: { 'app.kubernetes.io/name': 'traefik' },
      },
    },
  });
});

test('for platform k3s, profile seed has a dashboard behind oauth2-proxy', () => {
  const given: Answers = { domainName: 'acme.io', platform: 'k3s', ...platformAnswers('k3s'), profile: 'seed' };

  expect(parseConfig(fill(given), 'config.yaml')).toMatchObject({
    ingressClassName: 'traefik',
    dashboard: { mode: 'proxy' },
  });
});

describe('for platform thinkube', () => {
  const GATEWAY = { name: 'thinkube-gateway', namespace: 'gateway-system', sectionName: 'https' };
  const given: Answers = { domainName: 'acme.io', platform: 'thinkube' };

  test('the config has the Gateway, the priority class and the image, and no other key', () => {
    const keys = {
      gateway: GATEWAY,
      dashboard: { mode: 'proxy' },
      scheduling: { priorityClassName: 'thinkube-workload' },
    };
    const images = { qdrant: 'harbor.acme.io/library/qdrant:v1.18.0' };

    expect(parse(fill(given))).toEqual({ ...parse(fill({ domainName: 'acme.io' })), ...keys, images });
  });

  test('the image comes from the registry of the answers', () => {
    expect(parse(fill({ ...given, harborRegistry: 'registry.acme.io:5000' }))).toMatchObject({
      images: { qdrant: 'registry.acme.io:5000/library/qdrant:v1.18.0' },
    });
  });

  test('profile production has its own version, and admits the pods of Envoy Gateway', () => {
    const filled = fill({ ...given, profile: 'production' });

    expect(parse(filled)).toMatchObject({
      gateway: GATEWAY,
      dashboard: { mode: 'proxy', access: { groups: [], roles: [], emailDomains: [] } },
      networkPolicies: {
        ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': 'envoy-gateway-system' } },
      },
    });
    expect(parse(filled)).not.toHaveProperty('images');
    const config = parseConfig(filled.replace('    groups: []', '    groups: [/search/admins]'), 'config.yaml');
    expect(config.images.qdrant).toBe('docker.io/qdrant/qdrant:v1.19.2');
  });

  test('every config says what was answered, and what the platform needs', () => {
    fc.assert(
      fc.property(answers(), others => {
        const all: Answers = { ...others, profile: 'seed', platform: 'thinkube' };
        expect(parseConfig(fill(all), 'config.yaml')).toEqual(check(all).config);
      }),
      RUNS,
    );
  });
});

test('in production, the lines to fill in are all that is missing, and nothing else is said', () => {
  fc.assert(
    fc.property(answers(), others => {
      const given = { ...others, profile: 'production' };
      const filledIn = fill(given)
        .replace('    roles: []', '    roles: [admin]')
        .replace('    namespaceLabels: {}', '    namespaceLabels: { app: controller }');
      const expected = {
        ...given,
        dashboard: { access: { roles: ['admin'] } },
        networkPolicies:
          (given.ingressClassName ?? 'nginx') === 'nginx'
            ? {}
            : { ingressController: { namespaceLabels: { app: 'controller' } } },
      };
      expect(parseConfig(filledIn, 'config.yaml')).toEqual(parseConfig(JSON.stringify(expected), 'answers'));
    }),
    RUNS,
  );
});

test('a class of the ingresses does not rename ingress-nginx', () => {
  expect(fill({ domainName: 'acme.io', ingressClassName: 'internal' })).not.toContain('ingress-internal');
});

test('every comment of the template is kept, each at its column where there is room', () => {
  const filled = fill({ domainName: 'acme.io', harborRegistry: 'localhost:5000' });
  const comments = (text: string) => text.split('\n').map(line => /(?<=\S +)# .*$/.exec(line)?.[0]);

  expect(comments(filled)).toEqual(comments(TEMPLATE));
  expect(filled.split('\n')).toEqual(
    expect.arrayContaining([
      '# apiHostname: qdrant.acme.io                         # qdrant.{domainName}',
      'harborRegistry: localhost:5000                        # harbor.{domainName}, in profile production none; host or host:port',
      '#   qdrant: localhost:5000/library/qdrant:v1.15.4     # {harborRegistry}/{libraryProject}/qdrant:v1.15.4, in profile production v1.19.2',
    ]),
  );
});

test('an answer that is the example of another key is not replaced again', () => {
  const config = parseConfig(
    fill({ domainName: 'acme.io', harborRegistry: 'harbor.example.com', keycloakRealm: 'nginx' }),
    'config.yaml',
  );

  expect(config).toMatchObject({
    harborRegistry: 'harbor.example.com',
    keycloakRealm: 'nginx',
    ingressClassName: 'nginx',
  });
});

test.each(['123', 'true', 'null', '1e3', '0x10', '1.0'])('a realm %s stays a text', realm => {
  expect(parseConfig(fill({ domainName: 'acme.io', keycloakRealm: realm }), 'config.yaml').keycloakRealm).toBe(realm);
});

test('the line for editors says where the schema is, and is left out where there is none', () => {
  const [, ...rest] = TEMPLATE.split('\n');

  expect(fillIn(TEMPLATE, { domainName: 'example.com' }, './node_modules/a/schema.json')).toBe(
    ['# yaml-language-server: $schema=./node_modules/a/schema.json', ...rest].join('\n'),
  );
  expect(fillIn(TEMPLATE, { domainName: 'example.com' }, undefined)).toBe(rest.slice(1).join('\n'));
});
