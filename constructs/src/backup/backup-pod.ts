import { type k8s } from 'cdk8s-plus-30';
import { type StringMap } from '../common/labels';
import { programPod } from '../common/program-pod';
import { secretEnv } from '../common/secret-env';
import { type ResolvedBackupProps } from './scheduled-backup-defaults';
import { type BackupBucket } from './scheduled-backup-props';

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
  return programPod(
    {
      ...pod,
      construct,
      serviceAccountName: roleAccountOf(props),
      path: programPath,
      program: { configMap: { name: pod.configMapName } },
      // A small young generation frees streamed data sooner: about 80 MB are enough for snapshots of any size.
      nodeOptions: ['--max-semi-space-size=1'],
      env: [...pod.env, ...(s3 ? accessKeyEnv(s3) : [])],
      caFile: ca && `${ca.path}/${ca.key}`,
      cpu: ['100m', '1'],
      memory: ['128Mi', '256Mi'],
      volumeMounts: [
        ...(claimName ? [{ name: 'backups', mountPath: BACKUPS_PATH }] : []),
        ...(ca ? [{ name: 'ca', mountPath: ca.path, readOnly: true }] : []),
      ],
      volumes: [
        ...(claimName ? [{ name: 'backups', persistentVolumeClaim: { claimName } }] : []),
        ...(ca ? [{ name: 'ca', ...ca.volume }] : []),
        ...(pod.volumes ?? []),
      ],
    },
    { ...props, initContainers: [...(props.initContainers ?? []), ...(pod.sidecars ?? [])] },
  );
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
