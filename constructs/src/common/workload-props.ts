import { type ImagePullPolicy, type k8s } from 'cdk8s-plus-30';

/**
 * What can be set on the pods of every workload.
 */
export interface WorkloadProps {
  /**
   * Image reference with a tag or a digest.
   *
   * @default - the construct's entry in `Images`
   */
  readonly image?: string;

  /**
   * When the kubelet pulls the image.
   *
   * @default ImagePullPolicy.IF_NOT_PRESENT
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of Secrets with registry credentials.
   *
   * @default - none: the registry is open, or the nodes have credentials
   */
  readonly imagePullSecrets?: string[];

  /**
   * Requests and limits of the main container, which replace the default ones as a whole.
   *
   * @default - see the construct
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * More environment variables of the main container. Take secret values by `valueFrom.secretKeyRef`. One for a setting
   * that a prop decides is refused.
   *
   * @default - none
   */
  readonly env?: k8s.EnvVar[];

  /**
   * Annotations on every object that the construct makes.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels on the pods. The labels that selectors use cannot be changed.
   *
   * @default - none
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * More annotations on the pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [key: string]: string };

  /**
   * Merged over the pods' security context, which keeps to the restricted Pod Security Standard.
   *
   * @default - no change
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;

  /**
   * Merged over the main container's security context, which keeps to the restricted Pod Security Standard.
   *
   * @default - no change
   */
  readonly containerSecurityContext?: k8s.SecurityContext;

  /**
   * Labels that a node must have.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [key: string]: string };

  /**
   * Scheduling affinity.
   *
   * @default - none
   */
  readonly affinity?: k8s.Affinity;

  /**
   * Node taints that the pods tolerate.
   *
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * How pods spread over zones and hosts.
   *
   * @default - the scheduler's own spreading
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * Name of a PriorityClass.
   *
   * @default - the cluster's default priority
   */
  readonly priorityClassName?: string;

  /**
   * Seconds between the request to stop and the kill.
   *
   * @default - see the construct
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Hooks of the main container.
   *
   * @default - see the construct
   */
  readonly lifecycle?: k8s.Lifecycle;

  /**
   * Containers that run to completion before the main container.
   *
   * @default - none
   */
  readonly initContainers?: k8s.Container[];

  /**
   * Containers beside the main container.
   *
   * @default - none
   */
  readonly sidecarContainers?: k8s.Container[];

  /**
   * More volumes of the pods.
   *
   * @default - none
   */
  readonly additionalVolumes?: k8s.Volume[];

  /**
   * More mounts of the main container.
   *
   * @default - none
   */
  readonly additionalVolumeMounts?: k8s.VolumeMount[];
}
