import { type CrossFieldRule } from '../rule';

const VOLUMES = { storage: 'qdrant-storage', snapshotStorage: 'qdrant-snapshots' } as const;
/** Fields of a claim template. */
const OF_TEMPLATE = ['storageClassName', 'volumeAttributesClassName', 'annotations', 'labels', 'accessModes'] as const;

/** The rules of an existing claim. */
export const CLAIM_RULES: readonly CrossFieldRule[] = (['storage', 'snapshotStorage'] as const).flatMap(volume => {
  const path = ['qdrant', volume, 'claimName'];
  const claimOf = ({ qdrant }: Parameters<CrossFieldRule['check']>[0]) => {
    const found = qdrant[volume];
    return typeof found === 'object' ? found.claimName : undefined;
  };
  const oneNode: CrossFieldRule = {
    keys: [path, ['qdrant', 'replicas']],
    check: config => {
      const { replicas, name, ...qdrant } = config.qdrant;
      const found = qdrant[volume];
      const template = (typeof found === 'object' && found.name) || VOLUMES[volume];
      const value = claimOf(config);
      return value !== undefined && replicas > 1
        ? {
            path,
            value,
            problem: `qdrant.replicas is ${replicas}, and each node needs a claim of its own`,
            allowed: 'a claim for one node',
            fix: `remove the key: the nodes use claims with the names ${template}-${name}-0, ${template}-${name}-1 and so on if the claims exist, so create claims with these names`,
          }
        : undefined;
    },
  };
  const noTemplate = OF_TEMPLATE.map((field): CrossFieldRule => {
    const other = ['qdrant', volume, field];
    return {
      keys: [path, other],
      check: (config, isSet) =>
        claimOf(config) !== undefined && isSet(other)
          ? {
              path: other,
              value: '(set)',
              problem: `qdrant.${volume}.claimName names a claim, which has its own ${field}`,
              allowed: 'absent with claimName',
              fix: 'remove one of the two keys',
            }
          : undefined,
    };
  });
  return [oneNode, ...noTemplate];
});
