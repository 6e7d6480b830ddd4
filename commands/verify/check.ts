import { Failure } from '../../cli/failure';

/** The outcome of a check that did not fail. */
export interface CheckOutcome {
  readonly detail: string;
  /** What a person should know all the same, one sentence each. */
  readonly notes?: readonly string[];
  readonly skipped?: boolean;
}

/** A check that failed more than once. */
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

/** One comparison of the running stack with the config. */
export interface Check {
  /** Name for programs, e.g. `root-redirect`. */
  readonly name: string;
  /** Name for people, e.g. `Root redirect`. */
  readonly title: string;
  /** Names of earlier checks. If one of them is not ok, this check would report the same problem, and is skipped. */
  readonly needs?: readonly string[];
  /**
   * @param say Tells what the check is waiting for.
   * @throws Failure where the stack differs
   */
  readonly run: (say: (text: string) => void) => Promise<CheckOutcome>;
}

/** The result of a check. Programs read it, so fields are only ever added. */
export interface CheckResult {
  readonly name: string;
  readonly title: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
  /** How to fix a failure. */
  readonly fix?: string;
  readonly details?: readonly string[];
  readonly notes: readonly string[];
}

/** Shows the checks while they run. */
export interface Observer {
  readonly waiting: (check: Check, text: string) => void;
  readonly finished: (result: CheckResult) => void;
}

export function ok(detail: string, notes: readonly string[] = []): CheckOutcome {
  return { detail, notes };
}

export function skipped(reason: string): CheckOutcome {
  return { detail: reason, skipped: true };
}

/** A check that this run cannot make. */
export function skippedCheck(name: string, title: string, reason: string): Check {
  return { name, title, run: async () => skipped(reason) };
}

/** Runs all checks, one after the other. After a failure, the next check runs all the same. */
export async function runChecks(checks: readonly Check[], observer: Observer): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    observer.waiting(check, '');
    const broken = results.find(({ name, result }) => result !== 'ok' && check.needs?.includes(name));
    const result = broken
      ? resultOf(check, skipped(`needs: ${broken.title}`))
      : await runCheck(check, text => observer.waiting(check, text));
    results.push(result);
    observer.finished(result);
  }
  return results;
}

async function runCheck(check: Check, say: (text: string) => void): Promise<CheckResult> {
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

function resultOf({ name, title }: Check, { detail, notes = [], skipped: isSkipped }: CheckOutcome): CheckResult {
  return { name, title, result: isSkipped ? 'skipped' : 'ok', detail, notes };
}
