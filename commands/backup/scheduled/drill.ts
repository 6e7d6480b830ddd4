/*
 * The program of the drill pods: `node main.mjs settings.json`. It restores the newest backup to the Qdrant beside it, and
 * compares both. `npm run programs` bundles it. It needs Node.js 20 or later and no npm packages.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../../cli/progress';
import { drillBackup, type DrillOutcome, type TemporaryQdrant } from '../drill/drill';
import { identifyNodes } from '../nodes';
import { newestIn } from '../places';
import { log } from './log';
import { type DrillSettings, placeIn } from './settings';
import { SidecarQdrant } from './sidecar-qdrant';

/** How long Qdrant can take to start, and the time between two requests meanwhile, in milliseconds. */
const START = { timeout: 300_000, interval: 500 };

const progress: Progress = async tasks => {
  for (const { run } of tasks) {
    const { headline, details } = await run(() => undefined);
    [headline, ...details].forEach(line => log(line));
  }
};

/** The Qdrant in the other container. Kubernetes starts and stops it. */
function sidecar(url: string): TemporaryQdrant {
  return {
    title: 'Connect',
    start: async () => {
      const qdrant = new SidecarQdrant(url);
      await untilItAnswers(qdrant);
      const all = await identifyNodes([qdrant]);
      return { all, first: all[0]!, close: async () => undefined };
    },
    stop: async () => undefined,
  };
}

async function untilItAnswers(qdrant: SidecarQdrant): Promise<void> {
  for (const end = Date.now() + START.timeout; ; await sleep(START.interval)) {
    try {
      await qdrant.version();
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
  }
}

async function run(): Promise<void> {
  const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as DrillSettings;
  const place = placeIn(settings, process.env);
  const backup = place.source(await newestIn(place));
  const outcome: DrillOutcome = { collections: [], notes: [] };
  log(`the drill of ${backup.name} starts`);
  await drillBackup(backup, sidecar(settings.qdrant), progress, outcome);
  log(`${backup.name} is proven`, { collections: outcome.collections.length });
}

function fail(reason: string): void {
  log(`failed: ${reason}`, { error: true });
  process.exit(1);
}

process.on('SIGTERM', () => fail('Kubernetes stopped the pod'));
run().catch((error: Error) => fail(error.message));
