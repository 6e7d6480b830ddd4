import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { type k8s } from 'cdk8s-plus-30';
import {
  EphemeralValkey,
  type QdrantChartProps,
  Reconciler,
  type ReconcilerOptions,
  type WorkloadProps,
} from 'cdk8s-qdrant';
import { fullWorkload } from '../support/full-props';
import { find, type K8sObject, podOf } from '../support/objects';
import { withoutLongFiles } from '../support/scheduled-backups';
import { stackParts } from '../support/stack-parts';
import { workloadPromises } from '../support/workload-promises';

const NAME = 'qdrant-reconcile';
const MINIMAL: ReconcilerOptions = { settings: '{ "namespace": "ns" }', writtenSecrets: ['oauth2-proxy'] };
/** An annotation of an object holds 256 KiB, and `kubectl apply` keeps the object in one. */
const LARGEST_ANNOTATION = 256 * 1024;

function make(props: Partial<ReconcilerOptions> = {}, qdrantProps: Partial<QdrantChartProps> = {}): K8sObject[] {
  const { chart, qdrant, oauth2Proxy } = stackParts(qdrantProps);
  const parts = stackParts();
  const valkey = new EphemeralValkey(parts.chart, 'valkey');
  new Reconciler(chart, 'reconciler', { ...MINIMAL, ...props, qdrant, oauth2Proxy, valkey });
  return Testing.synth(chart);
}

const jobName = (props?: Partial<ReconcilerOptions>) => find(make(props), 'Job').metadata.name;

test('minimal', () => {
  expect(withoutLongFiles(make())).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<ReconcilerOptions> = {
    ...fullWorkload,
    settings: '{}',
    schedule: '@hourly',
    tlsSchedule: '5-59/10 * * * *',
    timeZone: 'Europe/Berlin',
    keycloakSecretName: 'account',
    caCertificates: 'CERTIFICATE',
    writtenSecrets: ['oauth2-proxy', 'valkey'],
    readSecrets: ['internal-tls'],
    certificateSource: { name: 'wildcard', namespace: 'default' },
    restartsQdrant: true,
    restartsSessionStore: true,
    maxAgeMinutes: 90,
    verify: { schedule: '*/30 * * * *', ingress: 'ingress-nginx-controller.ingress-nginx.svc:443', maxAgeMinutes: 95 },
    name: 'keeper',
    labels: { 'example.com/team': 'search' },
    suspend: true,
    startingDeadlineSeconds: 60,
    activeDeadlineSeconds: 600,
    backoffLimit: 1,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 2,
  };
  expect(withoutLongFiles(make(props))).toMatchSnapshot();
});

test.each(workloadPromises((props: WorkloadProps) => make(props)))('%s', (_, expectPromise) => expectPromise());

test('the same props make the same Job, and other settings or pods make another Job', () => {
  expect(jobName()).toBe(jobName());
  expect(jobName()).toMatch(/^qdrant-reconcile-[0-9a-f]{10}$/);
  expect(new Set([jobName(), jobName({ settings: '{}' }), jobName({ nodeSelector: { a: 'b' } })]).size).toBe(3);
});

test('the Job stays after its end, so that a controller does not create it again', () => {
  expect(find(make(), 'Job').spec.ttlSecondsAfterFinished).toBeUndefined();
});

test('Argo CD runs the Job in a sync, and not after healthy pods, which wait for the Secrets of the Job', () => {
  expect(find(make(), 'Job').metadata.annotations).toMatchObject({ 'argocd.argoproj.io/hook': 'Sync' });
});

test('kubectl apply takes the ConfigMaps, whose programs are readable', () => {
  const maps = make().filter(({ kind }) => kind === 'ConfigMap');
  expect(maps.map(({ metadata }) => metadata.name)).toEqual([NAME, `${NAME}-packages`]);
  for (const map of maps) {
    expect(JSON.stringify(map).length).toBeLessThan(LARGEST_ANNOTATION);
    for (const text of Object.values<string>(map.data)) {
      expect(text.length / text.split('\n').length).toBeLessThan(60);
    }
  }
});

test('the token is for the main container alone, and ends after an hour', () => {
  const { volumes, containers, initContainers } = podOf(make(fullWorkload), 'CronJob', NAME);
  const [main, ...others] = [...containers, ...initContainers];
  const mounts = ({ volumeMounts = [] }: k8s.Container) => volumeMounts.map(({ name }) => name);
  expect(mounts(main)).toContain('token');
  expect(others.flatMap(mounts)).not.toContain('token');
  expect(volumes.find(({ name }: k8s.Volume) => name === 'token').projected.sources).toContainEqual({
    serviceAccountToken: { path: 'token', expirationSeconds: 3600 },
  });
});

test('deploy/Dockerfile copies files that exist, and every program', () => {
  const root = join(__dirname, '..', '..');
  const lines = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8').match(/^COPY .*$/gm)!;
  const copied = lines.flatMap(line => line.split(/\s+/).slice(1, -1));
  expect(copied.filter(file => !existsSync(join(root, file)))).toEqual([]);
  const programs = readdirSync(join(root, 'constructs/programs')).filter(name => name.endsWith('.mjs'));
  expect(copied).toEqual(expect.arrayContaining(programs.map(name => `constructs/programs/${name}`)));
});

test('the rights name each object, and contain no delete', () => {
  const rules = make({ certificateSource: { name: 'wildcard', namespace: 'default' } })
    .filter(({ kind }) => kind === 'Role')
    .flatMap<k8s.PolicyRule>(({ rules: each }) => each);
  expect(rules.filter(({ resourceNames, verbs }) => !resourceNames && String(verbs) !== 'create')).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
  ]);
  expect(JSON.stringify(rules)).not.toMatch(/delete|\*/);
});

test('without a Secret to write, no rule is about Secrets: an empty list of names would be all of them', () => {
  const { rules } = find(make({ writtenSecrets: [], readSecrets: [] }), 'Role');
  expect(rules.filter((rule: k8s.PolicyRule) => rule.resourceNames?.length === 0)).toEqual([]);
  expect(JSON.stringify(rules)).not.toContain('secrets');
});

test.each(['', '*', 'Keys', 'a/b', '-a', 'a..b', 'a'.repeat(254)])('fails if %p is the name of a Secret', name => {
  const message = (prop: string) =>
    `Reconciler: ${prop} is ${name ? '"(set)"' : '""'}. Allowed: the name of a Secret: 1 to 253 lower-case letters, digits, inner hyphens and dots. Fix: use the full name of one Secret, such as 'qdrant-api-keys'.`;
  const certificateSource = { name, namespace: 'default' };
  expect(() => make({ writtenSecrets: ['keys', name] })).toThrow(new Error(message('writtenSecrets[1]')));
  expect(() => make({ readSecrets: [name] })).toThrow(new Error(message('readSecrets[0]')));
  expect(() => make({ certificateSource })).toThrow(new Error(message('certificateSource.name')));
  expect(() => make({ keycloakSecretName: name })).toThrow(new Error(message('keycloakSecretName')));
});

test.each([
  ['Foo', 'for example, write foo'],
  ['Foo_\u00fc', 'for example, write foo'],
  ['-foo', 'for example, write foo'],
  ['', 'rename it'],
])('fails if its name is %p', (name, fix) => {
  expect(() => make({ name })).toThrow(
    new Error(
      `Reconciler: name is "${name}". Allowed: at most 52 lower-case letters, digits and hyphens, with no hyphen at either end. Fix: ${fix}.`,
    ),
  );
});

test.each(['qdrant', 'oauth2-proxy', 'ephemeral-valkey'])('fails if it has the name of %s', name => {
  expect(() => make({ name })).toThrow(
    new Error(
      `Reconciler: name is "${name}". Allowed: a name other than qdrant, oauth2-proxy, ephemeral-valkey. Fix: use a name of its own.`,
    ),
  );
});

test('fails if the name of its checks is that of Qdrant', () => {
  expect(() => make({ name: 'search', verify: {} }, { name: 'search-verify' })).toThrow(
    'Reconciler: name with -verify is "search-verify". Allowed: a name other than search-verify, oauth2-proxy,',
  );
});

describe('with tlsSchedule', () => {
  const objects = make({
    tlsSchedule: '5-59/10 * * * *',
    certificateSource: { name: 'wildcard', namespace: 'default' },
    writtenSecrets: ['oauth2-proxy', 'qdrant-tls-secret', 'qdrant-api-keys'],
    readSecrets: ['internal-tls'],
    keycloakSecretName: 'account',
    caCertificates: 'CERTIFICATE',
  });
  const TLS = `${NAME}-tls`;

  test('a second CronJob runs the part tls, without the account in Keycloak', () => {
    const { schedule, concurrencyPolicy } = find(objects, 'CronJob', TLS).spec;
    expect([schedule, concurrencyPolicy]).toEqual(['5-59/10 * * * *', 'Forbid']);
    const { serviceAccountName, containers, volumes } = podOf(objects, 'CronJob', TLS);
    expect(serviceAccountName).toBe(TLS);
    expect(containers[0].command).toEqual(['node', '/opt/reconcile/main.mjs', '/opt/reconcile/settings.json', 'tls']);
    expect(containers[0].env).toBeUndefined();
    expect(JSON.stringify(volumes)).not.toContain('"secret');
  });

  test('its account has the rights for the copy, and no others', () => {
    const bound = objects.filter(
      ({ kind, subjects }) => kind === 'RoleBinding' && subjects.some(({ name }: k8s.Subject) => name === TLS),
    );
    expect(bound.map(({ metadata, roleRef }) => [metadata.namespace, roleRef.name])).toEqual([
      ['default', `${NAME}.ns`],
      ['ns', TLS],
    ]);
    const rulesOf = (name: string): unknown => find(objects, 'Role', name).rules;
    expect(rulesOf(TLS)).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['qdrant-tls-secret'], verbs: ['get', 'patch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
      { apiGroups: ['batch'], resources: ['cronjobs'], resourceNames: [NAME], verbs: ['get'] },
    ]);
    expect(rulesOf(`${NAME}.ns`)).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['wildcard'], verbs: ['get'] },
    ]);
  });

  test('the Job and the first CronJob stay as they are', () => {
    const certificateSource = { name: 'wildcard', namespace: 'default' };
    const withCopy = make({ tlsSchedule: '@hourly', certificateSource });
    const without = make({ certificateSource });
    for (const kind of ['Job', 'ConfigMap', 'Role']) {
      expect(withCopy).toEqual(expect.arrayContaining(without.filter(each => each.kind === kind)));
    }
    expect(find(withCopy, 'CronJob', NAME)).toEqual(find(without, 'CronJob', NAME));
  });
});

test('the pods of the checks have no token, and the API key of Qdrant', () => {
  const pod = podOf(make({ verify: {} }, { apiKey: { name: 'keys', key: 'api-key' } }), 'CronJob', `${NAME}-verify`);
  expect(pod.serviceAccountName).toBeUndefined();
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(pod.containers[0].env).toEqual([
    { name: 'QDRANT_API_KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'api-key' } } },
  ]);
});

test.each<[string, Partial<ReconcilerOptions>, string]>([
  ['the last success may be 0 minutes old', { maxAgeMinutes: 0 }, 'Reconciler: maxAgeMinutes is 0.'],
  ['the last success may be of any age', { maxAgeMinutes: Infinity }, 'Reconciler: maxAgeMinutes is'],
  ['the age of the last success is no number', { maxAgeMinutes: NaN }, 'Reconciler: maxAgeMinutes is'],
  ['the schedule is none', { schedule: 'often' }, 'Reconciler: schedule is "often".'],
  ['the schedule of the copy is none', { tlsSchedule: 'often' }, 'Reconciler: tlsSchedule is "often".'],
  [
    'there is no certificate to copy',
    { tlsSchedule: '@hourly' },
    'Reconciler: tlsSchedule is "@hourly". Allowed: absent without certificateSource. Fix: remove it, or set certificateSource.',
  ],
  [
    'the name with a copy is too long',
    { name: 'a'.repeat(49), tlsSchedule: '@hourly' },
    'Allowed: at most 48 characters.',
  ],
  ['the name is too long', { name: 'a'.repeat(53) }, 'Allowed: at most 52 characters.'],
  ['the name with checks is too long', { name: 'a'.repeat(46), verify: {} }, 'Allowed: at most 45 characters.'],
  ...['x:99999', 'x:0', 'a..b:443'].map((ingress): [string, object, string] => [
    `the ingress is ${ingress}`,
    { verify: { ingress } },
    `Verifier: ingress is "${ingress}". Allowed: a host name and a port from 1 to 65535.`,
  ]),
  ['the ingress is a URL', { verify: { ingress: 'https://a:443' } }, 'Verifier: ingress is "https://a:443".'],
  ['the checks are never', { verify: { schedule: 'never' } }, 'Verifier: schedule is "never".'],
  ['the checks may be of any age', { verify: { maxAgeMinutes: Infinity } }, 'Verifier: maxAgeMinutes is'],
  ['the checks may be 0 minutes old', { verify: { maxAgeMinutes: 0 } }, 'Verifier: maxAgeMinutes is 0.'],
  ['the settings are no JSON', { settings: 'a: b' }, 'Reconciler: settings is "a: b". Allowed: a JSON object.'],
])('fails if %s', (_, props, message) => {
  expect(() => make(props)).toThrow(message);
});
