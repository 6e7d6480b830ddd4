import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { type BackupDrill } from '../backup/backup-drill';
import { type ScheduledBackup } from '../backup/scheduled-backup';
import { recommendedLabels } from '../common/labels';
import { rejectSameNames } from '../common/pod-checks';
import { annotateForeignPods } from '../security/scanner-exceptions';
import { type NetworkDestination, type NetworkPeer, type NetworkPoliciesProps } from './network-policies-props';
import { validateNetworkPolicies } from './network-policies-validation';

const INGRESS_NGINX: NetworkPeer = {
  namespaceLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' },
  podLabels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
};
const CLUSTER_DNS: NetworkDestination = { namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' } };
const DNS_PORT = 53;
/** A plugin sees the port of the Service, or that of the API server itself. */
const API_SERVER_PORTS = [443, 6443];
/** The agent of EKS Pod Identity on each node. */
const POD_IDENTITY_AGENT: NetworkPeer = { cidrs: ['169.254.170.23/32', 'fd00:ec2::23/128'] };
/** The pods with which cert-manager solves HTTP-01 challenges. */
const ACME_SOLVER = { name: 'acme-solver', labels: { 'acme.cert-manager.io/http01-solver': 'true' }, port: 8089 };

const DENY_ALL = 'deny-all';

/** The props with their defaults. */
type ResolvedProps = NetworkPoliciesProps &
  Required<
    Pick<
      NetworkPoliciesProps,
      | 'acmeSolver'
      | 'apiServer'
      | 'bucket'
      | 'clients'
      | 'dns'
      | 'identityProvider'
      | 'ingressController'
      | 'qdrantEgress'
    >
  >;

/** The connections of a group of pods. */
interface Allowed {
  readonly ingress?: k8s.NetworkPolicyIngressRule[];
  readonly egress?: k8s.NetworkPolicyEgressRule[];
}

/**
 * Network policies for a namespace. They deny all connections to and from its pods, except the connections that the stack needs. The
 * network plugin of the cluster must enforce network policies.
 *
 * Connections through the API server and the kubelet, e.g. `kubectl port-forward` and probes, bypass network policies.
 */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, props: NetworkPoliciesProps) {
    super(scope, id);
    const resolved = {
      ...props,
      ingressController: props.ingressController ?? INGRESS_NGINX,
      clients: props.clients ?? [],
      identityProvider: props.identityProvider ?? {},
      bucket: props.bucket ?? {},
      apiServer: props.apiServer ?? {},
      dns: props.dns ?? CLUSTER_DNS,
      qdrantEgress: props.qdrantEgress ?? [],
      acmeSolver: props.acmeSolver ?? false,
    };
    validateNetworkPolicies(resolved);

    const { qdrant, oauth2Proxy, valkey, scheduledBackup, reconciler } = resolved;
    rejectSameNames('NetworkPolicies', namesOf(resolved));
    this.policy(resolved, qdrant.statefulSet.name, qdrant.selectorLabels, qdrantConnections(resolved));
    this.policy(resolved, oauth2Proxy.deployment.name, oauth2Proxy.selectorLabels, signInConnections(resolved));
    this.policy(resolved, valkey.deployment.name, valkey.selectorLabels, {
      ingress: [from(podsOf(oauth2Proxy), [valkey.port])],
    });
    if (scheduledBackup) {
      const { cronJob, selectorLabels } = scheduledBackup;
      this.policy(resolved, cronJob.name, selectorLabels, { egress: backupEgress(resolved, scheduledBackup) });
    }
    if (scheduledBackup?.drill) {
      const { cronJob, selectorLabels } = scheduledBackup.drill;
      this.policy(resolved, cronJob.name, selectorLabels, { egress: drillEgress(resolved, scheduledBackup.drill) });
    }
    if (reconciler) {
      this.policy(resolved, reconciler.cronJob.name, reconciler.selectorLabels, { egress: reconcileEgress(resolved) });
    }
    if (reconciler?.tlsCronJob) {
      const { tlsCronJob, tlsSelectorLabels } = reconciler;
      this.policy(resolved, tlsCronJob.name, tlsSelectorLabels, { egress: [toDns(resolved), toApiServer(resolved)] });
    }
    if (reconciler?.verifier) {
      const { cronJob, selectorLabels } = reconciler.verifier;
      this.policy(resolved, cronJob.name, selectorLabels, { egress: verifyEgress(resolved) });
    }
    if (resolved.acmeSolver) {
      const ingress = [from(resolved.ingressController, [ACME_SOLVER.port])];
      const solver = this.policy(resolved, ACME_SOLVER.name, ACME_SOLVER.labels, { ingress });
      if (props.scannerAnnotations ?? true) {
        annotateForeignPods(solver, 'cert-manager');
      }
    }
    // The last policy to be applied, so that running pods keep the connections that they need.
    this.policy(resolved, DENY_ALL, undefined, {});
  }

  private policy(
    { qdrant }: ResolvedProps,
    name: string,
    matchLabels: { readonly [key: string]: string } | undefined,
    { ingress, egress }: Allowed,
  ): k8s.KubeNetworkPolicy {
    return new k8s.KubeNetworkPolicy(this, name, {
      metadata: {
        name,
        labels: recommendedLabels({ name: 'qdrant', instance: qdrant.statefulSet.name, component: 'network-policy' }),
      },
      spec: {
        podSelector: matchLabels ? { matchLabels } : {},
        policyTypes: ['Ingress', 'Egress'],
        ingress,
        egress,
      },
    });
  }
}

/** Each policy has the name of its pods. */
function namesOf({ acmeSolver, qdrant, oauth2Proxy, valkey, scheduledBackup, reconciler }: ResolvedProps) {
  const named = (prop: string, workload: { readonly name: string } | undefined): (readonly [string, string])[] =>
    workload ? [[`name of ${prop}`, workload.name]] : [];
  return [
    ...named('the policy of all pods', { name: DENY_ALL }),
    ...(acmeSolver ? named('acmeSolver', ACME_SOLVER) : []),
    ...named('qdrant', qdrant.statefulSet),
    ...named('oauth2Proxy', oauth2Proxy.deployment),
    ...named('valkey', valkey.deployment),
    ...named('scheduledBackup', scheduledBackup?.cronJob),
    ...named('scheduledBackup.drill', scheduledBackup?.drill?.cronJob),
    ...named('reconciler', reconciler?.cronJob),
    ...named('reconciler with tlsSchedule', reconciler?.tlsCronJob),
    ...named('reconciler with verify', reconciler?.verifier?.cronJob),
  ];
}

function qdrantConnections(props: ResolvedProps): Allowed {
  const { qdrant, oauth2Proxy, scheduledBackup, monitoring } = props;
  const nodes = podsOf(qdrant);
  // A node downloads the snapshot of a shard from another node over REST.
  const nodePorts = [qdrant.httpPort, ...(qdrant.p2pPort ? [qdrant.p2pPort] : [])];
  const { grpcUrl } = props.endpoints ?? props.waysIn ?? {};
  return {
    ingress: [
      from(nodes, nodePorts),
      from(props.ingressController, [qdrant.httpPort, ...(grpcUrl ? [qdrant.grpcPort] : [])]),
      ...(oauth2Proxy.upstream ? [from(podsOf(oauth2Proxy), [qdrant.httpPort])] : []),
      ...props.clients.map(client => from(client, [qdrant.httpPort, qdrant.grpcPort])),
      ...(monitoring ? [from(monitoring, [qdrant.metricsPort ?? qdrant.httpPort])] : []),
      ...(scheduledBackup ? [from(podsOf(scheduledBackup), [qdrant.httpPort])] : []),
    ],
    egress: [
      toDns(props),
      to(nodes, nodePorts),
      ...props.qdrantEgress.map(destination => to(destination, destination.ports!)),
    ],
  };
}

function signInConnections(props: ResolvedProps): Allowed {
  const { qdrant, oauth2Proxy, valkey, monitoring, identityProvider } = props;
  return {
    ingress: [
      from(props.ingressController, [oauth2Proxy.containerPort]),
      ...(monitoring && oauth2Proxy.metricsPort ? [from(monitoring, [oauth2Proxy.metricsPort])] : []),
    ],
    egress: [
      toDns(props),
      to(podsOf(valkey), [valkey.port]),
      ...(oauth2Proxy.upstream ? [to(podsOf(qdrant), [qdrant.httpPort])] : []),
      to(identityProvider, identityProvider.ports ?? [portOf(oauth2Proxy.oidcIssuerUrl)]),
    ],
  };
}

function backupEgress(props: ResolvedProps, backup: ScheduledBackup): k8s.NetworkPolicyEgressRule[] {
  return [
    toDns(props),
    to(podsOf(props.qdrant), [props.qdrant.httpPort]),
    ...(backup.bucketUrl ? toBucket(props, backup.bucketUrl, backup.serviceAccountName) : []),
  ];
}

/** A drill reads a bucket, or only its volume. */
function drillEgress(props: ResolvedProps, drill: BackupDrill): k8s.NetworkPolicyEgressRule[] | undefined {
  return drill.bucketUrl ? [toDns(props), ...toBucket(props, drill.bucketUrl, drill.serviceAccountName)] : undefined;
}

/** The program signs in to the identity provider, and reads and writes Secrets. */
function reconcileEgress(props: ResolvedProps): k8s.NetworkPolicyEgressRule[] {
  const { oauth2Proxy, identityProvider } = props;
  return [
    toDns(props),
    to(identityProvider, identityProvider.ports ?? [portOf(oauth2Proxy.oidcIssuerUrl)]),
    toApiServer(props),
  ];
}

function toApiServer({ apiServer }: ResolvedProps): k8s.NetworkPolicyEgressRule {
  return to(apiServer, apiServer.ports ?? API_SERVER_PORTS);
}

/** The checks go through the ingress controller: its pods, or any address of the hosts in DNS. */
function verifyEgress(props: ResolvedProps): k8s.NetworkPolicyEgressRule[] {
  const { oauth2Proxy, identityProvider, ingressController } = props;
  return [
    toDns(props),
    { to: peersOf(ingressController) },
    to({}, [80, 443]),
    to(identityProvider, identityProvider.ports ?? [portOf(oauth2Proxy.oidcIssuerUrl)]),
  ];
}

/** With a role for the bucket, the agent of EKS Pod Identity can have the credentials. */
function toBucket(
  { bucket }: ResolvedProps,
  url: string,
  serviceAccountName: string | undefined,
): k8s.NetworkPolicyEgressRule[] {
  return [
    to(bucket, bucket.ports ?? [portOf(url)]),
    ...(serviceAccountName === undefined ? [] : [to(POD_IDENTITY_AGENT, [80])]),
  ];
}

function podsOf({ selectorLabels }: Pick<ResolvedProps['qdrant'], 'selectorLabels'>): NetworkPeer {
  return { podLabels: selectorLabels };
}

function from(peer: NetworkPeer, ports: number[]): k8s.NetworkPolicyIngressRule {
  return { from: peersOf(peer), ports: portsOf('TCP', ports) };
}

/** A destination without labels and networks is any address. */
function to(destination: NetworkPeer, ports: number[]): k8s.NetworkPolicyEgressRule {
  const peers = peersOf(destination);
  return { ...(peers.length > 0 && { to: peers }), ports: portsOf('TCP', ports) };
}

function toDns({ dns }: ResolvedProps): k8s.NetworkPolicyEgressRule {
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

function portsOf(protocol: string, ports: number[]): k8s.NetworkPolicyPort[] {
  return ports.map(port => ({ protocol, port: k8s.IntOrString.fromNumber(port) }));
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port ? Number(port) : protocol === 'https:' ? 443 : 80;
}
