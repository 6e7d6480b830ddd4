import { parseConfig } from '../../config/load';

const BACKUP = 'volume: { size: 1Gi }';
const taken = (place: string, key: string, name: string, others: string, fix: string, more = '') => `
  config.yaml:${place} ${key} is "${name}": another part of the stack has this name${more}.
    Allowed: a name other than ${others}.
    Fix: ${fix}.`;
const wrong = (key: string, name: string, problem: string, fix: string) => `
  config.yaml:1:14 ${key} is "${name}": ${problem}.
    Allowed: lower-case letters, digits and inner hyphens; at most 52 characters.
    Fix: ${fix}.`;

test.each([
  ['Foo', 'the value has upper-case letters', 'write foo'],
  ['-foo', 'the value is not a Kubernetes name', 'for example, write qdrant-reconcile'],
  ['', 'the value is empty', 'for example, write qdrant-reconcile'],
  ['a'.repeat(53), 'the value has 53 characters, which is too long', 'shorten the value to 52 characters'],
])('fails if the name of reconcile is %j', (name, problem, fix) => {
  expect(() => parseConfig(`reconcile: { name: "${name}" }`, 'config.yaml')).toThrow(
    wrong('reconcile.name', name, problem, fix),
  );
});

test.each([
  [
    'reconcile: { name: oauth2-proxy }',
    taken(
      '1:14',
      'reconcile.name',
      'oauth2-proxy',
      'oauth2-proxy, ephemeral-valkey and qdrant',
      'write qdrant-reconcile',
    ),
  ],
  [
    `scheduledBackup: { name: qdrant, ${BACKUP} }`,
    taken('1:20', 'scheduledBackup.name', 'qdrant', 'oauth2-proxy, ephemeral-valkey and qdrant', 'write qdrant-backup'),
  ],
  [
    `scheduledBackup: { name: qdrant-reconcile, ${BACKUP} }\nreconcile: {}`,
    taken(
      '1:20',
      'scheduledBackup.name',
      'qdrant-reconcile',
      'oauth2-proxy, ephemeral-valkey, qdrant-reconcile and qdrant',
      'write qdrant-backup',
    ),
  ],
  [
    `valkey: { name: qdrant }`,
    taken('1:11', 'valkey.name', 'qdrant', 'oauth2-proxy and qdrant', 'write ephemeral-valkey'),
  ],
  [
    `oauth2Proxy: { name: ephemeral-valkey }`,
    taken('1:16', 'oauth2Proxy.name', 'ephemeral-valkey', 'ephemeral-valkey and qdrant', 'write oauth2-proxy'),
  ],
  [
    `qdrant: { name: search-verify }\nreconcile: { name: search, verify: {} }`,
    taken(
      '1:11',
      'qdrant.name',
      'search-verify',
      'oauth2-proxy, ephemeral-valkey, search and search-verify',
      'write qdrant',
    ),
  ],
  [
    'reconcile: { name: deny-all }\nnetworkPolicies: { enabled: true, ingressController: { podLabels: { app: a } } }',
    taken(
      '1:14',
      'reconcile.name',
      'deny-all',
      'oauth2-proxy, ephemeral-valkey, qdrant and deny-all',
      'write qdrant-reconcile',
    ),
  ],
  [
    'valkey: { name: qdrant-tls }\nreconcile: { name: qdrant, tlsSchedule: "@hourly" }\nqdrant: { name: a }',
    taken(
      '2:14',
      'reconcile.name',
      'qdrant',
      'oauth2-proxy, qdrant-tls and a',
      'write a-reconcile',
      ', or the name with -tls',
    ),
  ],
])('fails if two parts have one name: %s', (text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});

test.each([
  [`scheduledBackup: { name: ${'a'.repeat(47)}, ${BACKUP}, drill: { schedule: '@weekly' } }`, 'scheduledBackup', 46],
  [`reconcile: { name: ${'a'.repeat(46)}, verify: {} }`, 'reconcile', 45],
  [`reconcile: { name: ${'a'.repeat(49)}, tlsSchedule: '@hourly' }`, 'reconcile', 48],
])('fails if a name is too long for further Jobs: %s', (text, part, most) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(`: the names of the Jobs of ${part} are too long.
    Allowed: at most ${most} characters.
    Fix: shorten the value to ${most} characters.`);
});

test('fails if the name of Qdrant is too long for the Jobs of the backups', () => {
  const text = `qdrant: { name: ${'a'.repeat(50)} }\nscheduledBackup: { ${BACKUP} }`;
  expect(() => parseConfig(text, 'config.yaml')).toThrow(`
  config.yaml:1:11 qdrant.name is "${'a'.repeat(50)}": the names of the Jobs of scheduledBackup are too long.
    Allowed: at most 45 characters.
    Fix: shorten the value to 45 characters, or set scheduledBackup.name.`);
});

test('takes names of their own', () => {
  const text = `valkey: { name: sessions }\nscheduledBackup: { name: sessions-verify, ${BACKUP} }\nreconcile: { name: deny-all }`;
  expect(parseConfig(text, 'config.yaml')).toMatchObject({
    scheduledBackup: { name: 'sessions-verify' },
    reconcile: { name: 'deny-all' },
  });
});
