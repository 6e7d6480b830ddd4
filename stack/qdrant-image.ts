import { coerce, type SemVer } from 'semver';

/** A container, as far as this code reads it. */
export interface QdrantContainer {
  readonly name?: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string }[];
}

/** A workload, as far as this code reads it. */
export interface QdrantWorkload {
  readonly kind: string;
  readonly metadata?: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly template: { readonly spec: { readonly containers: readonly QdrantContainer[] } } };
}

const NAME = 'qdrant';
/** `v1.15.4`, `1.15.4-unprivileged`, or `v1.15`, which moves from patch to patch. */
const VERSION = /^v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/;
/** The patch of a tag such as `v1.15`: the latest one, as far as anybody knows. */
const LATEST = Number.MAX_SAFE_INTEGER;

/** The container of Qdrant in the pods of a workload. Other charts add sidecars, before it or after it. */
export function qdrantContainer({ spec }: QdrantWorkload): QdrantContainer | undefined {
  const containers = spec?.template.spec.containers ?? [];
  return containers.find(({ name }) => name === NAME) ?? containers.find(({ image }) => repositoryOf(image) === NAME);
}

/** The version in the tag of an image. Tags such as `latest`, and digests alone, have none. */
export function versionOf(image: string): SemVer | undefined {
  const [, tag = ''] = /:([^:/@]+)(?:@.*)?$/.exec(image.replace(/@.*$/, '')) ?? [];
  const [isVersion, patch] = VERSION.exec(tag) ?? [];
  const version = isVersion === undefined ? null : coerce(tag);
  if (version && patch === undefined) {
    version.patch = LATEST;
  }
  return version ?? undefined;
}

/** The version that a workload runs: that of the image, or else that of the label. A digest alone has no version. */
export function versionOfWorkload(workload: QdrantWorkload): SemVer | undefined {
  const image = qdrantContainer(workload)?.image;
  const label = workload.metadata?.labels?.['app.kubernetes.io/version'];
  return image === undefined
    ? undefined
    : (versionOf(image) ?? (label === undefined ? undefined : versionOf(`:${label}`)));
}

/** `v1.15.4`, or `v1.15` where the tag has no patch. */
export function versionText({ major, minor, patch }: SemVer): string {
  return [`v${major}.${minor}`, ...(patch === LATEST ? [] : [patch])].join('.');
}

/** `qdrant` of `registry:5000/library/qdrant:v1.15.4`. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').split('/').at(-1)!.replace(/:.*$/, '');
}
