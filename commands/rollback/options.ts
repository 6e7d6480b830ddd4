import type { WithQdrant } from './data-loss';

/** What is taken away, as the command line says it. */
export interface RollbackOptions {
  /** Tell what would go and change nothing. */
  readonly dryRun: boolean;
  /** Keep the volume claims, and with them the namespace. */
  readonly keepData: boolean;
  /** Also take the client back from Keycloak. */
  readonly keycloak: boolean;
  /** Also what was found and adopted, or has the names of this stack without being made from its manifests. */
  readonly force: boolean;
  /** Back up into a new folder within this one first. */
  readonly backup?: string;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long one object may take to go, in seconds. */
  readonly timeout: number;
  readonly withQdrant: WithQdrant;
}

/** How the command is told that what it will do is meant. */
export interface ConsentOptions {
  /** Do not ask. */
  readonly yes: boolean;
  /** With `yes`: go on where it is not known what Qdrant holds. */
  readonly withoutQdrant: boolean;
}

type Line = Omit<RollbackOptions, 'withQdrant'> &
  ConsentOptions & {
    readonly url: readonly string[];
    readonly caFile?: string;
    readonly quiet: boolean;
    readonly output: 'text' | 'json';
  };

/** Why options cannot be used together; nothing where they can. @param terminal Whether somebody can be asked. */
export function misuseOf(line: Line, terminal: boolean): string | undefined {
  const { dryRun, yes, withoutQdrant, backup, url, caFile, quiet, output } = line;
  const unattended = !yes && !dryRun;
  const rules: [wrong: boolean, message: string][] = [
    [withoutQdrant && !yes, '--without-qdrant needs --yes; in a terminal it is part of the question'],
    [withoutQdrant && backup !== undefined, '--without-qdrant and --backup exclude each other'],
    [
      caFile !== undefined && url.length === 0,
      '--ca-file goes with --url; through the API server no certificate is seen',
    ],
    [unattended && (quiet || output === 'json'), '--quiet and --output json need --yes or --dry-run'],
    [unattended && !terminal, 'there is no terminal to ask in: look with --dry-run, then confirm with --yes'],
  ];
  return rules.find(([wrong]) => wrong)?.[1];
}
