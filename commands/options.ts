import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Failure } from '../cli/failure';
import { hostAndPort, integer, type OptionRule, url } from '../cli/options';
import { loadConfig, requireReadableConfig } from '../config/load';
import type { Config } from '../config/schema';
import { type Access, withPods } from '../stack/qdrant-access';

/** What `--help` says about the config, in every command that reads it. */
export const READS_CONFIG = 'Reads the file in QDRANT_CONFIG, or else config.local.yaml, or else config.yaml.';
/** What `--help` says about the cluster. */
export const READS_KUBECONFIG = 'Uses the kubeconfig in --kubeconfig or KUBECONFIG.';
/** What `--help` says about Keycloak. */
export const SIGNS_IN =
  'Signs in to Keycloak with ADMIN_PASSWORD, or with KEYCLOAK_CLIENT_SECRET if the config has keycloak.serviceAccount.';

/** Adds `--kubeconfig` and `--context`. */
export function withKubeconfig(command: Command, scope = ''): Command {
  return command
    .option('--kubeconfig <file>', `${scope}kubeconfig (default: the files in KUBECONFIG, or ~/.kube/config)`)
    .option('--context <name>', `${scope}context of the kubeconfig (default: the current context)`);
}

/** Adds `--namespace`, for commands that read the config. */
export function withNamespace(command: Command): Command {
  return command.option(
    '-n, --namespace <name>',
    'namespace of the stack, in place of the one in the config and in QDRANT_NAMESPACE',
  );
}

/** Adds `--kubeconfig`, `--context` and `--namespace`. */
export function withContext(command: Command): Command {
  return withNamespace(withKubeconfig(command));
}

/** Adds `--timeout`. @param limits What the command waits for, and the seconds: at most, and by default. */
export function withTimeout(command: Command, waitsFor: string, most: number, seconds: number): Command {
  return command.option('--timeout <seconds>', waitsFor, integer(1, most), seconds);
}

/** Adds `--dry-run`. */
export function withDryRun(command: Command, description = 'print the differences and change nothing'): Command {
  return command.option('--dry-run', description, false);
}

/** The options of commands that can report differences by their exit code. */
export interface DryRunLine {
  readonly dryRun: boolean;
  readonly exitCode: boolean;
}

/** Adds `--dry-run` and `--exit-code`. */
export function withExitCode(command: Command): Command {
  return withDryRun(command).option('--exit-code', 'with --dry-run: exit with code 3 if there are differences', false);
}

/** `--exit-code` without `--dry-run` is wrong use. */
export function exitCodeRule({ exitCode, dryRun }: DryRunLine): OptionRule {
  return [exitCode && !dryRun, '--exit-code needs --dry-run'];
}

/** Adds `--url`. */
export function withUrl(command: Command, description = 'URL of a Qdrant node; can be repeated'): Command {
  return command.option('--url <url>', description, url, []);
}

/** Adds `--ca-file`. @param scope Such as `for the checks: `. */
export function withCaFile(command: Command, scope = ''): Command {
  return command.option(
    '--ca-file <file>',
    `${scope}PEM file with certificate authorities to trust in addition to the public ones`,
  );
}

/** The options that say how the checks of `verify` reach the stack. */
export interface CheckLine {
  readonly inCluster?: boolean;
  readonly ingress?: { readonly host: string; readonly port: number };
  readonly caFile?: string;
}

/** Adds `--ingress`, `--in-cluster` and `--ca-file`. @param scope Such as `for the checks: `. */
export function withCheckOptions(command: Command, scope = ''): Command {
  const withAddresses = command
    .option(
      '--ingress <address>',
      `${scope}address[:port] of the ingress, if DNS does not resolve the hosts to it`,
      hostAndPort,
    )
    .option(
      '--in-cluster',
      `${scope}connect to the pods through the API server, without ingress, DNS and certificates`,
      false,
    );
  return withCaFile(withAddresses, scope);
}

/** The rules of these options. */
export function checkRules({ inCluster = false, ingress, caFile }: CheckLine): OptionRule[] {
  return [
    [inCluster && ingress !== undefined, '--in-cluster bypasses the ingress, so it excludes --ingress'],
    [inCluster && caFile !== undefined, '--in-cluster needs no certificate authority, so it excludes --ca-file'],
  ];
}

/** The options that say at which addresses Qdrant is. */
export interface AddressLine {
  readonly url: readonly string[];
  readonly caFile?: string;
  readonly timeout: number;
}

/** The options that say where Qdrant is. */
export interface AccessLine extends AddressLine {
  readonly inCluster: boolean;
  /** With `inCluster`. */
  readonly kubeconfig?: string;
  /** Of the kubeconfig, with `inCluster`. */
  readonly context?: string;
}

/** What `--help` says about these options. */
export const ACCESS_HELP = `
Without --url, the command uses the API host of the config file. It signs in with the API key in
QDRANT_API_KEY, if the variable is set. The command needs a connection to every node of a cluster. With --in-cluster, it connects
to each pod through the API server, with the kubeconfig in KUBECONFIG. It then reads the key from the Secret if QDRANT_API_KEY is
not set. Without --in-cluster, name each node with its own --url.
`;

/** Adds the options that say where Qdrant is. @param limit What the server may take how long for. */
export function withAccess(command: Command, limit: string): Command {
  withUrl(command).option('--in-cluster', 'connect to every pod of Qdrant through the API server', false);
  const withInCluster = withNamespace(withKubeconfig(command, 'with --in-cluster: '));
  return withTimeout(withCaFile(withInCluster), `how long the server may ${limit}`, 86_400, 3600);
}

/** Why the options cannot be used together. */
export function accessRules({ inCluster, url: urls, caFile, kubeconfig, context }: AccessLine): OptionRule[] {
  return [
    [inCluster && urls.length > 0, '--in-cluster finds every node, so it excludes --url'],
    [inCluster && caFile !== undefined, '--in-cluster needs no certificate authority, so it excludes --ca-file'],
    [!inCluster && kubeconfig !== undefined, '--kubeconfig needs --in-cluster'],
    [!inCluster && context !== undefined, '--context needs --in-cluster'],
  ];
}

/** Works with Qdrant at the place that the options name. */
export async function withAccessTo(line: AccessLine, work: (access: Access) => Promise<void>): Promise<void> {
  const { inCluster, context, timeout } = line;
  requireReadableConfig();
  await (inCluster
    ? withPods(context, 'backup', pods => work({ ...pods, snapshotTimeout: timeout * 1000 }))
    : work(accessOf(line, loadConfig)));
}

/** Qdrant at the addresses that the options name, or else at the API host of the config. */
export function accessOf({ url: urls, caFile, timeout }: AddressLine, config: () => Config): Access {
  return {
    urls: urls.length > 0 ? urls : [`https://${config().apiHostname}`],
    ca: certificatesIn(caFile),
    snapshotTimeout: timeout * 1000,
  };
}

/** The content of the file in `--ca-file`. */
export function certificatesIn(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      `Could not read ${file}: ${(error as Error).message}`,
      'name a file with certificates in PEM with --ca-file',
      { cause: error },
    );
  }
}
