import { ImagePullPolicy, type k8s } from 'cdk8s-plus-30';
import { type StringMap } from './labels';
import { defined } from './mapping';
import { validatePod } from './pod-checks';
import { canonicalResources } from './quantity';
import { type WorkloadProps } from './workload-props';

/** What a construct sets on its pods. `WorkloadProps` override it. */
interface PodBase {
  /** Name of the construct in messages. */
  readonly construct: string;
  readonly labels: StringMap;
  readonly annotations?: StringMap;
  readonly container: k8s.Container;
  readonly volumes?: k8s.Volume[];
  /** Names of the claim templates, which are volumes too. */
  readonly claims?: readonly string[];
  readonly serviceAccountName?: string;
  /** Ids of the process and its files. */
  readonly user: { readonly uid: number; readonly gid: number; readonly fsGroup?: number };
}

/**
 * The pod template of a workload: `base`, overridden by the props of the user.
 *
 * @throws where no cluster takes the pods
 */
export function podTemplate(base: PodBase, props: WorkloadProps): k8s.PodTemplateSpec {
  const template = templateOf(base, props);
  validatePod(base.construct, template, base.claims ?? []);
  return template;
}

function templateOf(base: PodBase, props: WorkloadProps): k8s.PodTemplateSpec {
  const { uid, gid, fsGroup } = base.user;
  return {
    metadata: {
      labels: { ...props.podLabels, ...base.labels },
      annotations:
        base.annotations || props.podAnnotations ? { ...base.annotations, ...props.podAnnotations } : undefined,
    },
    spec: {
      serviceAccountName: base.serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      imagePullSecrets: nonEmpty(props.imagePullSecrets?.map(name => ({ name }))),
      priorityClassName: props.priorityClassName,
      terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
      securityContext: {
        // The user is set on the container, because containers of the user of this library can need another one.
        ...(fsGroup !== undefined && { fsGroup, fsGroupChangePolicy: 'OnRootMismatch' }),
        seccompProfile: { type: 'RuntimeDefault' },
        ...defined(props.podSecurityContext),
      },
      initContainers: nonEmpty(props.initContainers),
      containers: [
        {
          ...base.container,
          imagePullPolicy: props.imagePullPolicy ?? ImagePullPolicy.IF_NOT_PRESENT,
          env: nonEmpty(mergeEnv(base.container.env, props.env)),
          resources: canonicalResources(props.resources ?? base.container.resources),
          // `null` is no hook.
          lifecycle: props.lifecycle === undefined ? base.container.lifecycle : props.lifecycle,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: uid,
            runAsGroup: gid,
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
            seccompProfile: { type: 'RuntimeDefault' },
            ...defined(props.containerSecurityContext),
          },
          volumeMounts: nonEmpty([...(base.container.volumeMounts ?? []), ...(props.additionalVolumeMounts ?? [])]),
        },
        ...(props.sidecarContainers ?? []),
      ],
      nodeSelector: props.nodeSelector,
      affinity: props.affinity,
      tolerations: nonEmpty(props.tolerations),
      topologySpreadConstraints: nonEmpty(props.topologySpreadConstraints),
      volumes: nonEmpty([...(base.volumes ?? []), ...(props.additionalVolumes ?? [])]),
    },
  };
}

/** A variable of the user replaces a variable of the same name. */
function mergeEnv(base: k8s.EnvVar[] = [], users: k8s.EnvVar[] = []): k8s.EnvVar[] {
  return [...new Map([...base, ...users].map(variable => [variable.name, variable])).values()];
}

/** Omits an empty list from the manifest. */
function nonEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list?.length ? list : undefined;
}
