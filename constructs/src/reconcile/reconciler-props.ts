import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type EphemeralValkey } from '../valkey/ephemeral-valkey';
import { type CronJobOptions } from '../common/cron-job';
import { type WorkloadProps } from '../common/workload-props';
import { type VerifierOptions } from './verifier-props';

/**
 * A Secret in any namespace.
 */
export interface SecretReference {
  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret. */
  readonly namespace: string;
}

/**
 * Options of a `Reconciler`.
 */
export interface ReconcilerOptions extends WorkloadProps, CronJobOptions {
  /** Config of the stack for the program, as JSON: the checked config of the command line `qdrant-stack`. It contains no secret. */
  readonly settings: string;

  /**
   * Schedule in cron format, e.g. `0 * * * *`, or a macro such as `@hourly`.
   *
   * @default - every 10 minutes
   */
  readonly schedule?: string;

  /**
   * Schedule of a second CronJob, which only copies the certificate, e.g. `5-59/10 * * * *`. Its pods do not sign in to Keycloak and
   * have fewer rights. Only with `certificateSource`. Two runs at the same time do no harm.
   *
   * @default - no second CronJob: each run copies the certificate
   */
  readonly tlsSchedule?: string;

  /**
   * Name of a Secret with the keys `client-id` and `client-secret`: a client of Keycloak with a service account, with which the
   * program signs in. The pods wait until the Secret exists.
   *
   * @default - none: the program does not sign in to Keycloak
   */
  readonly keycloakSecretName?: string;

  /**
   * Certificate authorities of Keycloak in PEM format, in addition to the public ones.
   *
   * @default - public certificate authorities only
   */
  readonly caCertificates?: string;

  /** Names of the Secrets that the program writes in the namespace of the stack. With an empty list, it has no right to write Secrets. */
  readonly writtenSecrets: string[];

  /**
   * Names of the Secrets that the program only reads in the namespace of the stack.
   *
   * @default - none
   */
  readonly readSecrets?: string[];

  /**
   * Secret with the certificate that the program copies. Its namespace gets a Role, which lets the program read this Secret only.
   *
   * @default - the program copies no certificate
   */
  readonly certificateSource?: SecretReference;

  /**
   * Whether the program restarts the pods of Qdrant after a change of the API keys.
   *
   * @default false
   */
  readonly restartsQdrant?: boolean;

  /**
   * Whether the program restarts the pods of the session store after a change of its password.
   *
   * @default false
   */
  readonly restartsSessionStore?: boolean;

  /**
   * Age in minutes from which the last success is too old for the alert `QdrantReconcileTooOld`. Add the time between two runs and the
   * duration of one. A number above 0.
   *
   * @default 60
   */
  readonly maxAgeMinutes?: number;

  /**
   * Scheduled checks of the stack through its ingress.
   *
   * @default - no checks
   */
  readonly verify?: VerifierOptions;

  /**
   * Name of all objects, which no other part has: lower-case letters, digits and inner hyphens, at most 52 characters, with `tlsSchedule` 48,
   * with `verify` 45.
   *
   * @default - `{name of the StatefulSet}-reconcile`
   */
  readonly name?: string;

  /**
   * More labels of every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * Properties of `Reconciler`.
 */
export interface ReconcilerProps extends ReconcilerOptions {
  /** The database. */
  readonly qdrant: QdrantChart;

  /** The sign-in. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** The session store. */
  readonly valkey: EphemeralValkey;

  /**
   * Name of the Secret with the copied certificate.
   *
   * @default 'qdrant-tls-secret'
   */
  readonly tlsSecretName?: string;
}
