import type { Report } from '../cli/progress';
import type { Change } from './changes';
import type { StepResult } from './step';

const DONE = { create: 'created', update: 'updated', remove: 'removed', restart: 'restarted' } as const;

/** One step for people. */
export function describe({ title, state, changes, notes, remarks }: StepResult, dryRun: boolean): Report {
  const written = state !== 'in sync';
  const outcome = !written ? state : dryRun ? `would be ${DONE[state]}` : DONE[state];
  const told = written || dryRun ? [...notes, ...remarks] : notes;
  return {
    headline: `${title}: ${outcome}`,
    details: [...changes.map(change), ...told.map(text => `note: ${text}`)],
  };
}

function change({ field, from, to }: Change): string {
  if (from === undefined) {
    return `+ ${field}: ${text(to)}`;
  }
  return to === undefined ? `- ${field}: ${text(from)}` : `~ ${field}: ${text(from)} -> ${text(to)}`;
}

/** Values as JSON, which shows where a text begins and ends. */
function text(value: unknown): string {
  return JSON.stringify(value);
}
