import { k8s } from 'cdk8s-plus-30';
import { type StringMap } from '../common/labels';
import { podTemplate } from '../common/pod-template';
import { secretEnv } from '../common/secret-env';
import { type ResolvedBackupProps } from './scheduled-backup-defaults';
import { type BackupBucket } from './scheduled-backup-props';

/** The `node` user of the official image. */
const USER = { uid: 1000, gid: 1000, fsGroup: 1000 };
export const BACKUPS_PATH = '/backups';

/** What the pods of backups and of drills have of their own. */
interface BackupPod {
  /** Name of the container. */
  readonly name: string;
  readonly labels: StringMap;
  /** Folder of the program in the container. */
  readonly programPath: string;
  /** Name of the ConfigMap with the program. */
  readonly configMapName: string;
  /** Name of the claim for backups; absent with `s3`. */
  readonly claimName?: string;
  readonly env: k8s.EnvVar[];
  /** Certificate authorities for Qdrant or the bucket. */
  readonly ca?: { readonly key: string; readonly path: string; readonly volume: Omit<k8s.Volume, 'name'> };
  readonly volumes?: k8s.Volume[];
  /** Containers that start before the program. */
  readonly sidecars?: k8s.Container[];
}

/** The pod template for a program that reads or writes backups. */
export function backupPod(construct: string, pod: BackupPod, props: ResolvedBackupProps): k8s.PodTemplateSpec {
  const { s3 } = props;
  const { programPath, claimName, ca } = pod;
  const template = podTemplate(
    {
      construct,
      labels: pod.labels,
      serviceAccountName: roleAccountOf(props),
      user: USER,
      container: {
        name: pod.name,
        image: props.image,
        // A small young generation frees streamed data sooner: about 80 MB are enough for snapshots of any size.
        command: ['node', '--max-semi-space-size=1', `${programPath}/main.mjs`, `${programPath}/settings.json`],
        env: [
          ...pod.env,
          ...(s3 ? accessKeyEnv(s3) : []),
          ...(ca ? [{ name: 'NODE_EXTRA_CA_CERTS', value: `${ca.path}/${ca.key}` }] : []),
        ],
        resources: {
          requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('128Mi') },
          limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('256Mi') },
        },
        volumeMounts: [
          { name: 'program', mountPath: programPath, readOnly: true },
          ...(claimName ? [{ name: 'backups', mountPath: BACKUPS_PATH }] : []),
          ...(ca ? [{ name: 'ca', mountPath: ca.path, readOnly: true }] : []),
        ],
      },
      volumes: [
        { name: 'program', configMap: { name: pod.configMapName } },
        ...(claimName ? [{ name: 'backups', persistentVolumeClaim: { claimName } }] : []),
        ...(ca ? [{ name: 'ca', ...ca.volume }] : []),
        ...(pod.volumes ?? []),
      ],
    },
    { ...props, initContainers: [...(props.initContainers ?? []), ...(pod.sidecars ?? [])] },
  );
  // Each attempt is a pod of its own, so that the logs of failed attempts stay.
  return { ...template, spec: { ...template.spec!, restartPolicy: 'Never' } };
}

/** The ServiceAccount with the role for the bucket. Absent where the pods have an access key, or no bucket. */
export function roleAccountOf({ name, s3 }: ResolvedBackupProps): string | undefined {
  return s3 && !s3.accessKeyId ? name : undefined;
}

function accessKeyEnv({ accessKeyId, secretAccessKey, sessionToken }: BackupBucket): k8s.EnvVar[] {
  return [
    ...(accessKeyId ? [secretEnv('AWS_ACCESS_KEY_ID', accessKeyId)] : []),
    ...(secretAccessKey ? [secretEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)] : []),
    ...(sessionToken ? [secretEnv('AWS_SESSION_TOKEN', sessionToken, true)] : []),
  ];
}

/** When and how long Jobs run, for the CronJobs of backups and drills. */
type Timing = Required<
  Pick<
    ResolvedBackupProps,
    | 'activeDeadlineSeconds'
    | 'backoffLimit'
    | 'failedJobsHistoryLimit'
    | 'schedule'
    | 'startingDeadlineSeconds'
    | 'successfulJobsHistoryLimit'
    | 'suspend'
    | 'timeZone'
  >
>;

/** The CronJob for a pod template. */
export function cronJobSpec(labels: StringMap, timing: Timing, template: k8s.PodTemplateSpec): k8s.CronJobSpec {
  return {
    schedule: timing.schedule,
    timeZone: timing.timeZone,
    // Two runs at the same time would need twice the space.
    concurrencyPolicy: 'Forbid',
    suspend: timing.suspend,
    startingDeadlineSeconds: timing.startingDeadlineSeconds,
    successfulJobsHistoryLimit: timing.successfulJobsHistoryLimit,
    failedJobsHistoryLimit: timing.failedJobsHistoryLimit,
    jobTemplate: {
      metadata: { labels },
      spec: {
        activeDeadlineSeconds: timing.activeDeadlineSeconds,
        backoffLimit: timing.backoffLimit,
        template,
      },
    },
  };
}
