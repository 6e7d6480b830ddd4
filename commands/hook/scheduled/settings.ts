import { Failure } from '../../../cli/failure';
import type { Io } from '../../../cli/io';
import { stackNames } from '../../../config/names';
import type { Config } from '../../../config/schema';
import type { HookOptions } from '../options';

/** The parts of the hook that a program can run alone. */
const PARTS = ['tls'] as const;

/** The file of settings of the program. */
export interface Settings {
  /** The checked config. It contains no secret. */
  readonly config: Config;
  /** The CronJob that gets the Events. */
  readonly cronJob: string;
  /** How long to wait for Keycloak while it does not answer, in seconds. */
  readonly timeout: number;
}

/**
 * The config, with the account of Keycloak that signs in. The pod has its id and its secret from a Secret. A run that only copies
 * the certificate does not check the certificate of the Qdrant pods, whose Secret it may not read.
 */
export function configOf({ config }: Settings, env: Io['env'], part?: string): Config {
  if (part === 'tls') {
    return { ...config, qdrant: { ...config.qdrant, tls: undefined } };
  }
  const { KEYCLOAK_CLIENT_ID: clientId } = env;
  if (!clientId || !stackNames(config).isKeycloak) {
    return config;
  }
  return { ...config, keycloak: { ...config.keycloak, serviceAccount: { clientId } } };
}

/** The options of a run. It never rotates, removes or adopts by force. @param part The part of the hook. Default: all. */
export function optionsOf({ timeout }: Settings, part: string | undefined): HookOptions {
  const only = PARTS.find(each => each === part);
  if (part !== undefined && only === undefined) {
    throw new Failure(`The program does not run part ${part} of the hook alone`, `use ${PARTS.join(' or ')}, or none`);
  }
  return { dryRun: false, only, remove: false, force: false, emitSecrets: false, inPod: true, timeout };
}
