import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBinaries, findKubectl } from './binaries';
import { ControlPlane } from './control-plane';
import { handOver } from './cluster';
import { externalKeycloak } from './external-keycloak';
import { handOverKeycloak } from './identity-provider';
import { KeycloakServer } from './keycloak';
import { findKeycloak } from './keycloak-distribution';

/** What `global-teardown` has to undo. */
export interface Started {
  readonly folder: string;
  controlPlane?: ControlPlane;
  keycloak?: KeycloakServer;
}

declare global {
  var e2e: Started | undefined;
}

/** Starts a control plane and a Keycloak, or takes those that the environment names, and tells the tests where they are. */
export default async function globalSetup(): Promise<void> {
  const started: Started = { folder: mkdtempSync(join(tmpdir(), 'qdrant-stack-e2e-')) };
  globalThis.e2e = started;
  cleanUpAtTheEnd();

  // Both are found before either starts: what has to be built or fetched first takes minutes, and nothing else runs then.
  const startCluster = prepareCluster(started);
  const startKeycloak = prepareKeycloak(started);
  await Promise.all([startCluster(), startKeycloak()]);
}

/** The cluster that `E2E_KUBECONFIG` names, or a control plane. */
function prepareCluster(started: Started): () => Promise<void> {
  const { folder } = started;
  const existing = process.env.E2E_KUBECONFIG;
  if (existing) {
    const context = process.env.E2E_CONTEXT;
    const kubeconfig = resolve(existing);
    return async () => handOver({ binary: findKubectl(), kubeconfig, context, folder, disposable: false });
  }
  const binaries = findBinaries();
  return async () => {
    const controlPlane = new ControlPlane(folder);
    started.controlPlane = controlPlane;
    await controlPlane.start(binaries);
    handOver({ binary: binaries.kubectl, kubeconfig: controlPlane.kubeconfig, folder, disposable: true });
  };
}

/** The Keycloak that `E2E_KEYCLOAK_URL` names, or one of our own. */
function prepareKeycloak(started: Started): () => Promise<void> {
  if (process.env.E2E_KEYCLOAK_URL) return async () => handOverKeycloak(await externalKeycloak());
  const distribution = findKeycloak();
  return async () => {
    const keycloak = await KeycloakServer.create(distribution, join(started.folder, 'keycloak'));
    started.keycloak = keycloak;
    await keycloak.start();
    handOverKeycloak(keycloak);
  };
}

/** Leaves nothing running and nothing on disk, also when the start fails or the run is broken off. */
function cleanUpAtTheEnd(): void {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(signals)) process.once(signal, () => process.exit(code));
  process.once('exit', () => {
    globalThis.e2e?.controlPlane?.kill();
    globalThis.e2e?.keycloak?.kill();
    if (!globalThis.e2e) return;
    killKeycloaksOfTests(globalThis.e2e.folder);
    rmSync(globalThis.e2e.folder, { recursive: true, force: true });
  });
}

/** Ends the Keycloaks that a test file started and an interruption left. */
function killKeycloaksOfTests(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pidFile = join(folder, name, 'keycloak.pid');
    if (existsSync(pidFile)) {
      try {
        process.kill(-Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      } catch {
        // The process has ended.
      }
    }
  }
}
