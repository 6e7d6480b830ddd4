/** Parts of the hook that can be run alone. */
export const PARTS = ['keycloak', 'tls', 'api-keys'] as const;
/** Secrets that can be made anew. */
export const ROTATABLE = ['client-secret', 'cookie-secret', 'api-key', 'read-only-api-key'] as const;

/** What the hook is asked to do, as the command line says it. */
export interface HookOptions {
  /** Show the differences and write nothing. */
  readonly dryRun?: boolean;
  /** With `dryRun`: tell by the exit code whether there are differences. */
  readonly exitCode?: boolean;
  /** Run this part alone, and ask no server that it does not need. */
  readonly only?: (typeof PARTS)[number];
  /** Make this secret anew. */
  readonly rotate?: (typeof ROTATABLE)[number];
  /** With `rotate` of the API key: no longer accept the one before. */
  readonly finish?: boolean;
  /** Take back what the hook made. */
  readonly remove?: boolean;
  /** With `remove`: also what it adopted. */
  readonly force?: boolean;
  /** Print the Secrets instead of writing them. */
  readonly emitSecrets?: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long to wait for a server that is not there, in seconds. */
  readonly timeout: number;
}

/** Why options cannot be used together; nothing where they can. */
export function misuseOf(options: HookOptions): string | undefined {
  const {
    dryRun = false,
    exitCode = false,
    only,
    rotate,
    finish,
    remove = false,
    force = false,
    emitSecrets,
  } = options;
  const isOfQdrant = rotate === 'api-key' || rotate === 'read-only-api-key';
  const rules: [wrong: boolean, message: string][] = [
    [exitCode && !dryRun, '--exit-code needs --dry-run'],
    [force && !remove, '--force needs --remove'],
    [remove && rotate !== undefined, '--remove and --rotate exclude each other'],
    [emitSecrets === true && (dryRun || remove), '--emit-secrets excludes --dry-run and --remove'],
    [rotate !== undefined && only === 'tls', '--rotate does not go with --only tls'],
    [finish === true && rotate !== 'api-key', '--finish needs --rotate api-key'],
    [rotate !== undefined && !isOfQdrant && only === 'api-keys', `--rotate ${rotate} does not go with --only api-keys`],
    [isOfQdrant && only === 'keycloak', `--rotate ${rotate} needs the cluster, so not --only keycloak`],
    [isOfQdrant && emitSecrets === true, `--rotate ${rotate} restarts pods, so it does not go with --emit-secrets`],
    [
      rotate === 'cookie-secret' && only === 'keycloak',
      '--rotate cookie-secret needs the cluster, so not --only keycloak',
    ],
  ];
  return rules.find(([wrong]) => wrong)?.[1];
}
