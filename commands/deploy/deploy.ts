import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Progress, Report, Task } from '../../cli/progress';
import { type Outcome as CodeServerOutcome, runCodeServerEnv } from '../code-server-env/code-server-env';
import type { Config } from '../../config/schema';
import { describe } from '../../reconcile/describe';
import { type Outcome as HookOutcome, runHook } from '../hook/hook';
import { carryOut, type Step, type StepResult } from '../../reconcile/step';
import type { CheckResult } from '../verify/check';
import type { CleanUps } from '../verify/collection';
import { checksTask } from './checks';
import type { DeployOptions } from './options';
import { type Plan, planDeploy } from './plan';
import { type Rollout, rolloutTasks } from './rollout';

/** How long to wait for Keycloak while it does not answer, in seconds: as long as the hook alone does. */
const KEYCLOAK_TIMEOUT = 60;

/** What came of a run so far: it is filled in step by step, so that a failure leaves what was done before it. */
export interface Outcome {
  readonly notes: string[];
  readonly hook: HookOutcome;
  readonly objects: StepResult[];
  readonly rollouts: Rollout[];
  readonly pruned: StepResult[];
  readonly checks: CheckResult[];
  readonly codeServer: CodeServerOutcome;
}

export function newOutcome(): Outcome {
  return {
    notes: [],
    hook: { steps: [], secrets: [] },
    objects: [],
    rollouts: [],
    pruned: [],
    checks: [],
    codeServer: { steps: [], variables: [], notes: [] },
  };
}

/**
 * Makes the cluster as the config says, from the namespace to what people see. Everything looks first, and whatever can be
 * found wrong stops the run before anything is written.
 *
 * @param cleanUps What has to be taken back when the process is told to stop.
 */
export async function runDeploy(
  config: Config,
  options: DeployOptions,
  progress: Progress,
  outcome: Outcome,
  cleanUps: CleanUps,
): Promise<void> {
  const plan = await look(config, options, progress, outcome);
  if (options.hook) {
    const { dryRun, context } = options;
    await runHook(config, { dryRun, context, timeout: KEYCLOAK_TIMEOUT }, progress, outcome.hook);
  }
  if (options.dryRun) {
    outcome.objects.push(...plan.applied);
    outcome.pruned.push(...plan.pruned);
    await progress([...plan.applied, ...plan.pruned].map(shown));
    return;
  }
  await progress([
    ...plan.applying.map(step => carryingOut(step, outcome.objects)),
    ...rolloutTasks(plan.cluster, plan.expected.objects, options.timeout * 1000, outcome.rollouts),
    ...plan.pruning.map(step => carryingOut(step, outcome.pruned)),
    checksTask(config, options, plan, cleanUps, outcome.checks),
  ]);
  if (options.codeServerEnv) {
    await bringToCodeServer(options, progress, outcome.codeServer);
  }
}

async function look(config: Config, options: DeployOptions, progress: Progress, outcome: Outcome): Promise<Plan> {
  let plan: Plan | undefined;
  const looking: Task = {
    title: 'Look',
    run: async () => {
      plan = await planDeploy(config, options);
      outcome.notes.push(...plan.notes);
      const differing = [...plan.applied, ...plan.pruned].filter(({ state }) => state !== 'in sync').length;
      return {
        headline: `Cluster ${plan.cluster.name}, namespace ${config.namespace}: ${differing} of ${plan.applied.length + plan.pruned.length} objects differ`,
        details: plan.notes.map(text => `note: ${text}`),
      };
    },
  };
  await progress([looking]);
  return plan!;
}

function carryingOut(step: Step, results: StepResult[]): Task {
  return {
    title: step.title,
    run: async () => {
      const result = await carryOut(step);
      results.push(result);
      return tell(result, false);
    },
  };
}

function shown(result: StepResult): Task {
  return { title: result.title, run: async () => tell(result, true) };
}

/** One object for people: field by field where it changes, and by its name alone where it comes or goes. */
function tell(result: StepResult, dryRun: boolean): Report {
  return describe(result.state === 'update' ? result : { ...result, changes: [] }, dryRun);
}

/** The stack runs without it: whoever reads a failure should know that. */
async function bringToCodeServer(
  { context }: DeployOptions,
  progress: Progress,
  outcome: CodeServerOutcome,
): Promise<void> {
  try {
    await runCodeServerEnv({ dryRun: false, context }, progress, outcome);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    throw new Failure(
      `All was deployed and stays, but the shells of code-server are not up to date: ${error.problem}`,
      `${error.fix}; then ${commandLine('code-server-env')}, or deploy with --no-code-server-env`,
      { cause: error },
    );
  }
}
