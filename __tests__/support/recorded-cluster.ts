import type { V1Namespace } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import type { Source } from '../../commands/init/cluster/running';

/** The recorded objects of a namespace, for commands that only read. */
export class RecordedCluster implements Source {
  /** What was read, in order. */
  readonly log: string[] = [];

  constructor(
    private readonly objects: readonly any[],
    /** The kinds that the user cannot read. */
    private readonly forbidden: readonly string[] = [],
  ) {}

  async list(_apiVersion: string, kind: string, namespace?: string): Promise<LiveObject[]> {
    this.log.push(`list ${kind}`);
    this.refuse(kind);
    return this.objects.filter(each => each.kind === kind && (each.metadata.namespace ?? namespace) === namespace);
  }

  async read(_api: string, kind: string, namespace: string | undefined, name: string): Promise<LiveObject | undefined> {
    this.log.push(`get ${kind}`);
    this.refuse(kind);
    return (await this.list('', kind, namespace)).find(({ metadata }) => metadata.name === name);
  }

  async namespace(name: string): Promise<V1Namespace | 'forbidden' | undefined> {
    return this.forbidden.includes('Namespace')
      ? 'forbidden'
      : this.objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name);
  }

  private refuse(kind: string): void {
    if (this.forbidden.includes(kind)) {
      throw Object.assign(new Error('forbidden'), { status: 403 });
    }
  }
}
