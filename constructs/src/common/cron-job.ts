import { type k8s } from 'cdk8s-plus-30';
import { invalidProp } from './errors';
import { type StringMap } from './labels';
import { validateName } from './pod-checks';

/** The names of Jobs have 11 more characters. */
const LONGEST_NAME = 52;

/**
 * When and how long the Jobs of a CronJob run.
 */
export interface CronJobOptions {
  /**
   * Time zone of the schedule, e.g. `Europe/Berlin`.
   *
   * @default - for drills the time zone of the backups, otherwise `Etc/UTC`
   */
  readonly timeZone?: string;

  /**
   * Whether the CronJob starts no new Jobs.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Seconds by which a Job can start late, e.g. after an outage of the control plane. Kubernetes skips a Job after that.
   *
   * @default - 300 for a `Reconciler`, otherwise 3600
   */
  readonly startingDeadlineSeconds?: number;

  /**
   * Seconds that a Job can take, including all attempts. Kubernetes stops a longer Job, which then counts as failed.
   *
   * @default - 1800 for a `Reconciler`, otherwise 21600
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * Number of retries of a failed Job. Each retry starts from the beginning.
   *
   * @default - 6 for a `Reconciler`, 2 for backups, 1 for drills
   */
  readonly backoffLimit?: number;

  /**
   * Number of succeeded Jobs to keep.
   *
   * @default 3
   */
  readonly successfulJobsHistoryLimit?: number;

  /**
   * Number of failed Jobs to keep.
   *
   * @default 3
   */
  readonly failedJobsHistoryLimit?: number;
}

/** What all CronJobs have by default. */
const DEFAULTS = { timeZone: 'Etc/UTC', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3 };

/** Props with the defaults of a CronJob. */
export type WithCronJobDefaults<Props> = Props & Required<CronJobOptions>;

/** Fills in the defaults. */
export function withCronJobDefaults<Props extends CronJobOptions>(
  props: Props,
  defaults: Omit<Required<CronJobOptions>, keyof typeof DEFAULTS> & CronJobOptions,
): WithCronJobDefaults<Props> {
  const all: Required<CronJobOptions> = { ...DEFAULTS, ...defaults };
  const resolved = Object.entries(all).map(([name, value]) => [name, props[name as keyof CronJobOptions] ?? value]);
  return { ...props, ...Object.fromEntries(resolved) };
}

/** Rejects a name that no CronJob can have. @param suffixes The ends of the names of further CronJobs. */
export function validateCronJobName(construct: string, name: string, suffixes: readonly string[]): void {
  const longest = LONGEST_NAME - Math.max(0, ...suffixes.map(({ length }) => length));
  if (name.length > longest) {
    const fix = 'shorten it, because the names of Jobs are longer';
    throw invalidProp(construct, 'name', name, `at most ${longest} characters`, fix);
  }
  validateName(construct, 'name', name, longest);
}

/** Rejects a schedule that Kubernetes does not accept. */
export function validateSchedule(construct: string, schedule: string, prop = 'schedule'): void {
  if (!/^(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|\S+(?: +\S+){4})$/.test(schedule)) {
    const allowed = 'five fields in cron format, or a macro such as @daily';
    throw invalidProp(construct, prop, schedule, allowed, "use '0 2 * * *'");
  }
}

/** The CronJob for a pod template. */
export function cronJobSpec(
  labels: StringMap,
  options: WithCronJobDefaults<{ readonly schedule: string }>,
  template: k8s.PodTemplateSpec,
): k8s.CronJobSpec {
  const { activeDeadlineSeconds, backoffLimit } = options;
  return {
    schedule: options.schedule,
    timeZone: options.timeZone,
    // Two runs at the same time would need twice the space, or write the same objects.
    concurrencyPolicy: 'Forbid',
    suspend: options.suspend,
    startingDeadlineSeconds: options.startingDeadlineSeconds,
    successfulJobsHistoryLimit: options.successfulJobsHistoryLimit,
    failedJobsHistoryLimit: options.failedJobsHistoryLimit,
    jobTemplate: { metadata: { labels }, spec: { activeDeadlineSeconds, backoffLimit, template } },
  };
}
