import { CertificateAuthority } from './certificates';
import { Ingress } from './ingress';
import { putEndpoints } from './nodes';
import { Oauth2ProxyDouble } from './oauth2-proxy-double';
import { QdrantDouble } from './qdrant-double';
import { type Stack } from './stack';
import { deleteVolumes, putVolume } from './volumes';

/** What stands around a stack where no image can run: an ingress, the servers behind it, and what nodes would report. */
export class PublishedStack {
  private volume: string | undefined;

  private constructor(
    private readonly namespace: string,
    private readonly caFile: string,
    private readonly oauth2Proxy: Oauth2ProxyDouble,
    private readonly ingress: Ingress,
    readonly qdrant: QdrantDouble,
  ) {}

  static async start(stack: Stack): Promise<PublishedStack> {
    const { dashboardHost, domain, config, realm, namespace } = stack;
    const authority = new CertificateAuthority();
    const qdrant = await QdrantDouble.start();
    const issuer = `${config.keycloakUrl}/realms/${realm}`;
    const oauth2Proxy = await Oauth2ProxyDouble.start({ dashboardHost, issuer, cookieDomain: domain });
    const ingress = await Ingress.start({
      dashboardHost,
      apiHost: `qdrant.${domain}`,
      certificate: authority.issue({ dnsNames: [domain, `*.${domain}`] }),
      qdrant: Number(new URL(qdrant.urls[0]!).port),
      oauth2Proxy: oauth2Proxy.port,
    });
    const caFile = stack.file('ingress-ca.pem', authority.certificate);
    return new PublishedStack(namespace, caFile, oauth2Proxy, ingress, qdrant);
  }

  /** How the commands find the ingress, to which no DNS leads. */
  get flags(): string[] {
    return ['--ingress', `127.0.0.1:${this.ingress.port}`, '--ca-file', this.caFile];
  }

  /** Puts a volume for the claim, which need not be there, and endpoints for the Services, for which it waits. */
  async putVolumeAndEndpoints(): Promise<void> {
    this.volume = await putVolume({ namespace: this.namespace, claim: 'qdrant-storage-qdrant-0' });
    await putEndpoints(this.namespace, true);
  }

  async stop(): Promise<void> {
    await this.ingress.stop();
    await this.oauth2Proxy.stop();
    await this.qdrant.stop();
    if (this.volume) await deleteVolumes([this.volume]);
  }
}
