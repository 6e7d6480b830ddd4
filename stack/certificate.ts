import { createPrivateKey, X509Certificate } from 'node:crypto';

/** How many days before its end a certificate causes a warning. */
const SOON = 14;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
/** Extended key usages, and what cert-manager calls them. */
const SERVER = { id: '1.3.6.1.5.5.7.3.1', name: 'server auth' };
const CLIENT = { id: '1.3.6.1.5.5.7.3.2', name: 'client auth' };
const DAY = 24 * 60 * 60 * 1000;

/** Why a certificate is not usable for these hosts at this time. */
export function faultOf(certificate: Buffer, key: Buffer, hosts: readonly string[], now: Date): string | undefined {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(certificate);
  } catch {
    return 'it holds no certificate in PEM';
  }
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(key))) {
      return 'its key does not belong to the certificate';
    }
  } catch {
    return 'it holds no private key in PEM';
  }
  if (new Date(leaf.validTo) <= now) {
    return `its certificate ended on ${isoDay(leaf.validTo)}`;
  }
  if (new Date(leaf.validFrom) > now) {
    return `its certificate is not valid before ${isoDay(leaf.validFrom)}`;
  }
  const others = hosts.filter(host => !leaf.checkHost(host, { subject: 'never' }));
  return others.length > 0
    ? `its certificate is not for ${others.join(' and ')}, but for ${namesOf(leaf).join(', ') || 'no host'}`
    : undefined;
}

/** Why clients that trust only `ca` refuse a valid certificate. @param isClient Whether clients show it too. */
export function faultOfTrust(certificate: Buffer, ca: Buffer, isClient: boolean): string | undefined {
  let chain: X509Certificate[];
  let authorities: X509Certificate[];
  try {
    chain = certificatesIn(certificate);
    authorities = certificatesIn(ca);
  } catch {
    return 'tls.crt or ca.crt contains an invalid certificate';
  }
  if (authorities.length === 0) {
    return 'ca.crt holds no certificate in PEM';
  }
  if (chain[0]!.ca) {
    return 'its certificate is a CA certificate, which no server can use';
  }
  // A certificate without this extension is valid for every use.
  const uses = chain[0]!.keyUsage as readonly string[] | undefined;
  const missing = [SERVER, ...(isClient ? [CLIENT] : [])].filter(({ id }) => uses && !uses.includes(id));
  if (missing.length > 0) {
    return `its certificate is not for ${missing.map(({ name }) => name).join(' and ')}`;
  }
  const last = chain.at(-1)!;
  const isTrusted = authorities.some(
    authority => authority.fingerprint256 === last.fingerprint256 || isSignedBy(last, authority),
  );
  return isTrusted ? undefined : 'its certificate is not signed by an authority in ca.crt';
}

function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function certificatesIn(pem: Buffer): X509Certificate[] {
  return (pem.toString('latin1').match(CERTIFICATE) ?? []).map(text => new X509Certificate(text));
}

/** The days until the end of a certificate. */
export function daysLeft(certificate: Buffer, now: Date): number {
  return Math.floor((new Date(new X509Certificate(certificate).validTo).getTime() - now.getTime()) / DAY);
}

/** A warning where a valid certificate ends soon. */
export function endsSoon(certificate: Buffer, now: Date): string | undefined {
  const days = daysLeft(certificate, now);
  const { validTo } = new X509Certificate(certificate);
  return days < SOON ? `the certificate ends in ${days} days, on ${isoDay(validTo)}` : undefined;
}

function namesOf({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .filter(name => name.startsWith('DNS:'))
    .map(name => name.slice('DNS:'.length));
}

function isoDay(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
