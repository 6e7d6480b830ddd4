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
import type { DeployPlan } from './plan';

/** The defaults of `verify`: 12 tries, 5 s apart, and 10 s for an answer. */
const DEFAULTS = { tries: 12, interval: 5, timeout: 10 };

/**
 * A task that compares the running stack with the config. Without `verify` it only checks the service discovery.
 *
 * @param cleanUps What an interrupted run has to clean up.
 * @param results Gets the results one by one.
 */
export function checksTask(
  config: Config,
  options: DeployOptions,
  plan: DeployPlan,
  cleanUps: CleanUps,
  results: CheckResult[],
): Task {
  const { verify, context, ingress, inCluster, ca } = options;
  const title = verify ? 'Verify' : 'Service discovery';
  return {
    title,
    run: async say => {
      const { checks, close } = verify
        ? roundOf(config, { ...DEFAULTS, context, ingress, inCluster, ca }, cleanUps)
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

function discoveryAlone({ discovery, namespace }: Config, { cluster, expected }: DeployPlan): Round {
  const checks = discovery ? [discoveryCheck(async () => cluster, namespace, expected)] : [];
  return { checks, close: () => Promise.resolve() };
}

function failureOf(failed: readonly CheckResult[], count: number): Failure {
  const told = failed.map(({ title, detail }) => `${title}: ${detail}`);
  const fixes = [...new Set(failed.map(({ title, fix }) => `${title}: ${fix}`))];
  return new Failure(
    `The stack is deployed, but ${failed.length} of ${count} checks failed: ${told.join('; ')}`,
    `${fixes.join('; ')}; ${commandLine('verify')} repeats the checks`,
  );
}
