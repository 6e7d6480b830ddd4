import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { api } from './support/api';
import { wildcardFor } from './support/authority';
import { launchBrowser } from './support/browser';
import { cluster, kubectl } from './support/cluster';
import { execute, type Result } from './support/execute';
import { keycloak } from './support/identity-provider';
import { type KeycloakAdmin } from './support/keycloak-admin';
import { withGitOpsDefinitions } from './support/custom-resources';
import { list, manifestsOf, objectsOf, settled, versions } from './support/objects';
import { RelyingParty } from './support/relying-party';
import { REPOSITORY } from './support/repository';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';
import { synth } from './support/synth';

const stack = new Stack('reconcile');
const CONFIG = {
  reconcile: { tlsSchedule: '5-59/10 * * * *' },
  apiKeys: { enabled: true },
  valkey: { password: true },
  dashboard: { access: { groups: ['/search/admins'] } },
};

let dist: string;
let pod: Pod;

/** The parts of a Job, or of the template of a CronJob, that the tests read. */
interface JobObject {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly serviceAccountName: string;
        readonly containers: readonly [{ readonly command: readonly string[]; readonly env?: readonly Variable[] }];
        readonly volumes: readonly {
          readonly name: string;
          readonly projected: { readonly sources: readonly { readonly configMap: { readonly name: string } }[] };
        }[];
      };
    };
  };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

/** An Event on an object. */
interface EventObject {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** A program as a pod runs it: the files of its ConfigMaps, its environment, and the token of its ServiceAccount. */
class Pod {
  private constructor(
    private readonly command: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async of(job: JobObject): Promise<Pod> {
    const { namespace } = stack;
    const folder = mkdtempSync(join(cluster().folder, 'pod-'));
    const { containers, serviceAccountName, volumes } = job.spec.template.spec;
    for (const { configMap } of volumes.find(({ name }) => name === 'program')!.projected.sources) {
      const { data } = await api.get('configmap', configMap.name, namespace);
      Object.entries<string>(data).forEach(([file, text]) => writeFileSync(join(folder, file), text));
    }
    const kubeconfig = JSON.parse(readFileSync(cluster().kubeconfig, 'utf8'));
    const [{ cluster: server }] = kubeconfig.clusters;
    const account = join(folder, 'service-account');
    mkdirSync(account);
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccountName}/token`;
    writeFileSync(join(account, 'token'), (await api.send('POST', path, {})).status.token);
    const ca = server['certificate-authority-data'];
    const authority = ca ? Buffer.from(ca, 'base64') : readFileSync(server['certificate-authority']);
    writeFileSync(join(account, 'ca.crt'), authority);
    const [container] = containers;
    const { hostname, port } = new URL(server.server);
    const env: NodeJS.ProcessEnv = {
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      SERVICE_ACCOUNT_FOLDER: account,
    };
    const inFolder = (text: string) => text.replace('/opt/reconcile', folder);
    for (const { name, value, valueFrom } of container.env ?? []) {
      const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
      env[name] = secret && key ? await stack.secretValue(secret, key) : inFolder(value!);
    }
    return new Pod(container.command.map(inFolder), env);
  }

  /** Runs the program to its end. Its environment has nothing of the person who runs the checks. */
  async run(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Result> {
    const none = Object.fromEntries(Object.keys(process.env).map(name => [name, undefined]));
    const [, ...command] = this.command;
    return execute(process.execPath, [...command, ...args], { env: { ...none, ...this.env, ...env } });
  }

  async must(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0) throw new Error(`the program ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }
}

const events = async (): Promise<EventObject[]> =>
  (await api.list('events', stack.namespace)).filter((event: EventObject) => event.involvedObject.kind === 'CronJob');

beforeAll(async () => {
  await stack.create({ groups: [{ name: 'search', subGroups: [{ name: 'admins' }] }] });
  await stack.admin.enableAdminEvents(stack.realm);
  dist = await synth({ ...stack.config, ...CONFIG }, ['--kustomization']);
});
afterAll(() => stack.delete());

test('from an empty namespace, apply of the manifests and one program make the client and the Secrets', async () => {
  await kubectl().must(['apply', '-k', dist]);
  // The one-time step of an administrator.
  expect(await stack.mustHook(['--create-account'], { config: CONFIG })).toContain(
    `✔ Client ${CLIENT}-reconcile: created`,
  );
  const job = manifestsOf(dist).find(({ kind }) => kind === 'Job')!;
  expect(await api.get('job', job.metadata.name, stack.namespace)).toBeDefined();
  pod = await Pod.of(job);

  const output = await pod.must();

  expect(output).toContain(`✔ Client ${CLIENT}: created`);
  expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')).toBe(await stack.clientSecret());
  for (const name of [TLS_SECRET, 'qdrant-api-keys', 'ephemeral-valkey']) {
    expect(await stack.secret(name)).toBeDefined();
  }
  expect(await events()).toEqual([
    expect.objectContaining({
      type: 'Normal',
      reason: 'Reconciled',
      message: expect.stringContaining(`Client ${CLIENT}: created`),
    }),
  ]);
});

test('a second apply and a second run write nothing', async () => {
  const objects = () => objectsOf(dist);
  const secrets = () => list('secrets', stack.namespace);
  const before = await settled(async () => versions([...(await objects()), ...(await secrets())]));
  const changes = (await stack.admin.adminEvents(stack.realm)).length;

  await kubectl().must(['apply', '-k', dist]);
  expect(await pod.must()).toMatch(/In sync\.\n$/);

  expect(versions([...(await objects()), ...(await secrets())])).toEqual(before);
  expect(await stack.admin.adminEvents(stack.realm)).toHaveLength(changes);
  expect(await events()).toHaveLength(1);
});

test('workloads that are made again beside the Secrets of before are not restarted', async () => {
  await kubectl().must(['delete', 'deployment,statefulset', '--all', '-n', stack.namespace, '--timeout=60s']);
  await kubectl().must(['apply', '-k', dist]);

  expect(await pod.must()).toMatch(/In sync\.\n$/);
});

test('the commands of the page name the Job of the manifests, and kubectl apply -f fails', async () => {
  const applied = await kubectl().must(['apply', '--server-side', '-k', dist, '-o', 'name']);
  const { metadata } = manifestsOf(dist).find(({ kind }) => kind === 'Job')!;
  expect(applied.match(/^job\.batch\/.*$/gm)).toEqual([`job.batch/${metadata.name}`]);

  const { code, stderr } = await kubectl().run(['apply', '--dry-run=server', '-f', dist]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('no matches for kind "Kustomization"')]);
});

/** What the hook declares of a client. Ids, the secret and its age are those of Keycloak. */
function settings({
  protocolMappers,
  ...client
}: {
  readonly protocolMappers: readonly { readonly name: string }[];
}): object {
  const mappers = [...protocolMappers].sort((one, other) => one.name.localeCompare(other.name));
  const own = ['id', 'secret', 'client.secret.creation.time'];
  return JSON.parse(JSON.stringify({ ...client, mappers }, (key, value) => (own.includes(key) ? undefined : value)));
}

/** Ten changes that somebody could make in the admin console. */
async function drift(admin: KeycloakAdmin, realm: string): Promise<void> {
  const clients = `/realms/${realm}/clients`;
  const { id, protocolMappers, ...client } = await admin.client(realm, CLIENT);
  for (const mapper of protocolMappers) {
    const path = `${clients}/${id}/protocol-mappers/models/${mapper.id}`;
    if (mapper.name === 'audience-mapper') await admin.delete(path);
    else await admin.put(path, { ...mapper, config: { ...mapper.config, 'claim.name': 'other' } });
  }
  await admin.put(`${clients}/${id}`, {
    ...client,
    enabled: false,
    redirectUris: ['https://elsewhere.example.com/*'],
    webOrigins: [],
    standardFlowEnabled: false,
    attributes: { ...client.attributes, 'access.token.lifespan': '60' },
  });
  await admin.post(`${clients}/${id}/client-secret`, {});
  const { browserSecurityHeaders } = await admin.get(`/realms/${realm}`);
  const changed = { ...browserSecurityHeaders, contentSecurityPolicy: "frame-ancestors '*'", xFrameOptions: '' };
  await admin.put(`/realms/${realm}`, { browserSecurityHeaders: changed });
}

test('one run mends ten kinds of drift in Keycloak', async () => {
  const wanted = await stack.client();
  const headers = async () => (await stack.admin.get(`/realms/${stack.realm}`)).browserSecurityHeaders;
  const wantedHeaders = await headers();
  await drift(stack.admin, stack.realm);

  await pod.must();

  expect(settings(await stack.client())).toEqual(settings(wanted));
  expect(await headers()).toEqual(wantedHeaders);
  expect(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')).toBe(await stack.clientSecret());
});

test('a person of the group signs in with the client and the Secrets of the program', async () => {
  const { admin, realm, namespace, domain } = stack;
  const person = { username: 'ada', password: 'Lovelace-1815-ada', email: 'ada@example.com', emailVerified: true };
  const userId = await admin.createUser(realm, person);
  const { id } = await admin.get(`/realms/${realm}/group-by-path/search/admins`);
  await admin.put(`/realms/${realm}/users/${userId}/groups/${id}`, {});
  const certificate = wildcardFor(domain);
  const relyingParty = new RelyingParty({
    config: (await api.get('configmap', 'oauth2-proxy', namespace)).data['oauth2-proxy.cfg'],
    clientSecret: async () => Buffer.from(await stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret')),
    cookieSecret: Buffer.from(await stack.secretValue(OAUTH2_PROXY_SECRET, 'cookie-secret')),
    keycloakCa: keycloak().ca,
    certificate,
  });
  await relyingParty.start();
  const browser = await launchBrowser({
    hosts: { [relyingParty.host]: relyingParty.port },
    certificates: [certificate.certificate, keycloak().certificate],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`https://${relyingParty.host}/oauth2/start?rd=/`);
    await page.fill('#username', person.username);
    await page.fill('#password', person.password);
    await Promise.all([page.waitForURL(`https://${relyingParty.host}/`), page.click('#kc-login')]);

    expect(JSON.parse(await page.innerText('body'))).toMatchObject({
      signedIn: true,
      claims: { preferred_username: person.username, [`${CLIENT}-groups`]: ['/search/admins'] },
    });
  } finally {
    await browser.close();
    await relyingParty.stop();
  }
});

/** Gives the service account of the pods these roles of the realm and no others. */
async function grant(...roles: string[]): Promise<void> {
  const { admin, realm } = stack;
  const { id } = await admin.client(realm, `${CLIENT}-reconcile`);
  const user = await admin.get(`/realms/${realm}/clients/${id}/service-account-user`);
  const management = await admin.client(realm, 'realm-management');
  const path = `/realms/${realm}/users/${user.id}/role-mappings/clients/${management.id}`;
  await admin.delete(path, await admin.get(path));
  const all = await admin.get(`/realms/${realm}/clients/${management.id}/roles`);
  await admin.post(
    path,
    all.filter(({ name }: { readonly name: string }) => roles.includes(name)),
  );
}

test.each([
  ['manage-clients', ['manage-realm', 'query-groups'], /^Error: Could not .* 403 Forbidden/],
  ['manage-realm', ['manage-clients', 'query-groups'], /^Error: The account that signed in to .* has no right to read/],
])('without role %s, a run fails before the first write, and an Event says so', async (_, roles, message) => {
  const before = await events();
  const changes = (await stack.admin.adminEvents(stack.realm)).length;
  await grant(...roles);
  const own = (await stack.admin.adminEvents(stack.realm)).length - changes;

  const { code, stderr } = await pod.run();

  expect(code).toBe(1);
  expect(stderr).toMatch(message);
  expect(await stack.admin.adminEvents(stack.realm)).toHaveLength(changes + own);
  const failed = (await events()).filter(({ metadata }) => !before.some(each => each.metadata.name === metadata.name));
  expect(failed).toEqual([expect.objectContaining({ type: 'Warning', reason: 'ReconcileFailed' })]);
});

test('without role query-groups, a note says that nobody checks the names of groups', async () => {
  await grant('manage-clients', 'manage-realm');

  expect(await pod.must()).toContain('note: the account may not read the groups');
});

test('an error of the API server has a fix for a pod, which has no kubeconfig', async () => {
  const unreachable = await pod.run([], { KUBERNETES_SERVICE_PORT: '1' });
  const withoutToken = await pod.run([], { SERVICE_ACCOUNT_FOLDER: '/no/such/folder' });
  await kubectl().must(['delete', 'rolebinding', 'qdrant-reconcile', '-n', stack.namespace]);
  const forbidden = await pod.run();
  await kubectl().must(['apply', '-k', dist]);

  expect(unreachable.stderr).toContain(
    'Fix: check that the API server runs, and that the network policies let the pod',
  );
  expect(withoutToken.stderr).toContain('Fix: let the pod mount the token of its ServiceAccount.');
  expect(forbidden.stderr).toContain(
    'Fix: apply the manifests again: they give the ServiceAccount of the pod its rights.',
  );
});

test('a second --create-account gives missing roles back, and a third one changes nothing', async () => {
  expect(await stack.mustHook(['--create-account'], { config: CONFIG })).toContain(
    '+ realm-management.query-groups: true',
  );

  expect(await stack.mustHook(['--create-account'], { config: CONFIG })).toMatch(/In sync\.\n$/);
});

describe('the CronJob that only copies the certificate', () => {
  const copied = async () => [
    await stack.secretValue(TLS_SECRET, 'tls.crt'),
    await stack.secretValue(TLS_SECRET, 'tls.key'),
  ];
  let tlsPod: Pod;

  beforeAll(async () => {
    const { spec } = await api.get('cronjob', 'qdrant-reconcile-tls', stack.namespace);
    tlsPod = await Pod.of(spec.jobTemplate);
  });

  test('copies a renewed certificate with its own account, without Keycloak, and an Event says so', async () => {
    const renewed = wildcardFor(stack.domain, 60);
    await stack.putCertificate(renewed);
    const before = await events();

    expect(await tlsPod.must()).toContain(`✔ Secret ${stack.namespace}/${TLS_SECRET}: updated`);

    expect(await copied()).toEqual([renewed.certificate, renewed.key]);
    const written = (await events()).filter(({ metadata }) => !before.some(each => each.metadata.uid === metadata.uid));
    expect(written).toEqual([
      expect.objectContaining({ type: 'Normal', reason: 'Reconciled', message: expect.stringContaining(TLS_SECRET) }),
    ]);
    expect(written[0]!.involvedObject.name).toBe('qdrant-reconcile');
  });

  test('writes nothing without a difference', async () => {
    const before = (await stack.secret(TLS_SECRET)).metadata.resourceVersion;

    expect(await tlsPod.must()).toMatch(/In sync\.\n$/);

    expect((await stack.secret(TLS_SECRET)).metadata.resourceVersion).toBe(before);
  });

  test('does no harm at the same moment as others, also where the Secret is missing', async () => {
    for (const days of [61, 62, 63]) {
      const renewed = wildcardFor(stack.domain, days);
      await stack.putCertificate(renewed);
      if (days === 63) await kubectl().must(['delete', 'secret', TLS_SECRET, '-n', stack.namespace]);

      await Promise.all([pod.must(), tlsPod.must(), tlsPod.must()]);

      expect(await copied()).toEqual([renewed.certificate, renewed.key]);
    }
  });

  test('reports a certificate that it cannot copy, and keeps the old one', async () => {
    const before = await copied();
    await stack.putCertificate(wildcardFor('other.example.org'));

    const { code, stderr } = await tlsPod.run();

    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be copied: ')]);
    expect(await copied()).toEqual(before);
    await stack.putCertificate(wildcardFor(stack.domain));
    await tlsPod.must();
  });
});

const NEVER = [
  ['delete', 'secrets/oauth2-proxy'],
  ['get', 'secrets/other'],
  ['list', 'secrets'],
  ['get', 'pods'],
  ['patch', 'pods'],
  ['create', 'pods'],
  ['patch', 'roles'],
];
const NOT_FOR_THE_COPY = [
  ...['oauth2-proxy', 'qdrant-api-keys', 'qdrant-reconcile', 'ephemeral-valkey'].map(name => [
    'get',
    `secrets/${name}`,
  ]),
  ['patch', 'secrets/oauth2-proxy'],
  ['list', 'pods'],
  ['delete', `secrets/${TLS_SECRET}`],
  ['patch', 'deployments'],
  ['get', 'configmaps'],
];
test.each([
  ...NEVER.map(each => ['qdrant-reconcile', ...each]),
  ...[...NEVER, ...NOT_FOR_THE_COPY].map(each => ['qdrant-reconcile-tls', ...each]),
])('the ServiceAccount %s may not %s %s', async (name, verb, what) => {
  const account = `--as=system:serviceaccount:${stack.namespace}:${name}`;
  const { stdout } = await kubectl().run(['auth', 'can-i', verb!, what!, account, '-n', stack.namespace]);

  expect(stdout.trim()).toBe('no');
});

test('Argo CD and Flux take the examples of the documentation', async () => {
  await withGitOpsDefinitions(async () => {
    for (const example of ['argocd-application.yaml', 'flux.yaml']) {
      const text = readFileSync(join(REPOSITORY, 'docs/examples', example), 'utf8');
      const ours = text.replace(/namespace: (argocd|flux-system)/g, `namespace: ${stack.namespace}`);
      const apply = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
      expect(await kubectl().must(apply, ours)).toContain('serverside-applied');
    }
  });
});
