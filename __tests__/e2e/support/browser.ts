import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What the browser finds where; everything else does not exist for it. */
export interface BrowserOptions {
  /**
   * Hosts, and the port of 127.0.0.1 that answers for their port 443.
   * @default - `localhost` only
   */
  readonly hosts?: Readonly<Record<string, number>>;
  /** Certificates of servers, PEM: these are believed as they are, and no others that the system does not know. */
  readonly certificates: readonly string[];
}

/** Starts a Chromium without a window. Each of its contexts (`newContext()`) has its own cookies; `close()` ends it. */
export async function launchBrowser(options: BrowserOptions): Promise<Browser> {
  const mapped = Object.entries(options.hosts ?? {}).map(([host, port]) => `MAP ${host}:443 127.0.0.1:${port}`);
  const rules = [...mapped, 'MAP * ~NOTFOUND', 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1'];
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-proxy-server',
      `--host-resolver-rules=${rules.join(', ')}`,
      `--ignore-certificate-errors-spki-list=${options.certificates.map(keyHash).join(',')}`,
    ],
  });
}

/** The Chromium to start: `E2E_CHROMIUM`, or the one that the system has. */
function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  if (env.E2E_CHROMIUM) return env.E2E_CHROMIUM;
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter)];
  const found = folders.flatMap(folder => NAMES.map(name => join(folder, name))).find(path => existsSync(path));
  if (found) return found;
  throw new Error(`No browser in the PATH (${NAMES.join(', ')}). Debian: apt-get install --no-install-recommends chromium;
or set E2E_CHROMIUM to the program.`);
}

/** What Chromium knows a certificate by: the SHA-256 of its public key. */
function keyHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
