import { CertificateAuthority, type ServerCertificate } from './certificates';

export type Certificate = ServerCertificate;

let authority: CertificateAuthority | undefined;

/** The authority of the cluster's certificates, made when it is first needed. */
export function clusterAuthority(): CertificateAuthority {
  return (authority ??= new CertificateAuthority());
}

/** The wildcard certificate of a cluster. */
export function wildcardFor(domain: string, days?: number): Certificate {
  return clusterAuthority().issue({ dnsNames: [domain, `*.${domain}`], days });
}
