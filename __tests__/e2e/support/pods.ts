import { setTimeout as sleep } from 'node:timers/promises';
import { cluster } from './cluster';
import { markPodsReady } from './workloads';

/** Stands in for the kubelet while something waits for pods: each that appears soon runs. Where there are nodes, nothing is to do. */
export async function whilePodsStart<T>(namespace: string, run: () => Promise<T>): Promise<T> {
  let isRunning = cluster().disposable;
  const kubelet = (async () => {
    while (isRunning) {
      await markPodsReady(namespace);
      await sleep(100);
    }
  })();
  try {
    return await run();
  } finally {
    isRunning = false;
    await kubelet;
  }
}
