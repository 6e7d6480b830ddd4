import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries } from './binaries';
import { Daemon } from './daemon';
import { Kubectl } from './kubectl';
import { freePorts } from './ports';

const START_DEADLINE_MS = 180_000;
/** Requests of the controllers per second: many tests make many objects. */
const UNTHROTTLED = ['--kube-api-qps=500', '--kube-api-burst=1000'];

/**
 * etcd, API server, controller manager and scheduler on free loopback ports, without any node: objects are admitted,
 * stored and reconciled as everywhere, and pods stay pending.
 */
export class ControlPlane {
  readonly kubeconfig: string;
  private readonly daemons: Daemon[] = [];

  constructor(private readonly folder: string) {
    this.kubeconfig = join(folder, 'kubeconfig');
  }

  /** Starts everything and resolves once objects can be created. */
  async start(binaries: Binaries): Promise<void> {
    const [etcdPort, peerPort, apiPort] = (await freePorts(3)) as [number, number, number];
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const certificates = join(this.folder, 'certificates');
    mkdirSync(certificates);

    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const serviceAccountKey = this.write('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }));
    const serviceAccountPublicKey = this.write(
      'service-account.pub',
      publicKey.export({ type: 'spki', format: 'pem' }),
    );
    const token = randomBytes(24).toString('hex');
    const tokens = this.write('tokens.csv', `${token},admin,admin,"system:masters"\n`);
    const apiCertificate = join(certificates, 'apiserver.crt');
    this.write('kubeconfig', kubeconfig(`https://127.0.0.1:${apiPort}`, apiCertificate, token));

    this.run(binaries.etcd, [
      `--data-dir=${join(this.folder, 'etcd')}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
      // Nobody needs the data after a crash.
      '--unsafe-no-fsync',
    ]);
    const apiServer = this.run(binaries['kube-apiserver'], [
      `--etcd-servers=${etcdUrl}`,
      `--cert-dir=${certificates}`,
      `--secure-port=${apiPort}`,
      '--bind-address=127.0.0.1',
      // Nothing runs in this cluster that would look for the API server: no address of this machine is needed.
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--service-account-key-file=${serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${serviceAccountKey}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--authorization-mode=Node,RBAC',
      `--token-auth-file=${tokens}`,
      '--allow-privileged=true',
    ]);
    const kubectl = new Kubectl({ binary: binaries.kubectl, kubeconfig: this.kubeconfig, folder: this.folder });
    await this.until(apiServer, () => kubectl.succeeds('get', '--raw', '/readyz'));

    const controllerManager = this.run(binaries['kube-controller-manager'], [
      `--kubeconfig=${this.kubeconfig}`,
      `--service-account-private-key-file=${serviceAccountKey}`,
      `--root-ca-file=${apiCertificate}`,
      '--leader-elect=false',
      '--secure-port=0',
      ...UNTHROTTLED,
    ]);
    this.run(binaries['kube-scheduler'], [
      `--kubeconfig=${this.kubeconfig}`,
      '--leader-elect=false',
      '--secure-port=0',
      ...UNTHROTTLED,
    ]);
    // Pods are refused until their namespace has its default service account.
    await this.until(controllerManager, () => kubectl.succeeds('get', 'serviceaccount', 'default', '-n', 'default'));
  }

  async stop(): Promise<void> {
    await Promise.all(this.daemons.map(daemon => daemon.stop()));
  }

  /** The part of `stop` that fits into a signal handler. */
  kill(): void {
    this.daemons.forEach(daemon => daemon.kill());
  }

  private run(program: string, args: readonly string[]): Daemon {
    const daemon = new Daemon(program, args, this.folder);
    this.daemons.push(daemon);
    return daemon;
  }

  private async until(waitedFor: Daemon, ready: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_DEADLINE_MS;
    while (!(await ready())) {
      this.daemons.forEach(daemon => daemon.assertRunning());
      if (Date.now() > deadline) {
        throw new Error(`Not ready after ${START_DEADLINE_MS / 1000} s.\n${waitedFor.tail()}`);
      }
      await sleep(200);
    }
  }

  private write(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }
}

function kubeconfig(server: string, certificateAuthority: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'e2e', cluster: { server, 'certificate-authority': certificateAuthority } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'admin' } }],
    'current-context': 'e2e',
  });
}
