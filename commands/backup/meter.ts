import { io } from '../../cli/io';
import { bytes, duration } from '../../cli/text';

/** How often a person at a terminal and a log hear of progress, in milliseconds. */
const INTERVAL = io().stdout.isTTY ? 250 : 5000;

/** Tells how far a copy is, how fast, and how long it will still take. */
export class Meter {
  private readonly start = Date.now();
  private told = Date.now();
  private done = 0;
  private already = 0;

  /**
   * @param title What is copied.
   * @param total How much there is.
   * @param unit Default: bytes.
   */
  constructor(
    private readonly say: (text: string) => void,
    private readonly title: string,
    private readonly total: number,
    private readonly unit?: 'points',
  ) {}

  /** What was there before, which says nothing about the rate. */
  skip(amount: number): void {
    this.already += amount;
    this.done += amount;
  }

  add(amount: number): void {
    this.done += amount;
    const now = Date.now();
    if (now - this.told >= INTERVAL) {
      this.told = now;
      this.say(this.text(now));
    }
  }

  private text(now: number): string {
    const rate = (this.done - this.already) / ((now - this.start) / 1000);
    const left = rate > 0 ? `, ${duration(Math.max(this.total - this.done, 0) / rate)} left` : '';
    const amounts = this.unit
      ? `${this.done.toLocaleString('en-US')} of ${this.total.toLocaleString('en-US')} points, ${Math.round(rate).toLocaleString('en-US')} points/s`
      : `${bytes(this.done)} of ${bytes(this.total)}, ${bytes(rate)}/s`;
    return `${this.title}: ${amounts}${left}`;
  }
}
