import { App, Chart, Size } from 'cdk8s';
import { Cpu, Deployment } from 'cdk8s-plus-30';
import { DiscoveryConfigMap, DualIngress, EphemeralValkey, OAuth2ProxyChart } from 'cdk8s-qdrant';

const app = new App();
const namespace = 'reports';
const dashboardHost = 'reports.example.com';

const reports = new Chart(app, 'reports', { namespace });
const deployment = new Deployment(reports, 'reports', {
  metadata: { name: 'reports' },
  containers: [
    {
      image: 'registry.example.com/reports:2.1.0',
      portNumber: 8080,
      resources: {
        cpu: { request: Cpu.millis(100) },
        memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
      },
      securityContext: { user: 1000 },
    },
  ],
});
const service = deployment.exposeViaService({ name: 'reports', ports: [{ port: 80, targetPort: 8080 }] });

const sessions = new Chart(app, 'sessions', { namespace });
const oauth2Proxy = new OAuth2ProxyChart(app, 'oauth2-proxy', {
  namespace,
  sessionStore: new EphemeralValkey(sessions, 'valkey'),
  clientId: 'reports',
  oidcIssuerUrl: 'https://auth.example.com/realms/main',
  redirectUrl: `https://${dashboardHost}${OAuth2ProxyChart.CALLBACK_PATH}`,
  emailDomains: ['example.com'],
  proxyTo: {
    url: `http://${service.name}.${namespace}.svc.cluster.local:${service.port}`,
    rootPath: '/',
    apiRoutes: ['^/api/'],
    passUserHeaders: true,
    timeoutSeconds: 60,
  },
});

const routes = new Chart(app, 'routes', { namespace });
const endpoints = new DualIngress(routes, 'ingress', {
  application: { name: 'reports', serviceName: service.name, port: service.port },
  oauth2Proxy,
  dashboardHost,
  tlsSecretName: 'example-com-tls',
});
new DiscoveryConfigMap(routes, 'discovery', {
  service: {
    name: 'reports',
    displayName: 'Reports',
    description: 'Reports for the sales team',
    category: 'application',
    icon: '/icons/reports.svg',
    workloadKind: 'deployment',
    workloadName: deployment.name,
  },
  endpoints,
  componentVersion: '2.1.0',
  environmentVariables: { REPORTS_URL: endpoints.dashboardUrl },
});
oauth2Proxy.addDependency(sessions, reports);
routes.addDependency(oauth2Proxy);

app.synth();
