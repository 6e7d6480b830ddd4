import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'new.key'];

/** What a server proves who it is with, and what its clients need to believe it; all PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
  /** The certificate of the authority that signed. */
  readonly ca: string;
}

/** What a certificate says. */
export interface CertificateOptions {
  /** Names and IP addresses that it is for. */
  readonly dnsNames: readonly string[];
  /**
   * Days from now until it ends; a negative number makes one that has expired.
   * @default 30
   */
  readonly days?: number;
  /**
   * What it may be shown for, in OpenSSL's words.
   * @default serverAuth
   */
  readonly usages?: readonly string[];
}

/** A throw-away authority that signs certificates of servers. */
export class CertificateAuthority {
  readonly certificate: string;
  readonly key: string;

  /** @param dnsNames What it is for itself. */
  constructor(name = 'Qdrant stack tests', dnsNames: readonly string[] = []) {
    const made = inFolder({ 'openssl.cnf': config(dnsNames) }, folder => {
      const args = ['-x509', '-days', '3650', '-subj', `/CN=${name}`, '-extensions', 'authority', '-out', 'ca.pem'];
      openssl(folder, 'req', '-config', 'openssl.cnf', ...NEW_KEY, ...args);
      return { certificate: read(folder, 'ca.pem'), key: read(folder, 'new.key') };
    });
    this.certificate = made.certificate;
    this.key = made.key;
  }

  /** Signs a certificate for a new key. */
  issue({ dnsNames, days = 30, usages = ['serverAuth'] }: CertificateOptions): ServerCertificate {
    const end = Date.now() + days * DAY_MS;
    const start = Math.min(Date.now(), end) - DAY_MS;
    const files = {
      'openssl.cnf': config(dnsNames, usages),
      'ca.pem': this.certificate,
      'ca.key': this.key,
      'index.txt': '',
    };
    return inFolder(files, folder => {
      openssl(folder, 'req', '-config', 'openssl.cnf', ...NEW_KEY, '-subj', '/O=Qdrant stack tests', '-out', 'new.csr');
      // `openssl x509` takes dates from version 3.4 on only.
      const dates = ['-startdate', opensslDate(start), '-enddate', opensslDate(end)];
      openssl(
        folder,
        'ca',
        '-batch',
        '-config',
        'openssl.cnf',
        '-notext',
        '-in',
        'new.csr',
        '-out',
        'new.pem',
        ...dates,
      );
      return { certificate: read(folder, 'new.pem'), key: read(folder, 'new.key'), ca: this.certificate };
    });
  }
}

function config(names: readonly string[], usages: readonly string[] = []): string {
  const alternatives = names.map(name => `${isIP(name) ? 'IP' : 'DNS'}:${name}`);
  const forNames = alternatives.length > 0 ? `subjectAltName = ${alternatives.join(', ')}` : '';
  return `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
${forNames}
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = ${usages.join(', ')}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
${forNames}
[ca]
default_ca = this
[this]
certificate = ca.pem
private_key = ca.key
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = policy
x509_extensions = server
[policy]
organizationName = supplied
`;
}

function openssl(folder: string, ...args: string[]): void {
  try {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('openssl is not in the PATH. Debian and Ubuntu: apt-get install --no-install-recommends openssl', {
      cause: error,
    });
  }
}

function inFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-certificates-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

/** `YYYYMMDDHHMMSSZ`. */
const opensslDate = (time: number): string => new Date(time).toISOString().replace(/[-:T]|\.\d+/g, '');
