import type { Address } from '../servers/http';

/** Parts that can be checked alone. */
export const PARTS = ['cluster', 'keycloak', 'http'] as const;

/** What is verified, as the command line says it. */
export interface VerifyOptions {
  /** Check this part alone, and ask no server that it does not need. */
  readonly only?: (typeof PARTS)[number];
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
export function misuseOf({ only, collection }: VerifyOptions): string | undefined {
  const rules: [wrong: boolean, message: string][] = [
    [collection !== undefined && only !== undefined && only !== 'http', `--collection does not go with --only ${only}`],
  ];
  return rules.find(([wrong]) => wrong)?.[1];
}
