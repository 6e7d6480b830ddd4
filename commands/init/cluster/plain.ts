import { isDeepStrictEqual } from 'node:util';
import { thousandths } from '../../../config/quantity';
import { isTree, type Tree } from '../helm/tree';

/** The values that the API server fills in, by the name of their field. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  protocol: 'TCP',
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  successThreshold: 1,
  failureThreshold: 3,
  periodSeconds: 10,
  timeoutSeconds: 1,
  scheme: 'HTTP',
  partition: 0,
  whenDeleted: 'Retain',
  whenScaled: 'Retain',
  defaultMode: 420,
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
  sessionAffinity: 'None',
  internalTrafficPolicy: 'Cluster',
  externalTrafficPolicy: 'Cluster',
  allocateLoadBalancerNodePorts: true,
  volumeMode: 'Filesystem',
};

/** Mappings that say nothing once their defaults are gone. An empty `emptyDir` is a volume. */
const EMPTY = ['rollingUpdate', 'securityContext', 'resources', 'persistentVolumeClaimRetentionPolicy'];

/** A value without the defaults of the API server. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (!isTree(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, plain(each)] as const)
      .filter(([key, each]) => !isDefault(key, each)),
  );
}

function isDefault(key: string, value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === DEFAULTS[key] ||
    (EMPTY.includes(key) && isTree(value) && Object.keys(value).length === 0)
  );
}

/** Whether two values mean the same to the API server. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(copy(one), copy(other));
}

/** Plain data without the prototypes of the client library, and without defaults. */
function copy(value: unknown): unknown {
  return value === undefined ? undefined : plain(JSON.parse(JSON.stringify(value)));
}

/** Whether two amounts are equal: `1` and `1000m`. */
export function isSameAmount(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) {
    return one === other;
  }
  return String(one) === String(other) || thousandths(String(one)) === thousandths(String(other));
}

/** The entries of a mapping without those whose names match. */
export function without(tree: unknown, names: RegExp): Tree {
  return isTree(tree) ? Object.fromEntries(Object.entries(tree).filter(([name]) => !names.test(name))) : {};
}
