import { k8s } from 'cdk8s-plus-30';
import { type StringMap } from '../common/labels';
import { TLS_PATH } from './qdrant-config';
import { type QdrantChartProps } from './qdrant-props';
import { podTemplate } from '../common/pod-template';
import { type SecretKey } from '../common/references';

/** The ids that own the files of an installation made with the Helm chart; the image itself runs with any. */
const USER = { uid: 1000, gid: 2000, fsGroup: 3000 };
const CONFIG_PATH = '/qdrant/config';
const INIT_PATH = '/qdrant/init';

/** Default name of the data volume and its claim template. */
export const STORAGE_VOLUME = 'qdrant-storage';

/** Default name of the snapshot volume and its claim template. */
export const SNAPSHOTS_VOLUME = 'qdrant-snapshots';

/** What `QdrantChart` has resolved before it makes the pod. */
interface QdrantPod {
  /** Name of the ServiceAccount and of the ConfigMap. */
  readonly name: string;
  readonly image: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly scheme: string;
  readonly ports: { readonly [name: string]: number };
}

/** The pod template of a Qdrant node. */
export function qdrantPod(pod: QdrantPod, props: QdrantChartProps): k8s.PodTemplateSpec {
  const restoration = props.snapshotRestoration;
  const restorationPath = restoration?.mountPath ?? '/qdrant/snapshot-restoration';
  const snapshotsVolume = props.snapshotStorage?.name ?? SNAPSHOTS_VOLUME;
  const probe = (path: string, timing: k8s.Probe, users: k8s.Probe = {}): k8s.Probe => ({
    // A probe has one handler: the user's, where there is one.
    ...(!(users.exec || users.grpc || users.tcpSocket) && {
      httpGet: { path, port: k8s.IntOrString.fromString('http'), scheme: pod.scheme.toUpperCase() },
    }),
    ...timing,
    ...users,
  });

  const template = podTemplate(
    {
      serviceAccountName: pod.name,
      labels: pod.labels,
      annotations: pod.annotations,
      user: USER,
      container: {
        name: 'qdrant',
        image: pod.image,
        command: ['/bin/sh'],
        args: [
          `${CONFIG_PATH}/initialize.sh`,
          ...(props.args ?? []),
          ...(restoration?.snapshots.flatMap(snapshot => ['--snapshot', snapshot]) ?? []),
        ],
        env: [
          { name: 'QDRANT_INIT_FILE_PATH', value: `${INIT_PATH}/.qdrant-initialized` },
          ...(props.apiKey ? [secretEnv('QDRANT__SERVICE__API_KEY', props.apiKey)] : []),
          // Whether a rotation is under way is not known here: Qdrant starts without this one too.
          ...(props.altApiKey ? [secretEnv('QDRANT__SERVICE__ALT_API_KEY', props.altApiKey, true)] : []),
          ...(props.readOnlyApiKey ? [secretEnv('QDRANT__SERVICE__READ_ONLY_API_KEY', props.readOnlyApiKey)] : []),
        ],
        ports: Object.entries(pod.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
        resources: {
          requests: { cpu: k8s.Quantity.fromString('2'), memory: k8s.Quantity.fromString('4Gi') },
          limits: { cpu: k8s.Quantity.fromString('4'), memory: k8s.Quantity.fromString('8Gi') },
        },
        // Only the startup probe waits for collections to load: it gives them an hour.
        startupProbe: probe('/livez', { periodSeconds: 5, failureThreshold: 720 }, props.startupProbe),
        readinessProbe: probe(
          '/readyz',
          { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 6 },
          props.readinessProbe,
        ),
        livenessProbe: probe(
          '/livez',
          { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
          props.livenessProbe,
        ),
        // Requests under way end before the process does: load balancers need a moment to notice.
        lifecycle: { preStop: { exec: { command: ['sleep', '3'] } } },
        volumeMounts: [
          {
            name: props.storage.name ?? STORAGE_VOLUME,
            mountPath: '/qdrant/storage',
            subPath: props.storage.subPath,
          },
          { name: snapshotsVolume, mountPath: '/qdrant/snapshots', subPath: props.snapshotStorage?.subPath },
          { name: 'qdrant-init', mountPath: INIT_PATH },
          // File by file: the folder also holds the image's own config.yaml.
          ...['initialize.sh', 'production.yaml'].map(file => ({
            name: 'qdrant-config',
            mountPath: `${CONFIG_PATH}/${file}`,
            subPath: file,
            readOnly: true,
          })),
          ...(props.tls ? [{ name: 'qdrant-tls', mountPath: TLS_PATH, readOnly: true }] : []),
          ...(restoration?.claimName
            ? [{ name: 'qdrant-snapshot-restoration', mountPath: restorationPath, readOnly: true }]
            : []),
        ],
      },
      volumes: [
        { name: 'qdrant-config', configMap: { name: pod.name } },
        ...(props.snapshotStorage ? [] : [{ name: snapshotsVolume, emptyDir: {} }]),
        { name: 'qdrant-init', emptyDir: {} },
        ...(props.tls ? [{ name: 'qdrant-tls', secret: { secretName: props.tls.secretName } }] : []),
        ...(restoration?.claimName
          ? [{ name: 'qdrant-snapshot-restoration', persistentVolumeClaim: { claimName: restoration.claimName } }]
          : []),
      ],
    },
    { ...props, terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 60 },
  );
  return { ...template, spec: { ...template.spec!, shareProcessNamespace: props.shareProcessNamespace } };
}

function secretEnv(name: string, { name: secretName, key }: SecretKey, optional?: boolean): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key, optional } } };
}
