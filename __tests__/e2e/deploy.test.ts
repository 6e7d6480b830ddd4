import { api } from './support/api';
import { kubectl } from './support/cluster';
import { createNamespace, eventually, idOf, list, names, settled, versions } from './support/objects';
import { whilePodsStart } from './support/pods';
import { Stack } from './support/stack';
import { deleteVolumes, putVolume } from './support/volumes';

const stack = new Stack('deploy');
/** StorageClasses are objects of the whole cluster. */
const [FAST, WRONG] = [`${stack.namespace}-fast`, `${stack.namespace}-wrong`];
const volumes: string[] = [];

/** What is of no interest where the manifests themselves are tested. */
const MANIFESTS_ONLY = ['--no-hook', '--no-verify', '--no-code-server-env'];
const MADE = 'configmaps,deployments,ingresses,services,serviceaccounts,statefulsets';

interface Run {
  readonly config?: object;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Deploys the manifests alone. */
function run({ config, args = [], env }: Run = {}) {
  return stack.run(['deploy', ...MANIFESTS_ONLY, ...args], { config, env });
}

/** Deploys the manifests alone, while the pods become ready. */
const deploy = (options: Run = {}) => whilePodsStart(stack.namespace, () => run(options));

async function mustDeploy(run: Run = {}): Promise<string> {
  const { code, stdout, stderr } = await deploy(run);
  if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** What a deploy tells programs. */
async function report(run: Run = {}): Promise<any> {
  const { stdout, stderr, code } = await deploy({ ...run, args: ['--output', 'json', ...(run.args ?? [])] });
  if (!stdout) throw new Error(stderr);
  return { code, ...JSON.parse(stdout) };
}

const stored = () => settled(async () => versions(await list(MADE, stack.namespace)));

async function patch(kind: string, name: string, change: object, ...flags: string[]): Promise<void> {
  await kubectl().must([
    'patch',
    kind,
    name,
    '-n',
    stack.namespace,
    '--type=merge',
    '-p',
    JSON.stringify(change),
    ...flags,
  ]);
}

async function get(kind: string, name: string): Promise<any> {
  return await api.get(kind, name, stack.namespace);
}

/** The one message of a deploy that must fail, and that has changed nothing. */
async function refusal(config: object, ...args: string[]): Promise<string> {
  const before = await stored();
  const { code, stderr } = await run({ config: { ...config, libraryProject: 'another' }, args });
  expect(code).toBe(1);
  expect(await stored()).toEqual(before);
  return stderr;
}

/** The pods of the database and its claims. */
async function identities(): Promise<object> {
  const objects = [
    ...(await list('pods', stack.namespace, { labels: 'app=qdrant' })),
    ...(await list('persistentvolumeclaims', stack.namespace)),
  ];
  return Object.fromEntries(objects.map(object => [idOf(object), object.metadata.uid]));
}

/** The objects that differ in a report, by what would become of them. */
const differing = (steps: readonly any[]): Record<string, string> =>
  Object.fromEntries(steps.filter(({ state }) => state !== 'in sync').map(({ name, state }) => [name, state]));

/** Makes a StorageClass of a provisioner that nobody runs. */
async function putClass(name: string): Promise<void> {
  await api.apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'example.com/none',
  });
}

/** Gives the first claim its volume. */
async function bindVolume(): Promise<string> {
  const claim = 'qdrant-storage-qdrant-0';
  const volume = await putVolume({ namespace: stack.namespace, claim });
  await eventually(async () => expect((await get('persistentvolumeclaim', claim)).status.phase).toBe('Bound'));
  return volume;
}

beforeAll(() => putClass(FAST));
afterAll(async () => {
  await deleteVolumes(volumes);
  await api.delete('storageclass', FAST);
  await stack.delete();
});

describe('an empty cluster', () => {
  afterAll(() => stack.useNewNamespace());

  test('--dry-run tells what would be made, makes nothing, and ends with 3 when asked', async () => {
    const { code, stdout } = await deploy({ args: ['--dry-run', '--exit-code'] });

    expect(code).toBe(3);
    expect(stdout).toContain(`✔ Namespace ${stack.namespace}: would be created\n`);
    expect(stdout).toContain(`✔ StatefulSet ${stack.namespace}/qdrant: would be created\n`);
    expect(stdout).toMatch(/\n17 of 17 differ; nothing was changed\.\n$/);
    expect(await api.get('namespace', stack.namespace)).toBeUndefined();
  });

  test('a deploy makes everything in order and waits until all pods are ready', async () => {
    const { code, result, objects, rollouts, checks } = await report();

    expect({ code, result }).toEqual({ code: 0, result: 'deployed' });
    expect(objects.map(({ name, state }: any) => `${name} ${state}`).slice(0, 2)).toEqual([
      `namespace-${stack.namespace} create`,
      'deployment-ephemeral-valkey create',
    ]);
    expect(rollouts).toEqual([
      { title: `Deployment ${stack.namespace}/ephemeral-valkey`, ready: 1 },
      { title: `Deployment ${stack.namespace}/oauth2-proxy`, ready: 1 },
      { title: `StatefulSet ${stack.namespace}/qdrant`, ready: 1 },
    ]);
    expect(checks).toMatchObject([{ name: 'discovery', result: 'ok' }]);
  });

  test('the next deploy writes nothing', async () => {
    const before = await stored();

    expect(await mustDeploy()).toMatch(/\nIn sync\.\n$/);

    expect(await stored()).toEqual(before);
    expect((await deploy({ args: ['--dry-run', '--exit-code'] })).code).toBe(0);
  });
});

describe('a deployed stack', () => {
  beforeAll(async () => void (await mustDeploy()));
  afterAll(() => stack.useNewNamespace());

  test('--dry-run shows what the server would make of each field, and changes nothing', async () => {
    const before = await stored();

    const { code, stdout } = await deploy({
      args: ['--dry-run', '--exit-code'],
      config: { qdrant: { config: { log_level: 'DEBUG' } }, oauth2Proxy: { replicas: 2 } },
    });

    expect(code).toBe(3);
    expect(stdout).toMatch(
      /Deployment \S+\/oauth2-proxy: would be updated\n(?: {4}.*\n)* {4}~ spec\.replicas: 1 -> 2\n/,
    );
    expect(stdout).toMatch(/ConfigMap \S+\/qdrant: would be updated\n {4}~ data\.production\.yaml: ".*" -> ".*DEBUG/);
    expect(stdout).toMatch(/~ spec\.template\.metadata\.annotations\.checksum\/config: /);
    expect(await stored()).toEqual(before);
  });

  test('only what differs is written', async () => {
    const before = (await stored()) as any;
    const { objects } = await report({ config: { oauth2Proxy: { replicas: 2 } } });

    expect(differing(objects)).toEqual({ 'deployment-oauth2-proxy': 'update' });
    const after = (await stored()) as any;
    expect(Object.keys(after).filter(id => after[id].generation !== before[id].generation)).toEqual([
      'Deployment/oauth2-proxy',
    ]);
    await mustDeploy();
  });

  test('what people changed by hand becomes as the config says', async () => {
    await kubectl().must(['scale', 'deployment', 'oauth2-proxy', '-n', stack.namespace, '--replicas=3']);
    await patch('ingress', 'qdrant-http-ingress', {
      metadata: { annotations: { 'nginx.ingress.kubernetes.io/auth-url': 'https://elsewhere' } },
    });

    const { objects } = await report();

    expect(differing(objects)).toEqual({
      'deployment-oauth2-proxy': 'update',
      'ingress-qdrant-http-ingress': 'update',
    });
    expect((await get('deployment', 'oauth2-proxy')).spec.replicas).toBe(1);
  });
});

describe('what would be refused is refused before anything is written', () => {
  beforeAll(async () => void (await mustDeploy()));
  afterAll(() => stack.useNewNamespace());

  test('volumes of another size: for resize-storage where they grow', async () => {
    volumes.push(await bindVolume());
    expect(await refusal({ qdrant: { storage: { size: '200Gi' } } })).toMatch(
      /^Error: StatefulSet \S+\/qdrant exists, and these fields are immutable: \S+storage from "150Gi" to "200Gi"; nothing was changed\.\n {2}Fix: run QDRANT_CONFIG=\S+ npm run resize-storage/,
    );
    expect(await refusal({ qdrant: { storage: { size: '100Gi' } } })).toContain('Fix: volumes never shrink:');
  });

  test('a version of Qdrant too far, or an older one; unless it is wanted', async () => {
    const image = (version: string) => ({ images: { qdrant: `harbor.example.com/library/qdrant:${version}` } });

    expect(await refusal(image('v1.17.0'))).toContain('Fix: first deploy the latest 1.16');
    expect(await refusal(image('v1.15.3'))).toContain('an older version may not read the data of a newer version');

    const { stdout } = await deploy({ config: image('v1.17.0'), args: ['--dry-run', '--allow-version-jump'] });
    expect(stdout).toContain('note: Qdrant would go from v1.15.4 to v1.17.0');
    expect((await deploy({ config: image('v1.16.0'), args: ['--dry-run'] })).stdout).toMatch(
      / {4}note: Qdrant v1\.15\.4 becomes v1\.16\.0; back up first: QDRANT_CONFIG=\S+ npm run backup -- create\n/,
    );
  });

  test('fewer nodes of Qdrant, unless they were prepared for it', async () => {
    await kubectl().must(['scale', 'statefulset', 'qdrant', '-n', stack.namespace, '--replicas=3']);

    expect(await refusal({})).toContain('Error: Qdrant would go from 3 to 1 nodes');

    expect(await mustDeploy({ args: ['--allow-fewer-nodes'] })).toContain('~ spec.replicas: 3 -> 1\n');
  });

  test('whatever else the server refuses, by its own words', async () => {
    const limits = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none', namespace: stack.namespace } };
    await kubectl().must(['delete', 'ingress', 'qdrant-api-ingress', '-n', stack.namespace]);
    await kubectl().must(
      ['create', '-f', '-'],
      JSON.stringify({ ...limits, spec: { hard: { 'count/ingresses.networking.k8s.io': '3' } } }),
    );
    await eventually(async () => {
      expect(await refusal({})).toMatch(
        /^Error: Could not apply Ingress \S+\/qdrant-api-ingress in cluster .*403 Forbidden.*exceeded quota/,
      );
    });
    await kubectl().must(['delete', 'resourcequota', 'none', '-n', stack.namespace]);
  });

  test('a namespace that is being deleted', async () => {
    await patch('serviceaccount', 'default', { metadata: { finalizers: ['example.com/wait'] } });
    await kubectl().must(['delete', 'namespace', stack.namespace, '--wait=false']);

    expect((await deploy()).stderr).toMatch(/^Error: Namespace \S+ in cluster \S+ is being deleted\./);

    await patch('serviceaccount', 'default', { metadata: { finalizers: null } });
  });
});

describe('the way around what is refused', () => {
  beforeAll(async () => void (await mustDeploy()));
  afterAll(() => stack.useNewNamespace());

  test('another storage class; the way that is named then keeps the pod and its claim', async () => {
    const config = { qdrant: { storage: { storageClassName: FAST } } };
    volumes.push(await bindVolume());

    const message = await refusal(config);
    expect(message).toContain(`storageClassName from none to "${FAST}"; nothing was changed.\n`);
    const [, command] = /: kubectl (delete .*), and deploy again/.exec(message)!;

    const before = await identities();
    await kubectl().must(command!.split(' '));
    await mustDeploy({ config });
    expect(await identities()).toEqual(before);
    expect((await get('statefulset', 'qdrant')).spec.volumeClaimTemplates[0].spec.storageClassName).toBe(FAST);
  });

  test('a class that does not exist is refused before the first write', async () => {
    await stack.useNewNamespace();
    const { code, stderr } = await run({ config: { qdrant: { storage: { storageClassName: WRONG } } } });

    expect(code).toBe(1);
    expect(stderr).toContain(`Error: StorageClass ${WRONG} of qdrant.storage does not exist in cluster`);
    expect(stderr).toMatch(
      new RegExp(`Fix: set qdrant\\.storage\\.storageClassName in the config to one of .*\\b${FAST}\\b`),
    );
    expect(await api.get('namespace', stack.namespace)).toBeUndefined();
  });

  test('a claim that was never bound: the fix deletes it, and the new claim has the new class', async () => {
    const config = { qdrant: { storage: { storageClassName: FAST } } };
    await putClass(WRONG);
    // The pod waits for its volume.
    await run({ config: { qdrant: { storage: { storageClassName: WRONG } } }, args: ['--timeout', '1'] });
    await api.delete('storageclass', WRONG);

    const [, orphan, claim] =
      /: kubectl (delete statefulset .*), then .*: kubectl (delete pvc .*), and deploy again/.exec(
        await refusal(config),
      )!;

    await kubectl().must(orphan!.split(' '));
    const { stderr } = await run({ config });
    expect(stderr).toContain(`Fix: delete the claim, which holds no data: kubectl ${claim}, then deploy again.`);
    await kubectl().must(claim!.split(' '));
    await run({ config, args: ['--timeout', '1'] });
    await eventually(async () => {
      expect((await get('persistentvolumeclaim', 'qdrant-storage-qdrant-0')).spec.storageClassName).toBe(FAST);
    });
    expect(await mustDeploy({ config })).toMatch(/In sync\.\n$/);
  });

  test('quotas, limits and Secrets: each fix is enough', async () => {
    await stack.useNewNamespace();
    await createNamespace(stack.namespace);
    const put = (kind: string, spec: object) =>
      api.apply({ apiVersion: 'v1', kind, metadata: { name: 'few' }, spec }, stack.namespace);
    await put('ResourceQuota', { hard: { 'requests.memory': '4Gi' } });
    await put('LimitRange', { limits: [{ type: 'Container', max: { memory: '8Gi', cpu: '3' } }] });
    const config = { apiKeys: { enabled: true, existing: true, secretName: 'vault' } };

    const { stderr } = await run({ config });
    expect(stderr).toContain(`Error: LimitRange ${stack.namespace}/few refuses the pods of StatefulSet`);
    expect(stderr).toContain(
      `ResourceQuota ${stack.namespace}/few has no room for the pods and claims: requests.memory`,
    );
    expect(stderr).toContain(`Secret ${stack.namespace}/vault of StatefulSet ${stack.namespace}/qdrant does not exist`);

    await put('ResourceQuota', { hard: { 'requests.memory': '5Gi' } });
    await stack.putSecret('vault', { 'api-key': 'a', 'read-only-api-key': 'b' });
    await mustDeploy({
      config: {
        ...config,
        qdrant: { resources: { requests: { cpu: 2, memory: '4Gi' }, limits: { cpu: 3, memory: '8Gi' } } },
      },
    });
  });
});

describe('another Qdrant in the namespace', () => {
  afterAll(() => stack.useNewNamespace());
  const labels = { 'app.kubernetes.io/name': 'qdrant', 'app.kubernetes.io/instance': 'vector-store' };
  const config = { networkPolicies: { enabled: true } };

  test('is refused where deny-all would cut it off; another namespace, or a policy of its own is enough', async () => {
    await createNamespace(stack.namespace);
    const containers = [{ name: 'qdrant', image: 'docker.io/qdrant/qdrant:v1.19.0' }];
    await api.apply(
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'vector-store-qdrant', labels },
        spec: {
          serviceName: 'vector-store-qdrant-headless',
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      },
      stack.namespace,
      'helm',
    );
    await eventually(async () => expect(await list('pods', stack.namespace)).toHaveLength(1));

    const { code, stderr } = await run({ config, args: ['--dry-run'] });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Error: StatefulSet \S+\/vector-store-qdrant is another Qdrant \(image docker\.io\/qdrant\/qdrant:v1\.19\.0; written by helm, kube-controller-manager\): this deploy does not take it over, and creates a second, empty Qdrant; NetworkPolicy deny-all/,
    );
    const elsewhere = await run({
      config: { ...config, namespace: `${stack.namespace}-elsewhere` },
      args: ['--dry-run'],
    });
    expect(elsewhere).toMatchObject({ code: 0, stdout: expect.not.stringContaining('another Qdrant') });
    expect((await run({ args: ['--dry-run'] })).stdout).toContain('note: StatefulSet');

    const spec = { podSelector: { matchLabels: labels }, ingress: [{}] };
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'vector-store' },
      spec,
    };
    await api.apply(policy, stack.namespace);
    expect(await mustDeploy({ config })).toContain('is another Qdrant');
  });
});

describe('objects of an earlier deploy', () => {
  const OLD = 'old-config';
  beforeEach(async () => void (await mustDeploy()));
  afterEach(() => stack.useNewNamespace());

  /** Puts objects into the namespace as a deploy of an earlier version of this tool would have. */
  async function put(manager: string, ...objects: object[]): Promise<void> {
    const items = objects.map((object: any) => ({
      ...object,
      metadata: { ...object.metadata, namespace: stack.namespace },
    }));
    await kubectl().must(
      ['apply', '--server-side', `--field-manager=${manager}`, '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  }

  const configMap = (name: string, labels: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels },
    data: { a: 'b' },
  });

  const statefulSet = (name: string, whenDeleted: string) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      serviceName: name,
      replicas: 1,
      persistentVolumeClaimRetentionPolicy: { whenDeleted },
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'example.com/image' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  });

  test('are shown first, and go in the end; what others have made stays', async () => {
    const { labels } = (await get('configmap', 'qdrant')).metadata;
    const add = `new cdk8s.ApiObject(chart, 'old', ${JSON.stringify(configMap(OLD))});`;
    const script = `export default { ...${JSON.stringify(stack.config)}, extend({ chart, cdk8s }) { ${add} } };`;
    const extended = await mustDeploy({ env: { QDRANT_CONFIG: stack.file('extended.mjs', script) } });
    expect(extended).toContain(`✔ ConfigMap ${stack.namespace}/${OLD}: created\n`);
    await put('kubectl', configMap('of-somebody-else', labels));

    const dry = await deploy({ args: ['--dry-run', '--exit-code'] });
    expect(dry.code).toBe(3);
    expect(dry.stdout).toContain(`✔ ConfigMap ${stack.namespace}/${OLD}: would be removed\n1 of 18 differ`);
    const kept = await mustDeploy({ args: ['--no-prune'] });
    expect(kept).toMatch(/In sync\.\n$/);
    expect(names(await list('configmaps', stack.namespace))).toContain(OLD);

    expect(await mustDeploy()).toMatch(
      new RegExp(`ready\n✔ ConfigMap ${stack.namespace}/${OLD}: removed\n✔ Service discovery`),
    );

    const left = names(await list('configmaps', stack.namespace));
    expect(left).not.toContain(OLD);
    expect(left).toContain('of-somebody-else');
  });

  test('a StatefulSet goes without its claims; one that would take them along stays, and is told', async () => {
    await put('qdrant-stack', statefulSet('keeps', 'Retain'), statefulSet('takes', 'Delete'));
    await eventually(async () => expect(await list('persistentvolumeclaims', stack.namespace)).toHaveLength(3));

    const { result, pruned, notes } = await report();

    expect({ result, pruned: differing(pruned) }).toEqual({
      result: 'deployed',
      pruned: { 'statefulset-keeps': 'remove' },
    });
    expect(notes).toContainEqual(
      expect.stringMatching(
        /^StatefulSet \S+\/takes is no longer declared and stays: its deletion would delete its claims/,
      ),
    );
    await settled(async () => names(await list('pods', stack.namespace)));
    expect(names(await list('statefulsets', stack.namespace))).toEqual(['qdrant', 'takes']);
    expect(names(await list('persistentvolumeclaims', stack.namespace))).toEqual([
      'data-keeps-0',
      'data-takes-0',
      'qdrant-storage-qdrant-0',
    ]);
  });

  test('claims and Secrets are never pruned, whoever made them', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'old-secret' }, stringData: { a: 'b' } };
    const claim = { ...statefulSet('', '').spec.volumeClaimTemplates[0], metadata: { name: 'old-claim' } };
    await put('qdrant-stack', secret, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim });

    expect(await mustDeploy()).toMatch(/In sync\.\n$/);

    expect(names(await list('persistentvolumeclaims,secrets', stack.namespace))).toEqual(
      expect.arrayContaining(['old-claim', 'old-secret']),
    );
  });
});

describe('waiting for pods', () => {
  afterEach(() => stack.useNewNamespace());

  const status = (name: string, value: object) => patch('pod', name, { status: value }, '--subresource=status');

  /** Deploys without anybody who starts pods, does something meanwhile, and returns how it ended. */
  async function waitInVain(meanwhile: () => Promise<void>) {
    const running = stack.run(['deploy', ...MANIFESTS_ONLY, '--timeout', '12']);
    await eventually(async () => expect(names(await list('pods', stack.namespace))).toHaveLength(3));
    await meanwhile();
    return running;
  }

  test('at the deadline each pod is named with what it waits for, in the words of whoever says no', async () => {
    const { code, stdout, stderr } = await waitInVain(async () => {
      const valkey = names(await list('pods', stack.namespace, { labels: 'app=ephemeral-valkey' }))[0]!;
      const message = 'Back-off pulling image "harbor/library/valkey:latest"';
      await status(valkey, {
        containerStatuses: [
          {
            name: 'valkey',
            image: 'x',
            imageID: '',
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: 'ImagePullBackOff', message } },
          },
        ],
      });
    });

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\n {2}Rollout of Deployment \S+: 0 of 1 ready, .*; pod ephemeral-valkey-\S+ ImagePullBackOff: Back-off pulling image "harbor\/library\/valkey:latest"/,
    );
    expect(stderr).toMatch(
      /^Error: Not rolled out within 12 s \(--timeout\): Deployment \S+\/ephemeral-valkey: 0 of 1 ready/,
    );
    expect(stderr).toMatch(/Deployment \S+\/oauth2-proxy: .*; pod oauth2-proxy-\S+ Unschedulable: no nodes available/);
    expect(stderr).toMatch(
      /claim qdrant-storage-qdrant-0 is Pending \(FailedBinding: no persistent volumes available for this claim and no storage class is set\)/,
    );
    expect(stderr).toContain('the objects stay applied');

    expect(await mustDeploy()).toMatch(/In sync\.\n$/); // the pods have become ready in the end
  });

  test('pods that the controller may not make are told', async () => {
    await createNamespace(stack.namespace);
    // A quota of a scope that deploy does not compute before the first write.
    const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'DoesNotExist' }] };
    const spec = { hard: { pods: '0' }, scopeSelector };
    await api.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'no-pods' }, spec }, stack.namespace);

    const { code, stderr } = await stack.run(['deploy', ...MANIFESTS_ONLY, '--timeout', '6']);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Deployment \S+\/oauth2-proxy: 0 of 1 ready, 0 of 1 updated; pods ".*" is forbidden: exceeded quota: no-pods/,
    );
    expect(stderr).toMatch(
      /StatefulSet \S+\/qdrant: 0 of 1 ready, 0 of 1 updated; FailedCreate: .* exceeded quota: no-pods/,
    );
  });
});
