import type { Report } from '../cli/progress';
import type { Change } from './changes';
import { isInSync, type StepResult } from './step';

const DONE = { create: 'created', update: 'updated', remove: 'removed', restart: 'restarted' } as const;
/** The field in the change of a complete object. The state of the step already says created or removed. */
const CREATED_OR_REMOVED = 'metadata.name';

/** The report of one step. @param unchanged The result of a step without changes. */
export function describe(step: StepResult, isDryRun: boolean, unchanged = 'in sync'): Report {
  const { title, state, changes, notes, remarks } = step;
  const outcome = state === 'in sync' ? unchanged : isDryRun ? `would be ${DONE[state]}` : DONE[state];
  const shown = isInSync(step) && !isDryRun ? notes : [...notes, ...remarks];
  return {
    headline: `${title}: ${outcome}`,
    details: [
      ...changes.filter(({ field }) => field !== CREATED_OR_REMOVED).map(describeChange),
      ...shown.map(text => `note: ${text}`),
    ],
  };
}

function describeChange({ field, from, to }: Change): string {
  if (from === undefined) {
    return `+ ${field}: ${json(to)}`;
  }
  return to === undefined ? `- ${field}: ${json(from)}` : `~ ${field}: ${json(from)} -> ${json(to)}`;
}

/** JSON shows where a string begins and ends. */
function json(value: unknown): string {
  return JSON.stringify(value);
}

/** The result of a run, for programs. */
export function resultOf<Done extends string>(
  steps: readonly StepResult[],
  isDryRun: boolean,
  done: Done,
): 'in sync' | 'differences' | Done {
  return steps.every(isInSync) ? 'in sync' : isDryRun ? 'differences' : done;
}

/** The result of a run, for people. @param done For example `applied`. */
export function summaryOf(steps: readonly StepResult[], isDryRun: boolean, done: string): string {
  const differing = steps.filter(step => !isInSync(step)).length;
  switch (resultOf(steps, isDryRun, done)) {
    case 'in sync':
      return 'In sync.';
    case 'differences':
      return `${differing} of ${steps.length} differ; nothing was changed.`;
    default:
      return `${done[0]!.toUpperCase()}${done.slice(1)}.`;
  }
}
