import { api } from './api';
import { eventually } from './objects';

/** What a storage class would make for the first pod. */
const volume = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `${namespace}-e2e` },
  spec: {
    capacity: { storage: '150Gi' },
    accessModes: ['ReadWriteOnce'],
    hostPath: { path: '/nowhere' },
    claimRef: { namespace, name: 'qdrant-storage-qdrant-0' },
  },
});

/** Stands in for a provisioner: makes the volume for the claim of the first pod, and waits until it is bound. */
export async function bindVolume(namespace: string): Promise<void> {
  const { metadata, spec } = volume(namespace);
  await api.apply(volume(namespace));
  await eventually(async () => {
    const { phase } = (await api.get('pv', metadata.name)).status;
    if (phase !== 'Bound') throw new Error(`The volume for claim ${spec.claimRef.name} is ${phase}.`);
  });
}

export async function releaseVolume(namespace: string): Promise<void> {
  await api.delete('pv', volume(namespace).metadata.name);
}

/** Stands in for the controller, which takes pods for endpoints only where they run on a node. Waits for the Services. */
export async function putEndpoints(namespace: string, ready: boolean): Promise<void> {
  const services = await Promise.all(
    ['qdrant', 'qdrant-headless', 'oauth2-proxy', 'ephemeral-valkey'].map(name =>
      eventually(async () => {
        const service = await api.get('service', name, namespace);
        if (!service) throw new Error(`There is no Service ${name}.`);
        return service;
      }),
    ),
  );
  const slices = services.map(({ metadata: { name, uid } }, at) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-e2e`,
      namespace,
      labels: { 'kubernetes.io/service-name': name },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
    },
    addressType: 'IPv4',
    // As the controller says it of a headless Service that publishes pods before they are ready.
    endpoints: [
      { addresses: [`10.99.0.${at + 1}`], conditions: { ready: ready || name.endsWith('headless'), serving: ready } },
    ],
  }));
  await Promise.all(slices.map(slice => api.apply(slice)));
}
