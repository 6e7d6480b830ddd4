import { io } from '../../cli/io';
import { bytes, duration } from '../../cli/text';

/** Milliseconds between two messages, on a terminal and in a log. */
const INTERVAL = { terminal: 250, log: 5000 };

/** Reports the progress of a copy: amount, rate and time left. */
export class Meter {
  private readonly start = Date.now();
  private readonly interval = io().stdout.isTTY ? INTERVAL.terminal : INTERVAL.log;
  private reported = Date.now();
  private done = 0;
  private skipped = 0;

  /**
   * @param title What is copied.
   * @param total The complete amount.
   * @param unit Default: bytes.
   */
  constructor(
    private readonly say: (text: string) => void,
    private readonly title: string,
    private readonly total: number,
    private readonly unit?: 'points',
  ) {}

  /** Adds an amount that an earlier run copied. It does not count in the rate. */
  skip(amount: number): void {
    this.skipped += amount;
    this.done += amount;
  }

  add(amount: number): void {
    this.done += amount;
    const now = Date.now();
    if (now - this.reported >= this.interval) {
      this.reported = now;
      this.say(this.text(now));
    }
  }

  private text(now: number): string {
    const rate = (this.done - this.skipped) / ((now - this.start) / 1000);
    const left = rate > 0 ? `, ${duration(Math.max(this.total - this.done, 0) / rate)} left` : '';
    const amounts = this.unit
      ? `${this.done.toLocaleString('en-US')} of ${this.total.toLocaleString('en-US')} points, ${Math.round(rate).toLocaleString('en-US')} points/s`
      : `${bytes(this.done)} of ${bytes(this.total)}, ${bytes(rate)}/s`;
    return `${this.title}: ${amounts}${left}`;
  }
}
