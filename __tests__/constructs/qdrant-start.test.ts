import { App, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { QdrantChart, type QdrantChartProps } from 'cdk8s-qdrant';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DATA, FAILED_JOIN, StartingNodes } from '../support/starting-nodes';
import { containerOf, find } from '../support/objects';

// The start scripts run for real. Only Qdrant has a stand-in, which listens on the port between the nodes.

const uri = (node: number) => `http://qdrant-${node}.qdrant-headless:6335`;
const creates = (node: number) => ['--uri', uri(node), '--of-the-user'];
const joins = (node: number, other: number) => ['--bootstrap', uri(other), ...creates(node)];

const chartWith = (props: Partial<QdrantChartProps>) =>
  new QdrantChart(new App(), 'qdrant', { namespace: 'ns', storage: { size: '10Gi' }, ...props });
const objectsWith = (props: Partial<QdrantChartProps>) => Testing.synth(chartWith(props));

describe('a start', () => {
  let nodes: StartingNodes;
  beforeEach(() => {
    nodes = new StartingNodes(chartWith({ replicas: 3 }));
  });
  afterEach(() => nodes.stop());

  test('at a first install, node 0 creates the cluster once all nodes say that they have no data', async () => {
    const [two, zero] = [nodes.start(2), nodes.start(0)];
    await zero.says('waits for an answer of');
    expect([zero.hasStarted, two.hasStarted]).toEqual([false, false]);

    const one = nodes.start(1);

    expect(await zero.arguments()).toEqual(creates(0));
    expect(await one.arguments()).toEqual(joins(1, 0));
    expect(await two.arguments()).toEqual(joins(2, 0));
  });

  test('after a restart of all nodes, none asks another one, and none can create a cluster', async () => {
    expect(await nodes.start(0, DATA).arguments()).toEqual(joins(0, 1));
    expect(await nodes.start(1, DATA).arguments()).toEqual(joins(1, 0));
    expect(await nodes.start(2, DATA).arguments()).toEqual(joins(2, 0));
  });

  test('node 0 without data joins the cluster of the others', async () => {
    await nodes.start(1, DATA).arguments();
    await nodes.start(2, DATA).arguments();

    expect(await nodes.start(0).arguments()).toEqual(joins(0, 1));
  });

  test('node 0 without data waits for nodes that do not answer, and joins the first one that does', async () => {
    const [zero, one] = [nodes.start(0), nodes.start(1)];
    await zero.says('waits for an answer of');
    await sleep(2500);
    expect([zero.hasStarted, one.hasStarted]).toEqual([false, false]);

    await nodes.start(2, DATA).arguments();

    // The first of them can join the second one.
    expect((await zero.arguments())[1]).toMatch(/qdrant-[12]\./);
    expect((await one.arguments())[1]).toMatch(/qdrant-[02]\./);
  });

  test('another node without data joins any node with data, also while node 0 is down', async () => {
    await nodes.start(2, DATA).arguments();

    expect(await nodes.start(1).arguments()).toEqual(joins(1, 2));
  });

  test('an attempt to join is no data, and nothing of it is left in a new cluster', async () => {
    const zero = nodes.start(0, FAILED_JOIN);
    nodes.start(1, FAILED_JOIN);
    nodes.start(2);

    expect(await zero.arguments()).toEqual(creates(0));
  });

  test('a node that waits ends at once when its pod is deleted', async () => {
    const zero = nodes.start(0);
    await zero.says('waits for an answer of qdrant-1.qdrant-headless, qdrant-2.qdrant-headless.');

    expect(await zero.terminate()).toBe(143);
  });
});

describe('the startup probe of one of several nodes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qdrant-started-'));
  let qdrant: Server;
  beforeAll(async () => {
    mkdirSync(join(folder, 'storage'));
    qdrant = createServer(socket => socket.end()).listen(0);
    await once(qdrant, 'listening');
  });
  afterAll(() => {
    qdrant.close();
    rmSync(folder, { recursive: true });
  });

  const stateOf = (...peers: string[]) => {
    const addresses = Object.fromEntries(peers.map((peer, at) => [at + 1, `http://${peer}.qdrant-headless:6335/`]));
    return JSON.stringify({ state: {}, peer_address_by_id: addresses, this_peer_id: 1 });
  };
  const probe = (state: string, port = (qdrant.address() as AddressInfo).port) => {
    const script: string = find(objectsWith({ replicas: 3 }), 'ConfigMap').data['started.sh'];
    writeFileSync(join(folder, 'started.sh'), script.replace('/localhost/6333', `/localhost/${port}`));
    writeFileSync(join(folder, 'storage', 'raft_state.json'), state);
    const env = { PATH: process.env.PATH, QDRANT_NODES: '3' };
    const { status, stdout } = spawnSync('/bin/bash', ['started.sh'], { cwd: folder, env, encoding: 'utf8' });
    return { status, stdout };
  };
  const passed = { status: 0, stdout: '' };

  test('passes for a node whose cluster has more than half of the nodes', () => {
    expect(probe(stateOf('qdrant-0', 'qdrant-1', 'qdrant-2'))).toEqual(passed);
    expect(probe(stateOf('qdrant-0', 'qdrant-1'))).toEqual(passed);
  });

  test('fails for a node in a cluster of its own, which the Service then leaves out', () => {
    expect(probe(stateOf('qdrant-0'))).toEqual({
      status: 1,
      stdout: 'This node is in a cluster of 1 nodes, and there are 3 nodes.\n',
    });
  });

  test('fails while Qdrant does not listen', () => {
    expect(probe(stateOf('qdrant-0', 'qdrant-1', 'qdrant-2'), 1).status).toBe(1);
  });

  test('does not judge a state that a later Qdrant writes in another form', () => {
    expect(probe('{"peers":[]}')).toEqual(passed);
  });

  test('is the script, and a probe of the user replaces it', () => {
    const probeOf = (props: Partial<QdrantChartProps>) =>
      containerOf(objectsWith({ replicas: 3, ...props }), 'StatefulSet').startupProbe;
    const timing = { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 720 };
    expect(probeOf({})).toEqual({ exec: { command: ['/bin/bash', '/qdrant/config/started.sh'] }, ...timing });
    const httpGet = { path: '/livez', port: k8s.IntOrString.fromNumber(6333) };
    expect(probeOf({ startupProbe: { httpGet } })).toEqual({ httpGet: { path: '/livez', port: 6333 }, ...timing });
  });
});

test('the number of nodes restarts no node', () => {
  const [three, five] = [3, 5].map(replicas => objectsWith({ replicas }));
  expect(find(five!, 'ConfigMap').data).toEqual({ ...find(three!, 'ConfigMap').data, nodes: '5' });
  expect(find(five!, 'StatefulSet').spec.template).toEqual(find(three!, 'StatefulSet').spec.template);
});

test('fails if several nodes start one after the other', () => {
  expect(() => chartWith({ replicas: 3, podManagementPolicy: 'OrderedReady' })).toThrow(
    'QdrantChart: podManagementPolicy is "OrderedReady". Allowed: Parallel with several replicas. Fix: remove it, because the first node waits for the others.',
  );
});
