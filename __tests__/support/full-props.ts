import { ImagePullPolicy, k8s } from 'cdk8s-plus-30';
import type { WorkloadProps } from 'cdk8s-qdrant';

/** A container that keeps to the restricted Pod Security Standard, for users' own containers. */
function guest(name: string): k8s.Container {
  return {
    name,
    image: `registry.test/${name}:1.0.0`,
    resources: {
      requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('16Mi') },
      limits: { cpu: k8s.Quantity.fromString('20m'), memory: k8s.Quantity.fromString('32Mi') },
    },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 4000,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
}

/** Every prop that all workloads have. A new one does not compile until it is added here. */
export const fullWorkload: Required<WorkloadProps> = {
  image: 'registry.test/team/image:v9.9.9',
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  imagePullSecrets: ['registry-credentials'],
  resources: {
    requests: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('1Gi') },
    limits: { cpu: k8s.Quantity.fromString('3'), memory: k8s.Quantity.fromString('3Gi') },
  },
  env: [
    { name: 'LEVEL', value: 'debug' },
    { name: 'MINE', valueFrom: { secretKeyRef: { name: 'mine', key: 'value' } } },
  ],
  annotations: { 'example.com/owner': 'search' },
  podLabels: { 'example.com/tier': 'data' },
  podAnnotations: { 'example.com/scrape': 'no' },
  podSecurityContext: { supplementalGroups: [4000] },
  containerSecurityContext: { runAsUser: 4000 },
  nodeSelector: { 'example.com/disk': 'nvme' },
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'example.com/disk', operator: 'Exists' }] }],
      },
    },
  },
  tolerations: [{ key: 'example.com/dedicated', operator: 'Exists', effect: 'NoSchedule' }],
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
  ],
  priorityClassName: 'high',
  terminationGracePeriodSeconds: 120,
  lifecycle: { preStop: { exec: { command: ['sleep', '9'] } } },
  initContainers: [guest('prepare')],
  sidecarContainers: [guest('beside')],
  additionalVolumes: [{ name: 'extra', emptyDir: {} }],
  additionalVolumeMounts: [{ name: 'extra', mountPath: '/extra' }],
};
