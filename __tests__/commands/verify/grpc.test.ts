import { parseConfig } from '../../../config/load';
import { Cluster } from '../../../clients/kubernetes/cluster';
import { roundOf } from '../../../commands/verify/checks';
import { CertificateAuthority } from '../../e2e/support/certificates';
import { GrpcDouble } from '../../e2e/support/grpc-double';
import { MemoryCluster } from '../../support/memory-cluster';
import { PRODUCTION } from '../../support/production';

const HOST = 'qdrant-grpc.example.com';
const KEY = 'the-key-that-may-do-everything';

test('gRPC from outside is asked with the key of the Secret', async () => {
  const authority = new CertificateAuthority();
  const server = await GrpcDouble.start(authority.issue({ dnsNames: [HOST] }));
  server.apiKey = KEY;
  const memory = new MemoryCluster();
  memory.put('qdrant-api-keys', { 'api-key': KEY });
  const connect = jest.spyOn(Cluster, 'connect').mockResolvedValue(memory.cluster);
  const config = parseConfig(`${PRODUCTION}\nnamespace: ns\ngrpcHostname: ${HOST}`, 'config.yaml');
  const ingress = { host: '127.0.0.1', port: server.port };
  const round = roundOf(config, { ingress, ca: authority.certificate, tries: 1, interval: 1, timeout: 5 }, new Set());
  try {
    const check = round.checks.find(({ name }) => name === 'grpc')!;

    expect(await check.run(() => undefined)).toMatchObject({ detail: `serving at https://${HOST}, lists collections` });
  } finally {
    await round.close();
    await server.stop();
    connect.mockRestore();
  }
});
