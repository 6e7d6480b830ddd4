import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Progress, Task } from '../../cli/progress';
import { type CodeServerEnvOutcome, runCodeServerEnv } from '../code-server-env/code-server-env';
import type { Config } from '../../config/schema';
import { type HookOutcome, runHook } from '../hook/hook';
import { applyTask, planTask } from '../../reconcile/reconcile';
import { isInSync, type StepResult } from '../../reconcile/step';
import { KEYCLOAK_TIMEOUT } from '../../stack/keycloak';
import type { CheckResult } from '../verify/check';
import type { CleanUps } from '../verify/collection';
import { checksTask } from './checks';
import { collectionsTask } from './collections';
import type { DeployOptions } from './options';
import { type DeployPlan, planDeploy } from './plan';
import { type Rollout, rolloutTasks } from './rollout';

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface DeployOutcome {
  readonly notes: string[];
  readonly hook: HookOutcome;
  readonly objects: StepResult[];
  readonly rollouts: Rollout[];
  readonly pruned: StepResult[];
  readonly checks: CheckResult[];
  readonly codeServer: CodeServerEnvOutcome;
}

export function newOutcome(): DeployOutcome {
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
 * Makes the cluster match the config, from the namespace to the checks. The run plans everything, and sends each object to the
 * server as a dry run, before the first write.
 *
 * @param cleanUps What an interrupted run has to clean up.
 */
export async function runDeploy(
  config: Config,
  options: DeployOptions,
  progress: Progress,
  outcome: DeployOutcome,
  cleanUps: CleanUps,
): Promise<void> {
  const plan = await planned(config, options, progress, outcome);
  if (options.hook) {
    const { dryRun, context } = options;
    const hookOptions = { dryRun, context, timeout: KEYCLOAK_TIMEOUT, remove: false, force: false, emitSecrets: false };
    await runHook(config, hookOptions, progress, outcome.hook);
  }
  if (options.dryRun) {
    outcome.objects.push(...plan.applied);
    outcome.pruned.push(...plan.pruned);
    await progress([...plan.applied, ...plan.pruned].map(planTask));
    return;
  }
  await progress([
    ...plan.applying.map(step => applyTask(step, outcome.objects)),
    ...rolloutTasks(plan.cluster, plan.expected.objects, options.timeout, outcome.rollouts),
    ...plan.pruning.map(step => applyTask(step, outcome.pruned)),
    ...(plan.collections ? [collectionsTask(plan.cluster, config, plan.expected, plan.collections)] : []),
    checksTask(config, options, plan, cleanUps, outcome.checks),
    ...helmTasks(plan),
  ]);
  if (options.codeServerEnv) {
    await updateCodeServer(options, progress, outcome.codeServer);
  }
}

/** The end of a takeover: until Helm forgets its release, anybody can uninstall the stack. */
function helmTasks({ helm }: DeployPlan): Task[] {
  const title = 'Helm releases';
  const details = helm.notes.map(text => `note: ${text}`);
  return helm.names.length > 0 ? [{ title, run: async () => ({ headline: title, details }) }] : [];
}

async function planned(
  config: Config,
  options: DeployOptions,
  progress: Progress,
  outcome: DeployOutcome,
): Promise<DeployPlan> {
  let plan: DeployPlan | undefined;
  const run = async () => {
    plan = await planDeploy(config, options);
    outcome.notes.push(...plan.notes);
    const all = [...plan.applied, ...plan.pruned];
    const differing = all.filter(step => !isInSync(step)).length;
    return {
      headline: `Cluster ${plan.cluster.name}, namespace ${config.namespace}: ${differing} of ${all.length} objects differ`,
      details: plan.notes.map(text => `note: ${text}`),
    };
  };
  await progress([{ title: 'Plan', run }]);
  return plan!;
}

/** The stack runs without the shells of code-server, so a failure says that it is deployed. */
async function updateCodeServer(
  { context }: DeployOptions,
  progress: Progress,
  outcome: CodeServerEnvOutcome,
): Promise<void> {
  try {
    await runCodeServerEnv({ dryRun: false, context }, progress, outcome);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    throw new Failure(
      `The stack is deployed, but the shells of code-server are not up to date: ${error.problem}`,
      `${error.fix}; then ${commandLine('code-server-env')}, or deploy with --no-code-server-env`,
      { cause: error },
    );
  }
}
