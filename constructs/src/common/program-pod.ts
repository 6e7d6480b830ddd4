import { k8s } from 'cdk8s-plus-30';
import { type StringMap } from './labels';
import { podTemplate } from './pod-template';
import { type WorkloadProps } from './workload-props';

/** The `node` user of the official image. */
const USER = { uid: 1000, gid: 1000, fsGroup: 1000 };

/** What the pods of a Node.js program have of their own. */
export interface ProgramPod {
  /** Name of the construct in messages. */
  readonly construct: string;
  /** Name of the container. */
  readonly name: string;
  readonly labels: StringMap;
  readonly serviceAccountName?: string;
  /** Folder of the program and its settings in the container. */
  readonly path: string;
  /** The volume with the program and its settings. */
  readonly program: Omit<k8s.Volume, 'name'>;
  /** Options of Node.js. */
  readonly nodeOptions?: string[];
  /** More arguments of the program. */
  readonly args?: string[];
  readonly env: k8s.EnvVar[];
  /** File of more certificate authorities. */
  readonly caFile?: string;
  /** Requests and limits of CPU and memory. */
  readonly cpu: readonly [string, string];
  readonly memory: readonly [string, string];
  readonly volumeMounts?: k8s.VolumeMount[];
  readonly volumes?: k8s.Volume[];
}

/** The pod template of a Job that runs a Node.js program from a ConfigMap. */
export function programPod(pod: ProgramPod, props: WorkloadProps): k8s.PodTemplateSpec {
  const { construct, labels, serviceAccountName, path, caFile } = pod;
  const amounts = (index: 0 | 1) => ({
    cpu: k8s.Quantity.fromString(pod.cpu[index]),
    memory: k8s.Quantity.fromString(pod.memory[index]),
  });
  const template = podTemplate(
    {
      construct,
      labels,
      serviceAccountName,
      user: USER,
      container: {
        name: pod.name,
        image: props.image,
        command: ['node', ...(pod.nodeOptions ?? []), `${path}/main.mjs`, `${path}/settings.json`, ...(pod.args ?? [])],
        env: [...pod.env, ...(caFile === undefined ? [] : [{ name: 'NODE_EXTRA_CA_CERTS', value: caFile }])],
        resources: { requests: amounts(0), limits: amounts(1) },
        volumeMounts: [{ name: 'program', mountPath: path, readOnly: true }, ...(pod.volumeMounts ?? [])],
      },
      volumes: [{ name: 'program', ...pod.program }, ...(pod.volumes ?? [])],
    },
    props,
  );
  // Each attempt is a pod of its own, so that the logs of failed attempts stay.
  return { ...template, spec: { ...template.spec!, restartPolicy: 'Never' } };
}
