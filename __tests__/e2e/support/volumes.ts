import { api } from './api';
import { eventually } from './objects';

interface Volume {
  readonly namespace: string;
  /** The claim that gets it. */
  readonly claim: string;
  /** @default - none, as manual volumes have */
  readonly storageClassName?: string;
}

/** Stands in for a provisioner of volumes: makes one that a claim binds to. Returns its name. */
export async function putVolume({ namespace, claim, storageClassName }: Volume): Promise<string> {
  const name = `${namespace}-${claim}`;
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '150Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/nowhere' },
      claimRef: { namespace, name: claim },
      storageClassName,
    },
  };
  const found = await api.get('pv', name);
  if (found?.status.phase === 'Bound') return name;
  // The volume of a deleted claim cannot be bound again.
  await api.delete('pv', name);
  await eventually(async () => void (await api.create(volume)));
  return name;
}

export async function deleteVolumes(names: readonly string[]): Promise<void> {
  await Promise.all(names.map(name => api.delete('pv', name)));
}
