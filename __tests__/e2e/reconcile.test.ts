import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { api } from './support/api';
import { cluster, kubectl } from './support/cluster';
import { execute, type Result } from './support/execute';
import { type KeycloakAdmin } from './support/keycloak-admin';
import { list, manifestsOf, objectsOf, settled, versions } from './support/objects';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';
import { synth } from './support/synth';

const stack = new Stack('reconcile');
const CONFIG = {
  reconcile: {},
  apiKeys: { enabled: true },
  valkey: { password: true },
  dashboard: { access: { groups: ['/search/admins'] } },
};

let dist: string;
let pod: Pod;

/** A program as a pod runs it: the files of its ConfigMaps, its environment, and the token of its ServiceAccount. */
class Pod {
  private constructor(
    private readonly command: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async of(job: any): Promise<Pod> {
    const { namespace } = stack;
    const folder = mkdtempSync(join(cluster().folder, 'pod-'));
    const { containers, serviceAccountName, volumes } = job.spec.template.spec;
    for (const { configMap } of volumes.find(({ name }: any) => name === 'program').projected.sources) {
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
    for (const { name, value, valueFrom } of container.env) {
      const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
      env[name] = valueFrom ? await stack.secretValue(secret, key) : inFolder(value);
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

const events = async (): Promise<any[]> =>
  (await list('events', stack.namespace)).filter((event: any) => event.involvedObject.kind === 'CronJob');

beforeAll(async () => {
  await stack.create();
  await stack.admin.enableAdminEvents(stack.realm);
  dist = await synth({ ...stack.config, ...CONFIG });
});
afterAll(() => stack.delete());

test('from an empty namespace, apply of the manifests and one program make the client and the Secrets', async () => {
  await kubectl().must(['apply', '-f', dist]);
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

  await kubectl().must(['apply', '-f', dist]);
  expect(await pod.must()).toMatch(/In sync\.\n$/);

  expect(versions([...(await objects()), ...(await secrets())])).toEqual(before);
  expect(await stack.admin.adminEvents(stack.realm)).toHaveLength(changes);
  expect(await events()).toHaveLength(1);
});

/** What the hook declares of a client. Ids, the secret and its age are those of Keycloak. */
function settings(client: any): object {
  const own = ['id', 'secret', 'client.secret.creation.time'];
  return JSON.parse(JSON.stringify(client, (key, value) => (own.includes(key) ? undefined : value)));
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
    rootUrl: 'https://elsewhere.example.com',
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
