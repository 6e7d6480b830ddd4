import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';
import { exceptForeignPods } from '../security/scanner-exceptions';
import { type NetworkDestination, type NetworkPeer, type NetworkPoliciesProps } from './network-policies-props';

const INGRESS_NGINX: NetworkPeer = {
  namespaceLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' },
  podLabels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
};
const CLUSTER_DNS: NetworkDestination = { namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' } };
const DNS_PORT = 53;
/** The pods with which cert-manager answers the challenges of HTTP-01. */
const ACME_SOLVER = { labels: { 'acme.cert-manager.io/http01-solver': 'true' }, port: 8089 };

/** What one group of pods is reached by, and reaches. */
interface Allowed {
  readonly ingress?: k8s.NetworkPolicyIngressRule[];
  readonly egress?: k8s.NetworkPolicyEgressRule[];
}

/**
 * Network policies of a namespace: every connection from and to its pods is denied but those that the stack needs. The
 * cluster's network plugin must enforce them.
 *
 * What goes through the API server and the kubelet, such as `kubectl port-forward` and probes, is not held up by them.
 */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, props: NetworkPoliciesProps) {
    super(scope, id);
    validate(props);

    const { qdrant, oauth2Proxy, valkey, scheduledBackup } = props;
    const controller = props.ingressController ?? INGRESS_NGINX;
    const clients = props.clients ?? [];
    const identityProvider = props.identityProvider ?? {};
    const bucket = props.bucket ?? {};
    const qdrantEgress = props.qdrantEgress ?? [];
    const toDns = dnsRule(props.dns ?? CLUSTER_DNS);

    const [nodes, proxies, stores] = [qdrant, oauth2Proxy, valkey].map(pods => ({ podLabels: pods.selectorLabels }));
    // A node fetches a shard's snapshot from another one by REST.
    const nodePorts = [qdrant.httpPort, ...(qdrant.p2pPort ? [qdrant.p2pPort] : [])];
    const isProxied = oauth2Proxy.upstream !== undefined;
    const backups = scheduledBackup && { podLabels: scheduledBackup.selectorLabels };

    const policy = (name: string, podSelector: k8s.LabelSelector, { ingress, egress }: Allowed = {}) =>
      new k8s.KubeNetworkPolicy(this, name, {
        metadata: {
          name,
          labels: recommendedLabels({ name: 'qdrant', instance: qdrant.statefulSet.name, component: 'network-policy' }),
        },
        spec: {
          podSelector,
          policyTypes: ['Ingress', 'Egress'],
          ingress,
          egress,
        },
      });

    policy(
      qdrant.statefulSet.name,
      { matchLabels: qdrant.selectorLabels },
      {
        ingress: [
          from(nodes!, nodePorts),
          from(controller, [qdrant.httpPort, ...(props.waysIn?.grpcUrl ? [qdrant.grpcPort] : [])]),
          ...(isProxied ? [from(proxies!, [qdrant.httpPort])] : []),
          ...clients.map(client => from(client, [qdrant.httpPort, qdrant.grpcPort])),
          ...(props.monitoring ? [from(props.monitoring, [qdrant.httpPort])] : []),
          ...(backups ? [from(backups, [qdrant.httpPort])] : []),
        ],
        egress: [toDns, to(nodes!, nodePorts), ...qdrantEgress.map(destination => to(destination, destination.ports!))],
      },
    );

    policy(
      oauth2Proxy.deployment.name,
      { matchLabels: oauth2Proxy.selectorLabels },
      {
        ingress: [
          from(controller, [oauth2Proxy.containerPort]),
          ...(props.monitoring && oauth2Proxy.metricsPort ? [from(props.monitoring, [oauth2Proxy.metricsPort])] : []),
        ],
        egress: [
          toDns,
          to(stores!, [valkey.port]),
          ...(isProxied ? [to(nodes!, [qdrant.httpPort])] : []),
          to(identityProvider, identityProvider.ports ?? [portOf(oauth2Proxy.oidcIssuerUrl)]),
        ],
      },
    );

    policy(
      valkey.deployment.name,
      { matchLabels: valkey.selectorLabels },
      { ingress: [from(proxies!, [valkey.port])] },
    );

    if (scheduledBackup) {
      const { bucketUrl } = scheduledBackup;
      policy(
        scheduledBackup.cronJob.name,
        { matchLabels: scheduledBackup.selectorLabels },
        {
          egress: [
            toDns,
            to(nodes!, [qdrant.httpPort]),
            ...(bucketUrl ? [to(bucket, bucket.ports ?? [portOf(bucketUrl)])] : []),
          ],
        },
      );
    }

    if (props.acmeSolver) {
      const solver = policy(
        'acme-solver',
        { matchLabels: ACME_SOLVER.labels },
        { ingress: [from(controller, [ACME_SOLVER.port])] },
      );
      exceptForeignPods(solver, 'cert-manager');
    }

    // Applied last: where pods run already, what they need is open by then.
    policy('deny-all', {});
  }
}

function from(peer: NetworkPeer, ports: number[]): k8s.NetworkPolicyIngressRule {
  return { from: peersOf(peer), ports: tcp(ports) };
}

/** Without any label or network it is any address. */
function to(destination: NetworkPeer, ports: number[]): k8s.NetworkPolicyEgressRule {
  const peers = peersOf(destination);
  return { ...(peers.length > 0 && { to: peers }), ports: tcp(ports) };
}

function dnsRule(dns: NetworkDestination): k8s.NetworkPolicyEgressRule {
  const ports = dns.ports ?? [DNS_PORT];
  return { to: peersOf(dns), ports: [...portsOf('UDP', ports), ...portsOf('TCP', ports)] };
}

function peersOf({ namespaceLabels, podLabels, cidrs = [] }: NetworkPeer): k8s.NetworkPolicyPeer[] {
  const pods: k8s.NetworkPolicyPeer = {
    ...(namespaceLabels && { namespaceSelector: { matchLabels: namespaceLabels } }),
    ...(podLabels && { podSelector: { matchLabels: podLabels } }),
  };
  return [...(namespaceLabels || podLabels ? [pods] : []), ...cidrs.map(cidr => ({ ipBlock: { cidr } }))];
}

const tcp = (ports: number[]) => portsOf('TCP', ports);

function portsOf(protocol: string, ports: number[]): k8s.NetworkPolicyPort[] {
  return ports.map(port => ({ protocol, port: k8s.IntOrString.fromNumber(port) }));
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port ? Number(port) : protocol === 'https:' ? 443 : 80;
}

function validate(props: NetworkPoliciesProps): void {
  const named = (prop: string, peers: NetworkPeer[] = []) =>
    peers.map((peer, index): [string, NetworkPeer] => [`${prop}[${index}]`, peer]);
  const destinations: [string, NetworkDestination][] = [
    ['identityProvider', props.identityProvider ?? {}],
    ['bucket', props.bucket ?? {}],
    ...named('qdrantEgress', props.qdrantEgress),
  ];
  const peers: [string, NetworkPeer][] = [
    ['ingressController', props.ingressController ?? INGRESS_NGINX],
    ['dns', props.dns ?? CLUSTER_DNS],
    ...(props.monitoring ? [['monitoring', props.monitoring] as [string, NetworkPeer]] : []),
    ...named('clients', props.clients),
  ];
  for (const [prop, { namespaceLabels, podLabels, cidrs }] of [...peers, ...destinations]) {
    const parts = [namespaceLabels, podLabels, cidrs].filter(part => part !== undefined);
    const isDestination = destinations.some(([name]) => name === prop);
    if (parts.some(part => Object.keys(part).length === 0) || (parts.length === 0 && !isDestination)) {
      // Kubernetes takes an empty selector for everybody.
      const given = { namespaceLabels, podLabels, cidrs };
      throw invalidProp('NetworkPolicies', prop, given, 'labels or networks, none of them empty', 'name at least one');
    }
  }
  (props.qdrantEgress ?? []).forEach(({ ports = [] }, index) => {
    if (ports.length === 0) {
      throw invalidProp('NetworkPolicies', `qdrantEgress[${index}].ports`, ports, 'at least one port', 'name it');
    }
  });
}
