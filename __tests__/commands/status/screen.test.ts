import { screen } from '../../../commands/status/screen';
import type { Status } from '../../../commands/status/status';

const STATUS: Status = {
  cluster: 'home',
  namespace: { name: 'qdrant', state: 'Active' },
  qdrant: {
    url: 'https://qdrant.example.com',
    version: '1.15.4',
    collections: [
      { name: 'docs', points: 3000, status: 'green' },
      { name: 'notes-2026', points: 1, status: 'yellow' },
    ],
  },
  workloads: [
    { name: 'StatefulSet qdrant', images: ['qdrant:v1.15.4'], ready: 1, wanted: 1, waiting: [] },
    {
      name: 'Deployment oauth2-proxy',
      images: ['oauth2-proxy:v7.15.3'],
      ready: 0,
      wanted: 1,
      waiting: ['pod oauth2-proxy-abc ImagePullBackOff: not found'],
    },
  ],
  volumes: [
    { claim: 'qdrant-storage-qdrant-0', capacity: '150Gi', usedBytes: 12_300_000_000 },
    { claim: 'qdrant-storage-qdrant-1', capacity: '150Gi' },
    { claim: 'qdrant-storage-qdrant-2' },
  ],
  certificate: { secret: 'qdrant-tls-secret', daysLeft: 29 },
  routes: {
    violations: [
      {
        object: 'Ingress qdrant/vectors',
        problem: 'routes d.example.com/ to Qdrant without the sign-in; written by helm',
        fix: 'kubectl delete ingress.networking.k8s.io -n qdrant vectors',
      },
    ],
    notes: ['the right to list objects in other namespaces is missing, so these were not checked: Ingress'],
  },
  helm: [],
  drift: [
    { object: 'Service qdrant/qdrant', state: 'in sync', changes: [] },
    { object: 'Ingress qdrant/api', state: 'differs', changes: [{ field: 'spec.tls', to: ['x'] }] },
    { object: 'Ingress qdrant/root', state: 'missing', changes: [] },
    { object: 'Secret qdrant/x', state: 'unknown', changes: [], problem: 'forbidden' },
  ],
};

test('one screen holds everything', () => {
  expect(screen(STATUS, false)).toBe(`Namespace qdrant in cluster home: Active
Qdrant 1.15.4 at https://qdrant.example.com

Workloads
  StatefulSet qdrant       1 of 1 ready  qdrant:v1.15.4
  Deployment oauth2-proxy  0 of 1 ready  oauth2-proxy:v7.15.3
    pod oauth2-proxy-abc ImagePullBackOff: not found

Collections
  docs        3,000 points  green
  notes-2026  1 point  yellow

Volumes
  qdrant-storage-qdrant-0  150Gi  used: 12.3 GB
  qdrant-storage-qdrant-1  150Gi  used: unknown
  qdrant-storage-qdrant-2  no volume

Certificate
  qdrant-tls-secret  29 days left

Routes of the cluster
  Ingress qdrant/vectors routes d.example.com/ to Qdrant without the sign-in; written by helm
    fix: kubectl delete ingress.networking.k8s.io -n qdrant vectors
  note: the right to list objects in other namespaces is missing, so these were not checked: Ingress

Drift from the config
  1 of 4 objects in sync
  Ingress qdrant/api: 1 field differs
  Ingress qdrant/root: missing
  Secret qdrant/x: unknown: forbidden
  --drift shows the fields`);
});

test('--drift shows each field', () => {
  expect(screen(STATUS, true)).toContain('  Ingress qdrant/api: 1 field differs\n    spec.tls: none -> ["x"]\n');
});

test('what cannot be seen is said', () => {
  const blind: Status = {
    ...STATUS,
    qdrant: { url: 'https://qdrant.example.com', problem: 'no connection' },
    workloads: [{ name: 'StatefulSet qdrant', images: [], ready: 0, waiting: [] }],
    certificate: { secret: 'qdrant-tls-secret', problem: 'does not exist' },
  };

  expect(screen(blind, false)).toContain('Qdrant of unknown version at https://qdrant.example.com\n');
  expect(screen(blind, false)).toContain('  StatefulSet qdrant  does not exist\n');
  expect(screen(blind, false)).toContain('  unknown: no connection\n');
  expect(screen(blind, false)).toContain('  qdrant-tls-secret  does not exist\n');
});

test('a Qdrant without collections has none', () => {
  expect(screen({ ...STATUS, qdrant: { ...STATUS.qdrant, collections: [] } }, false)).toContain(
    'Collections\n  none\n',
  );
});

test('several nodes: what each knows, and where they differ', () => {
  const nodes = {
    list: [
      { node: 'qdrant-0', peers: 1, leader: 'qdrant-0', collections: [] },
      { node: 'qdrant-1', peers: 3, collections: ['docs', 'notes'] },
      { node: 'qdrant-2', problem: 'forbidden' },
    ],
    problems: ['qdrant-0 has no collection docs'],
    unknown: ['qdrant-2 does not answer: forbidden'],
    notes: ['1 shard in transfer'],
  };
  expect(screen({ ...STATUS, nodes }, false)).toContain(`
Nodes of Qdrant
  qdrant-0  cluster of 1 node  leader qdrant-0  collections: none
  qdrant-1  cluster of 3 nodes  leader unknown  collections: docs, notes
  qdrant-2  unknown: forbidden
  problem: qdrant-0 has no collection docs
  note: 1 shard in transfer

`);
});

test('a release that Helm can uninstall is told', () => {
  expect(screen({ ...STATUS, helm: ['Helm still has its record of release qdrant'] }, false)).toContain(
    'Helm\n  note: Helm still has its record of release qdrant\n',
  );
});
