import { App } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { QdrantStack } from 'cdk8s-qdrant';

const app = new App();

new QdrantStack(app, 'qdrant', {
  namespace: 'qdrant',
  dashboardHost: 'qdrant-dashboard.example.com',
  apiHost: 'qdrant.example.com',
  tlsSecretName: 'example-com-tls',
  oidcIssuerUrl: 'https://auth.example.com/realms/main',
  emailDomains: ['example.com'],
  qdrant: {
    replicas: 3,
    storage: { size: '50Gi', storageClassName: 'fast-block' },
    resources: {
      requests: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('4Gi') },
      limits: { memory: k8s.Quantity.fromString('4Gi') },
    },
    apiKey: { name: 'qdrant-api-key', key: 'api-key' },
    config: { storage: { on_disk_payload: true, optimizers: { max_segment_size_kb: 200000 } } },
  },
});

app.synth();
