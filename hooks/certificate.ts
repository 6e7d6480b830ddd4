import { createPrivateKey, X509Certificate } from 'node:crypto';

/** Days before its end at which a certificate is mentioned. */
const SOON = 14;
const DAY = 24 * 60 * 60 * 1000;

/** What is wrong with a certificate for these hosts at this time; nothing where it can be used. */
export function faultOf(certificate: Buffer, key: Buffer, hosts: readonly string[], now: Date): string | undefined {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(certificate);
  } catch {
    return 'it holds no certificate in PEM';
  }
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(key))) {
      return 'its key is not that of the certificate';
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
  const others = hosts.filter(host => !leaf.checkHost(host));
  return others.length > 0
    ? `its certificate is not for ${others.join(' and ')}, but for ${namesOf(leaf).join(', ') || 'no host'}`
    : undefined;
}

/** Whole days for which a certificate can still be used. */
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
