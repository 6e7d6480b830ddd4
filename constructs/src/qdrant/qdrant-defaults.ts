import { Images } from '../common/images';
import { LogFormat } from '../common/log-format';
import { defined } from '../common/mapping';
import { type QdrantChartProps, type QdrantCluster, type QdrantVolume } from './qdrant-props';

/** A volume with the name of its claim template. */
export type ResolvedVolume = QdrantVolume & Required<Pick<QdrantVolume, 'name' | 'accessModes'>>;

/** The props of `QdrantChart` with their defaults. */
export type ResolvedQdrantProps = QdrantChartProps &
  Required<
    Pick<
      QdrantChartProps,
      | 'allowUnknownSettings'
      | 'args'
      | 'config'
      | 'enableCors'
      | 'env'
      | 'image'
      | 'instance'
      | 'jwtRbac'
      | 'logFormat'
      | 'name'
      | 'podManagementPolicy'
      | 'replicas'
      | 'snapshotsOnDataVolume'
      | 'terminationGracePeriodSeconds'
      | 'updateStrategy'
    >
  > & {
    readonly cluster: Required<QdrantCluster>;
    /** The image with its version as the tag, as far as the version is known. */
    readonly versionedImage: string;
    readonly storage: ResolvedVolume;
    readonly snapshotStorage?: ResolvedVolume;
    /** Name of the volume for snapshots, also without `snapshotStorage`. */
    readonly snapshotsVolume: string;
  };

/** Port of REST in the pods. */
export const HTTP_PORT = 6333;
/** Port of gRPC in the pods. */
export const GRPC_PORT = 6334;
const STORAGE_VOLUME = 'qdrant-storage';
const SNAPSHOTS_VOLUME = 'qdrant-snapshots';

/** Fills in the defaults. */
export function resolveQdrantProps(props: QdrantChartProps): ResolvedQdrantProps {
  return {
    ...props,
    name: props.name ?? 'qdrant',
    instance: props.instance ?? props.name ?? 'qdrant',
    image: props.image ?? Images.QDRANT,
    versionedImage: Images.withVersion(props.image ?? Images.QDRANT, props.version),
    replicas: props.replicas ?? 1,
    storage: resolveVolume(props.storage, STORAGE_VOLUME),
    snapshotStorage: props.snapshotStorage && resolveVolume(props.snapshotStorage, SNAPSHOTS_VOLUME),
    snapshotsOnDataVolume: props.snapshotsOnDataVolume ?? false,
    snapshotsVolume: props.snapshotStorage?.name ?? SNAPSHOTS_VOLUME,
    cluster: { enabled: true, p2pPort: 6335, consensusTickPeriodMs: 100, ...defined(props.cluster) },
    config: props.config ?? {},
    allowUnknownSettings: props.allowUnknownSettings ?? false,
    env: props.env ?? [],
    args: props.args ?? [],
    enableCors: props.enableCors ?? false,
    jwtRbac: props.jwtRbac ?? false,
    logFormat: props.logFormat ?? LogFormat.TEXT,
    podManagementPolicy: props.podManagementPolicy ?? 'Parallel',
    updateStrategy: props.updateStrategy ?? { type: 'RollingUpdate' },
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 60,
  };
}

function resolveVolume(volume: QdrantVolume, name: string): ResolvedVolume {
  return { ...volume, name: volume.name ?? name, accessModes: volume.accessModes ?? ['ReadWriteOnce'] };
}
