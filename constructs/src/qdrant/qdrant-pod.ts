import { k8s } from 'cdk8s-plus-30';
import { checksum } from '../common/checksum';
import { type StringMap } from '../common/labels';
import { defined } from '../common/mapping';
import { podTemplate } from '../common/pod-template';
import { secretEnv } from '../common/secret-env';
import { spreading } from '../common/spread';
import { TLS_PATH } from './qdrant-config';
import { type ResolvedQdrantProps } from './qdrant-defaults';
import { type QdrantPorts } from './qdrant-services';
import { startedCommand, startEnv } from './qdrant-start';

/** The ids that own the files of an installation of the Helm chart. The image runs with any ids. */
const USER = { uid: 1000, gid: 2000, fsGroup: 3000 };
const CONFIG_PATH = '/qdrant/config';
const INIT_PATH = '/qdrant/init';
const SNAPSHOTS_FOLDER = 'snapshots';
const RESTORATION_VOLUME = 'qdrant-snapshot-restoration';

/** What the pod needs to know beside the props. */
interface QdrantPod {
  readonly labels: StringMap;
  readonly selector: StringMap;
  /** The files of the ConfigMap, by their names. */
  readonly files: StringMap;
  readonly scheme: string;
  readonly ports: QdrantPorts;
}

/** The pod template of a Qdrant node. */
export function qdrantPod(pod: QdrantPod, props: ResolvedQdrantProps): k8s.PodTemplateSpec {
  const template = podTemplate(
    {
      construct: 'QdrantChart',
      serviceAccountName: props.name,
      labels: pod.labels,
      annotations: { 'checksum/config': checksum(pod.files) },
      user: USER,
      container: container(pod, props),
      volumes: volumes(props),
      claims: [props.storage, props.snapshotStorage].flatMap(volume =>
        volume && volume.claimName === undefined ? volume.name : [],
      ),
    },
    props.spread ? spreading(props, pod.selector) : props,
  );
  return { ...template, spec: { ...template.spec!, shareProcessNamespace: props.shareProcessNamespace } };
}

function container({ files, scheme, ports }: QdrantPod, props: ResolvedQdrantProps): k8s.Container {
  const request = (path: string): k8s.Probe => ({
    httpGet: { path, port: k8s.IntOrString.fromString('http'), scheme: scheme.toUpperCase() },
  });
  const probe = (handler: k8s.Probe, timing: k8s.Probe, override: k8s.Probe | undefined): k8s.Probe | undefined =>
    // `null` is no probe.
    override === null
      ? undefined
      : {
          // A probe has exactly one handler.
          ...(!(override?.exec || override?.grpc || override?.tcpSocket || override?.httpGet) && handler),
          ...timing,
          ...defined(override),
        };
  const started = startedCommand(props, CONFIG_PATH);
  return {
    name: 'qdrant',
    image: props.image,
    command: ['/bin/sh'],
    args: [
      `${CONFIG_PATH}/initialize.sh`,
      ...props.args,
      ...(props.snapshotRestoration?.snapshots.flatMap(snapshot => ['--snapshot', snapshot]) ?? []),
    ],
    env: [
      { name: 'QDRANT_INIT_FILE_PATH', value: `${INIT_PATH}/.qdrant-initialized` },
      ...(props.apiKey ? [secretEnv('QDRANT__SERVICE__API_KEY', props.apiKey)] : []),
      // The Secret contains this key only during a rotation.
      ...(props.altApiKey ? [secretEnv('QDRANT__SERVICE__ALT_API_KEY', props.altApiKey, true)] : []),
      ...(props.readOnlyApiKey ? [secretEnv('QDRANT__SERVICE__READ_ONLY_API_KEY', props.readOnlyApiKey)] : []),
      ...startEnv(props),
    ],
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
    resources: {
      requests: { cpu: k8s.Quantity.fromString('2'), memory: k8s.Quantity.fromString('4Gi') },
      limits: { cpu: k8s.Quantity.fromString('4'), memory: k8s.Quantity.fromString('8Gi') },
    },
    // The startup probe gives Qdrant an hour to load its collections. A single node is away until its startup probe passes.
    startupProbe: started
      ? probe(
          { exec: { command: started } },
          { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 720 },
          props.startupProbe,
        )
      : probe(request('/livez'), { periodSeconds: 1, failureThreshold: 3600 }, props.startupProbe),
    readinessProbe: probe(
      request('/readyz'),
      { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 6 },
      props.readinessProbe,
    ),
    livenessProbe: probe(
      request('/livez'),
      { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
      props.livenessProbe,
    ),
    // Load balancers need a moment to notice that the pod stops.
    lifecycle: { preStop: { exec: { command: ['sleep', '3'] } } },
    volumeMounts: volumeMounts(Object.keys(files), props),
  };
}

function volumeMounts(files: readonly string[], props: ResolvedQdrantProps): k8s.VolumeMount[] {
  const { storage, snapshotStorage, snapshotRestoration: restoration } = props;
  const restorationPath = restoration?.mountPath ?? '/qdrant/snapshot-restoration';
  return [
    { name: storage.name, mountPath: '/qdrant/storage', subPath: storage.subPath },
    props.snapshotsOnDataVolume
      ? { name: storage.name, mountPath: '/qdrant/snapshots', subPath: SNAPSHOTS_FOLDER }
      : { name: props.snapshotsVolume, mountPath: '/qdrant/snapshots', subPath: snapshotStorage?.subPath },
    { name: 'qdrant-init', mountPath: INIT_PATH },
    // One mount for each file, because the folder of the image contains its own config.yaml.
    ...files.map(file => ({
      name: 'qdrant-config',
      mountPath: `${CONFIG_PATH}/${file}`,
      subPath: file,
      readOnly: true,
    })),
    ...(props.tls ? [{ name: 'qdrant-tls', mountPath: TLS_PATH, readOnly: true }] : []),
    ...(restoration?.claimName ? [{ name: RESTORATION_VOLUME, mountPath: restorationPath, readOnly: true }] : []),
  ];
}

function volumes({
  name,
  storage,
  snapshotStorage,
  snapshotsOnDataVolume,
  snapshotsVolume,
  tls,
  snapshotRestoration,
}: ResolvedQdrantProps): k8s.Volume[] {
  return [
    { name: 'qdrant-config', configMap: { name } },
    ...[storage, snapshotStorage].flatMap(volume =>
      volume?.claimName === undefined
        ? []
        : [{ name: volume.name, persistentVolumeClaim: { claimName: volume.claimName } }],
    ),
    ...(snapshotStorage || snapshotsOnDataVolume ? [] : [{ name: snapshotsVolume, emptyDir: {} }]),
    { name: 'qdrant-init', emptyDir: {} },
    ...(tls ? [{ name: 'qdrant-tls', secret: { secretName: tls.secretName } }] : []),
    ...(snapshotRestoration?.claimName
      ? [{ name: RESTORATION_VOLUME, persistentVolumeClaim: { claimName: snapshotRestoration.claimName } }]
      : []),
  ];
}
