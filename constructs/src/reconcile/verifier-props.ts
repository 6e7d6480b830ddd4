/**
 * Options of scheduled checks. The pods have the image, the settings, the schedule limits and the other pod options of the `Reconciler`.
 */
export interface VerifierOptions {
  /**
   * Schedule in cron format, e.g. `0 * * * *`, or a macro such as `@hourly`.
   *
   * @default '@hourly'
   */
  readonly schedule?: string;

  /**
   * Host and port of the ingress controller in the cluster, e.g. `ingress-nginx-controller.ingress-nginx.svc:443`. The checks connect to it
   * instead of the addresses of the hosts in DNS. Names and certificates stay those of the hosts.
   *
   * @default - the addresses in DNS
   */
  readonly ingress?: string;

  /**
   * Age in minutes from which the last success is too old for the alert `QdrantVerifyTooOld`. Add the time between two runs and the
   * duration of one. A number above 0.
   *
   * @default 180 - for hourly checks
   */
  readonly maxAgeMinutes?: number;
}
