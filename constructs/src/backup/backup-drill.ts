import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { cronJobSpec, validateSchedule, withCronJobDefaults } from '../common/cron-job';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';
import { canonicalQuantity, canonicalResources, validateSize } from '../common/quantity';
import { requireProps } from '../common/required';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type BackupDrillOptions } from './backup-drill-props';
import { backupPod, BACKUPS_PATH, roleAccountOf } from './backup-pod';
import { resolveBackupProps } from './scheduled-backup-defaults';
import { bucketUrl, DRILL_PROGRAM, DRILL_SUFFIX, drillSettingsOf, programText } from './scheduled-backup-program';
import { type ScheduledBackupProps } from './scheduled-backup-props';

const PROGRAM_PATH = '/opt/backup-drill';
const CA_PATH = '/etc/backup-drill-ca';
const VOLUME = 'drill';
/** Qdrant listens on the loopback address of the pod. */
const QDRANT = { url: 'http://127.0.0.1:6333', p2p: 'http://127.0.0.1:6335' };

/**
 * Properties of `BackupDrill`.
 */
export interface BackupDrillProps extends BackupDrillOptions {
  /** The scheduled backups. */
  readonly backup: ScheduledBackupProps;
}

/** The props with their defaults. */
type ResolvedProps = Required<BackupDrillProps>;

/**
 * A CronJob that restores the newest complete backup to a temporary Qdrant in the same pod, and compares both. It writes the result
 * beside the backup. A Job fails if the backup is not proven.
 *
 * Only the program in the pod reaches the temporary Qdrant. The pods have no API key, no token and no permissions in Kubernetes.
 * Qdrant is a sidecar container, which needs Kubernetes 1.29 or later.
 */
export class BackupDrill extends Construct {
  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The CronJob. */
  public readonly cronJob: k8s.KubeCronJob;

  /** The ConfigMap with the program and its settings. */
  public readonly configMap: k8s.KubeConfigMap;

  /** Age in hours from which the last proof is too old. */
  public readonly maxAgeHours: number;

  /** URL of the service with the bucket; absent with a volume. */
  public readonly bucketUrl?: string;

  /** The ServiceAccount with the role for the bucket; absent with an access key or a volume. */
  public readonly serviceAccountName?: string;

  constructor(scope: Construct, id: string, props: BackupDrillProps) {
    super(scope, id);
    requireProps('BackupDrill', props, ['backup', 'schedule']);
    const backup = resolveBackupProps(props.backup);
    const resolved = resolve(props, backup.timeZone);
    const name = backup.name + DRILL_SUFFIX;
    validateSchedule('BackupDrill', resolved.schedule);
    validateSize('BackupDrill', 'size', resolved.size);
    if (!(Number.isFinite(resolved.maxAgeHours) && resolved.maxAgeHours > 0)) {
      throw invalidProp('BackupDrill', 'maxAgeHours', resolved.maxAgeHours, 'a number above 0', 'use 192');
    }

    if (backup.encryptTo?.length) {
      const allowed = 'no encryption: the pods of the drill have no private key';
      throw invalidProp(
        'BackupDrill',
        'backup',
        'with encryptTo',
        allowed,
        'leave out the drill, and run backup drill',
      );
    }

    const selector = { app: name };
    const labels = {
      ...backup.labels,
      ...recommendedLabels({ name: 'qdrant-backup', instance: name, component: 'backup-drill', image: backup.image }),
      ...selector,
    };
    const metadata = { name, labels, annotations: backup.annotations };
    this.selectorLabels = selector;
    this.maxAgeHours = resolved.maxAgeHours;
    this.bucketUrl = backup.s3 && bucketUrl(backup.s3);
    this.serviceAccountName = roleAccountOf(backup);
    this.configMap = new k8s.KubeConfigMap(this, 'config', {
      metadata,
      data: {
        'main.mjs': programText(DRILL_PROGRAM),
        'settings.json': drillSettingsOf(backup, BACKUPS_PATH, QDRANT.url),
      },
    });
    const { ca, volume } = backup;
    const pod = {
      name: 'drill',
      labels,
      programPath: PROGRAM_PATH,
      configMapName: this.configMap.name,
      claimName: volume && (volume.claimName ?? backup.name),
      env: [],
      ca: ca && { key: ca.key, path: CA_PATH, volume: { configMap: { name: ca.name } } },
      volumes: [{ name: VOLUME, emptyDir: { sizeLimit: k8s.Quantity.fromString(canonicalQuantity(resolved.size)) } }],
      sidecars: [temporaryQdrant(backup.qdrant, resolved)],
    };
    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: cronJobSpec(labels, resolved, backupPod('BackupDrill', pod, backup)),
    });
  }
}

function resolve(props: BackupDrillProps, timeZone: string): ResolvedProps {
  const { qdrant } = props.backup;
  // A retry restores everything again, and mostly finds the same difference.
  const limits = { startingDeadlineSeconds: 3600, activeDeadlineSeconds: 21600, backoffLimit: 1, timeZone };
  return {
    ...withCronJobDefaults(props, limits),
    maxAgeHours: props.maxAgeHours ?? 192,
    size: props.size ?? qdrant._node.storageSize,
    qdrantResources: props.qdrantResources ?? qdrant._node.container.resources!,
  };
}

/** The temporary Qdrant. Kubernetes stops a sidecar container after the program has ended. */
function temporaryQdrant({ _node }: QdrantChart, { qdrantResources }: ResolvedProps): k8s.Container {
  const { image, imagePullPolicy, securityContext } = _node.container;
  return {
    name: 'qdrant',
    image,
    imagePullPolicy,
    restartPolicy: 'Always',
    command: ['./entrypoint.sh', '--uri', QDRANT.p2p],
    env: [
      { name: 'QDRANT_INIT_FILE_PATH', value: '/qdrant/init/.qdrant-initialized' },
      { name: 'QDRANT__SERVICE__HOST', value: '127.0.0.1' },
      // Custom shard keys need cluster mode.
      { name: 'QDRANT__CLUSTER__ENABLED', value: 'true' },
      { name: 'QDRANT__TELEMETRY_DISABLED', value: 'true' },
    ],
    resources: canonicalResources(qdrantResources),
    securityContext,
    volumeMounts: ['storage', 'snapshots', 'init'].map(folder => ({
      name: VOLUME,
      mountPath: `/qdrant/${folder}`,
      subPath: folder,
    })),
  };
}
