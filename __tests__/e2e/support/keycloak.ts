import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CertificateAuthority } from './certificates';
import { Daemon } from './daemon';
import { freePorts } from './ports';
import { fetchTrusting } from './trusting-fetch';

const START_DEADLINE_MS = 600_000;
const STOP_DEADLINE_MS = 30_000;
const KILL_DEADLINE_MS = 2_000;

/** A Keycloak, and its administrator. */
export interface Keycloak {
  /** Without a slash at the end. */
  readonly url: string;
  readonly adminUsername: string;
  readonly adminPassword: string;
  /**
   * The certificate of the authority that signed Keycloak's, PEM.
   * @default - one that is trusted everywhere
   */
  readonly ca?: string;
  /** Keycloak's own certificate, PEM. */
  readonly certificate: string;
  /** Whether it was started for this run: fixed names are free there, and it may be restarted. */
  readonly disposable: boolean;
}

/** All that a process needs to know to stop and start a `KeycloakServer` that another one made. */
export interface KeycloakLaunch {
  readonly distribution: string;
  /** Holds data, certificates, log and the process id. */
  readonly folder: string;
  readonly port: number;
  readonly managementPort: number;
  readonly adminPassword: string;
}

/** A Keycloak of our own with TLS on a loopback port. Its data and ports outlive a restart, whoever restarts it. */
export class KeycloakServer implements Keycloak {
  readonly url: string;
  readonly adminUsername = 'tkadmin';
  readonly adminPassword: string;
  readonly ca: string;
  readonly certificate: string;
  readonly disposable = true;
  private readonly pidFile: string;

  constructor(readonly launch: KeycloakLaunch) {
    // The certificate, and cookies, are for a name.
    this.url = `https://localhost:${launch.port}`;
    this.adminPassword = launch.adminPassword;
    this.ca = readFileSync(join(launch.folder, 'ca.pem'), 'utf8');
    this.certificate = readFileSync(join(launch.folder, 'certificate.pem'), 'utf8');
    this.pidFile = join(launch.folder, 'keycloak.pid');
  }

  /** Lays out the folder of a new server: its certificate, and no data. */
  static async create(distribution: string, folder: string): Promise<KeycloakServer> {
    const [port, managementPort] = (await freePorts(2)) as [number, number];
    const { certificate, key, ca } = new CertificateAuthority().issue({ dnsNames: ['localhost', '127.0.0.1'] });
    mkdirSync(folder);
    const files = { 'certificate.pem': certificate, 'key.pem': key, 'ca.pem': ca };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
    // Keycloak's home is the folder that its data is in. It reads the programs, and insists on the other.
    symlinkSync(join(distribution, 'lib'), join(folder, 'lib'));
    mkdirSync(join(folder, 'providers'));
    return new KeycloakServer({ distribution, folder, port, managementPort, adminPassword: randomPassword() });
  }

  /** Starts Keycloak and resolves once it answers. */
  async start(): Promise<void> {
    const { distribution, folder, port, managementPort } = this.launch;
    if (!(await this.ended(KILL_DEADLINE_MS))) throw new Error(`Keycloak in ${folder} runs already.`);
    const args = [
      'start',
      `-Dkc.home.dir=${folder}`,
      // The distribution was built before: see `findKeycloak`.
      '--optimized',
      '--cache=local',
      '--hostname-strict=false',
      '--http-enabled=false',
      '--http-host=127.0.0.1',
      `--https-port=${port}`,
      `--https-certificate-file=${join(folder, 'certificate.pem')}`,
      `--https-certificate-key-file=${join(folder, 'key.pem')}`,
      `--http-management-port=${managementPort}`,
    ];
    const daemon = new Daemon(join(distribution, 'bin', 'kc.sh'), args, folder, { env: this.env(), detached: true });
    if (daemon.pid) writeFileSync(this.pidFile, `${daemon.pid}`);

    const fetch = fetchTrusting(this.ca);
    const answers = () =>
      fetch(`${this.url}/realms/master`).then(
        response => response.ok,
        () => false,
      );
    const deadline = Date.now() + START_DEADLINE_MS;
    while (!(await answers())) {
      daemon.assertRunning();
      if (Date.now() > deadline) {
        throw new Error(`Keycloak is not ready after ${START_DEADLINE_MS / 1000} s.\n${daemon.tail()}`);
      }
      await sleep(200);
    }
  }

  /** Lets Keycloak write what it holds, then ends it. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    if (!(await this.ended(STOP_DEADLINE_MS))) {
      this.kill();
      await this.ended(KILL_DEADLINE_MS);
    }
    rmSync(this.pidFile, { force: true });
  }

  /** Ends Keycloak at once, as a power cut would; the last changes may be lost. */
  kill(): void {
    this.signal('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private env(): NodeJS.ProcessEnv {
    // What is in the environment of the person who runs the tests is for another Keycloak.
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('KC_'));
    return {
      ...Object.fromEntries(others),
      JAVA_OPTS_KC_HEAP: '-Xms128m -Xmx512m',
      // The server lives for minutes: the optimising compiler costs more processor time than its code saves.
      JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
      KC_BOOTSTRAP_ADMIN_USERNAME: this.adminUsername,
      KC_BOOTSTRAP_ADMIN_PASSWORD: this.adminPassword,
    };
  }

  /** Waits for the end of the process; returns whether it came in time. */
  private async ended(timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (this.signal(0)) {
      if (Date.now() > deadline) return false;
      await sleep(50);
    }
    return true;
  }

  /** Sends a signal to kc.sh and the Java that it started; returns whether there was one to send it to. */
  private signal(signal: NodeJS.Signals | 0): boolean {
    if (!existsSync(this.pidFile)) return false;
    const pid = Number(readFileSync(this.pidFile, 'utf8'));
    try {
      // The whole process group; but whether somebody lives is asked of its leader, whom we ourselves reap.
      return process.kill(signal === 0 ? pid : -pid, signal);
    } catch {
      return false;
    }
  }
}

const randomPassword = (): string => randomBytes(18).toString('base64url');
