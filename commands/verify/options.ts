import { firstBroken } from '../../cli/options';
import type { Address } from '../../clients/http';
import type { GivenSession } from './rights-check';
import { type CheckLine, checkRules } from '../options';

/** Parts that can be checked alone. */
export const PARTS = ['cluster', 'keycloak', 'identity-provider', 'http'] as const;

/** The options of the checks. */
export interface VerifyOptions {
  /** Check this part alone, and connect only to its servers. */
  readonly only?: (typeof PARTS)[number];
  /** Connect to the pods through the API server, without ingress, DNS and certificates. */
  readonly inCluster?: boolean;
  /** The address of the ingress, instead of the address in DNS. */
  readonly ingress?: Address;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How often to try the API until it answers. */
  readonly tries: number;
  /** Seconds between two tries. */
  readonly interval: number;
  /** Name of the temporary collection. Default: a random one. */
  readonly collection?: string;
  /** Sessions of people whose rights are checked. */
  readonly session?: readonly GivenSession[];
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long a server may take to answer, in seconds. */
  readonly timeout: number;
}

/** Why the options cannot be used together. */
export function misuseOf(options: Pick<VerifyOptions, 'only' | 'collection'> & CheckLine): string | undefined {
  const { only, collection, inCluster = false } = options;
  const isOtherPart = only !== undefined && only !== 'http';
  return firstBroken([
    ...checkRules(options),
    [inCluster && isOtherPart, `--only ${only} excludes --in-cluster`],
    [collection !== undefined && isOtherPart, `--only ${only} excludes --collection`],
  ]);
}
