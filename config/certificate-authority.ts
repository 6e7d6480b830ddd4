import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Problem } from './check';
import type { Config } from './schema';

/** All certificate authorities of a browser are a fifth of this, in bytes. */
const LARGEST = 1024 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the file that `keycloak.caFile` names.
 *
 * @param file The config file: paths in it are relative to its folder.
 */
export function withCertificateAuthority(
  config: Config,
  file: string,
): { readonly config: Config; readonly problems: readonly Problem[] } {
  const { caFile } = config.keycloak;
  if (caFile === undefined) {
    return { config, problems: [] };
  }
  try {
    const ca = certificates(readSmallFile(resolve(dirname(file), caFile)));
    return { config: { ...config, keycloak: { ...config.keycloak, ca } }, problems: [] };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const mistake = {
      path: ['keycloak', 'caFile'],
      value: caFile,
      problem: code === 'ENOENT' ? 'there is no such file' : `the file cannot be used: ${message}`,
      allowed: 'a file with certificates in PEM, without private keys',
      fix: "write the path of the certificate authority that signed Keycloak's certificate",
    };
    return { config, problems: [mistake] };
  }
}

function readSmallFile(path: string): string {
  const stats = statSync(path);
  if (!stats.isFile()) {
    throw new Error('it is not a file');
  }
  if (stats.size > LARGEST) {
    throw new Error('it is too large');
  }
  return readFileSync(path, 'utf8');
}

/** The certificates of a PEM file, without comments around them. */
function certificates(pem: string): string {
  if (pem.includes('PRIVATE KEY-----')) {
    throw new Error('it holds a private key');
  }
  const found = pem.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    throw new Error('it holds no certificate in PEM');
  }
  found.forEach(certificate => new X509Certificate(certificate));
  return found.map(certificate => `${certificate.replaceAll('\r\n', '\n')}\n`).join('');
}
