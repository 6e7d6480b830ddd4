import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../cli/failure';
import { loadConfig } from '../config/load';
import type { Config } from '../config/schema';
import { type Access, withPods } from '../stack/qdrant-access';

/** The options that say at which addresses Qdrant is. */
export interface AddressLine {
  readonly url: readonly string[];
  readonly caFile?: string;
  readonly timeout: number;
}

/** The options that say where Qdrant is. */
export interface AccessLine extends AddressLine {
  readonly inCluster: boolean;
  /** Of the kubeconfig, with `inCluster`. */
  readonly context?: string;
}

/** What `--help` says of these options. */
export const ACCESS_HELP = `
Without --url, uses the API host of config.yaml, or of the file that QDRANT_CONFIG names. Signs in with the API key in
QDRANT_API_KEY, where there is one. Every node of a cluster is needed: --in-cluster goes to each pod through the API server,
with the kubeconfig that KUBECONFIG names, and reads the key from the cluster's Secret where QDRANT_API_KEY is not set; else each
has to be named with a --url of its own.
`;

/** Adds the options that say where Qdrant is. @param waiting What the server may take how long for. */
export function withAccess(command: Command, waiting: string): Command {
  return command
    .option('--url <url>', 'a node of Qdrant; may be repeated', address, [])
    .option('--in-cluster', 'every pod of Qdrant, through the API server', false)
    .option('--context <name>', 'with --in-cluster: context of the kubeconfig (default: the current one)')
    .option('--ca-file <file>', 'certificate authorities to trust beside the public ones, as PEM')
    .option('--timeout <seconds>', `how long the server may ${waiting}`, whole(1, 86_400), 3600);
}

/** Why options cannot be used together; nothing where they can. */
export function misuseOfAccess({ inCluster, url, caFile, context }: AccessLine): string | undefined {
  const rules: [wrong: boolean, message: string][] = [
    [inCluster && url.length > 0, '--in-cluster finds every node itself, so not with --url'],
    [inCluster && caFile !== undefined, '--in-cluster needs no certificate authority named, so not with --ca-file'],
    [!inCluster && context !== undefined, '--context goes with --in-cluster'],
  ];
  return rules.find(([wrong]) => wrong)?.[1];
}

/** Does something with Qdrant where the options say that it is. */
export async function withAccessTo(line: AccessLine, work: (access: Access) => Promise<void>): Promise<void> {
  const { inCluster, context, timeout } = line;
  await (inCluster
    ? withPods(context, pods => work({ ...pods, patience: timeout * 1000 }))
    : work(accessOf(line, loadConfig)));
}

/** Qdrant at the addresses that the options name, or else at the API host of the config. */
export function accessOf({ url, caFile, timeout }: AddressLine, config: () => Config): Access {
  return {
    urls: url.length > 0 ? url : [`https://${config().apiHostname}`],
    ca: caFile === undefined ? undefined : readCertificates(caFile),
    patience: timeout * 1000,
  };
}

export function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      `Could not read ${file}: ${(error as Error).message}`,
      'name a file with certificates in PEM with --ca-file',
      { cause: error },
    );
  }
}

export function address(value: string, previous: readonly string[]): string[] {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('Allowed: a URL such as https://qdrant.example.com.');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new InvalidArgumentError('A key goes into the environment variable QDRANT_API_KEY, not into the URL.');
  }
  return [...previous, value];
}

export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

export function folderName(value: string): string {
  if (!/^\w[\w.-]*$/.test(value)) {
    throw new InvalidArgumentError('Allowed: letters, digits, hyphens, dots and underscores.');
  }
  return value;
}

export function whole(least: number, most: number): (value: string) => number {
  return value => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`Allowed: whole numbers from ${least} to ${most}.`);
    }
    return number;
  };
}
