/**
 * The image versions that the constructs are made for and checked with, in one table.
 */
export class Images {
  /** Version of Qdrant, as its image tag spells it. */
  public static readonly QDRANT_VERSION = 'v1.15.4';

  /** Version of Valkey, as its image tag spells it. */
  public static readonly VALKEY_VERSION = '9.1.1';

  /** Version of oauth2-proxy, as its image tag spells it. Releases before v7.15.2 have published authentication bypasses. */
  public static readonly OAUTH2_PROXY_VERSION = 'v7.15.3';

  /** Version of Node.js, as its image tag spells it. */
  public static readonly NODE_VERSION = '24.11.1-alpine';

  /** Default image of `QdrantChart`. */
  public static readonly QDRANT = `docker.io/qdrant/qdrant:${Images.QDRANT_VERSION}`;

  /** Default image of `EphemeralValkey`. */
  public static readonly VALKEY = `docker.io/valkey/valkey:${Images.VALKEY_VERSION}`;

  /** Default image of `OAuth2ProxyChart`. */
  public static readonly OAUTH2_PROXY = `quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`;

  /** Default image of `ScheduledBackup`. */
  public static readonly NODE = `docker.io/library/node:${Images.NODE_VERSION}`;

  private constructor() {}
}
