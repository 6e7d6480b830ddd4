import { stackNames } from '../names';
import { type CrossFieldRule } from '../rule';

const oneNodeWithoutCluster: CrossFieldRule = {
  keys: [
    ['qdrant', 'cluster', 'enabled'],
    ['qdrant', 'replicas'],
  ],
  check: ({ qdrant: { cluster, replicas } }) =>
    cluster.enabled || replicas === 1
      ? undefined
      : {
          path: ['qdrant', 'cluster', 'enabled'],
          value: false,
          problem: `${replicas} nodes without cluster mode would be ${replicas} databases of their own`,
          allowed: 'true with several nodes',
          fix: 'remove the key',
        },
};

const hostsAreOwn: CrossFieldRule = {
  keys: [['hostAnnotations'], ['apiHostname'], ['dashboardHostname'], ['grpcHostname'], ['gateway']],
  check: config => {
    const { hosts } = stackNames(config);
    const other = Object.keys(config.hostAnnotations ?? {}).find(host => config.gateway || !hosts.includes(host));
    return other === undefined
      ? undefined
      : {
          path: ['hostAnnotations', other],
          problem: config.gateway
            ? 'routes of a Gateway have no annotations for single hosts'
            : 'no ingress of the stack has this host',
          allowed: config.gateway ? 'absent with gateway' : hosts.join(', '),
          fix: config.gateway ? 'remove hostAnnotations' : 'correct the host',
        };
  },
};

export const TAKEOVER_RULES: readonly CrossFieldRule[] = [oneNodeWithoutCluster, hostsAreOwn];
