import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { parse } from 'yaml';
import { runCommand } from '../support/run-command';
import { api } from './support/api';
import { wildcardFor } from './support/authority';
import { kubectl } from './support/cluster';
import { Kubelet } from './support/kubelet';
import { limitedKubeconfig } from './support/kubeconfigs';
import { applyAll, eventually, list, settled, versions } from './support/objects';
import { QdrantDouble } from './support/qdrant-double';
import { REPOSITORY } from './support/repository';
import { Stack, TLS_SECRET } from './support/stack';
import { synth } from './support/synth';
import { deleteVolumes, putVolume } from './support/volumes';
import { markPodsReady } from './support/workloads';

const stack = new Stack('status');
const { namespace } = stack;
const CLAIM = 'qdrant-storage-qdrant-0';

let qdrant: QdrantDouble;
let volume: string;

beforeAll(async () => {
  await stack.create();
  qdrant = await QdrantDouble.start();
  const collection = JSON.stringify({ vectors: { size: 2, distance: 'Dot' } });
  await fetch(`${qdrant.urls[0]}/collections/docs`, { method: 'PUT', body: collection });
  const points = JSON.stringify({ points: [{ id: 1, vector: [1, 2] }] });
  await fetch(`${qdrant.urls[0]}/collections/docs/points`, { method: 'PUT', body: points });
});
afterAll(async () => {
  await qdrant.stop();
  if (volume) await deleteVolumes([volume]);
  await stack.delete();
});

const run = (args: readonly string[], url = qdrant.urls[0]!) => stack.run(['status', '--url', url, ...args]);

async function status(url?: string): Promise<any> {
  const { stdout, stderr, code } = await run(['--output', 'json'], url);
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** The examples of the documentation, for the namespace of this test. */
function documentedRights(...names: readonly string[]): string {
  const examples = names.map(name => readFileSync(join(REPOSITORY, `docs/examples/${name}-rbac.yaml`), 'utf8'));
  return examples
    .join('---\n')
    .replaceAll('namespace: qdrant', `namespace: ${namespace}`)
    .replaceAll('qdrant-stack-status-qdrant', `qdrant-stack-status-${namespace}`)
    .replaceAll('[qdrant]', `[${namespace}]`);
}

test('where nothing is installed, it says so', async () => {
  const { result, namespace: found, workloads, volumes, certificate, drift } = await status();

  expect(result).toBe('differences');
  expect(found).toEqual({ name: namespace, state: 'does not exist' });
  expect(workloads).toContainEqual({ name: 'StatefulSet qdrant', images: [], ready: 0, waiting: [] });
  expect(volumes).toEqual([{ claim: CLAIM }]);
  expect(certificate).toEqual({ secret: TLS_SECRET, problem: 'does not exist' });
  expect(new Set(drift.map(({ state }: any) => state))).toEqual(new Set(['missing']));
});

test.each([[[]], [['--watch', '1']]])('without a cluster it could not look at all: %j', async args => {
  const { code, stderr } = await stack.run(['status', ...args], { env: { KUBECONFIG: '/no/such/file' } });

  expect(code).toBe(1);
  expect(stderr).toContain('Could not read the kubeconfig /no/such/file');
});

describe('an installed stack', () => {
  beforeAll(async () => {
    await stack.mustHook();
    await applyAll(await synth(stack.config));
    volume = await putVolume({ namespace, claim: CLAIM });
    await eventually(async () => {
      if ((await list('pods', namespace)).length < 3) throw new Error('The pods are not there yet.');
      const [claim] = (await list('pvc', namespace)) as any[];
      if (claim.status.phase !== 'Bound') throw new Error('The claim is not bound yet.');
    });
  });

  test('tells why pods are not ready', async () => {
    const { workloads } = await status();

    expect(workloads).toContainEqual({
      name: 'StatefulSet qdrant',
      images: [expect.stringMatching(/:v1\.15\.4$/)],
      ready: 0,
      wanted: 1,
      waiting: [expect.stringMatching(/^pod qdrant-0 /)],
    });
  });

  describe('whose pods are ready', () => {
    beforeAll(async () => {
      await markPodsReady(namespace);
      await eventually(async () => {
        const workloads = (await list('statefulsets,deployments', namespace)) as any[];
        if (workloads.some(each => !each.status.readyReplicas)) throw new Error('Some are not ready yet.');
      });
    });

    test('is in sync, and nothing is written', async () => {
      const read = () =>
        list('pods,services,deployments,replicasets,statefulsets,configmaps,secrets,ingresses,pvc', namespace);
      const before = versions(await settled(read));

      const { result, drift, qdrant: server, workloads, volumes, certificate } = await status();

      expect({ result, drift: drift.filter(({ state }: any) => state !== 'in sync') }).toEqual({
        result: 'in sync',
        drift: [],
      });
      expect(server).toEqual({
        url: qdrant.urls[0],
        version: '1.15.4',
        collections: [{ name: 'docs', points: 1, status: 'green' }],
      });
      expect(workloads.map(({ ready, waiting }: any) => ({ ready, waiting }))).toEqual([
        { ready: 1, waiting: [] },
        { ready: 1, waiting: [] },
        { ready: 1, waiting: [] },
      ]);
      // No node has measured it.
      expect(volumes).toEqual([{ claim: CLAIM, capacity: '150Gi' }]);
      expect(certificate).toEqual({ secret: TLS_SECRET, daysLeft: expect.any(Number) });
      expect(versions(await settled(read))).toEqual(before);
    });

    test('where Qdrant does not answer, it says so, and the rest is there', async () => {
      const { qdrant: server, workloads } = await status('http://127.0.0.1:9');

      expect(server).toEqual({
        url: 'http://127.0.0.1:9',
        problem: expect.stringContaining('Could not read the version on http://127.0.0.1:9'),
      });
      expect(workloads).toHaveLength(3);
    });

    test('the documented rights show everything but drift', async () => {
      const rights = documentedRights('status');
      const kubeconfig = await limitedKubeconfig(namespace, 'qdrant-stack-status', rights);
      const env = { KUBECONFIG: stack.file('limited-kubeconfig', kubeconfig) };

      const { stdout } = await stack.run(['status', '--url', qdrant.urls[0]!, '--output', 'json'], {
        env,
      });

      const { result, namespace: found, workloads, certificate, drift } = JSON.parse(stdout);
      expect(result).toBe('unknown');
      expect(found.state).toBe('Active');
      expect(workloads.map(({ ready }: any) => ready)).toEqual([1, 1, 1]);
      expect(certificate.daysLeft).toBeGreaterThan(0);
      expect(drift.every(({ state, problem }: any) => state === 'unknown' && problem.includes('403'))).toBe(true);
    });

    test('with the documented rights, init writes the config that makes the same manifests', async () => {
      const rights = readFileSync(join(REPOSITORY, 'docs/examples/init-rbac.yaml'), 'utf8')
        .replaceAll('namespace: qdrant', `namespace: ${namespace}`)
        .replaceAll('qdrant-stack-init-qdrant', `qdrant-stack-init-${namespace}`)
        .replace('[qdrant]', `[${namespace}]`);
      const kubeconfig = await limitedKubeconfig(namespace, 'qdrant-stack-init', rights);
      const [from, limited] = [stack.file('from-cluster.yaml', ''), stack.file('init-kubeconfig', kubeconfig)];
      rmSync(from);
      const options = ['--from-cluster', '--namespace', namespace, '--kubeconfig', limited, '--output', 'json'];

      const { code, stdout, stderr } = await runCommand(['init', ...options], { env: { QDRANT_CONFIG: from } });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { notCarriedOver, toCheck, toFillIn } = JSON.parse(stdout);
      expect({ toCheck, toFillIn }).toEqual({ toCheck: [], toFillIn: [] });
      // The authority of the test's Keycloak is in a file of this machine.
      const { keycloak } = stack.config;
      expect(notCarriedOver.map(({ key }: any) => key)).toEqual(keycloak ? ['provider_ca_files of oauth2-proxy'] : []);
      const written = { ...parse(readFileSync(from, 'utf8')), ...(keycloak && { keycloak }) };
      const [before, after] = [await synth(stack.config), await synth(written)];
      for (const file of readdirSync(before)) {
        expect(readFileSync(join(after, file), 'utf8')).toBe(readFileSync(join(before, file), 'utf8'));
      }
    });

    describe('with a kubelet', () => {
      let kubelet: Kubelet;
      beforeAll(async () => {
        kubelet = await Kubelet.start(namespace, CLAIM, 12_300_000_000);
        await kubelet.take(namespace, 'qdrant-0');
      });
      afterAll(() => kubelet.stop());

      test('tells what a volume holds where the node of its pod may be asked', async () => {
        expect((await run([])).stdout).toContain(`  ${CLAIM}  150Gi  used: 12.3 GB\n`);
      });

      const file = () => `${stack.file('bundle', '')}.tar.gz`;
      const contentsOf = async (path: string) => {
        const unpacked = new Map<string, string>();
        for await (const entry of createReadStream(path).pipe(createGunzip()).pipe(extract())) {
          unpacked.set(entry.header.name.replace(/^[^/]+\//, ''), await text(entry));
        }
        return unpacked;
      };

      test('a support bundle replaces no file, and is not written where secrets cannot be hidden', async () => {
        const path = stack.file('other.tar.gz', 'mine');
        const taken = await run(['--bundle', path]);
        expect(taken.code).toBe(1);
        expect(taken.stderr).toContain(`Could not write ${path}: EEXIST`);
        expect(readFileSync(path, 'utf8')).toBe('mine');

        const rights = documentedRights('status');
        const kubeconfig = await limitedKubeconfig(namespace, 'qdrant-stack-status', rights);
        const env = { KUBECONFIG: stack.file('blind-kubeconfig', kubeconfig) };
        const blind = await stack.run(['status', '--url', qdrant.urls[0]!, '--bundle', `${path}.gz`], { env });
        expect(blind.code).toBe(1);
        expect(blind.stderr).toContain('so the bundle could show secrets');
        expect(existsSync(`${path}.gz`)).toBe(false);
      });

      test('a support bundle holds what others need to find a fault, and no secret', async () => {
        const secrets = ((await list('secrets', namespace)) as any[]).flatMap(({ data }) =>
          Object.values<string>(data),
        );
        const values = secrets.map(value => Buffer.from(value, 'base64').toString());
        kubelet.logs.set('qdrant-0/qdrant', `key ${values[0]} and ${secrets[0]} of bob@example.com\nlast line\n`);
        const rights = documentedRights('status', 'status-bundle');
        const kubeconfig = await limitedKubeconfig(namespace, 'qdrant-stack-status', rights);
        const env = { KUBECONFIG: stack.file('bundle-kubeconfig', kubeconfig) };
        const path = file();

        const { code, stdout, stderr } = await stack.run(['status', '--url', qdrant.urls[0]!, '--bundle', path], {
          env,
        });

        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout).toContain(`Wrote ${path} with `);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        const files = await contentsOf(path);
        expect([...files.keys()].slice(0, 2)).toEqual(['CONTENTS.txt', 'secrets.json']);
        for (const name of ['objects.yaml', 'pods.yaml', 'claims.yaml', 'events.yaml', 'qdrant/telemetry.json']) {
          expect(files.get('CONTENTS.txt')).toContain(name);
          expect(files.get(name)).toMatch(/./);
        }
        expect(files.get('logs/qdrant-0/qdrant.log')).toBe('key *** and *** of ***@example.com\nlast line\n');
        expect(files.get('CONTENTS.txt')).toMatch(/oauth2-proxy\.log +missing: Could not read the log of/);
        expect(files.get('objects.yaml')).toContain('kind: StatefulSet');
        expect(JSON.parse(files.get('secrets.json')!)).toContainEqual(expect.objectContaining({ name: TLS_SECRET }));
        const all = [...files.values()].join('\n');
        expect(values.length).toBeGreaterThan(4);
        expect([...secrets, ...values].filter(value => all.includes(value))).toEqual([]);
      });
    });

    test('finds what was changed by hand, what is missing, and what cannot be applied', async () => {
      const patch = (kind: string, name: string, body: object) => api.patch(kind, name, namespace, body);
      const annotation = 'nginx.ingress.kubernetes.io/auth-url';
      await patch('ingress', 'qdrant-http-ingress', { metadata: { annotations: { [annotation]: 'https://evil' } } });
      await kubectl().must(['delete', 'ingress', 'qdrant-root-redirect', '-n', namespace]);

      const shown = await run(['--drift', '--exit-code']);
      const larger = { config: { qdrant: { storage: { size: '200Gi' } } } };
      const resized = await stack.run(['status', '--url', qdrant.urls[0]!], larger);

      expect(shown.code).toBe(3);
      expect(shown.stdout).toContain(
        `  Ingress ${namespace}/qdrant-http-ingress: 1 field differs\n    metadata.annotations.${annotation}: "https://evil" -> "https://$host/oauth2/auth"\n`,
      );
      expect(shown.stdout).toContain(`  Ingress ${namespace}/qdrant-root-redirect: missing\n`);
      expect(resized.code).toBe(0);
      expect(resized.stdout).toContain(`StatefulSet ${namespace}/qdrant: differs: Could not apply`);
    });

    test('counts the days of the certificate, below zero once it has ended', async () => {
      const data = { 'tls.crt': Buffer.from(wildcardFor(stack.domain, -3).certificate).toString('base64') };
      const patch = ['patch', 'secret', TLS_SECRET, '-n', namespace, '-p', JSON.stringify({ data })];
      await kubectl().must(patch);

      expect((await status()).certificate.daysLeft).toBeLessThan(0);
    });
  });
});
