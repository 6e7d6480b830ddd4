import * as z from 'zod';
import { boolean, integer } from '../building-blocks';
import { partOf } from '../library-props';
import { volumeSize } from '../quantity';
import { version } from '../values/images';
import { labelName, objectName, secretName, storageClassName, subPath } from '../values/kubernetes';
import { portLike } from '../values/networks';
import { auditLog, strictMode } from './qdrant-requests';
import { qdrantSettings } from './qdrant-settings';
import { resources } from './resources';

const MOST_NODES = 100;

const size = volumeSize('150Gi').describe('The size of the volume. A volume can grow later, but never shrink.');

const volumeName = (byDefault: string) =>
  labelName(byDefault)
    .optional()
    .describe(`The name of the claim template, which is part of the names of the claims. Default: ${byDefault}.`);

const claimName = objectName('vector-data')
  .optional()
  .describe(
    'The name of an existing claim, for one node. The size is then that of the temporary volume of a drill. Default: claims from a claim template.',
  );

const SNAPSHOT_STORAGE = 'data, or a mapping of size, storageClassName';

const copies = (problem: string) => integer({ min: 1, max: MOST_NODES }, { problem, fix: 'write 1' });

export const qdrant = partOf('qdrant', {
  name: labelName('qdrant')
    .prefault('qdrant')
    .describe(
      'The name of the StatefulSet, the Services and the ConfigMap. Another name takes over a Qdrant of another name.',
    ),
  instance: labelName('qdrant')
    .optional()
    .describe(
      'The label app.kubernetes.io/instance of the pods. In the Helm chart: the release. Default: {qdrant.name}.',
    ),
  version: version
    .optional()
    .describe(
      'The version of Qdrant in images.qdrant. Default: the version in the tag. Set the key for an image with a digest only, so that synth and deploy can check the version.',
    ),
  cluster: partOf('qdrant.cluster', {
    enabled: boolean()
      .prefault(true)
      .describe('Whether Qdrant runs in cluster mode, also with one node. Keep the mode of an installation with data.'),
  })
    .prefault({})
    .describe('The cluster of Qdrant nodes.'),
  replicas: integer(
    { min: 1, max: MOST_NODES },
    { problem: 'the stack would have no Qdrant node', fix: 'write 1; to stop a running Qdrant, use kubectl scale' },
    '; 2 only with acceptedRisks.twoNodes',
  )
    .prefault(1)
    .describe('The number of Qdrant nodes: 1, or 3 and more. 2 only with acceptedRisks.twoNodes.'),
  replicationFactor: copies('a shard would have no node')
    .optional()
    .describe("The number of nodes for each shard of a new collection. Default: Qdrant's own, 1."),
  writeConsistencyFactor: copies('Qdrant would wait for no write')
    .optional()
    .describe("The number of nodes that must confirm a write to a new collection. Default: Qdrant's own, 1."),
  resources: resources({
    requests: { cpu: '2', memory: '4Gi' },
    limits: { cpu: '4', memory: '8Gi' },
    lowest: { cpu: '50m', memory: '128Mi' },
  }),
  storage: partOf('qdrant.storage', {
    size: size.prefault('150Gi'),
    storageClassName,
    subPath,
    name: volumeName('qdrant-storage'),
    claimName,
  })
    .prefault({})
    .describe('The data volume of each node.'),
  snapshotStorage: z
    .union(
      [
        z.literal('data'),
        partOf('qdrant.snapshotStorage', {
          size,
          storageClassName,
          subPath,
          name: volumeName('qdrant-snapshots'),
          claimName,
        }),
      ],
      SNAPSHOT_STORAGE,
    )
    .optional()
    .describe(
      'The snapshot volume of each node, or data for folder snapshots of the data volume. Default: none. Snapshots then use the disk of the node, and the pod loses them when it ends.',
    ),
  tls: partOf('qdrant.tls', {
    secretName: secretName('qdrant-internal-tls').describe(
      'A Secret in the namespace that you or cert-manager create, with tls.crt, tls.key and ca.crt, for qdrant.{namespace}.svc.{clusterDomain} and *.qdrant-headless.{namespace}.svc.{clusterDomain}.',
    ),
    service: boolean().prefault(true).describe('Whether REST and gRPC use TLS.'),
    p2p: boolean()
      .prefault(true)
      .describe(
        'Whether the nodes use TLS with each other. Do not change this value later: nodes with data would not start.',
      ),
  })
    .optional()
    .describe('TLS in the pods. Default: none, TLS ends at the ingress.'),
  metricsPort: portLike(9091)
    .optional()
    .describe(
      'A port for Prometheus alone, which needs no API key. With API keys, network policies must close it to others. Qdrant 1.17.0 or later. Default: none; /metrics is on port 6333.',
    ),
  strictMode,
  auditLog,
  config: qdrantSettings.prefault({}).describe("Settings for Qdrant's production.yaml. No secrets."),
  allowUnknownSettings: boolean()
    .prefault(false)
    .describe('Whether config can have settings that this tool does not know for the version of Qdrant.'),
})
  .prefault({})
  .describe('The vector database.');
