import { App, Chart } from 'cdk8s';
import { Deployment, EnvValue, Secret } from 'cdk8s-plus-30';
import { QdrantChart } from 'cdk8s-qdrant';

const app = new App();
const apiKey = { name: 'qdrant-api-key', key: 'api-key' };

const qdrant = new QdrantChart(app, 'qdrant', { namespace: 'search', storage: { size: '10Gi' }, apiKey });

const search = new Chart(app, 'search', { namespace: 'search' });
const secret = Secret.fromSecretName(search, 'api-key', apiKey.name);
new Deployment(search, 'search', {
  containers: [
    {
      image: 'registry.example.com/search:1.4.2',
      envVariables: {
        QDRANT_URL: EnvValue.fromValue(`${qdrant.scheme}://${qdrant.host}:${qdrant.httpPort}`),
        QDRANT_API_KEY: EnvValue.fromSecretValue({ secret, key: apiKey.key }),
      },
    },
  ],
});
search.addDependency(qdrant);

app.synth();
