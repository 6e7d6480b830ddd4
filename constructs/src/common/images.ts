/**
 * The default images of the constructs. `docs/versions.md` of the repository says what the tests run.
 */
export class Images {
  /** Version of Qdrant, as in its image tag. */
  public static readonly QDRANT_VERSION = 'v1.19.2'; // renovate: datasource=docker depName=docker.io/qdrant/qdrant

  /** Version of Valkey, as in its image tag. */
  public static readonly VALKEY_VERSION = '9.1.3'; // renovate: datasource=docker depName=docker.io/valkey/valkey

  /** Version of oauth2-proxy, as in its image tag. */
  public static readonly OAUTH2_PROXY_VERSION = 'v7.15.6'; // renovate: datasource=docker depName=quay.io/oauth2-proxy/oauth2-proxy

  /** Version of Node.js, as in its image tag. */
  public static readonly NODE_VERSION = '24.22.1-alpine'; // renovate: datasource=docker depName=docker.io/library/node

  /** Default image of `QdrantChart`. */
  public static readonly QDRANT = `docker.io/qdrant/qdrant:${Images.QDRANT_VERSION}`;

  /** Default image of `EphemeralValkey`. */
  public static readonly VALKEY = `docker.io/valkey/valkey:${Images.VALKEY_VERSION}`;

  /** Default image of `OAuth2ProxyChart`. */
  public static readonly OAUTH2_PROXY = `quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`;

  /** Default image of `ScheduledBackup`. */
  public static readonly NODE = `docker.io/library/node:${Images.NODE_VERSION}`;

  /** First release of oauth2-proxy without the published bypasses of the sign-in: CVE-2026-76835 and earlier ones. */
  public static readonly OAUTH2_PROXY_FIXED_SINCE = 'v7.15.5';

  /** First release of Qdrant that requires the API key on all paths below `/dashboard` that need it: pull request 9254 of Qdrant. */
  public static readonly QDRANT_FIXED_SINCE = 'v1.18.2';

  /**
   * Whether the tag of an image is a version before another version.
   *
   * @param image Image reference, e.g. `quay.io/oauth2-proxy/oauth2-proxy:v7.15.1`.
   * @param version Version to compare with, e.g. `v7.15.2`.
   * @returns `false` for a tag that is no version, e.g. `latest`, and for an image with a digest only. A tag such as `v7.15` stands
   * for the newest version with this prefix. `v7.15.2-rc.1` is before `v7.15.2`, and `v7.15.2-alpine` is not.
   */
  public static isBefore(image: string, version: string): boolean {
    // The text after the last colon, unless that colon belongs to the port of the registry.
    const tag = /:([^:/]+)$/.exec(image.split('@')[0]!)?.[1] ?? '';
    const [own, other] = [tag, version].map(numbersOf);
    if (!own || !other) {
      return false;
    }
    const at = own.findIndex((number, index) => number !== other[index]);
    return at >= 0 ? own[at]! < other[at]! : own.length === other.length && PRE_RELEASE.test(tag);
  }

  /**
   * An image with a version as its tag, for checks of the version.
   *
   * @param image Image reference, e.g. `qdrant@sha256:...`.
   * @param version Version of the image, e.g. `1.19.2`.
   * @returns the image reference as it is if its tag is a version, or if there is no version
   */
  public static withVersion(image: string, version?: string): string {
    return version === undefined || isVersion(image) ? image : `${REPOSITORY.exec(image)![0]}:${version}`;
  }

  private constructor() {}
}

/** Whether the tag of an image is a version. */
export function isVersion(image: string): boolean {
  return Images.isBefore(image, 'v999.0.0');
}

/** The text before the tag and the digest. The port of the registry belongs to it. */
const REPOSITORY = /^(?:[^@]*\/)?[^@:/]*/;

/** Suffixes of versions before a release. Suffixes such as `-alpine` are variants of the release. */
const PRE_RELEASE = /-(?:alpha|beta|dev|nightly|pre|preview|rc|snapshot)(?![a-z])/i;

/** The numbers of `v1.15.4`, `1.15.4-unprivileged` or `v1.15`, and the first three of `v1.15.4.1`. */
function numbersOf(tag: string): number[] | undefined {
  return /^v?(\d+(?:\.\d+){0,2})(?:\.\d+)*(?:-|$)/.exec(tag)?.[1]!.split('.').map(Number);
}
