import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../cli/failure';
import type { Destination } from './destination';

/** The file in a place for backups that says who writes to the place. */
const LOCK = 'backup.lock';

/** Times, in milliseconds. */
const TIMES = {
  /** Between two renewals of a lock. */
  renewal: 20_000,
  /** The age of a lock that was possibly abandoned. */
  age: 90_000,
  /** How long such a lock is watched: clocks differ, but a lock that is renewed is not abandoned. */
  watch: 45_000,
  /** Until a simultaneous takeover is visible. */
  takeover: 500,
};

interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly renewedAt: string;
}

/** The right to write to a place for backups. A lock of a killed process ends by itself. */
export class Lock {
  private readonly holder = {
    id: randomUUID(),
    host: hostname(),
    pid: process.pid,
    startedAt: new Date().toISOString(),
  };
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> = Promise.resolve();
  private isLost = false;

  private constructor(
    private readonly destination: Destination,
    private readonly place: string,
    private readonly times: typeof TIMES,
  ) {}

  /**
   * Throws where another backup holds the lock.
   *
   * @param place Name of the place, for messages.
   */
  static async acquire(destination: Destination, place: string, times: Partial<typeof TIMES> = {}): Promise<Lock> {
    const lock = new Lock(destination, place, { ...TIMES, ...times });
    if (!(await destination.create(LOCK, lock.text()))) {
      await lock.takeOver();
    }
    lock.timer = setInterval(() => (lock.renewing = lock.renewing.then(() => lock.renew())), lock.times.renewal);
    lock.timer.unref();
    return lock;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
    if ((await this.current())?.id === this.holder.id) {
      await this.destination.remove(LOCK);
    }
  }

  /** Throws where another process has taken the lock over. */
  requireHeld(): void {
    if (this.isLost) {
      throw new Failure(
        `Another backup took over the lock of ${this.place}, because this process did not renew it`,
        'run the command again when the other backup is complete',
      );
    }
  }

  /** Takes the lock of a process that ended without releasing it. */
  private async takeOver(): Promise<void> {
    const other = await this.current();
    if (other && !(await this.isAbandoned(other))) {
      throw heldBy(this.place, other);
    }
    await this.destination.write(LOCK, this.text());
    await sleep(this.times.takeover);
    const winner = await this.current();
    if (winner?.id !== this.holder.id) {
      throw heldBy(this.place, winner ?? this.holder);
    }
  }

  private async isAbandoned({ host, pid, id, renewedAt }: Holder): Promise<boolean> {
    if (host === this.holder.host && !isRunning(pid)) {
      return true;
    }
    if (Date.now() - Date.parse(renewedAt) < this.times.age) {
      return false;
    }
    await sleep(this.times.watch);
    const now = await this.current();
    return now === undefined || (now.id === id && now.renewedAt === renewedAt);
  }

  private async renew(): Promise<void> {
    try {
      const current = await this.current();
      this.isLost = current !== undefined && current.id !== this.holder.id;
      if (!this.isLost) {
        await this.destination.write(LOCK, this.text());
      }
    } catch {
      // The next renewal tries again. The backup itself fails if the place stays unavailable.
    }
  }

  private async current(): Promise<Holder | undefined> {
    const text = await this.destination.read(LOCK);
    try {
      return text === undefined ? undefined : (JSON.parse(text) as Holder);
    } catch {
      return undefined; // A lock that nobody can read belongs to nobody.
    }
  }

  private text(): string {
    return JSON.stringify({ ...this.holder, renewedAt: new Date().toISOString() });
  }
}

function heldBy(place: string, { pid, host, startedAt }: Pick<Holder, 'pid' | 'host' | 'startedAt'>): Failure {
  return new Failure(
    `Process ${pid} on ${host} writes a backup to ${place} since ${startedAt}`,
    'wait until it ends; after a crash, run the command again two minutes later',
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
