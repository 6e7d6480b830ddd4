import { rmSync } from 'node:fs';
import './global-setup';

/** Stops what `global-setup` started. */
export default async function globalTeardown(): Promise<void> {
  const started = globalThis.e2e;
  if (!started) return;
  await Promise.all([started.controlPlane?.stop(), started.keycloak?.stop()]);
  rmSync(started.folder, { recursive: true, force: true });
  globalThis.e2e = undefined;
}
