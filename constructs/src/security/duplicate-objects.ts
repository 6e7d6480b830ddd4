import { ApiObject } from 'cdk8s';
import { type Construct } from 'constructs';
import { type Finding, holdTo, type Item } from './rule-set';
import { type SecretKey } from '../common/references';
import { type Manifest } from './routes';

/**
 * Refuses at synth a second object by the name of one of a construct's own, also in another chart: of two that are applied, the
 * last one wins. And Secrets with values in the place of those that the construct takes from the cluster.
 *
 * @param guard The construct, with all of its own objects made.
 * @param secrets Those that hold keys and credentials.
 */
export function refuseSeconds(
  guard: Construct,
  namespace: string | undefined,
  secrets: readonly (Pick<SecretKey, 'name'> | undefined)[],
): void {
  const own = new Set(guard.node.findAll().filter(ApiObject.isApiObject));
  holdTo(guard, items => {
    const made = items.filter(({ object }) => own.has(object));
    const others = items.filter(({ object }) => !own.has(object));
    return [
      ...others
        .filter(({ manifest }) => made.some(each => isSame(each.manifest, manifest)))
        .map(item => ({
          ...item,
          problem: `is there twice, once of ${guard.node.id}: the last one that is applied wins, and can let in anybody`,
          fix: 'give yours another name, or use the props',
        })),
      ...others
        .filter(({ manifest: { kind, metadata } }) => {
          return (
            kind === 'Secret' &&
            secrets.some(secret => secret?.name === metadata.name) &&
            isIn(metadata.namespace, namespace)
          );
        })
        .flatMap(withValues),
    ];
  });
}

function isSame(own: Manifest, { kind, metadata }: Manifest): boolean {
  return kind === own.kind && metadata.name === own.metadata.name && isIn(metadata.namespace, own.metadata.namespace);
}

/** Without one of its own, an object takes the namespace of whoever applies it. */
function isIn(namespace: string | undefined, other: string | undefined): boolean {
  return namespace === undefined || other === undefined || namespace === other;
}

function withValues(item: Item): Finding[] {
  const { data, stringData } = item.manifest;
  return Object.keys({ ...data, ...stringData }).length > 0
    ? [
        {
          ...item,
          problem: 'holds keys or credentials, which whoever sees the manifests could read',
          fix: 'make it in the cluster, and name it in the props alone',
        },
      ]
    : [];
}
