import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cluster, deleteNamespace, kubectl, namespaceFor } from './support/cluster';
import { differences } from './support/differences';
import { createNamespace, apply, eventually, idOf, list, type LiveObject, objectsOf } from './support/objects';
import { REPOSITORY } from './support/repository';
import { synth } from './support/synth';
import { markPodsReady, workloadsOfPods } from './support/workloads';

const FIXTURES = join(__dirname, 'fixtures');
const namespace = namespaceFor('takeover');

/** The documented command that makes kubectl the owner of what Helm and the playbooks wrote, so that an apply may also remove it. */
const HAND_OVER = documented(/^ *(kubectl get -f dist[\s\S]*?kubectl replace -f -)$/m)
  .replace('-f dist', '-f "$DIST"')
  // A controller writes the status of the Deployment between the two.
  .replace(
    'kubectl replace',
    `(cat; kubectl patch deployment oauth2-proxy -n "$NAMESPACE" --subresource=status --type=merge -p '{"status":{"collisionCount":7}}' >&2) 2>/dev/null | kubectl replace`,
  );

/** Fields that Helm owns: an apply of other manifests leaves them. The labels and annotations of the release are below. */
const FIELDS_OF_HELM = [
  'ConfigMap/oauth2-proxy data.oauth2_proxy.cfg',
  'Deployment/oauth2-proxy spec.template.metadata.annotations.checksum/secret',
  'Deployment/oauth2-proxy spec.template.metadata.labels.helm.sh/chart',
  'Deployment/oauth2-proxy spec.template.spec.containers[oauth2-proxy].env',
  'Deployment/oauth2-proxy spec.template.spec.containers[oauth2-proxy].ports[metrics]',
  'Deployment/oauth2-proxy spec.template.spec.containers[oauth2-proxy].volumeMounts[/etc/oauth2_proxy/oauth2_proxy.cfg]',
  'Deployment/oauth2-proxy spec.template.spec.volumes[configmain]',
  'Service/oauth2-proxy spec.ports[http].appProtocol',
  'Service/oauth2-proxy spec.ports[metrics]',
  'Service/qdrant spec.ports[p2p]',
  'StatefulSet/qdrant spec.template.spec.containers[qdrant].readinessProbe.initialDelaySeconds',
  'StatefulSet/qdrant spec.template.spec.initContainers',
  'StatefulSet/qdrant spec.template.spec.volumes[qdrant-config].configMap.defaultMode: 493 instead of 420',
  'StatefulSet/qdrant spec.updateStrategy.rollingUpdate',
];
const OF_THE_RELEASES = [
  ...['ConfigMap', 'Service', 'ServiceAccount', 'StatefulSet'].map(kind => `${kind}/qdrant`),
  'Service/qdrant-headless',
  ...['ConfigMap', 'Deployment', 'Service', 'ServiceAccount'].map(kind => `${kind}/oauth2-proxy`),
].flatMap(id => [`${id} metadata.annotations.meta.helm.sh/release-name`, `${id} metadata.labels.helm.sh/chart`]);

let dist: string;
let fresh: LiveObject[];

beforeAll(async () => {
  dist = await synth({ namespace });
  await kubectl().must(['apply', '--server-side', '-f', dist]);
  fresh = await objectsOf(dist);
  await deleteNamespace(namespace);
});

afterEach(() => deleteNamespace(namespace));

test('an install of the playbooks is taken over in place, but what only Helm set stays', async () => {
  const before = await install();

  expect(await apply(dist, '--force-conflicts')).toMatchObject({ code: 0, stderr: '' });

  expect(await identities()).toEqual(before);
  expect(differences(await objectsOf(dist), fresh)).toEqual([...FIELDS_OF_HELM, ...OF_THE_RELEASES].sort());
  await rolledOut();
});

test.each(['before', 'after'])('ownership that is handed over %s the apply leaves nothing of Helm', async when => {
  const before = await install();
  if (when === 'after') await apply(dist, '--force-conflicts');

  expect(await handOver()).toMatchObject({ code: 0, stderr: '' });
  expect(await apply(dist, '--force-conflicts')).toMatchObject({ code: 0, stderr: '' });

  expect(await identities()).toEqual(before);
  expect(differences(await objectsOf(dist), fresh)).toEqual([]);
  expect(await apply(dist)).toMatchObject({ code: 0, stderr: '' }); // nobody else is left to conflict with
  await rolledOut();
});

test('without force, what Helm set to another value is a conflict that names it', async () => {
  await install();

  const { code, stderr } = await apply(dist);

  expect(code).toBe(1);
  expect(stderr).toContain('conflicts with "helm" using apps/v1');
  expect(stderr).toContain('conflicts with "OpenAPI-Generator" using apps/v1');
});

/** Runs the documented command, again after a conflict with a controller, as the document says. */
async function handOver(tries = 5): ReturnType<ReturnType<typeof kubectl>['shell']> {
  const result = await kubectl().shell(HAND_OVER, { DIST: dist, NAMESPACE: namespace });
  return result.stderr.includes('the object has been modified') && tries > 1 ? handOver(tries - 1) : result;
}

function documented(command: RegExp): string {
  return command.exec(readFileSync(join(REPOSITORY, 'docs/taking-over.md'), 'utf8'))![1]!;
}

/** Puts the old install into an empty namespace, with its pods running, and returns who its objects are. */
async function install(): Promise<object> {
  const create = (manager: string, file: string) =>
    kubectl().must(['create', '-n', namespace, `--field-manager=${manager}`, '-f', join(FIXTURES, file)]);
  await createNamespace(namespace);
  await create('helm', 'helm-releases');
  await create('OpenAPI-Generator', 'playbook-objects.yaml');
  await rolledOut();
  return identities();
}

/** What must survive: the objects themselves, the addresses of the Services, and the claim with its volume. */
async function identities(): Promise<object> {
  const kept = await list('statefulsets,deployments,services,persistentvolumeclaims,secrets', namespace);
  return Object.fromEntries(
    kept.map(object => {
      const { kind, metadata, spec, data } = object;
      const claim = kind === 'PersistentVolumeClaim' ? spec : undefined;
      return [idOf(object), { uid: metadata.uid, clusterIP: spec?.clusterIP, claim, data }];
    }),
  );
}

/** Waits until each workload has one pod, and that of its newest template; needs pods that nobody else starts. */
async function rolledOut(): Promise<void> {
  if (!cluster().disposable) return;
  await eventually(async () => {
    await markPodsReady(namespace);
    const pods = await workloadsOfPods(namespace);
    expect(pods).toEqual({
      'Deployment/ephemeral-valkey': [expect.any(String)],
      'Deployment/oauth2-proxy': [expect.any(String)],
      'StatefulSet/qdrant': ['qdrant-0'],
    });
    const workloads = Object.keys(pods).map(id => id.toLowerCase());
    for (const workload of workloads) {
      await kubectl().must(['rollout', 'status', workload, '-n', namespace, '--timeout=1s']);
    }
  });
}
