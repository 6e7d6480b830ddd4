/*
 * The program of the reconcile pods: `node main.mjs settings.json [part]`. It runs the hook with the ServiceAccount of the pod,
 * and writes an Event where it changed something or failed. `npm run programs` bundles it. It needs Node.js 20 or later and no
 * npm packages.
 */
import { readFileSync } from 'node:fs';
import { io } from '../../../cli/io';
import { explain, print } from '../../../cli/output';
import { lines } from '../../../cli/progress';
import { summaryOf } from '../../../reconcile/report';
import { connectCluster } from '../../../stack/kubernetes';
import { type HookOutcome, runHook } from '../hook';
import { eventOf, writeEvent } from './event';
import { configOf, optionsOf, type Settings } from './settings';

async function run(): Promise<void> {
  const [, , file = '', part] = process.argv;
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Settings;
  const outcome: HookOutcome = { steps: [], secrets: [] };
  try {
    await runHook(configOf(settings, io().env, part), optionsOf(settings, part), lines(print), outcome);
    print(summaryOf(outcome.steps, false, 'applied'));
  } catch (error) {
    process.exitCode = explain(error);
    await tell(settings, outcome, error);
    return;
  }
  await tell(settings, outcome);
}

/** The Event is for people: the exit code of the program does not depend on it. */
async function tell({ config, cronJob }: Settings, { steps }: HookOutcome, failed?: unknown): Promise<void> {
  const content = eventOf(steps, failed);
  if (!content) {
    return;
  }
  try {
    await writeEvent(
      await connectCluster(undefined, { page: 'gitops', inPod: true }),
      config.namespace,
      cronJob,
      content,
    );
  } catch (error) {
    print(`note: no Event was written: ${(error as Error).message}`);
  }
}

run().catch((error: unknown) => {
  process.exitCode = explain(error);
});
