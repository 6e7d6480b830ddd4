import { firstBroken } from '../../cli/options';
import type { CommonOptions } from '../../cli/command';
import type { WithQdrant } from './data-loss';

/** The options of a rollback on the command line. */
export interface RollbackOptions {
  /** Show what would be removed and change nothing. */
  readonly dryRun: boolean;
  /** Keep the volume claims, and with them the namespace. */
  readonly keepData: boolean;
  /** Also remove the client from Keycloak. */
  readonly keycloak: boolean;
  /** Also remove adopted objects, and objects of the same names that were not created from these manifests. */
  readonly force: boolean;
  /** First back up into a new folder within this one. */
  readonly backup?: string;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long the deletion of one object may take, in seconds. */
  readonly timeout: number;
  readonly withQdrant: WithQdrant;
}

/** The options that confirm a rollback. */
export interface ConfirmationOptions {
  /** Do not ask. */
  readonly yes: boolean;
  /** With `yes`: continue where the collections of Qdrant are unknown. */
  readonly withoutQdrant: boolean;
}

type Line = Omit<RollbackOptions, 'withQdrant'> &
  ConfirmationOptions &
  CommonOptions & {
    readonly url: readonly string[];
    readonly caFile?: string;
  };

/** Why the options cannot be used together. @param terminal Whether a person can be asked. */
export function misuseOf(line: Line, terminal: boolean): string | undefined {
  const { dryRun, yes, withoutQdrant, backup, url, caFile, quiet, output } = line;
  const asks = !yes && !dryRun;
  return firstBroken([
    [withoutQdrant && !yes, '--without-qdrant needs --yes; without --yes, the command asks in the terminal'],
    [withoutQdrant && backup !== undefined, '--without-qdrant and --backup exclude each other'],
    [
      caFile !== undefined && url.length === 0,
      '--ca-file needs --url; without --url, the command connects through the API server and checks no certificate of Qdrant',
    ],
    [asks && (quiet || output === 'json'), '--quiet and --output json need --yes or --dry-run'],
    [
      asks && !terminal,
      'without a terminal, the command cannot ask for confirmation: check with --dry-run, then use --yes',
    ],
  ]);
}
