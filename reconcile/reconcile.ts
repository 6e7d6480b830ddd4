import { type Progress, reporter, type Task } from '../cli/progress';
import { describe } from './report';
import { apply, dryRun, isInSync, plan, type Step, type StepResult, verify } from './step';

/** The steps of a run, and what a person reads about the plan. */
export interface Work {
  readonly steps: readonly Step[];
  /** Such as the cluster and the namespace. */
  readonly headline: string;
  readonly details?: readonly string[];
}

/** One run of the loop: plan, dry run, apply, verify. */
export interface Run {
  /** Whether the run ends after the dry run. */
  readonly isDryRun: boolean;
  readonly progress: Progress;
  /** The results. They are added one by one, so that a failure leaves the results before it. */
  readonly results: StepResult[];
  /** Finds the steps. @param say Tells what the current task waits for, in the later tasks too. */
  readonly prepare: (say: (text: string) => void) => Promise<Work>;
  /** Tasks between the last write and the verification. */
  readonly afterApply?: () => readonly Task[];
  /** More checks after the verification of the steps. */
  readonly afterVerify?: () => Promise<void>;
}

/**
 * Plans every step, and sends each plan to the server as a dry run. A refusal stops the run before the first write.
 * Then applies and verifies every step.
 */
export async function reconcile(run: Run): Promise<void> {
  const { isDryRun, results, prepare, afterApply, afterVerify } = run;
  const { say, progress } = reporter(run.progress);
  let steps: readonly Step[] = [];
  let planned: StepResult[] = [];
  const planning = async () => {
    const work = await prepare(say);
    steps = work.steps;
    planned = await planAll(steps);
    return { headline: work.headline, details: work.details ?? [] };
  };
  await progress([{ title: 'Plan', run: planning }]);
  if (isDryRun) {
    results.push(...planned);
    await progress(planned.map(planTask));
    return;
  }
  const verifying = async () => {
    for (const step of steps) {
      await verify(step);
    }
    await afterVerify?.();
    return { headline: 'Verify: everything is as declared', details: [] };
  };
  await progress([
    ...steps.map(step => applyTask(step, results)),
    ...(afterApply?.() ?? []),
    ...(steps.length > 0 ? [{ title: 'Verify', run: verifying }] : []),
  ]);
}

/**
 * Plans every step, with a dry run on the server where the namespace exists.
 *
 * @param results Gets the results one by one, for steps that depend on the plans before them.
 */
export async function planAll(steps: readonly Step[], results: StepResult[] = []): Promise<StepResult[]> {
  let namespaceIsMissing = false;
  for (const step of steps) {
    const result: StepResult = await (namespaceIsMissing ? plan(step) : dryRun(step));
    namespaceIsMissing ||= step.createsNamespace === true && !isInSync(result);
    results.push(result);
  }
  return results;
}

/** Shows the plan of a step. */
export function planTask(result: StepResult): Task {
  return { title: result.title, run: async () => describe(result, true) };
}

/** Applies a step. @param results Gets the result. @param unchanged The report of a step without changes. */
export function applyTask(step: Step, results: StepResult[], unchanged?: string): Task {
  return {
    title: step.title,
    run: async () => {
      const result = await apply(step);
      results.push(result);
      return describe(result, false, unchanged);
    },
  };
}
