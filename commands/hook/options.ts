import { firstBroken } from '../../cli/options';
import { type DryRunLine, exitCodeRule } from '../options';

/** Parts of the hook that can run alone. */
export const PARTS = ['keycloak', 'tls', 'api-keys'] as const;
/** Secrets that can be replaced. */
export const ROTATABLE = ['client-secret', 'cookie-secret', 'api-key', 'read-only-api-key'] as const;

/** The options of the hook on the command line. */
export interface HookOptions {
  /** Show the differences and write nothing. */
  readonly dryRun: boolean;
  /** Run this part alone, and connect only to its server. */
  readonly only?: (typeof PARTS)[number];
  /** Replace this secret. */
  readonly rotate?: (typeof ROTATABLE)[number];
  /** With `rotate` of the API key: remove the previous key. */
  readonly finish?: boolean;
  /** Remove what the hook created. */
  readonly remove: boolean;
  /** With `remove`: also what the hook adopted. */
  readonly force: boolean;
  /** Create the account with which the pods of `reconcile` sign in to Keycloak, and its Secret, and nothing else. */
  readonly createAccount?: boolean;
  /** Print the Secrets instead of writing them. */
  readonly emitSecrets: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** Whether the program runs in a pod of `reconcile`. It then signs in with the ServiceAccount of the pod. */
  readonly inPod?: boolean;
  /** How long to wait for Keycloak while it does not answer, in seconds. */
  readonly timeout: number;
}

/** Why the options cannot be used together. */
export function misuseOf(options: HookOptions & DryRunLine): string | undefined {
  const { dryRun, only, rotate, finish, remove, force, createAccount = false, emitSecrets } = options;
  const isQdrantKey = rotate === 'api-key' || rotate === 'read-only-api-key';
  return firstBroken([
    exitCodeRule(options),
    [force && !remove, '--force needs --remove'],
    [remove && rotate !== undefined, '--remove and --rotate exclude each other'],
    [
      createAccount && (only !== undefined || rotate !== undefined || remove || emitSecrets),
      '--create-account excludes --only, --rotate, --remove and --emit-secrets',
    ],
    [emitSecrets && (dryRun || remove), '--emit-secrets excludes --dry-run and --remove'],
    [rotate !== undefined && only === 'tls', '--only tls excludes --rotate'],
    [finish === true && rotate !== 'api-key', '--finish needs --rotate api-key'],
    [rotate !== undefined && !isQdrantKey && only === 'api-keys', `--only api-keys excludes --rotate ${rotate}`],
    [isQdrantKey && only === 'keycloak', `--rotate ${rotate} needs the cluster, so it excludes --only keycloak`],
    [isQdrantKey && emitSecrets, `--rotate ${rotate} restarts pods, so it excludes --emit-secrets`],
    [
      rotate === 'cookie-secret' && only === 'keycloak',
      '--rotate cookie-secret needs the cluster, so it excludes --only keycloak',
    ],
  ]);
}
