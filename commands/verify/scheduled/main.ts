/*
 * The program of the verify pods: `node main.mjs settings.json`. It makes the checks of `verify` through the ingress that write
 * nothing. `npm run programs` bundles it. It needs Node.js 20 or later and no npm packages, and no rights in Kubernetes.
 */
import { readFileSync } from 'node:fs';
import { explain } from '../../../cli/output';
import { ExitCode } from '../../../cli/failure';
import type { Config } from '../../../config/schema';
import { knownKeys } from '../../../stack/known-keys';
import { runChecks } from '../check';
import { outsideChecks } from '../outside-checks';
import { table } from '../show';

/** The file of settings of the program. */
interface Settings {
  /** The checked config. It contains no secret. */
  readonly config: Config;
  /** The address of the ingress controller, instead of those of the hosts in DNS. */
  readonly ingress?: { readonly host: string; readonly port: number };
}

const LIMITS = { tries: 3, interval: 5, timeout: 10 };

async function run(): Promise<void> {
  const { config, ingress } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Settings;
  const closing: (() => Promise<void> | void)[] = [];
  const checks = outsideChecks(config, { ingress, ...LIMITS }, () => knownKeys(undefined, config), closing);
  try {
    const results = await runChecks(checks, table.observer(checks));
    table.first(results);
    process.exitCode = results.some(({ result }) => result === 'failed') ? ExitCode.FAILURE : ExitCode.OK;
  } finally {
    await Promise.all(closing.map(close => close()));
  }
}

run().catch((error: unknown) => {
  process.exitCode = explain(error);
});
