import { Conflict, Failure } from '../cli/failure';
import type { Change } from './changes';

/** What a step found, and the writes that it would make. */
export interface Plan {
  /** The fields that differ. Empty where everything is as declared. */
  readonly changes: readonly Change[];
  /** What the changes do to the object. */
  readonly action: 'create' | 'update' | 'remove' | 'restart';
  /** What a person should know about the state that was found, one sentence each. */
  readonly notes?: readonly string[];
  /** What a person should know about the declared values, one sentence each. Shown when the values are written. */
  readonly remarks?: readonly string[];
  /** Sends the changes to the server as a dry run, where the server supports one. */
  readonly dryRun?: () => Promise<void>;
  /** Writes the changes. Returns more notes. */
  readonly apply: () => Promise<void | readonly string[]>;
}

/** One object that has to be as declared. */
export interface Step {
  /** Name for programs, e.g. `client`. */
  readonly name: string;
  /** Name for people, e.g. `Client qdrant-dashboard`. */
  readonly title: string;
  /** Whether the step creates the namespace of later steps: the server cannot dry-run those while it is missing. */
  readonly createsNamespace?: boolean;
  /** Reads the current state. Writes nothing, and changes no state of another step. Earlier steps may not be applied yet. */
  readonly plan: () => Promise<Plan>;
}

/** The result of a step. */
export interface StepResult extends Required<Pick<Plan, 'changes' | 'notes' | 'remarks'>> {
  readonly name: string;
  readonly title: string;
  readonly state: 'in sync' | Plan['action'];
}

/** How often a step plans again when another client writes at the same time. */
const ATTEMPTS = 5;

/** A plan without changes. */
export function inSync(...notes: string[]): Plan {
  return { changes: [], action: 'update', notes, apply: () => Promise.resolve() };
}

export function isInSync({ state }: Pick<StepResult, 'state'>): boolean {
  return state === 'in sync';
}

/** Reads the current state. */
export async function plan(step: Step): Promise<StepResult> {
  return resultOf(step, await step.plan());
}

/** Reads the current state, and sends the changes to the server as a dry run. */
export async function dryRun(step: Step): Promise<StepResult> {
  const planned = await step.plan();
  if (planned.changes.length > 0) {
    await planned.dryRun?.().catch(error => {
      // Another client writes at this moment. The step plans again before it applies.
      if (!(error instanceof Conflict)) {
        throw error;
      }
    });
  }
  return resultOf(step, planned);
}

/** Reads the current state, and writes the changes. */
export async function apply(step: Step): Promise<StepResult> {
  for (let attempt = 1; ; attempt++) {
    const planned = await step.plan();
    try {
      const more = planned.changes.length > 0 ? await planned.apply() : undefined;
      return resultOf(step, { ...planned, notes: [...(planned.notes ?? []), ...(more ?? [])] });
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

/** @throws Failure where a step that was applied still finds changes */
export async function verify(step: Step): Promise<void> {
  const { changes } = await step.plan();
  if (changes.length > 0) {
    const fields = changes.map(({ field }) => field).join(', ');
    throw new Failure(
      `${step.title} was written, but these fields differ again: ${fields}`,
      'run the command again; if the fields differ again, another program writes them: look in the admin events or the audit log',
    );
  }
}

function resultOf({ name, title }: Step, { changes, notes = [], remarks = [], action }: Plan): StepResult {
  return { name, title, state: changes.length > 0 ? action : 'in sync', changes, notes, remarks };
}
