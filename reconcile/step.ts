import { Conflict, Failure } from '../cli/failure';
import type { Change } from './changes';

/** What a step found, and how to mend it. */
export interface Plan {
  /** What has to be written; nothing where all is as declared. */
  readonly changes: readonly Change[];
  /** What the changes do to the object. */
  readonly action: 'create' | 'update' | 'remove' | 'restart';
  /** What a person should know about what was found, a sentence each. */
  readonly notes?: readonly string[];
  /** What a person should know about the declared values themselves; worth telling when they are written. */
  readonly remarks?: readonly string[];
  /** Has the server judge the changes without storing them, where it can. */
  readonly rehearse?: () => Promise<void>;
  /** Writes the changes. What it returns is told beside the notes. */
  readonly apply: () => Promise<void | readonly string[]>;
}

/** One thing that has to be as declared. */
export interface Step {
  /** Name for programs, e.g. `client`. */
  readonly name: string;
  /** Name for people, e.g. `Client qdrant-dashboard`. */
  readonly title: string;
  /** Looks, and writes nothing. Steps before this one may not have been carried out yet. */
  readonly plan: () => Promise<Plan>;
}

/** What came of a step. */
export interface StepResult extends Required<Pick<Plan, 'changes' | 'notes' | 'remarks'>> {
  readonly name: string;
  readonly title: string;
  readonly state: 'in sync' | Plan['action'];
}

/** How often a step looks again when others write at the same time. */
const ATTEMPTS = 5;

/** A plan that has nothing to do. */
export function inSync(...notes: string[]): Plan {
  return { changes: [], action: 'update', notes, apply: () => Promise.resolve() };
}

/** Looks only. */
export async function look(step: Step): Promise<StepResult> {
  return result(step, await step.plan());
}

/** Looks, and has the server judge what would be written. */
export async function rehearse(step: Step): Promise<StepResult> {
  const plan = await step.plan();
  if (plan.changes.length > 0) {
    await plan.rehearse?.().catch(error => {
      // Somebody writes at this moment: what is to do is decided anew before it is done.
      if (!(error instanceof Conflict)) {
        throw error;
      }
    });
  }
  return result(step, plan);
}

/** Looks, and writes the difference where there is one. */
export async function carryOut(step: Step): Promise<StepResult> {
  for (let attempt = 1; ; attempt++) {
    const plan = await step.plan();
    try {
      const told = plan.changes.length > 0 ? await plan.apply() : undefined;
      return result(step, { ...plan, notes: [...(plan.notes ?? []), ...(told ?? [])] });
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** Looks again after everything was written: each step must find what it promised. */
export async function readBack(step: Step): Promise<void> {
  const { changes } = await step.plan();
  if (changes.length > 0) {
    const fields = changes.map(({ field }) => field).join(', ');
    throw new Failure(
      `${step.title} was written but is not as promised; different: ${fields}`,
      'run the hook again; if it stays so, something else writes these fields too: look in the admin events or the audit log',
    );
  }
}

function result({ name, title }: Step, { changes, notes = [], remarks = [], action }: Plan): StepResult {
  return { name, title, state: changes.length > 0 ? action : 'in sync', changes, notes, remarks };
}
