import { ApiObject } from 'cdk8s';
import { type Construct } from 'constructs';
import { type SecretKey } from '../common/references';
import { mapping } from '../common/mapping';
import { type ParsedManifest } from './manifest-reader';
import { checkAtSynthesis, type Item } from './rule-set';

/**
 * Rejects at synthesis every object of the app with the kind, name and namespace of an object of the construct: of two such objects,
 * the cluster keeps the one applied last. Also rejects Secrets with values under the names of Secrets that the construct refers to.
 *
 * @param owner The construct, after it has created its objects.
 * @param secrets The Secrets that contain keys and credentials.
 */
export function rejectDuplicates(
  owner: Construct,
  namespace: string | undefined,
  secrets: readonly (Pick<SecretKey, 'name'> | undefined)[],
): void {
  const own = new Set(owner.node.findAll().filter(ApiObject.isApiObject));
  checkAtSynthesis(owner, items => {
    const created = items.filter(({ object }) => own.has(object));
    const others = items.filter(({ object }) => !own.has(object));
    const duplicates = others.filter(item => created.some(each => isSame(each.manifest, item.manifest)));
    const secretsWithValues = others.filter(({ manifest }) => {
      const isNamed = secrets.some(secret => secret?.name === manifest.name);
      return manifest.kind === 'Secret' && isNamed && overlaps(manifest.namespace, namespace) && hasValues(manifest);
    });
    return [
      ...duplicates.map((item: Item) => ({
        ...item,
        problem: `is a duplicate of an object of ${owner.node.id}: the cluster keeps the one applied last, which can open access`,
        fix: 'rename yours, or use the props',
      })),
      ...secretsWithValues.map((item: Item) => ({
        ...item,
        problem: 'contains keys or credentials, which everybody who sees the manifests can read',
        fix: 'create it in the cluster, and only name it in the props',
      })),
    ];
  });
}

function isSame(own: ParsedManifest, { kind, name, namespace }: ParsedManifest): boolean {
  return kind === own.kind && name === own.name && overlaps(namespace, own.namespace);
}

/** An object without a namespace goes to the namespace that the person who applies it chooses. */
function overlaps(namespace: string | undefined, other: string | undefined): boolean {
  return namespace === undefined || other === undefined || namespace === other;
}

function hasValues({ fields }: ParsedManifest): boolean {
  return Object.keys({ ...mapping(fields.data), ...mapping(fields.stringData) }).length > 0;
}
