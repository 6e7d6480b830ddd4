import { join } from 'node:path';
import { api } from './support/api';
import { deleteNamespace, kubectl } from './support/cluster';
import { differences } from './support/differences';
import { createNamespace, list, type LiveObject, objectsOf, settled, versions } from './support/objects';
import { whilePodsStart } from './support/pods';
import { Stack } from './support/stack';
import { synth } from './support/synth';

const FIXTURES = join(__dirname, 'fixtures');
const stack = new Stack('deploy-takeover');

let dist: string;
let fresh: LiveObject[];

function run(...args: string[]) {
  return stack.run(['deploy', '--no-hook', '--no-verify', '--no-code-server-env', ...args]);
}

const deploy = (...args: string[]) => whilePodsStart(stack.namespace, () => run(...args));

async function mustDeploy(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await deploy(...args);
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** Puts the install of the playbooks into an empty namespace. */
async function install(): Promise<void> {
  const create = (manager: string, file: string) =>
    kubectl().must(['create', '-n', stack.namespace, `--field-manager=${manager}`, '-f', join(FIXTURES, file)]);
  await createNamespace(stack.namespace);
  await create('helm', 'helm-releases');
  await create('OpenAPI-Generator', 'playbook-objects.yaml');
}

/** What must survive: the objects themselves, and the claim with its volume. */
async function identities(): Promise<object> {
  const kept = await list('statefulsets,deployments,services,persistentvolumeclaims', stack.namespace);
  return Object.fromEntries(
    kept.map(({ kind, metadata, spec }) => [`${kind}/${metadata.name}`, [metadata.uid, spec.clusterIP]]),
  );
}

const all = () =>
  settled(async () =>
    versions(await list('configmaps,deployments,ingresses,services,serviceaccounts,statefulsets', stack.namespace)),
  );

/** Who has set fields of an object itself, by the server's account. */
async function managers(kind: string, name: string): Promise<string[]> {
  const object = await api.get(kind, name, stack.namespace);
  return object.metadata.managedFields
    .filter(({ subresource }: any) => !subresource)
    .map(({ manager, operation }: any) => `${manager} ${operation}`)
    .sort();
}

beforeAll(async () => {
  dist = await synth(stack.config);
  await mustDeploy();
  fresh = await objectsOf(dist);
  await deleteNamespace(stack.namespace);
});
// In another namespace, the checksums of the pods' settings would be others.
afterEach(() => deleteNamespace(stack.namespace));

test('one deploy over an install of the playbooks equals a fresh install, and keeps its objects and claims', async () => {
  await install();
  const before = await identities();

  await mustDeploy();

  expect(await identities()).toEqual(before);
  expect(differences(await objectsOf(dist), fresh)).toEqual([]);
  expect(await managers('statefulset', 'qdrant')).toEqual(['qdrant-stack Apply']);
  expect(await mustDeploy()).toMatch(/\nIn sync\.\n$/);
});

test('--dry-run foretells to the field what the take-over does, without any secret, and does none of it', async () => {
  await install();
  const before = await all();

  const { stdout } = await run('--dry-run');

  expect(stdout).toContain('    ~ metadata.managedFields: ["helm"] -> ["qdrant-stack"]\n');
  expect(stdout).toMatch(/- spec\.template\.spec\.initContainers\[[\w-]+\]\.name: /);
  expect(stdout).toContain(
    '    ~ spec.template.spec.volumes[qdrant-config].configMap.defaultMode: 493 -> 420\n', // a default of the server's
  );
  expect(stdout).toContain('--client-secret=***');
  expect(stdout).not.toContain('from-keycloak');
  expect(await all()).toEqual(before);

  const foretold = JSON.parse((await run('--dry-run', '--output', 'json')).stdout).objects;
  const carriedOut = JSON.parse((await deploy('--output', 'json')).stdout).objects;
  expect(carriedOut.map(({ name, changes }: any) => [name, changes])).toEqual(
    foretold.map(({ name, changes }: any) => [name, changes]),
  );
  expect(differences(await objectsOf(dist), fresh)).toEqual([]);
});

test.each([['--server-side'], []])(
  'what kubectl apply %s has made is taken over, with what it had more',
  async (...flags) => {
    const older = join(
      await synth({ ...stack.config, qdrant: { config: { log_level: 'DEBUG' } } }),
      '0003-qdrant.k8s.yaml',
    );
    await createNamespace(stack.namespace);
    const file = `${older}.with-more.yaml`;
    await kubectl().shell(
      `sed 's/^  name: qdrant-headless$/&\\n  annotations: {example.com\\/more: "1"}/' "$OLD" > "$NEW"`,
      {
        OLD: older,
        NEW: file,
      },
    );
    await kubectl().must(['apply', ...flags, '-f', file]);

    await mustDeploy();

    expect(differences(await objectsOf(dist), fresh)).toEqual([]);
    expect(await managers('service', 'qdrant-headless')).toEqual(['qdrant-stack Apply']);
  },
);

test('what others have set stays theirs: controllers, autoscalers and people', async () => {
  await install();
  await kubectl().must(['annotate', 'statefulset', 'qdrant', '-n', stack.namespace, 'example.com/note=mine']);
  await kubectl().must(['label', 'namespace', stack.namespace, 'pod-security.kubernetes.io/enforce=baseline']);

  await mustDeploy();

  const [statefulSet] = await list('statefulsets', stack.namespace);
  expect((statefulSet!.metadata as any).annotations).toMatchObject({ 'example.com/note': 'mine' });
  expect(await managers('statefulset', 'qdrant')).toEqual(['kubectl-annotate Update', 'qdrant-stack Apply']);
  const space = await api.get('namespace', stack.namespace);
  expect(space.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
});

test('a take-over that was interrupted between its two writes is finished by the next deploy', async () => {
  await install();
  const owners = `kubectl get -f "$DIST" --ignore-not-found --show-managed-fields -o json |
    sed -E '/"manager": "(helm|OpenAPI-Generator)"/{s/: ".*"/: "qdrant-stack"/;n;s/"Update"/"Apply"/;}' | kubectl replace -f -`;
  expect(await kubectl().shell(owners, { DIST: dist })).toMatchObject({ code: 0 });

  await mustDeploy();

  expect(differences(await objectsOf(dist), fresh)).toEqual([]);
});
