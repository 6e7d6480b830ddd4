import type { Command } from 'commander';
import type { OptionRule } from '../cli/options';
import { loadConfig, requireReadableConfig } from '../config/load';
import type { Config } from '../config/schema';
import { type Access, withPods } from '../stack/qdrant-access';
import { certificatesIn, withCaFile, withKubeconfig, withNamespace, withTimeout, withUrl } from './options';

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
