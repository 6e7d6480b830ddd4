import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { Images } from '../common/images';
import { recommendedLabels, type StringMap } from '../common/labels';
import { podTemplate } from '../common/pod-template';
import { type SecretKey } from '../common/references';
import { bucketUrl, programText, settingsOf, validateBackup } from './scheduled-backup-program';
import { type BackupVolume, type ScheduledBackupProps } from './scheduled-backup-props';

/** The `node` user of the official image. */
const USER = { uid: 1000, gid: 1000, fsGroup: 1000 };
const PROGRAM_PATH = '/opt/scheduled-backup';
const BACKUPS_PATH = '/backups';
const CA_PATH = '/etc/scheduled-backup-ca';

/**
 * A CronJob that backs up every collection from every node of a Qdrant to a volume or a bucket, and keeps the newest
 * backups. `qdrant-stack backup verify` and `qdrant-stack restore` read the backups.
 *
 * Its pods run a Node.js program from a ConfigMap. They have no service account token and no rights in Kubernetes.
 */
export class ScheduledBackup extends Construct {
  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The CronJob. */
  public readonly cronJob: k8s.KubeCronJob;

  /** The ConfigMap with the program and its settings. */
  public readonly configMap: k8s.KubeConfigMap;

  /** Name of the claim with the backups; absent if backups go to a bucket. */
  public readonly claimName?: string;

  /** URL of the S3 service; absent if backups go to a volume. */
  public readonly bucketUrl?: string;

  constructor(scope: Construct, id: string, props: ScheduledBackupProps) {
    super(scope, id);
    const name = props.name ?? `${props.qdrant.statefulSet.name}-backup`;
    validateBackup(name, props);

    const image = props.image ?? Images.NODE;
    const activeDeadlineSeconds = props.activeDeadlineSeconds ?? 21600;
    // Never the labels of Qdrant's pods: no Service can select a backup pod.
    const selector = { app: name };
    const labels = {
      ...props.labels,
      ...recommendedLabels({ name: 'qdrant-backup', instance: name, component: 'backup', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations: props.annotations };
    this.selectorLabels = selector;
    this.bucketUrl = props.s3 && bucketUrl(props.s3);
    this.claimName = props.volume && (props.volume.claimName ?? name);

    this.configMap = new k8s.KubeConfigMap(this, 'config', {
      metadata,
      data: {
        'main.mjs': programText(),
        'settings.json': settingsOf(props, activeDeadlineSeconds, BACKUPS_PATH),
      },
    });

    if (props.volume?.size !== undefined) {
      new k8s.KubePersistentVolumeClaim(this, 'claim', { metadata, spec: claimSpec(props.volume, props.volume.size) });
    }

    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: {
        schedule: props.schedule,
        timeZone: props.timeZone ?? 'Etc/UTC',
        // Two backups at once would need twice the space on every node.
        concurrencyPolicy: 'Forbid',
        suspend: props.suspend ?? false,
        startingDeadlineSeconds: props.startingDeadlineSeconds ?? 3600,
        successfulJobsHistoryLimit: props.successfulJobsHistoryLimit ?? 3,
        failedJobsHistoryLimit: props.failedJobsHistoryLimit ?? 3,
        jobTemplate: {
          metadata: { labels },
          spec: {
            activeDeadlineSeconds,
            backoffLimit: props.backoffLimit ?? 2,
            template: this.pod(image, labels, props),
          },
        },
      },
    });
  }

  private pod(image: string, labels: StringMap, props: ScheduledBackupProps): k8s.PodTemplateSpec {
    const { qdrant, s3 } = props;
    // Node.js reads one file.
    const ca = props.ca
      ? { key: props.ca.key, volume: { configMap: { name: props.ca.name } } }
      : qdrant.ca && {
          key: qdrant.ca.key,
          volume: { secret: { secretName: qdrant.ca.name, items: [{ key: qdrant.ca.key, path: qdrant.ca.key }] } },
        };
    const template = podTemplate(
      {
        labels,
        user: USER,
        container: {
          name: 'backup',
          image,
          // A small young generation frees buffers sooner: a snapshot of any size needs about 80 MB.
          command: ['node', '--max-semi-space-size=1', `${PROGRAM_PATH}/main.mjs`, `${PROGRAM_PATH}/settings.json`],
          env: [
            ...(qdrant.apiKey ? [secretEnv('QDRANT_API_KEY', qdrant.apiKey)] : []),
            ...(s3
              ? [secretEnv('AWS_ACCESS_KEY_ID', s3.accessKeyId), secretEnv('AWS_SECRET_ACCESS_KEY', s3.secretAccessKey)]
              : []),
            ...(ca ? [{ name: 'NODE_EXTRA_CA_CERTS', value: `${CA_PATH}/${ca.key}` }] : []),
          ],
          resources: {
            requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('128Mi') },
            limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('256Mi') },
          },
          volumeMounts: [
            { name: 'program', mountPath: PROGRAM_PATH, readOnly: true },
            ...(this.claimName ? [{ name: 'backups', mountPath: BACKUPS_PATH }] : []),
            ...(ca ? [{ name: 'ca', mountPath: CA_PATH, readOnly: true }] : []),
          ],
        },
        volumes: [
          { name: 'program', configMap: { name: this.configMap.name } },
          ...(this.claimName ? [{ name: 'backups', persistentVolumeClaim: { claimName: this.claimName } }] : []),
          ...(ca ? [{ name: 'ca', ...ca.volume }] : []),
        ],
      },
      // A run that is told to stop deletes its unfinished backup.
      { ...props, terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 60 },
    );
    // Each attempt is a pod of its own, so that its log stays.
    return { ...template, spec: { ...template.spec!, restartPolicy: 'Never' } };
  }
}

function claimSpec(volume: BackupVolume, size: string): k8s.PersistentVolumeClaimSpec {
  return {
    accessModes: volume.accessModes ?? ['ReadWriteOnce'],
    storageClassName: volume.storageClassName,
    resources: { requests: { storage: k8s.Quantity.fromString(size) } },
  };
}

function secretEnv(name: string, { name: secretName, key }: SecretKey): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
}
