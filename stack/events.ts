import { statusOf } from '../clients/http';
import type { Cluster } from '../clients/kubernetes/cluster';
import type { LiveObject } from '../clients/kubernetes/objects';

/** The events of a namespace. Without the right to read them there are none: events only explain a state. */
export async function eventsOf(cluster: Pick<Cluster, 'list'>, namespace: string): Promise<LiveObject[]> {
  try {
    return await cluster.list('v1', 'Event', namespace);
  } catch (error) {
    if (statusOf(error) === 403) {
      return [];
    }
    throw error;
  }
}

/** The newest event about an object that `isRelevant`. The server lists events in no order. */
export function newestEvent(
  { metadata }: LiveObject,
  events: readonly LiveObject[],
  isRelevant: (event: LiveObject) => boolean,
): LiveObject | undefined {
  return events
    .filter(event => event.involvedObject.uid === metadata.uid && isRelevant(event))
    .sort((one, other) => timeOf(one) - timeOf(other))
    .at(-1);
}

/** `Reason: message`. */
export function messageOf(event: LiveObject | undefined): string | undefined {
  return event && `${event.reason}: ${event.message}`;
}

export function isWarning({ type }: LiveObject): boolean {
  return type === 'Warning';
}

/** When the event was last seen. Old and new event APIs keep the time in different fields. */
function timeOf({ series, lastTimestamp, eventTime, metadata }: LiveObject): number {
  return new Date(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp).getTime();
}
