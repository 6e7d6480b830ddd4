import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { render } from '../../stack/manifests';
import { outline, referencedSecrets } from '../../commands/synth/summary';
import { find, synthApp } from '../support/objects';
import { offenders } from '../support/rules';

const parse = (text: string) => parseConfig(text, 'config.yaml');
const GATEWAY = `
profile: PROFILE
images: { valkey: "registry.test/valkey:9.1.1" }
gateway: { name: public, namespace: gateways, sectionName: https }
grpcHostname: qdrant-grpc.example.com
dashboard: { mode: proxy, access: { everyUser: true } }
networkPolicies: { ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } } }
acceptedRisks: { everyUser: the realm has three users }
`;
const build = (profile: string, more = '') => buildApp(parse(GATEWAY.replace('PROFILE', profile) + more));

describe.each(['seed', 'production'])('on a Gateway, in profile %s', profile => {
  const objects = synthApp(build(profile));

  test('every rule holds', () => {
    const secrets = ['oauth2-proxy', 'qdrant-api-keys', 'ephemeral-valkey'];
    expect(offenders(objects, { secrets })).toEqual([]);
  });

  test('there are routes in the place of ingresses', () => {
    expect(objects.map(({ kind }) => kind)).not.toContain('Ingress');
    expect(objects.filter(({ kind }) => kind.endsWith('Route')).map(({ metadata }) => metadata.name)).toEqual([
      'qdrant-dashboard',
      'qdrant-api',
      'qdrant-grpc',
    ]);
  });

  test('TLS ends at the Gateway, so no TLS Secret is needed', () => {
    expect(referencedSecrets(objects).map(({ secret }) => secret)).not.toContain('qdrant-tls-secret');
  });

  test('the addresses are those of the routes', () => {
    expect(outline(render(build(profile))).addresses).toEqual([
      'https://qdrant-dashboard.example.com/',
      'https://qdrant.example.com/',
      'https://qdrant-grpc.example.com/',
    ]);
  });
});

test('a certificate is for every host', () => {
  const objects = synthApp(build('seed', 'certificate: { issuer: letsencrypt }\n'));
  expect(find(objects, 'Certificate').spec.dnsNames).toEqual([
    'qdrant-dashboard.example.com',
    'qdrant.example.com',
    'qdrant-grpc.example.com',
  ]);
});
