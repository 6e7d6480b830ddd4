import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Task } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { type CheckResult, runChecks } from '../verify/check';
import { type Round, roundOf } from '../verify/checks';
import type { CleanUps } from '../verify/collection';
import { discoveryCheck } from '../verify/discovery';
import { row, widthOf } from '../verify/table';
import type { DeployOptions } from './options';
import type { Plan } from './plan';

/** How the checks ask, as the command that makes them alone does: 12 tries, 5 s apart, and 10 s for an answer. */
const PATIENCE = { tries: 12, interval: 5, timeout: 10 };

/**
 * A task that holds what runs against the config. Without `verify` it still looks whether the platform finds the service.
 *
 * @param cleanUps What has to be taken back when the process is told to stop.
 * @param results Filled in while the checks are made.
 */
export function checksTask(
  config: Config,
  options: DeployOptions,
  plan: Plan,
  cleanUps: CleanUps,
  results: CheckResult[],
): Task {
  const { verify, context, ingress, inCluster, ca } = options;
  const title = verify ? 'Verify' : 'Service discovery';
  return {
    title,
    run: async say => {
      const { checks, close } = verify
        ? roundOf(config, { ...PATIENCE, context, ingress, inCluster, ca }, cleanUps)
        : discoveryAlone(config, plan);
      try {
        await runChecks(checks, {
          waiting: (check, text) => text && say(`${check.title}: ${text}`),
          finished: result => results.push(result),
        });
      } finally {
        await close();
      }
      const failed = results.filter(({ result }) => result === 'failed');
      if (failed.length > 0) {
        throw failureOf(failed, results.length);
      }
      const width = widthOf(results);
      const notes = results.flatMap(result => result.notes.map(text => `note: ${result.title}: ${text}`));
      return {
        headline: `${title}: nothing failed`,
        details: [...results.map(result => row(result, width)), ...notes],
      };
    },
  };
}

function discoveryAlone({ namespace }: Config, { cluster, expected }: Plan): Round {
  return { checks: [discoveryCheck(async () => cluster, namespace, expected)], close: () => Promise.resolve() };
}

function failureOf(failed: readonly CheckResult[], count: number): Failure {
  const told = failed.map(({ title, detail }) => `${title}: ${detail}`);
  const fixes = [...new Set(failed.map(({ title, fix }) => `${title}: ${fix}`))];
  return new Failure(
    `All was deployed and stays, but ${failed.length} of ${count} checks failed: ${told.join('; ')}`,
    `${fixes.join('; ')}; ${commandLine('verify')} checks again`,
  );
}
