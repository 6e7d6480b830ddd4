/**
 * The image versions that the constructs are made for and checked with, in one table.
 */
export class Images {
  /** Version of Qdrant, as its image tag spells it. */
  public static readonly QDRANT_VERSION = 'v1.19.0';

  /** Version of Valkey, as its image tag spells it. */
  public static readonly VALKEY_VERSION = '9.1.1';

  /** Version of oauth2-proxy, as its image tag spells it. */
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

  /** Releases of oauth2-proxy before this one have published ways around the sign-in. */
  public static readonly OAUTH2_PROXY_FIXED_SINCE = 'v7.15.2';

  /** Releases of Qdrant before this one answer some paths below `/dashboard` without asking for the API key. */
  public static readonly QDRANT_FIXED_SINCE = 'v1.18.2';

  /**
   * Whether the tag of an image names a version before another one.
   *
   * @param image Image reference, e.g. `quay.io/oauth2-proxy/oauth2-proxy:v7.15.1`.
   * @param version Version to compare with, e.g. `v7.15.2`.
   * @returns False where the tag names no version, such as `latest`, or there is only a digest. A tag such as `v7.15` stands
   * for the newest version that begins so. `v7.15.2-rc.1` is before `v7.15.2`; `v7.15.2-alpine` is not.
   */
  public static isBefore(image: string, version: string): boolean {
    // What is behind the last colon, but for a registry's port.
    const tag = /:([^:/]+)$/.exec(image.split('@')[0]!)?.[1] ?? '';
    const [own, other] = [tag, version].map(numbersOf);
    if (!own || !other) {
      return false;
    }
    const at = own.findIndex((number, index) => number !== other[index]);
    return at >= 0 ? own[at]! < other[at]! : own.length === other.length && PRE_RELEASE.test(tag);
  }

  private constructor() {}
}

/** What comes before a release, other than a variant of it, such as `-alpine`. */
const PRE_RELEASE = /-(?:alpha|beta|dev|nightly|pre|preview|rc|snapshot)(?![a-z])/i;

/** The numbers of `v1.15.4`, `1.15.4-unprivileged` or `v1.15`, and the first three of `v1.15.4.1`. */
function numbersOf(tag: string): number[] | undefined {
  return /^v?(\d+(?:\.\d+){0,2})(?:\.\d+)*(?:-|$)/.exec(tag)?.[1]!.split('.').map(Number);
}
