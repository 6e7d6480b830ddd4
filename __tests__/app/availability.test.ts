import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { containerOf, find, type K8sObject, podOf, synthApp, title } from '../support/objects';

const objectsOf = (text: string): K8sObject[] => synthApp(buildApp(parseConfig(text, 'config.yaml')));
const budgets = (objects: readonly K8sObject[]) =>
  objects.filter(({ kind }) => kind === 'PodDisruptionBudget').map(title);
const spreadOf = (objects: readonly K8sObject[], kind: string, name: string) =>
  podOf(objects, kind, name).topologySpreadConstraints?.map(({ topologyKey }: any) => topologyKey);
const PRODUCTION = 'profile: production\ndashboard: { access: { groups: [/admins] } }';
const RISK = 'cdk8s-qdrant/accepted-risk.twoNodes';

describe('production', () => {
  const production = objectsOf(PRODUCTION);

  test('survives the loss of a node: a majority, a second copy of each shard, a second login', () => {
    expect(find(production, 'StatefulSet', 'qdrant').spec.replicas).toBe(3);
    expect(find(production, 'ConfigMap', 'qdrant').data['production.yaml']).toContain(
      'storage:\n  collection:\n    replication_factor: 2\n    write_consistency_factor: 1\n',
    );
    expect(find(production, 'Deployment', 'oauth2-proxy').spec.replicas).toBe(2);
  });

  test('spreads pods, and lets a drain take one at a time, also a broken one', () => {
    const keys = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];
    expect(spreadOf(production, 'StatefulSet', 'qdrant')).toEqual(keys);
    expect(spreadOf(production, 'Deployment', 'oauth2-proxy')).toEqual(keys);
    expect(budgets(production)).toEqual(['PodDisruptionBudget oauth2-proxy', 'PodDisruptionBudget qdrant']);
    expect(find(production, 'PodDisruptionBudget', 'qdrant').spec).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test('asks for a password where the sessions are, and stays below the memory of the pod', () => {
    const { args, env } = containerOf(production, 'Deployment', 'ephemeral-valkey');
    const secretKeyRef = { name: 'ephemeral-valkey', key: 'password' };
    expect(env).toEqual([{ name: 'REDISCLI_AUTH', valueFrom: { secretKeyRef } }]);
    expect(containerOf(production, 'Deployment', 'oauth2-proxy').env).toContainEqual({
      name: 'OAUTH2_PROXY_REDIS_PASSWORD',
      valueFrom: { secretKeyRef },
    });
    expect(args).toEqual(expect.arrayContaining(['--maxmemory', String(192 * 1024 ** 2)]));
  });

  test('is in a namespace that enforces the restricted Pod Security Standard', () => {
    expect(find(production, 'Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  test('of one node and one login has no budget, which would keep them from ever going', () => {
    const small = objectsOf(`${PRODUCTION}\nqdrant: { replicas: 1 }\noauth2Proxy: { replicas: 1 }`);
    expect(budgets(small)).toEqual([]);
  });

  test('gives up each part by itself', () => {
    const without = objectsOf(
      `${PRODUCTION}\npodSecurity: none\nscheduling: { spread: false, disruptionBudgets: false }`,
    );
    expect(budgets(without)).toEqual([]);
    expect(spreadOf(without, 'StatefulSet', 'qdrant')).toBeUndefined();
    expect(JSON.stringify(find(without, 'Namespace'))).not.toContain('pod-security');
  });
});

test('seed takes each part by itself', () => {
  const objects = objectsOf(`
podSecurity: restricted
qdrant: { replicas: 3, replicationFactor: 3, writeConsistencyFactor: 2 }
scheduling: { spread: true, disruptionBudgets: true }
`);
  expect(budgets(objects)).toEqual(['PodDisruptionBudget qdrant']);
  expect(spreadOf(objects, 'StatefulSet', 'qdrant')).toHaveLength(2);
  expect(find(objects, 'Namespace').metadata.labels).toHaveProperty(['pod-security.kubernetes.io/enforce']);
});

test('two nodes are taken where somebody says why, and the reason stands on the StatefulSet', () => {
  const why = 'the third node arrives next week';
  const two = objectsOf(`qdrant: { replicas: 2 }\nacceptedRisks: { twoNodes: ${why} }`);
  expect(find(two, 'StatefulSet').spec.replicas).toBe(2);
  expect(find(two, 'StatefulSet').metadata.annotations).toMatchObject({ [RISK]: why });
});

test('a reason for two nodes stands nowhere where there are none', () => {
  const three = objectsOf('qdrant: { replicas: 3 }\nacceptedRisks: { twoNodes: the third node arrives next week }');
  expect(JSON.stringify(three)).not.toContain(RISK);
});
