/** A configuration as somebody else would write it: nearly nothing is at its default. */
export const REALISTIC = {
  domainName: 'ai.acme.internal',
  namespace: 'vectors',
  apiHostname: 'vectors-api.ai.acme.internal',
  dashboardHostname: 'vectors.ai.acme.internal',
  harborRegistry: 'registry.acme.internal:5000',
  libraryProject: 'mirror',
  keycloakUrl: 'https://sso.acme.internal',
  keycloakRealm: 'staff',
  ingressClassName: 'traefik',
  dashboard: { mode: 'proxy' },
  corsOrigins: ['https://app.acme.internal', 'http://localhost:3000'],
  imagePullSecrets: ['registry-acme'],
  qdrant: {
    replicas: 3,
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    storage: { size: '50Gi', storageClassName: 'fast-ssd' },
    snapshotStorage: { size: '50Gi', storageClassName: 'fast-ssd' },
    config: { storage: { on_disk_payload: true } },
  },
  oauth2Proxy: { replicas: 2 },
  networkPolicies: {
    enabled: true,
    ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': 'traefik' }, cidrs: ['10.0.0.0/24'] },
    clients: [{ podLabels: { app: 'ranker' } }],
  },
};
