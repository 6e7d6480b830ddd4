import { App, Chart, Testing } from 'cdk8s';
import { IssuerKind, TlsCertificate, type TlsCertificateProps } from 'cdk8s-qdrant';
import { type K8sObject } from '../support/objects';

const MINIMAL: TlsCertificateProps = { issuer: 'letsencrypt', hosts: ['api.example.com'], secretName: 'tls' };

function make(props: TlsCertificateProps = MINIMAL) {
  const chart = new Chart(new App(), 'test', { namespace: 'ns' });
  const certificate = new TlsCertificate(chart, 'certificate', props);
  return { certificate, objects: Testing.synth(chart) as K8sObject[] };
}

test('minimal', () => {
  expect(make().objects).toMatchSnapshot();
});

test('with every prop', () => {
  const props: Required<TlsCertificateProps> = {
    issuer: 'internal',
    issuerKind: IssuerKind.ISSUER,
    hosts: ['dashboard.example.com', 'api.example.com'],
    secretName: 'own-tls',
    name: 'vectors',
    annotations: { 'example.com/owner': 'search' },
    labels: { 'example.com/team': 'search' },
  };
  expect(make(props).objects).toMatchSnapshot();
});

test('hands on the name of the Secret that it fills', () => {
  const { certificate, objects } = make();
  expect(certificate.secretName).toBe('tls');
  expect(objects[0]!.spec.secretName).toBe('tls');
});

test('says on the Secret that it is cert-manager’s', () => {
  expect(make().objects[0]!.spec.secretTemplate.labels).toEqual({ 'app.kubernetes.io/managed-by': 'cert-manager' });
});

test('fails if it is for no host', () => {
  expect(() => make({ ...MINIMAL, hosts: [] })).toThrow(
    'TlsCertificate: hosts is []. Allowed: at least one host. Fix: name the hosts of the API and the dashboard.',
  );
});
