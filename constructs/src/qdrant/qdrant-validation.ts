import { invalidProp, invalidPropOf } from '../common/errors';
import { Images } from '../common/images';
import { validateName } from '../common/pod-checks';
import { validateBudget } from '../common/pod-disruption-budget';
import { validateSize } from '../common/quantity';
import { validateClusterDomain } from '../common/service-network';
import { validateReasons } from '../security/accepted-risks';
import { settingOf, validateArgs, validateConfig, validateEnv } from './qdrant-config';
import { GRPC_PORT, HTTP_PORT, type ResolvedQdrantProps, type ResolvedVolume } from './qdrant-defaults';
import { QdrantSettings, variableProblem } from './qdrant-settings';

const NAME = 'QdrantChart';
/** More nodes are a mistake: one consensus has all of them. */
const MAX_NODES = 1000;
/** The first version with the setting `service.metrics_port`. */
const METRICS_PORT_SINCE = 'v1.17.0';

/** Rejects props that cannot work, and risks without a reason. */
export function validateQdrant(props: ResolvedQdrantProps): void {
  validateReasons(NAME, props.acceptedRisks);
  validateName(NAME, 'name', props.name);
  validateName(NAME, 'instance', props.instance);
  validateSize(NAME, 'storage.size', props.storage.size);
  validateClusterDomain(NAME, props.clusterDomain);
  validatePorts(props);
  validateMetricsPort(props);
  if (props.snapshotStorage) {
    validateSize(NAME, 'snapshotStorage.size', props.snapshotStorage.size);
  }
  validateClaim('storage', props.storage, props);
  if (props.snapshotStorage) {
    validateClaim('snapshotStorage', props.snapshotStorage, props);
  }
  validateNodes(props);
  validateFactors(props);
  validateSnapshots(props);
  if (props.storage.name === props.snapshotsVolume) {
    const allowed = 'a name other than storage.name';
    throw invalidProp(NAME, 'snapshotStorage.name', props.snapshotsVolume, allowed, 'rename one of them');
  }
  validateKeys(props);
  validateBudget(NAME, props.podDisruptionBudget);
  if (props.enableCors && props.acceptedRisks?.anyOrigin === undefined) {
    const fix = 'remove it, or state in acceptedRisks.anyOrigin why pages of any origin can call Qdrant';
    throw invalidProp(NAME, 'enableCors', true, 'false', fix);
  }
  validateConfig(props.config);
  validateEnv(props.env);
  validateArgs(props.args);
  validateSettings(props);
}

/** Rejects settings that this version of Qdrant does not have, and values that it cannot use. */
function validateSettings(props: ResolvedQdrantProps): void {
  const mounts = (props.additionalVolumeMounts ?? []).filter(({ readOnly }) => !readOnly);
  const writablePaths = [...QdrantSettings.WRITABLE_PATHS, ...mounts.map(({ mountPath }) => mountPath)];
  const { versionedImage: image, config, env, allowUnknownSettings = false } = props;
  const variables = env.filter(({ name }) => /^qdrant__/i.test(name));
  const problems = [
    ...QdrantSettings.problems(config, image, allowUnknownSettings, writablePaths).map(found => ({
      prop: `config.${found.path.join('.')}`,
      found,
    })),
    ...variables.map(({ name, value, valueFrom }) => {
      const text = valueFrom ? undefined : (value ?? '');
      const context = { image, allowUnknownSettings, writablePaths };
      return { prop: `env ${name}`, found: variableProblem(settingOf(name), text, context) };
    }),
  ];
  for (const { prop, found } of problems) {
    if (found) {
      const { problem, allowed, fix } = found;
      // The message omits the value, which can be a secret.
      throw invalidPropOf(NAME, `${prop}: ${problem}`, allowed, fix);
    }
  }
}

function validatePorts({ service = {}, cluster, metricsPort }: ResolvedQdrantProps): void {
  const { httpPort = HTTP_PORT, grpcPort = GRPC_PORT } = service;
  const others = [...(cluster.enabled ? [cluster.p2pPort] : []), ...(metricsPort === undefined ? [] : [metricsPort])];
  for (const [prop, port] of Object.entries({ httpPort, grpcPort })) {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) {
      throw invalidProp(NAME, `service.${prop}`, port, 'an integer from 1 to 65535', 'use 80 or 443');
    }
    if (others.includes(port) && [service.httpPort, service.grpcPort].includes(port)) {
      // The admission policy knows the ports of both Services by their numbers.
      const allowed = `a port other than ${others.join(' and ')}, which the headless Service has for other nodes or for metrics`;
      throw invalidProp(NAME, `service.${prop}`, port, allowed, 'use 80 or 443');
    }
  }
  if (httpPort === grpcPort) {
    throw invalidProp(NAME, 'service.grpcPort', grpcPort, 'a port other than httpPort', 'change one of them');
  }
}

/** Fields of a claim template. An existing claim has its own. */
const TEMPLATE_PROPS = ['storageClassName', 'volumeAttributesClassName', 'annotations', 'labels'] as const;

function validateClaim(prop: string, volume: ResolvedVolume, { replicas, name }: ResolvedQdrantProps): void {
  const { claimName } = volume;
  if (claimName === undefined) {
    return;
  }
  if (replicas > 1) {
    const fix = `remove it: nodes use claims with the names ${volume.name}-${name}-0, ${volume.name}-${name}-1 and so on if these exist, so create claims with these names`;
    throw invalidProp(NAME, `${prop}.claimName`, claimName, 'absent with several replicas', fix);
  }
  const other = TEMPLATE_PROPS.find(each => volume[each] !== undefined);
  if (other !== undefined) {
    throw invalidProp(
      NAME,
      `${prop}.${other}`,
      volume[other],
      'absent with claimName',
      'remove it: the claim has its own',
    );
  }
}

function validateMetricsPort({ metricsPort, cluster, versionedImage }: ResolvedQdrantProps): void {
  if (metricsPort === undefined) {
    return;
  }
  const others = [HTTP_PORT, GRPC_PORT, cluster.p2pPort];
  if (!Number.isInteger(metricsPort) || metricsPort < 1 || metricsPort > 65535 || others.includes(metricsPort)) {
    const allowed = `an integer from 1 to 65535, other than ${others.join(', ')}`;
    throw invalidProp(NAME, 'metricsPort', metricsPort, allowed, 'use 9091');
  }
  if (Images.isBefore(versionedImage, METRICS_PORT_SINCE)) {
    const allowed = `absent before Qdrant ${METRICS_PORT_SINCE}; the image is ${versionedImage}`;
    throw invalidProp(NAME, 'metricsPort', metricsPort, allowed, 'remove it, or use a newer image');
  }
}

function validateSnapshots({ storage, snapshotStorage, snapshotsOnDataVolume }: ResolvedQdrantProps): void {
  if (snapshotsOnDataVolume && snapshotStorage) {
    throw invalidProp(NAME, 'snapshotsOnDataVolume', true, 'false with snapshotStorage', 'remove one of the two');
  }
  if (snapshotsOnDataVolume && storage.subPath?.split('/')[0] === 'snapshots') {
    const allowed = 'another folder than snapshots, with snapshotsOnDataVolume';
    throw invalidProp(NAME, 'storage.subPath', storage.subPath, allowed, 'for example, write data');
  }
}

function validateNodes(props: ResolvedQdrantProps): void {
  const { replicas, cluster, podManagementPolicy, snapshotRestoration, acceptedRisks } = props;
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw invalidProp(NAME, 'replicas', replicas, '1, or 3 or more', 'use 1 or 3');
  }
  if (replicas > MAX_NODES) {
    throw invalidProp(NAME, 'replicas', replicas, `at most ${MAX_NODES}`, 'use fewer nodes with more shards each');
  }
  if (replicas === 2 && acceptedRisks?.twoNodes === undefined) {
    const fix =
      'use 3, because one of two nodes alone has no majority; or state in acceptedRisks.twoNodes why there are two';
    throw invalidProp(NAME, 'replicas', replicas, '1, or 3 or more', fix);
  }
  if (replicas > 1 && !cluster.enabled) {
    throw invalidProp(NAME, 'cluster.enabled', false, 'true with several replicas', 'remove it');
  }
  if (replicas > 1 && podManagementPolicy !== 'Parallel') {
    const fix = 'remove it, because the first node waits for the others';
    throw invalidProp(NAME, 'podManagementPolicy', podManagementPolicy, 'Parallel with several replicas', fix);
  }
  if (replicas > 1 && snapshotRestoration) {
    throw invalidProp(NAME, 'snapshotRestoration', '(set)', 'absent with several replicas', 'restore through the API');
  }
}

function validateFactors({ replicationFactor = 1, writeConsistencyFactor = 1 }: ResolvedQdrantProps): void {
  if (!Number.isInteger(replicationFactor) || replicationFactor < 1) {
    throw invalidProp(NAME, 'replicationFactor', replicationFactor, 'an integer of 1 or more', 'use 2');
  }
  const isWritable = writeConsistencyFactor >= 1 && writeConsistencyFactor <= replicationFactor;
  if (!Number.isInteger(writeConsistencyFactor) || !isWritable) {
    const allowed = `an integer from 1 to replicationFactor, which is ${replicationFactor}`;
    throw invalidProp(NAME, 'writeConsistencyFactor', writeConsistencyFactor, allowed, 'use 1');
  }
}

function validateKeys({ apiKey, altApiKey, readOnlyApiKey, jwtRbac }: ResolvedQdrantProps): void {
  if (!apiKey && (altApiKey || jwtRbac)) {
    const prop = altApiKey ? 'altApiKey' : 'jwtRbac';
    throw invalidProp(NAME, prop, '(set)', 'absent without apiKey', 'set apiKey too');
  }
  const writing = [apiKey, altApiKey];
  if (readOnlyApiKey && writing.some(key => key?.name === readOnlyApiKey.name && key.key === readOnlyApiKey.key)) {
    const allowed = 'a key other than apiKey and altApiKey, which can write';
    throw invalidProp(NAME, 'readOnlyApiKey', readOnlyApiKey.key, allowed, 'name another key of the Secret');
  }
}
