import { gunzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { statusOf } from '../clients/http';
import type { Cluster } from '../clients/kubernetes/cluster';
import type { LiveObject } from '../clients/kubernetes/objects';
import type { Expected } from './expected';

/** What a person should know about the records that Helm keeps of the stack's objects. */
export interface HelmReleases {
  /** The releases with an object of the stack. */
  readonly names: readonly string[];
  /** One sentence each. */
  readonly notes: readonly string[];
}

/** The annotation with the release of an object. */
const RELEASE = 'meta.helm.sh/release-name';

/**
 * The Helm releases that still have a record of objects of the stack. `helm uninstall` deletes every object in the record,
 * whoever manages the object now.
 *
 * @param live Objects of the stack. Before a takeover, their annotations name the releases too.
 */
export async function helmReleases(
  cluster: Cluster,
  namespace: string,
  expected: Expected,
  live: readonly LiveObject[] = [],
): Promise<HelmReleases> {
  const records = await recordsIn(cluster, namespace);
  const annotated = live.flatMap(({ metadata }) => metadata.annotations?.[RELEASE] ?? []);
  if (records === 'forbidden' && annotated.length > 0) {
    return named(namespace, annotated);
  }
  if (records === 'forbidden') {
    const notes = [`the right to list Secrets in namespace ${namespace} is missing, so Helm releases were not checked`];
    return { names: [], notes };
  }
  const own = expected.objects.filter(({ kind }) => kind !== 'Namespace');
  const isOwn = ({ kind, name }: Identity) => own.some(each => each.kind === kind && each.metadata.name === name);
  const found = records.filter(({ objects }) => objects === undefined || objects.some(isOwn));
  return named(
    namespace,
    found.map(({ release }) => release),
  );
}

function named(namespace: string, releases: readonly string[]): HelmReleases {
  const names = [...new Set(releases)].sort();
  return { names, notes: names.map(name => uninstallNote(namespace, name)) };
}

function uninstallNote(namespace: string, name: string): string {
  return `Helm still has its record of release ${name}: helm uninstall ${name} would delete the objects of this stack; make Helm forget the release: kubectl delete secret -n ${namespace} -l owner=helm,name=${name}`;
}

interface Identity {
  readonly kind: string;
  readonly name: string;
}

interface HelmRecord {
  readonly release: string;
  /** Absent where the record cannot be read. */
  readonly objects?: readonly Identity[];
}

async function recordsIn(cluster: Cluster, namespace: string): Promise<HelmRecord[] | 'forbidden'> {
  try {
    const secrets = await cluster.list('v1', 'Secret', namespace, 'owner=helm');
    return secrets.map(({ metadata, data }) => ({
      release: metadata.labels.name,
      objects: objectsIn(data?.release ?? ''),
    }));
  } catch (error) {
    if (statusOf(error) === 403) {
      return 'forbidden';
    }
    throw error;
  }
}

/** The objects of a record. */
function objectsIn(record: string): Identity[] | undefined {
  const manifest = manifestIn(record);
  return manifest === undefined
    ? undefined
    : parseAllDocuments(manifest)
        .map(document => document.toJS() as { kind?: string; metadata?: { name?: string } } | null)
        .flatMap(object =>
          object?.kind && object.metadata?.name ? [{ kind: object.kind, name: object.metadata.name }] : [],
        );
}

/** The manifests of a record: gzipped JSON, in base64 twice. */
function manifestIn(record: string): string | undefined {
  try {
    const compressed = Buffer.from(Buffer.from(record, 'base64').toString('latin1'), 'base64');
    return (JSON.parse(gunzipSync(compressed).toString()) as { manifest?: string }).manifest;
  } catch {
    return undefined; // A format of a later version of Helm.
  }
}
