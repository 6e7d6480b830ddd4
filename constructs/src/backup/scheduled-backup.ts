import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { recommendedLabels, type StringMap } from '../common/labels';
import { podTemplate } from '../common/pod-template';
import { canonicalQuantity } from '../common/quantity';
import { requireProps } from '../common/required';
import { secretEnv } from '../common/secret-env';
import { rejectDuplicates } from '../security/duplicate-objects';
import { bucketUrl, programText, settingsOf, validateBackup } from './scheduled-backup-program';
import { type ResolvedBackupProps, resolveBackupProps } from './scheduled-backup-defaults';
import { type BackupBucket, type BackupVolume, type ScheduledBackupProps } from './scheduled-backup-props';

/** The `node` user of the official image. */
const USER = { uid: 1000, gid: 1000, fsGroup: 1000 };
const PROGRAM_PATH = '/opt/scheduled-backup';
const BACKUPS_PATH = '/backups';
const CA_PATH = '/etc/scheduled-backup-ca';

/**
 * A CronJob that backs up all collections of all Qdrant nodes to a volume or a bucket. It deletes old backups. The backups have
 * the format of the command `qdrant-stack backup`, so that its subcommand `verify` and the command `restore` read them.
 *
 * The pods run a Node.js program from a ConfigMap. They have no token of Kubernetes and no permissions in it.
 */
export class ScheduledBackup extends Construct {
  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The CronJob. */
  public readonly cronJob: k8s.KubeCronJob;

  /** The ConfigMap with the program and its settings. */
  public readonly configMap: k8s.KubeConfigMap;

  /** Name of the claim for backups; absent with `s3`. */
  public readonly claimName?: string;

  /** Name of the ServiceAccount, which a role for the bucket belongs to; absent with `volume` and with an access key. */
  public readonly serviceAccountName?: string;

  /** URL of the service with the bucket; absent with `volume`. */
  public readonly bucketUrl?: string;

  constructor(scope: Construct, id: string, props: ScheduledBackupProps) {
    super(scope, id);
    requireProps('ScheduledBackup', props, ['qdrant', 'schedule']);
    const resolved = resolveBackupProps(props);
    validateBackup(resolved);

    const { name, image, volume, s3 } = resolved;
    // The labels differ from the labels of Qdrant, so that its Services do not select the pods of backups.
    const selector = { app: name };
    const labels = {
      ...resolved.labels,
      ...recommendedLabels({ name: 'qdrant-backup', instance: name, component: 'backup', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations: resolved.annotations };
    this.selectorLabels = selector;
    this.bucketUrl = s3 && bucketUrl(s3);
    this.claimName = volume && (volume.claimName ?? name);

    this.configMap = new k8s.KubeConfigMap(this, 'config', {
      metadata,
      data: {
        'main.mjs': programText(),
        'settings.json': settingsOf(resolved, BACKUPS_PATH),
      },
    });

    if (volume?.size !== undefined) {
      new k8s.KubePersistentVolumeClaim(this, 'claim', { metadata, spec: claimSpec(volume, volume.size) });
    }

    if (s3 && !s3.accessKeyId) {
      this.serviceAccountName = name;
      new k8s.KubeServiceAccount(this, 'service-account', {
        metadata: { ...metadata, annotations: { ...resolved.annotations, ...s3.serviceAccountAnnotations } },
        automountServiceAccountToken: false,
      });
    }

    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: {
        schedule: resolved.schedule,
        timeZone: resolved.timeZone,
        // Two backups at the same time would need twice the space on every node.
        concurrencyPolicy: 'Forbid',
        suspend: resolved.suspend,
        startingDeadlineSeconds: resolved.startingDeadlineSeconds,
        successfulJobsHistoryLimit: resolved.successfulJobsHistoryLimit,
        failedJobsHistoryLimit: resolved.failedJobsHistoryLimit,
        jobTemplate: {
          metadata: { labels },
          spec: {
            activeDeadlineSeconds: resolved.activeDeadlineSeconds,
            backoffLimit: resolved.backoffLimit,
            template: this.pod(labels, resolved),
          },
        },
      },
    });
    rejectDuplicates(this, Chart.of(this).namespace, []);
  }

  private pod(labels: StringMap, props: ResolvedBackupProps): k8s.PodTemplateSpec {
    const { image, qdrant, s3 } = props;
    // Node.js accepts one file only.
    const ca = props.ca
      ? { key: props.ca.key, volume: { configMap: { name: props.ca.name } } }
      : qdrant.ca && {
          key: qdrant.ca.key,
          volume: { secret: { secretName: qdrant.ca.name, items: [{ key: qdrant.ca.key, path: qdrant.ca.key }] } },
        };
    const template = podTemplate(
      {
        construct: 'ScheduledBackup',
        labels,
        serviceAccountName: this.serviceAccountName,
        user: USER,
        container: {
          name: 'backup',
          image,
          // A small young generation frees streamed data sooner: about 80 MB are enough for snapshots of any size.
          command: ['node', '--max-semi-space-size=1', `${PROGRAM_PATH}/main.mjs`, `${PROGRAM_PATH}/settings.json`],
          env: [
            ...(qdrant.apiKey ? [secretEnv('QDRANT_API_KEY', qdrant.apiKey)] : []),
            ...(s3 ? accessKeyEnv(s3) : []),
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
      props,
    );
    // Each attempt is a pod of its own, so that the logs of failed attempts stay.
    return { ...template, spec: { ...template.spec!, restartPolicy: 'Never' } };
  }
}

function accessKeyEnv({ accessKeyId, secretAccessKey, sessionToken }: BackupBucket): k8s.EnvVar[] {
  return [
    ...(accessKeyId ? [secretEnv('AWS_ACCESS_KEY_ID', accessKeyId)] : []),
    ...(secretAccessKey ? [secretEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)] : []),
    ...(sessionToken ? [secretEnv('AWS_SESSION_TOKEN', sessionToken, true)] : []),
  ];
}

function claimSpec(volume: BackupVolume, size: string): k8s.PersistentVolumeClaimSpec {
  return {
    accessModes: volume.accessModes ?? ['ReadWriteOnce'],
    storageClassName: volume.storageClassName,
    resources: { requests: { storage: k8s.Quantity.fromString(canonicalQuantity(size)) } },
  };
}
