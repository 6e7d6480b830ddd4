import { isIPv4 } from 'node:net';
import { type K8sObject } from './objects';

/** One end of a connection: a pod, or an address outside of the cluster. */
export interface Endpoint {
  /** Labels of the pod. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the pod's namespace; without it, the endpoint is no pod. */
  readonly namespace?: string;
  /** Labels of the namespace beside its name. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** IPv4 address, where policies name networks. */
  readonly ip?: string;
}

type Labels = Readonly<Record<string, string>>;
type Protocol = 'TCP' | 'UDP';
type Direction = 'Ingress' | 'Egress';

/**
 * Whether policies let a connection through, as Kubernetes defines it: each end that is a pod and that at least one policy
 * selects for the direction is closed but for what these policies allow, together.
 */
export function mayReach(
  policies: readonly K8sObject[],
  from: Endpoint,
  to: Endpoint,
  port: number,
  protocol: Protocol = 'TCP',
): boolean {
  return allows(policies, 'Egress', from, to, port, protocol) && allows(policies, 'Ingress', to, from, port, protocol);
}

function allows(
  policies: readonly K8sObject[],
  direction: Direction,
  pod: Endpoint,
  other: Endpoint,
  port: number,
  protocol: Protocol,
): boolean {
  const isolating = policies.filter(
    ({ kind, metadata, spec }) =>
      kind === 'NetworkPolicy' &&
      metadata.namespace === pod.namespace &&
      selects(spec.podSelector, pod.labels) &&
      directionsOf(spec).includes(direction),
  );
  return (
    isolating.length === 0 ||
    isolating.some(({ metadata, spec }) =>
      (direction === 'Ingress' ? (spec.ingress ?? []) : (spec.egress ?? [])).some((rule: any) => {
        const peers: any[] | undefined = direction === 'Ingress' ? rule.from : rule.to;
        return (
          (!peers?.length || peers.some(peer => isPeer(peer, metadata.namespace, other))) &&
          (!rule.ports?.length || rule.ports.some((each: any) => isPort(each, port, protocol)))
        );
      }),
    )
  );
}

/** Without `policyTypes`, ingress always, and egress where there are rules for it. */
function directionsOf(spec: any): Direction[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(peer: any, ownNamespace: string | undefined, { ip, labels, namespace, namespaceLabels }: Endpoint) {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return ip !== undefined && contains(cidr, ip) && !except.some((each: string) => contains(each, ip));
  }
  if (namespace === undefined) {
    return false;
  }
  const inNamespace = peer.namespaceSelector
    ? selects(peer.namespaceSelector, { ...namespaceLabels, 'kubernetes.io/metadata.name': namespace })
    : namespace === ownNamespace;
  return inNamespace && (!peer.podSelector || selects(peer.podSelector, labels));
}

function isPort(rule: any, port: number, protocol: Protocol): boolean {
  if (rule.endPort !== undefined || typeof rule.port === 'string') {
    throw new Error(`a range or a named port is not understood: ${JSON.stringify(rule)}`);
  }
  return (rule.protocol ?? 'TCP') === protocol && (rule.port === undefined || rule.port === port);
}

function selects(selector: any, labels: Labels = {}): boolean {
  if (selector.matchExpressions) {
    throw new Error(`expressions are not understood: ${JSON.stringify(selector)}`);
  }
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

function contains(cidr: string, ip: string): boolean {
  const [network, bits] = cidr.split('/');
  if (!isIPv4(network!) || !isIPv4(ip)) {
    throw new Error(`only IPv4 is understood: ${cidr}, ${ip}`);
  }
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(network!) / size) === Math.floor(numberOf(ip) / size);
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** The pods of a workload, in its namespace. */
export function podsOf({ metadata, spec }: K8sObject): Endpoint {
  const { template } = spec.jobTemplate?.spec ?? spec;
  return { namespace: metadata.namespace, labels: template.metadata.labels };
}
