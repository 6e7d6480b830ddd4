import { type SecretKey } from '../common/references';

/**
 * A session store of oauth2-proxy: a server with the Redis protocol.
 */
export interface ISessionStore {
  /** URL of the store without credentials, e.g. `redis://ephemeral-valkey.qdrant.svc.cluster.local:6379`. */
  readonly connectionUrl: string;

  /**
   * Password of the store.
   *
   * @default - none
   */
  readonly password?: SecretKey;

  /**
   * Certificate authority of the store, for a URL with the scheme `rediss`.
   *
   * @default - the certificate authorities of the image
   */
  readonly ca?: SecretKey;
}
