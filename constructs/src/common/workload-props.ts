import { type ImagePullPolicy, type k8s } from 'cdk8s-plus-30';

/**
 * Options of the pods of every workload.
 */
export interface WorkloadProps {
  /**
   * Image reference with a tag or a digest.
   *
   * @default - the image of the construct in `Images`
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
   * @default - none: the registry needs no credentials, or the nodes have them
   */
  readonly imagePullSecrets?: string[];

  /**
   * Requests and limits of the main container. They replace all requests and limits of the construct.
   *
   * @default - the construct sets requests and limits of CPU and memory
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * More environment variables of the main container. Use `valueFrom.secretKeyRef` for secret values. The constructs reject
   * variables of settings that a prop decides.
   *
   * @default - none
   */
  readonly env?: k8s.EnvVar[];

  /**
   * Annotations of every object that the construct creates.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels of the pods. They cannot change the labels that selectors use.
   *
   * @default - none
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * More annotations of the pods.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [key: string]: string };

  /**
   * Fields that override the security context of the pods. By default the pods meet the Pod Security Standard `restricted`.
   *
   * @default - no overrides
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;

  /**
   * Fields that override the security context of the main container. By default the container meets the Pod Security Standard
   * `restricted`.
   *
   * @default - no overrides
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
   * Constraints that spread the pods over zones and hosts.
   *
   * @default - the defaults of the scheduler
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * Name of a PriorityClass.
   *
   * @default - the default priority of the cluster
   */
  readonly priorityClassName?: string;

  /**
   * Seconds between the request to stop a pod and its forced end.
   *
   * @default - 60 for Qdrant and scheduled backups, otherwise the default of Kubernetes: 30
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Lifecycle hooks of the main container. They replace the hooks of the construct.
   *
   * @default - Qdrant waits 3 seconds before it stops, other workloads have no hooks
   */
  readonly lifecycle?: k8s.Lifecycle;

  /**
   * Containers that run to completion before the main container starts.
   *
   * @default - none
   */
  readonly initContainers?: k8s.Container[];

  /**
   * Containers that run beside the main container.
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
   * More volume mounts of the main container.
   *
   * @default - none
   */
  readonly additionalVolumeMounts?: k8s.VolumeMount[];
}
