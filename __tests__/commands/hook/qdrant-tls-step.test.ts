import { qdrantTlsStep } from '../../../commands/hook/qdrant-tls-step';
import { plan } from '../../../reconcile/step';
import { CertificateAuthority } from '../../e2e/support/certificates';
import { MemoryCluster } from '../../support/memory-cluster';

const NAMES = {
  secretName: 'own-tls',
  service: true,
  p2p: true,
  hosts: ['qdrant-0', 'qdrant-1'].map(pod => `${pod}.qdrant-headless.ns.svc`),
};
const FOR = { dnsNames: ['*.qdrant-headless.ns.svc'], usages: ['serverAuth', 'clientAuth'] };

const authority = new CertificateAuthority();
const good = authority.issue(FOR);
const self = new CertificateAuthority('alone', FOR.dnsNames);

const issued = (options: object) => {
  const { certificate, key } = authority.issue({ ...FOR, ...options });
  return { 'tls.crt': certificate, 'tls.key': key };
};

/** The Secret with these over the values of a good one; an empty one is left out. */
function looking(values: Readonly<Record<string, string>> = {}, names: typeof NAMES = NAMES) {
  const cluster = new MemoryCluster();
  const all = { 'tls.crt': good.certificate, 'tls.key': good.key, 'ca.crt': good.ca, ...values };
  cluster.put('own-tls', Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')));
  return { result: plan(qdrantTlsStep(cluster.cluster, 'ns', names)), cluster };
}

test('a good certificate is left as it is', async () => {
  const { result, cluster } = looking();

  expect(await result).toMatchObject({
    state: 'in sync',
    notes: ['you manage it (qdrant.tls), so the hook only checks it'],
  });
  expect(cluster.log).toEqual([]);
});

test('where the nodes do not show it to each other, it is for servers alone', async () => {
  const { result } = looking(issued({ usages: ['serverAuth'] }), { ...NAMES, p2p: false });

  expect((await result).state).toBe('in sync');
});

test('that it ends soon is said', async () => {
  const { certificate, key } = authority.issue({ ...FOR, days: 5 });

  expect((await looking({ 'tls.crt': certificate, 'tls.key': key }).result).notes).toContainEqual(
    expect.stringMatching(/^the certificate ends in [45] days/),
  );
});

test('fails if there is none', async () => {
  await expect(plan(qdrantTlsStep(new MemoryCluster().cluster, 'ns', NAMES))).rejects.toThrow(
    'Secret ns/own-tls of qdrant.tls does not exist in cluster memory. Fix: create it with tls.crt, tls.key and ca.crt, for qdrant-0.qdrant-headless.ns.svc and qdrant-1.qdrant-headless.ns.svc; with cert-manager: https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/hardening.md.',
  );
});

test.each<[name: string, values: Readonly<Record<string, string>>, fault: RegExp]>([
  ['it has no certificate', { 'tls.crt': '' }, /: it holds no certificate in PEM\./],
  ['it has no key', { 'tls.key': '' }, /: it holds no private key in PEM\./],
  ['it has no authority', { 'ca.crt': '' }, /: ca\.crt holds no certificate in PEM\./],
  [
    'its authority is none',
    { 'ca.crt': good.ca.replace(/^M.*$/m, '') },
    /: tls\.crt or ca\.crt contains an invalid certificate\./,
  ],
  [
    'another authority has signed it',
    { 'ca.crt': new CertificateAuthority().certificate },
    /: its certificate is not signed by an authority in ca\.crt\./,
  ],
  [
    'it is that of an authority',
    { 'tls.crt': self.certificate, 'tls.key': self.key, 'ca.crt': self.certificate },
    /: its certificate is a CA certificate, which no server can use\./,
  ],
  ['it has ended', issued({ days: -1 }), /: its certificate ended on /],
  [
    'it is for other names',
    issued({ dnsNames: ['qdrant-0.qdrant-headless.ns.svc'] }),
    /: its certificate is not for qdrant-1\.qdrant-headless\.ns\.svc, but for qdrant-0\./,
  ],
  [
    'only servers may show it, and peers are clients too',
    issued({ usages: ['serverAuth'] }),
    /: its certificate is not for client auth\. Fix: renew the certificate, for server auth and client auth/,
  ],
])('fails if %s', async (_, values, fault) => {
  await expect(looking(values).result).rejects.toThrow(fault);
});
