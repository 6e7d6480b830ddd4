import { Failure } from '../../../cli/failure';
import { redact } from '../../../cli/secrets';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import { TOOL } from '../../../config/names';
import { describe } from '../../../reconcile/report';
import { isInSync, type StepResult } from '../../../reconcile/step';

/** The API server refuses a longer message. */
const LONGEST = 1024;
const CRON_JOB = { apiVersion: 'batch/v1', kind: 'CronJob' } as const;

/** What an Event says. */
export interface EventContent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: 'Reconciled' | 'ReconcileFailed';
  readonly message: string;
}

/** What a run did, for an Event. Absent where the run changed nothing and did not fail. */
export function eventOf(steps: readonly StepResult[], error?: unknown): EventContent | undefined {
  const changed = steps.filter(step => !isInSync(step)).map(step => describe(step, false).headline);
  if (error !== undefined) {
    const problem = error instanceof Failure ? error.problem : (error as Error).message;
    return { type: 'Warning', reason: 'ReconcileFailed', message: shortened([problem, ...changed].join('; ')) };
  }
  return changed.length > 0
    ? { type: 'Normal', reason: 'Reconciled', message: shortened(changed.join('; ')) }
    : undefined;
}

function shortened(text: string): string {
  const safe = redact(text);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST - 3)}...` : safe;
}

/** Writes an Event on a CronJob. `kubectl describe` and `kubectl events` show it. */
export async function writeEvent(
  cluster: Cluster,
  namespace: string,
  cronJob: string,
  content: EventContent,
): Promise<void> {
  const found = await cluster.read(CRON_JOB.apiVersion, CRON_JOB.kind, namespace, cronJob);
  const now = new Date();
  const time = `${now.toISOString().slice(0, -5)}Z`;
  const event: LiveObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${cronJob}.${now.getTime().toString(16)}`, namespace },
    involvedObject: { ...CRON_JOB, namespace, name: cronJob, uid: found?.metadata.uid },
    ...content,
    source: { component: TOOL },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
  await cluster.create(event);
}
