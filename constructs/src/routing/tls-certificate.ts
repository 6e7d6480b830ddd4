import { type ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';

/**
 * Kinds of issuers of cert-manager.
 */
export enum IssuerKind {
  /** An issuer of one namespace. */
  ISSUER = 'Issuer',

  /** An issuer of the whole cluster. */
  CLUSTER_ISSUER = 'ClusterIssuer',
}

/**
 * The issuer of a certificate, and its object.
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

  /**
   * Name of the Certificate.
   *
   * @default 'qdrant-tls'
   */
  readonly name?: string;

  /**
   * More annotations of the Certificate.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels of the Certificate.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * Properties of `TlsCertificate`.
 */
export interface TlsCertificateProps extends TlsCertificateOptions {
  /** Hosts of the certificate, e.g. `qdrant.example.com`. At least one host is required. */
  readonly hosts: string[];

  /** Name of the `kubernetes.io/tls` Secret to which cert-manager writes the certificate and its key. */
  readonly secretName: string;
}

/**
 * A Certificate of cert-manager for the hosts of the stack. cert-manager renews the certificate in the TLS Secret.
 *
 * cert-manager takes over an existing Secret of the same name.
 */
export class TlsCertificate extends Construct {
  /** The Certificate. */
  public readonly certificate: ApiObject;

  /** Name of the TLS Secret. */
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
        // The label also marks a Secret that another tool created before.
        secretTemplate: { labels: { 'app.kubernetes.io/managed-by': 'cert-manager' } },
        dnsNames: props.hosts,
        issuerRef: { group: 'cert-manager.io', kind: issuerKind, name: props.issuer },
        privateKey: { rotationPolicy: RotationPolicy.ALWAYS },
      },
    });
  }
}

/** Loads the generated types only when they are needed, because they are large. */
function certManager() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../imports/cert-manager.io') as typeof import('../imports/cert-manager.io');
}
