import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { cronJobSpec } from '../common/cron-job';
import { recommendedLabels, type StringMap } from '../common/labels';
import { canonicalQuantity } from '../common/quantity';
import { requireProps } from '../common/required';
import { secretEnv } from '../common/secret-env';
import { rejectDuplicates } from '../security/duplicate-objects';
import { BackupDrill } from './backup-drill';
import { backupPod, BACKUPS_PATH, roleAccountOf } from './backup-pod';
import { BACKUP_PROGRAM, bucketUrl, programText, settingsOf, validateBackup } from './scheduled-backup-program';
import { type ResolvedBackupProps, resolveBackupProps } from './scheduled-backup-defaults';
import { type BackupVolume, type ScheduledBackupProps } from './scheduled-backup-props';

const PROGRAM_PATH = '/opt/scheduled-backup';
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

  /** The scheduled drills; absent without the prop `drill`. */
  public readonly drill?: BackupDrill;

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
        'main.mjs': programText(BACKUP_PROGRAM),
        'settings.json': settingsOf(resolved, BACKUPS_PATH),
      },
    });

    if (volume?.size !== undefined) {
      new k8s.KubePersistentVolumeClaim(this, 'claim', { metadata, spec: claimSpec(volume, volume.size) });
    }

    this.serviceAccountName = roleAccountOf(resolved);
    if (this.serviceAccountName !== undefined) {
      new k8s.KubeServiceAccount(this, 'service-account', {
        metadata: { ...metadata, annotations: { ...resolved.annotations, ...s3?.serviceAccountAnnotations } },
        automountServiceAccountToken: false,
      });
    }

    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: cronJobSpec(labels, resolved, this.pod(labels, resolved)),
    });
    this.drill = props.drill && new BackupDrill(this, 'drill', { ...props.drill, backup: props });
    rejectDuplicates(this, Chart.of(this).namespace, []);
  }

  private pod(labels: StringMap, props: ResolvedBackupProps): k8s.PodTemplateSpec {
    const { qdrant } = props;
    // Node.js accepts one file only.
    const ca = props.ca
      ? { key: props.ca.key, volume: { configMap: { name: props.ca.name } } }
      : qdrant.ca && {
          key: qdrant.ca.key,
          volume: { secret: { secretName: qdrant.ca.name, items: [{ key: qdrant.ca.key, path: qdrant.ca.key }] } },
        };
    const pod = {
      name: 'backup',
      labels,
      programPath: PROGRAM_PATH,
      configMapName: this.configMap.name,
      claimName: this.claimName,
      env: qdrant.apiKey ? [secretEnv('QDRANT_API_KEY', qdrant.apiKey)] : [],
      ca: ca && { ...ca, path: CA_PATH },
    };
    return backupPod('ScheduledBackup', pod, props);
  }
}

function claimSpec(volume: BackupVolume, size: string): k8s.PersistentVolumeClaimSpec {
  return {
    accessModes: volume.accessModes ?? ['ReadWriteOnce'],
    storageClassName: volume.storageClassName,
    resources: { requests: { storage: k8s.Quantity.fromString(canonicalQuantity(size)) } },
  };
}
