import type { Address } from '../../clients/http';

/** Parts that can be checked alone. */
export const PARTS = ['cluster', 'keycloak', 'http'] as const;

/** What is verified, as the command line says it. */
export interface VerifyOptions {
  /** Check this part alone, and ask no server that it does not need. */
  readonly only?: (typeof PARTS)[number];
  /** Go to the pods through the API server, past ingress, DNS and certificates. */
  readonly inCluster?: boolean;
  /** Where the ingress is, instead of where DNS says. */
  readonly ingress?: Address;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How often the API is asked until it answers. */
  readonly tries: number;
  /** Seconds between two tries. */
  readonly interval: number;
  /** Name of the throw-away collection. Default: a random one. */
  readonly collection?: string;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long a server may take to answer, in seconds. */
  readonly timeout: number;
}

/** Why options cannot be used together; nothing where they can. */
export function misuseOf({
  only,
  collection,
  inCluster,
  ingress,
  caFile,
}: Omit<VerifyOptions, 'ca'> & { readonly caFile?: string }): string | undefined {
  const rules: [wrong: boolean, message: string][] = [
    [!!inCluster && ingress !== undefined, '--in-cluster goes past the ingress, so not with --ingress'],
    [!!inCluster && caFile !== undefined, '--in-cluster needs no certificate authority named, so not with --ca-file'],
    [!!inCluster && only !== undefined && only !== 'http', `--in-cluster does not go with --only ${only}`],
    [collection !== undefined && only !== undefined && only !== 'http', `--collection does not go with --only ${only}`],
  ];
  return rules.find(([wrong]) => wrong)?.[1];
}
