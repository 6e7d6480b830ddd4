import { type ApiObject } from 'cdk8s';

/** Checks of kube-score that an object of the stack does not meet on purpose, each with the reason. */
type Exceptions = Readonly<Record<string, string | false>>;

/** What decides whether an exception is needed. */
interface Workload {
  readonly object: ApiObject;
  /** Whether its user is one below 10000, as the image or the files on the volumes want it. */
  readonly lowUser: boolean;
  /** Replicas where it is a Deployment. */
  readonly deploymentReplicas?: number;
  readonly spread: boolean;
  readonly floatingTag: boolean;
  readonly networkPolicies: boolean;
}

/** Writes the exceptions, and why, on the object: scanners read the one, people the other. */
export function writeScannerExceptions(workload: Workload): void {
  const { deploymentReplicas } = workload;
  const exceptions: Exceptions = {
    'container-ephemeral-storage-request-and-limit':
      'the root file system is read-only; what is written goes to volumes, whose need is that of the data',
    'container-image-pull-policy': 'a pod must start also while the registry is away',
    'container-security-context-user-group-id':
      workload.lowUser && 'the ids are those of the image, and own the files on the volumes',
    'container-image-tag': workload.floatingTag && 'the platform mirrors the image under this tag only',
    'deployment-replicas':
      deploymentReplicas === 1 && 'there is one pod: when it goes, people cannot sign in until it is back',
    'deployment-has-host-podantiaffinity':
      deploymentReplicas !== undefined && workload.spread && 'topologySpreadConstraints spread the pods over hosts',
    'statefulset-has-host-podantiaffinity':
      deploymentReplicas === undefined && workload.spread && 'topologySpreadConstraints spread the pods over hosts',
    'pod-networkpolicy': !workload.networkPolicies && 'network policies are not turned on: networkPolicies',
  };
  annotate(workload.object, exceptions);
}

/** The same for a policy about pods that somebody else makes. */
export function exceptForeignPods(policy: ApiObject, who: string): void {
  annotate(policy, { 'networkpolicy-targets-pod': `its pods are made by ${who} when they are needed` });
}

function annotate(object: ApiObject, exceptions: Exceptions): void {
  const taken = Object.entries(exceptions).filter((entry): entry is [string, string] => entry[1] !== false);
  object.metadata.addAnnotation('kube-score/ignore', taken.map(([check]) => check).join(','));
  for (const [check, reason] of taken) {
    object.metadata.addAnnotation(`cdk8s-qdrant/reason.${check}`, reason);
  }
}
