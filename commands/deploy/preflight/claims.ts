import type { LiveObject } from '../../../clients/kubernetes/objects';
import type { Expected, ExpectedObject } from '../../../stack/expected';
import type { Lookup } from './lookup';

/** A claim of the manifests that does not exist yet. */
export interface NewClaim {
  readonly name: string;
  readonly size: string;
  readonly storageClassName?: string;
}

/** The claims that Kubernetes would create. */
export async function newClaims(lookup: Lookup, expected: Expected): Promise<NewClaim[]> {
  const ofTemplates = expected.all('StatefulSet').flatMap(({ metadata, spec }) => {
    const templates: readonly ExpectedObject[] = spec.volumeClaimTemplates ?? [];
    return templates.flatMap(template =>
      Array.from({ length: spec.replicas }, (_, pod) =>
        claimOf(template, `${template.metadata.name}-${metadata.name}-${pod}`),
      ),
    );
  });
  const own = expected.claimsOfTheirOwn().map(claim => claimOf(claim, claim.metadata.name));
  const all = [...ofTemplates, ...own];
  const found = await Promise.all(all.map(({ name }) => lookup.read('v1', 'PersistentVolumeClaim', name)));
  return all.filter((_, index) => found[index] === undefined);
}

function claimOf({ spec }: ExpectedObject, name: string): NewClaim {
  return { name, size: spec.resources.requests.storage, storageClassName: spec.storageClassName };
}

/** Whether a claim has no volume, and so no data. */
export function neverBound({ spec, status }: LiveObject): boolean {
  return !spec.volumeName && status?.phase !== 'Bound';
}
