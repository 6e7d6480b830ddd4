import { type ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';

/**
 * Kinds of issuers that come with cert-manager.
 */
export enum IssuerKind {
  /** One in the namespace of the Certificate. */
  ISSUER = 'Issuer',

  /** One for the whole cluster. */
  CLUSTER_ISSUER = 'ClusterIssuer',
}

/**
 * What signs a certificate.
 */
export interface TlsCertificateOptions {
  /** Name of the issuer, e.g. `letsencrypt`. */
  readonly issuer: string;

  /**
   * Kind of the issuer.
   *
   * @default IssuerKind.CLUSTER_ISSUER
   */
  readonly issuerKind?: IssuerKind;
}

/**
 * Properties of `TlsCertificate`.
 */
export interface TlsCertificateProps extends TlsCertificateOptions {
  /** Hosts that the certificate is for, e.g. `qdrant.example.com`. */
  readonly hosts: string[];

  /** Name of the `kubernetes.io/tls` Secret into which cert-manager puts the certificate and its key. */
  readonly secretName: string;

  /**
   * Name of the Certificate.
   *
   * @default 'qdrant-tls'
   */
  readonly name?: string;

  /**
   * More annotations on the Certificate.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels on the Certificate.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * A Certificate of cert-manager, which keeps a TLS Secret for the hosts of the stack up to date.
 *
 * A Secret of that name that is there already is taken over.
 */
export class TlsCertificate extends Construct {
  /** The Certificate. */
  public readonly certificate: ApiObject;

  /** Name of the Secret that it fills. */
  public readonly secretName: string;

  constructor(scope: Construct, id: string, props: TlsCertificateProps) {
    super(scope, id);
    if (props.hosts.length === 0) {
      throw invalidProp(
        'TlsCertificate',
        'hosts',
        [],
        'at least one host',
        'name the hosts of the API and the dashboard',
      );
    }
    const name = props.name ?? 'qdrant-tls';
    const issuerKind = props.issuerKind ?? IssuerKind.CLUSTER_ISSUER;
    const { CertificateSpecPrivateKeyRotationPolicy: RotationPolicy, Certificate } = certManager();

    this.secretName = props.secretName;
    this.certificate = new Certificate(this, 'certificate', {
      metadata: {
        name,
        labels: { ...props.labels, ...recommendedLabels({ name: 'qdrant', instance: name, component: 'certificate' }) },
        annotations: props.annotations,
      },
      spec: {
        secretName: this.secretName,
        // Says whose the Secret is, also where it was somebody else's before.
        secretTemplate: { labels: { 'app.kubernetes.io/managed-by': 'cert-manager' } },
        dnsNames: props.hosts,
        issuerRef: { group: 'cert-manager.io', kind: issuerKind, name: props.issuer },
        privateKey: { rotationPolicy: RotationPolicy.ALWAYS },
      },
    });
  }
}

/** Generated types are large: they are loaded only where they are needed. */
function certManager() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../imports/cert-manager.io') as typeof import('../imports/cert-manager.io');
}
