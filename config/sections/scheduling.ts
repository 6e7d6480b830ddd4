import { z } from 'zod';
import { keys } from '../building-blocks';

const yesOrNo = z.boolean('true or false').prefault(false);

export const scheduling = keys({
  spread: yesOrNo.describe(
    'Whether the pods of Qdrant and of the login spread over zones and hosts, as far as there are any.',
  ),
  disruptionBudgets: yesOrNo.describe(
    'Whether a drain takes the pods of Qdrant and of the login one at a time, where there are several.',
  ),
})
  .prefault({})
  .describe('Where pods run, and when they may go.');
