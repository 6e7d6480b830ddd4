import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBinaries, findKubectl } from './binaries';
import { ControlPlane } from './control-plane';
import { handOver } from './cluster';

/** What `global-teardown` has to undo. */
export interface Started {
  readonly folder: string;
  readonly controlPlane?: ControlPlane;
}

declare global {
  var e2e: Started | undefined;
}

/** Starts a control plane, or takes the cluster that `E2E_KUBECONFIG` names, and tells the tests where it is. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-e2e-'));
  globalThis.e2e = { folder };
  cleanUpAtTheEnd();

  const existing = process.env.E2E_KUBECONFIG;
  if (existing) {
    const context = process.env.E2E_CONTEXT;
    handOver({ binary: findKubectl(), kubeconfig: resolve(existing), context, folder, disposable: false });
    return;
  }
  const binaries = findBinaries();
  const controlPlane = new ControlPlane(folder);
  globalThis.e2e = { folder, controlPlane };
  await controlPlane.start(binaries);
  handOver({ binary: binaries.kubectl, kubeconfig: controlPlane.kubeconfig, folder, disposable: true });
}

/** Leaves nothing running and nothing on disk, also when the start fails or the run is broken off. */
function cleanUpAtTheEnd(): void {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(signals)) process.once(signal, () => process.exit(code));
  process.once('exit', () => {
    globalThis.e2e?.controlPlane?.kill();
    if (globalThis.e2e) rmSync(globalThis.e2e.folder, { recursive: true, force: true });
  });
}
