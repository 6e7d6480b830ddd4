/** A version as far as an image tag tells it. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  /** Absent in a tag such as `v1.15`, which moves from patch to patch. */
  readonly patch?: number;
}

/** The version that the tag of an image names; nothing for `latest`, a digest alone or a name of one's own. */
export function versionOf(image: string): Version | undefined {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image.replace(/@.*$/, ''))?.[1] ?? '';
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-[\w.-]+)?$/.exec(tag) ?? [];
  if (major === undefined || minor === undefined) {
    return undefined;
  }
  return { major: Number(major), minor: Number(minor), ...(patch !== undefined && { patch: Number(patch) }) };
}
