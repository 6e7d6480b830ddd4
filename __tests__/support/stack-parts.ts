import { App, Chart } from 'cdk8s';
import { OAuth2ProxyChart, type OAuth2ProxyChartProps, QdrantChart, type QdrantChartProps } from 'cdk8s-qdrant';

/** What ingresses and service discovery stand on: a chart of their own, a database and a sign-in. */
export function stackParts(
  qdrantProps: Partial<QdrantChartProps> = {},
  oauth2ProxyProps: Partial<OAuth2ProxyChartProps> = {},
) {
  const app = new App();
  const namespace = 'ns';
  const qdrant = new QdrantChart(app, 'qdrant', { namespace, storage: { size: '10Gi' }, ...qdrantProps });
  const oauth2Proxy = new OAuth2ProxyChart(app, 'oauth2-proxy', {
    namespace,
    sessionStore: { connectionUrl: 'redis://sessions:6379' },
    clientId: 'dashboard',
    oidcIssuerUrl: 'https://auth.example.com/realms/main',
    redirectUrl: 'https://dashboard.example.com/oauth2/callback',
    emailDomains: ['example.com'],
    ...oauth2ProxyProps,
  });
  return { chart: new Chart(app, 'test', { namespace }), qdrant, oauth2Proxy };
}
