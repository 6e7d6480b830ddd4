import { buildApp } from '../app';
import type { Config } from '../config/schema';
import { type Manifest, render } from './manifests';

const CLAIM = 'PersistentVolumeClaim';

/** One object of the manifests of a config. */
export interface ExpectedObject extends Manifest {
  readonly apiVersion: string;
  readonly metadata: Manifest['metadata'] & {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The claim templates of a StatefulSet. A StatefulSet with a claim that the config names can have none. */
export function claimTemplatesOf(spec: Manifest['spec']): readonly ExpectedObject[] {
  return spec.volumeClaimTemplates ?? [];
}

/** The objects that the cluster must have: those of the manifests, so that no name is written twice. */
export class Expected {
  /** All of them, in the order in which they are applied. */
  readonly objects: readonly ExpectedObject[];

  constructor(private readonly config: Config) {
    this.objects = render(buildApp(config)).flatMap(({ objects }) => objects as readonly ExpectedObject[]);
  }

  /** Those of a kind, without objects that `extend` adds to other namespaces. */
  all(kind: string): readonly ExpectedObject[] {
    const { namespace } = this.config;
    return this.objects.filter(
      ({ kind: each, metadata }) => each === kind && (metadata.namespace ?? namespace) === namespace,
    );
  }

  /** The StatefulSet of Qdrant. */
  get qdrant(): ExpectedObject {
    return this.one('StatefulSet', ({ metadata }) => metadata.name === this.config.qdrant.name);
  }

  /** The one of its kind that `matches`. */
  one(kind: string, matches: (object: ExpectedObject) => boolean = () => true): ExpectedObject {
    return this.all(kind).find(matches)!;
  }

  /** Everything but the namespace and volume claims, the last one first. */
  inReverse(): readonly ExpectedObject[] {
    return this.objects.filter(({ kind }) => kind !== 'Namespace' && kind !== CLAIM).reverse();
  }

  /** The claims outside of pod templates: those for backups. */
  claimsOfTheirOwn(): readonly ExpectedObject[] {
    return this.all(CLAIM);
  }

  /** The claims of Qdrant: one for each template and pod, and those that the config names. */
  claims(): string[] {
    const { storage, snapshotStorage } = this.config.qdrant;
    const volumes = [storage, snapshotStorage].filter(each => typeof each === 'object');
    return [...volumes.flatMap(({ claimName }) => claimName ?? []), ...this.claimsOfTemplates()];
  }

  private claimsOfTemplates(): string[] {
    return this.all('StatefulSet').flatMap(({ metadata, spec }) =>
      Array.from({ length: spec.replicas }, (_, pod) => pod).flatMap(pod =>
        claimTemplatesOf(spec).map(template => `${template.metadata.name}-${metadata.name}-${pod}`),
      ),
    );
  }
}
