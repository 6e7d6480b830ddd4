import { type ApiObject } from 'cdk8s';
import { type Fields, mapping, mappings } from '../common/mapping';
import { annotate, manifestOf, podTemplateOf, string } from './manifest-reader';

/** Checks of kube-score that an object fails on purpose, each with the reason. */
type Exceptions = Readonly<Record<string, string | false>>;

/** What the manifest of a workload does not tell. */
export interface ScannerOptions {
  /** Whether network policies select the pods of the workload. */
  readonly networkPolicies: boolean;
  /** Why the image has a tag that can move. */
  readonly floatingTagReason: string;
}

/** kube-score expects user and group ids above this number. */
const HIGHEST_LOW_ID = 10_000;
const SPREAD = 'topologySpreadConstraints spread the pods over hosts';

/** Annotates a workload with the checks of kube-score that it fails on purpose, and with the reason for each of them. */
export function annotateScannerExceptions(workload: ApiObject, options: ScannerOptions): void {
  const manifest = manifestOf(workload);
  const pod = mapping(podTemplateOf(manifest).spec);
  const [container = {}] = mappings(pod.containers);
  const isSpread = manifest.spec.replicas !== 1 && mappings(pod.topologySpreadConstraints).length > 0;
  const { kind } = manifest;
  except(workload, {
    'container-ephemeral-storage-request-and-limit':
      'the root file system is read-only; what is written goes to volumes, whose need is that of the data',
    'container-image-pull-policy': 'a pod must start also while the registry is away',
    'container-security-context-user-group-id':
      hasLowUser(container) && 'the ids are those of the image, and own the files on the volumes',
    'container-image-tag': isFloating(string(container.image) ?? '') && options.floatingTagReason,
    'deployment-replicas':
      kind === 'Deployment' &&
      manifest.spec.replicas === 1 &&
      'there is one pod: when it goes, people cannot sign in until it is back',
    'deployment-has-host-podantiaffinity': kind === 'Deployment' && isSpread && SPREAD,
    'statefulset-has-host-podantiaffinity': kind === 'StatefulSet' && isSpread && SPREAD,
    'pod-networkpolicy': !options.networkPolicies && 'network policies are not turned on: networkPolicies',
  });
}

/** Annotates a network policy that selects pods outside the app. */
export function annotateForeignPods(policy: ApiObject, owner: string): void {
  except(policy, { 'networkpolicy-targets-pod': `its pods are made by ${owner} when they are needed` });
}

function hasLowUser({ securityContext }: Fields): boolean {
  const { runAsUser, runAsGroup } = mapping(securityContext);
  return [runAsUser, runAsGroup].some(id => typeof id === 'number' && id <= HIGHEST_LOW_ID);
}

/** Whether an image reference has no digest, and no tag or the tag `latest`. */
function isFloating(image: string): boolean {
  return !image.includes('@') && (/:latest$/.test(image) || !/:[^/]+$/.test(image));
}

function except(object: ApiObject, exceptions: Exceptions): void {
  const applied = Object.entries(exceptions).filter((entry): entry is [string, string] => entry[1] !== false);
  annotate(object, 'kube-score/ignore', applied.map(([check]) => check).join(','));
  for (const [check, reason] of applied) {
    annotate(object, `cdk8s-qdrant/reason.${check}`, reason);
  }
}
