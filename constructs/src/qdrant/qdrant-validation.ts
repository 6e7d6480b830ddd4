import { validateReasons } from '../security/accepted-risks';
import { invalidProp } from '../common/errors';
import { validateBudget } from '../common/pod-disruption-budget';
import { validateArgs, validateConfig, validateEnv } from './qdrant-config';
import { SNAPSHOTS_VOLUME, STORAGE_VOLUME } from './qdrant-pod';
import { type QdrantChartProps } from './qdrant-props';

/** Refuses props that cannot work, or would open Qdrant without a reason. */
export function validateQdrant(props: QdrantChartProps): void {
  validateReasons('QdrantChart', props.acceptedRisks);
  const replicas = props.replicas ?? 1;
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw invalidProp('QdrantChart', 'replicas', replicas, '1, or 3 and more', 'use 1 or 3');
  }
  if (replicas === 2 && props.acceptedRisks?.twoNodes === undefined) {
    const fix =
      'use 3: two nodes have no majority when one is gone; or say in acceptedRisks.twoNodes why there are two';
    throw invalidProp('QdrantChart', 'replicas', replicas, '1, or 3 and more', fix);
  }
  const { replicationFactor = 1, writeConsistencyFactor = 1 } = props;
  if (!Number.isInteger(replicationFactor) || replicationFactor < 1) {
    throw invalidProp('QdrantChart', 'replicationFactor', replicationFactor, 'a whole number from 1', 'use 2');
  }
  if (
    !Number.isInteger(writeConsistencyFactor) ||
    writeConsistencyFactor < 1 ||
    writeConsistencyFactor > replicationFactor
  ) {
    const allowed = `a whole number from 1 to replicationFactor, which is ${replicationFactor}`;
    throw invalidProp('QdrantChart', 'writeConsistencyFactor', writeConsistencyFactor, allowed, 'use 1');
  }
  if (replicas > 1 && props.cluster?.enabled === false) {
    throw invalidProp('QdrantChart', 'cluster.enabled', false, 'true with several replicas', 'leave it out');
  }
  if (replicas > 1 && props.snapshotRestoration) {
    throw invalidProp('QdrantChart', 'snapshotRestoration', '(set)', 'one replica only', 'restore through the API');
  }
  const [storage, snapshots] = [props.storage.name ?? STORAGE_VOLUME, props.snapshotStorage?.name ?? SNAPSHOTS_VOLUME];
  if (storage === snapshots) {
    throw invalidProp('QdrantChart', 'snapshotStorage.name', snapshots, 'another name than storage.name', 'rename it');
  }
  if (!props.apiKey && (props.altApiKey || props.jwtRbac)) {
    const prop = props.altApiKey ? 'altApiKey' : 'jwtRbac';
    throw invalidProp('QdrantChart', prop, '(set)', 'only beside apiKey', 'set apiKey too');
  }
  const { readOnlyApiKey } = props;
  const others = [props.apiKey, props.altApiKey];
  if (readOnlyApiKey && others.some(key => key?.name === readOnlyApiKey.name && key.key === readOnlyApiKey.key)) {
    const allowed = 'another key than apiKey and altApiKey, which may write';
    throw invalidProp('QdrantChart', 'readOnlyApiKey', readOnlyApiKey.key, allowed, 'name another key of the Secret');
  }
  validateBudget('QdrantChart', props.podDisruptionBudget);
  if (props.enableCors && props.acceptedRisks?.anyOrigin === undefined) {
    const fix = 'leave it off, or say in acceptedRisks.anyOrigin why pages of any origin may call Qdrant';
    throw invalidProp('QdrantChart', 'enableCors', true, 'false', fix);
  }
  validateConfig(props.config ?? {});
  validateEnv(props.env ?? []);
  validateArgs(props.args ?? []);
}
