import { X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { readSmallFile } from '../cli/small-file';
import type { Config } from './schema';
import type { Problem } from './schema-problems';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the file in `keycloak.caFile` or `identityProvider.caFile`.
 *
 * @param file The config file. A relative path starts at its folder.
 */
export function withCertificateAuthority(
  config: Config,
  file: string,
): { readonly config: Config; readonly problems: readonly Problem[] } {
  const part = config.identityProvider.caFile === undefined ? 'keycloak' : 'identityProvider';
  const { caFile } = config[part];
  if (caFile === undefined) {
    return { config, problems: [] };
  }
  try {
    const ca = certificates(readSmallFile(resolve(dirname(file), caFile)).toString());
    return { config: { ...config, [part]: { ...config[part], ca } }, problems: [] };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const mistake = {
      path: [part, 'caFile'],
      value: caFile,
      problem: code === 'ENOENT' ? 'the file does not exist' : `the file is not usable: ${message}`,
      allowed: 'a PEM file with certificates and without private keys, of at most 1 MiB',
      fix: `write the path of the certificate authority of ${part === 'keycloak' ? "Keycloak's" : "the issuer's"} certificate`,
    };
    return { config, problems: [mistake] };
  }
}

/** The certificates of a PEM file, without comments. */
function certificates(pem: string): string {
  if (pem.includes('PRIVATE KEY-----')) {
    throw new Error('the file has a private key');
  }
  const found = pem.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    throw new Error('the file has no certificate in PEM');
  }
  found.forEach(certificate => new X509Certificate(certificate));
  return found.map(certificate => `${certificate.replaceAll('\r\n', '\n')}\n`).join('');
}
