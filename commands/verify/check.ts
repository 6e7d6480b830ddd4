import { Failure } from '../../cli/failure';

/** What a check found that holds, or why it was not made. */
export interface Finding {
  readonly detail: string;
  /** What a person should know all the same, a sentence each. */
  readonly notes?: readonly string[];
  readonly skipped?: boolean;
}

/** A check that failed in more than one place. */
export class ManyFailures extends Failure {
  constructor(
    problem: string,
    fix: string,
    /** One line for each. */
    public readonly details: readonly string[],
  ) {
    super(problem, fix);
  }
}

/** One promise that is held against what runs. */
export interface Check {
  /** Name for programs, e.g. `root-redirect`. */
  readonly name: string;
  /** Name for people, e.g. `Root redirect`. */
  readonly title: string;
  /** Names of earlier checks: where one of them is not ok, this one would say nothing new, and is skipped. */
  readonly needs?: readonly string[];
  /**
   * @param say Tells what the check is waiting for.
   * @throws Failure where the promise is broken
   */
  readonly run: (say: (text: string) => void) => Promise<Finding>;
}

/** What came of a check. Fields are only ever added to it: programs read it. */
export interface CheckResult {
  readonly name: string;
  readonly title: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
  /** What to do about a failure. */
  readonly fix?: string;
  readonly details?: readonly string[];
  readonly notes: readonly string[];
}

/** Follows checks while they run. */
export interface Onlooker {
  readonly waiting: (check: Check, text: string) => void;
  readonly finished: (result: CheckResult) => void;
}

export function ok(detail: string, notes: readonly string[] = []): Finding {
  return { detail, notes };
}

export function skipped(reason: string): Finding {
  return { detail: reason, skipped: true };
}

/** A check that cannot be made in this run. */
export function skippedCheck(name: string, title: string, reason: string): Check {
  return { name, title, run: async () => skipped(reason) };
}

/** Makes all checks, one after the other: one that fails does not keep the next from being made. */
export async function runChecks(checks: readonly Check[], onlooker: Onlooker): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    onlooker.waiting(check, '');
    const broken = results.find(({ name, result }) => result !== 'ok' && check.needs?.includes(name));
    const result = broken
      ? resultOf(check, skipped(`needs: ${broken.title}`))
      : await make(check, text => onlooker.waiting(check, text));
    results.push(result);
    onlooker.finished(result);
  }
  return results;
}

async function make(check: Check, say: (text: string) => void): Promise<CheckResult> {
  try {
    return resultOf(check, await check.run(say));
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    const { name, title } = check;
    const { problem: detail, fix } = error;
    const details = error instanceof ManyFailures ? { details: error.details } : {};
    return { name, title, result: 'failed', detail, fix, ...details, notes: [] };
  }
}

function resultOf({ name, title }: Check, { detail, notes = [], skipped: isSkipped }: Finding): CheckResult {
  return { name, title, result: isSkipped ? 'skipped' : 'ok', detail, notes };
}
