import type { Command } from 'commander';
import { Failure } from '../cli/failure';
import { hostAndPort, integer, type OptionRule, url } from '../cli/options';
import { readSmallFile } from '../cli/small-file';

/** What `--help` says about the config, in every command that reads it. */
export const READS_CONFIG =
  'Reads the file in QDRANT_CONFIG, or else config.local.yaml or qdrant-stack.config.* (ts, mts, mjs, js), or else config.yaml.';
/** What `--help` says about the cluster. */
export const READS_KUBECONFIG = 'Uses the kubeconfig in --kubeconfig or KUBECONFIG.';
/** What `--help` says about Keycloak. */
export const SIGNS_IN =
  'Signs in to Keycloak with ADMIN_PASSWORD, or with KEYCLOAK_CLIENT_SECRET if the config has keycloak.serviceAccount.\nWith identityProvider.provider oidc, takes the client secret from OAUTH2_PROXY_CLIENT_SECRET, or from the Secret.';

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

/** The content of the file in `--ca-file`. */
export function certificatesIn(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readSmallFile(file).toString();
  } catch (error) {
    throw new Failure(
      `Could not read ${file}: ${(error as Error).message}`,
      'name a file with certificates in PEM with --ca-file',
      { cause: error },
    );
  }
}
