import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../../cli/invocation';
import { docsPage } from '../../cli/pages';
import { counted } from '../../cli/text';
import type { Config } from '../../config/schema';
import { Expected } from '../../stack/expected';
import type { KnownKeys } from '../../stack/known-keys';
import { judgeMembership, type Membership, viewsOf } from '../../stack/membership';
import { type ConnectCluster, PodPorts } from '../../stack/pod-ports';
import { type Check, ManyFailures, ok } from './check';
import type { VerifyOptions } from './options';

const FIX = () =>
  `${commandLine('status')} shows what each node knows; ${docsPage('high-availability')} explains how to replace a node that lost its data`;

/** The nodes of Qdrant are one cluster, and all copies of its shards are active. */
export function membershipCheck(
  connect: ConnectCluster,
  config: Config,
  { timeout, interval }: Pick<VerifyOptions, 'timeout' | 'interval'>,
  keys: () => Promise<KnownKeys>,
): Check {
  const title = 'Qdrant cluster';
  return {
    name: 'qdrant-cluster',
    title,
    run: async say => {
      const statefulSet = new Expected(config).qdrant;
      const ports = new PodPorts(connect, config);
      const read = async () => {
        const { apiKey } = await keys();
        return judgeMembership(await viewsOf(ports, statefulSet, { apiKey, timeout: timeout * 1000 }), config);
      };
      try {
        const found = await read();
        const isSettled = found.problems.length === 0 && found.transfers.length === 0;
        if (!isSettled) {
          // A new node or a new leader becomes known within seconds.
          say([...found.problems, ...found.transfers].join('; '));
          await sleep(interval * 1000);
        }
        const later = isSettled ? found : await read();
        const problems = [...later.unknown, ...later.problems, ...(isSettled ? [] : stuck(found, later))];
        if (problems.length > 0) {
          throw new ManyFailures(`${title}: ${problems.join('; ')}`, FIX(), problems);
        }
        const moving = later.transfers.length;
        return ok(`${counted(config.qdrant.replicas, 'node')}, one leader, all copies active`, [
          ...later.notes,
          ...(moving > 0 ? [`${counted(moving, 'shard')} in transfer`] : []),
        ]);
      } finally {
        await ports.close();
      }
    },
  };
}

/** The transfers without progress. */
function stuck(before: Membership, after: Membership): string[] {
  const same = after.transfers.filter(transfer => before.transfers.includes(transfer));
  return same.map(transfer => `a transfer makes no progress: ${transfer}`);
}
