import { randomBytes } from 'node:crypto';
import { api } from './support/api';
import { deleteNamespace } from './support/cluster';
import { list } from './support/objects';
import { whilePodsStart } from './support/pods';
import { Stack } from './support/stack';

const stack = new Stack('to-production');
const { namespace } = stack;

/** The last step of docs/going-to-production.md: Qdrant's version is that of the profile already. */
const SEED = { images: { qdrant: 'docker.io/qdrant/qdrant:v1.19.0' } };
const PRODUCTION = {
  ...SEED,
  profile: 'production',
  dashboard: { access: { groups: ['/search-team'] } },
  networkPolicies: { clients: [{ namespaceLabels: { 'kubernetes.io/metadata.name': 'search' } }] },
};

function run(config: object, ...args: string[]) {
  return stack.run(['deploy', '--no-verify', '--no-code-server-env', ...args], { config });
}

async function mustDeploy(config: object): Promise<string> {
  const { code, stdout, stderr } = await whilePodsStart(namespace, () => run(config));
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** What must stay the same object: the database, its first volume, and what addresses it. */
async function identities(): Promise<Record<string, string>> {
  const kept = await list('statefulsets,persistentvolumeclaims,services,deployments', namespace);
  return Object.fromEntries(kept.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.uid]));
}

const newKey = () => randomBytes(32).toString('hex');

const names = async (kinds: string) => (await list(kinds, namespace)).map(({ metadata }) => metadata.name).sort();

/** The kinds of the cluster-scoped objects of the stack. */
async function admissionPolicies(): Promise<string[]> {
  const kinds = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
  const found = await Promise.all(kinds.map(kind => api.get(kind, `qdrant-routes.${namespace}`)));
  return kinds.filter((_, at) => found[at]);
}

let before: Record<string, string>;

beforeAll(async () => {
  await stack.create();
  await mustDeploy(SEED);
  before = await identities();
});
afterAll(async () => {
  await deleteNamespace(namespace);
  await stack.delete();
});

/** Nodes without a key cannot show it to each other yet. */
const FIRST = { ...PRODUCTION, qdrant: { config: { service: { enforce_internal_auth: false } } } };

test('--dry-run shows what changes on the StatefulSet, field by field, and changes nothing', async () => {
  const { code, stdout } = await run(FIRST, '--dry-run', '--exit-code');

  expect(code).toBe(3);
  expect(stdout).toContain(`✔ StatefulSet ${namespace}/qdrant: would be updated\n`);
  expect(stdout).toContain('    ~ spec.replicas: 1 -> 3\n');
  expect(stdout).toContain(`✔ Ingress ${namespace}/qdrant-root-redirect: would be removed\n`);
  expect(stdout).not.toMatch(/StatefulSet \S+: would be (?:removed|created)/);
  expect(await identities()).toEqual(before);
  expect(await names('networkpolicies')).toEqual([]);
});

test('a running stack becomes one of production, and keeps its database, its volume and its addresses', async () => {
  // The key has been handed out before Qdrant asks for it: see the page.
  const keys = { 'api-key': newKey(), 'read-only-api-key': newKey() };
  await stack.putSecret('qdrant-api-keys', keys);

  expect(await mustDeploy(FIRST)).toContain(
    `note: client qdrant-dashboard has the redirect URI of this stack too, from an earlier config: everybody signs in again with client ${namespace}-dashboard; to keep the earlier client, set keycloak.clientId to qdrant-dashboard;`,
  );
  await mustDeploy(PRODUCTION);

  const after = await identities();
  expect(after).toEqual(expect.objectContaining(before));
  expect(Object.keys(after).filter(name => name.startsWith('PersistentVolumeClaim/'))).toHaveLength(3);
  expect(await stack.secretValue('qdrant-api-keys', 'api-key')).toBe(keys['api-key']);
  expect(await names('ingresses')).not.toContain('qdrant-root-redirect');
  expect(await names('networkpolicies')).toContain('deny-all');
  expect(await admissionPolicies()).toEqual(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']);
  const space = await api.get('namespace', namespace);
  expect(space.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
});

test('a second deploy finds nothing to do', async () => {
  expect(await mustDeploy(PRODUCTION)).toMatch(/\nIn sync\.\n$/);
});

test('the way back keeps the nodes, and is refused where it would lose them', async () => {
  const { code, stderr } = await run(SEED);
  expect(code).toBe(1);
  expect(stderr).toContain('Qdrant would go from 3 to 1 nodes');

  const back = { ...SEED, qdrant: { replicas: 3 } };
  expect((await run(back)).stderr).toContain('write allowedLosses: [apiKeys, networkPolicies] in the config');
  await mustDeploy({ ...back, allowedLosses: ['apiKeys', 'networkPolicies'] });

  expect(await identities()).toEqual(expect.objectContaining(before));
  expect(await names('networkpolicies')).toEqual([]);
  expect(await admissionPolicies()).toEqual([]);
  expect(await names('ingresses')).toContain('qdrant-root-redirect');
});
