import { stringify } from 'yaml';
import type { Cluster } from '../../../clients/kubernetes/cluster';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import type { QdrantOptions } from '../../../clients/qdrant/qdrant-client';
import { remember } from '../../../cli/secrets';
import type { Config } from '../../../config/schema';
import { VERSION } from '../../../config/version';
import { Expected } from '../../../stack/expected';
import { apiKeyOf } from '../../../stack/known-keys';
import { isPodOf } from '../../../stack/pods';
import { openQdrant } from '../../../stack/qdrant';
import { referencedSecrets } from '../../synth/summary';
import { each } from '../collect';
import { screen } from '../screen';
import type { Status } from '../status';
import { problemOf } from '../problem';
import { scrub, scrubbed } from './scrub';

/** One file of a support bundle, or several of a kind. */
export interface Part {
  readonly name: string;
  /** What a person reads about it in the list of files. */
  readonly about: string;
  /** The text, without secrets. */
  readonly read: () => Promise<string>;
}

/** The servers that are asked, and the config that says what is there. */
export interface StackAccess {
  readonly cluster: Cluster;
  readonly config: Config;
  readonly qdrant: QdrantOptions;
}

const HOUR = 3600;
/** The newest lines. With `limitBytes` alone, the server would leave out the newest. */
const LOG_LIMITS = { tailLines: 20_000, limitBytes: 5_000_000 };
/** The most pods of a CronJob in a bundle. */
const PODS_OF_CRON_JOB = 3;

/** The Secrets of the stack without their values. All values are registered, so that no other part shows one. */
export async function secretsOf({ cluster, config }: StackAccess): Promise<string> {
  const names = referencedSecrets(new Expected(config).objects).map(({ secret }) => secret);
  const found = [];
  for (const name of names) {
    const secret = await cluster.secret(config.namespace, name);
    const values = Object.entries(secret?.data ?? {});
    values.flatMap(([, value]) => textsIn(Buffer.from(value, 'base64').toString())).forEach(remember);
    const keys = values.map(([key, value]) => ({ key, bytes: Buffer.from(value, 'base64').length }));
    found.push(secret ? { name, type: secret.type, keys } : { name, missing: true });
  }
  return `${JSON.stringify(found, undefined, 2)}\n`;
}

/** A value as applications use it: without the newline at the end of a file, and the password in the login of a registry. */
function textsIn(value: string): string[] {
  const passwords = [...value.matchAll(/"(?:password|auth|identitytoken)"\s*:\s*("(?:[^"\\]|\\.)+")/g)];
  return [value, value.trim(), ...passwords.map(([, password]) => JSON.parse(password!) as string)];
}

/** Every part but the Secrets. */
export async function partsOf(stack: StackAccess, status: Status, time: Date): Promise<Part[]> {
  const { cluster, config } = stack;
  const { namespace } = config;
  const expected = new Expected(config);
  const workloads = [...expected.all('StatefulSet'), ...expected.all('Deployment')];
  const all = await cluster.list('v1', 'Pod', namespace);
  const pods = all.filter(pod => workloads.some(workload => isPodOf(pod, workload)));
  const jobs = jobsOf(cluster, expected, namespace);
  // Part jobs.yaml has the reason why they cannot be listed.
  const podsOfJobs = newestPodsOf(await jobs.catch(() => []), all, time);
  return [
    part('versions.json', 'this tool, Node.js, the API server and the images of the config', async () =>
      json({ tool: VERSION, node: process.version, kubernetes: await cluster.version(), images: config.images }),
    ),
    part('config.json', 'the config with all defaults', async () => json(config)),
    part('status.json', 'the output of status, for programs', async () => json(status)),
    part('status.txt', 'the output of status --drift', async () => scrub(`${screen(status, true)}\n`)),
    part('objects.yaml', 'the live objects of the manifests, except Secrets', () => objects(cluster, expected)),
    part('pods.yaml', 'the pods, for each CronJob the newest', async () => yaml([...pods, ...podsOfJobs])),
    part('jobs.yaml', 'the Jobs, also those of the CronJobs', async () => yaml(await jobs)),
    part('claims.yaml', 'the claims of the volumes of Qdrant', async () =>
      yaml(await each(expected.claims(), name => cluster.read('v1', 'PersistentVolumeClaim', namespace, name))),
    ),
    part('events.yaml', 'the events of the namespace', async () => yaml(await cluster.list('v1', 'Event', namespace))),
    part('qdrant/telemetry.json', "Qdrant's telemetry: settings, shards and times, without points", () =>
      fromQdrant(stack, client => client.telemetry()),
    ),
    part('qdrant/cluster.json', 'the cluster as Qdrant sees it', () => fromQdrant(stack, client => client.cluster())),
    ...pods.flatMap(pod => logsOf(cluster, pod, 'the log of the last hour', { ...LOG_LIMITS, sinceSeconds: HOUR })),
    ...podsOfJobs.flatMap(pod => logsOf(cluster, pod, 'the log of the run', LOG_LIMITS)),
  ];
}

/** The Jobs of the manifests, and those that belong to a CronJob of the manifests. */
async function jobsOf(cluster: Cluster, expected: Expected, namespace: string): Promise<LiveObject[]> {
  const isExpected = (kind: string, name: string) => expected.all(kind).some(({ metadata }) => metadata.name === name);
  const jobs = await cluster.list('batch/v1', 'Job', namespace);
  return jobs.filter(job => {
    const owner = ownerOf(job, 'CronJob');
    return owner === undefined ? isExpected('Job', job.metadata.name) : isExpected('CronJob', owner);
  });
}

/** For each CronJob, and each other Job, the newest pod, and a few more of the last hour. */
function newestPodsOf(jobs: readonly LiveObject[], pods: readonly LiveObject[], time: Date): LiveObject[] {
  const groupOf = new Map(jobs.map(job => [job.metadata.name, ownerOf(job, 'CronJob') ?? job.metadata.name]));
  const groups = new Map<string, LiveObject[]>();
  for (const pod of [...pods].sort((a, b) => createdAt(b) - createdAt(a))) {
    const group = groupOf.get(ownerOf(pod, 'Job') ?? '');
    if (group !== undefined) {
      groups.set(group, [...(groups.get(group) ?? []), pod]);
    }
  }
  const isOfLastHour = (pod: LiveObject) => createdAt(pod) > time.getTime() - HOUR * 1000;
  return [...groups.values()].flatMap(newestFirst =>
    newestFirst.slice(0, PODS_OF_CRON_JOB).filter((pod, index) => index === 0 || isOfLastHour(pod)),
  );
}

/** The name of the owner of a kind that controls an object. */
function ownerOf({ metadata }: LiveObject, kind: string): string | undefined {
  const owners: readonly { kind: string; name: string; controller?: boolean }[] = metadata.ownerReferences ?? [];
  return owners.find(owner => owner.controller === true && owner.kind === kind)?.name;
}

function createdAt({ metadata }: LiveObject): number {
  return new Date(metadata.creationTimestamp).getTime();
}

function part(name: string, about: string, read: () => Promise<string>): Part {
  return { name, about, read };
}

/** The objects that can be read, and a comment for each other one. */
async function objects(cluster: Cluster, expected: Expected): Promise<string> {
  const found: LiveObject[] = [];
  const comments: string[] = [];
  for (const { apiVersion, kind, metadata } of expected.objects.filter(each => each.kind !== 'Secret')) {
    try {
      const object = await cluster.read(apiVersion, kind, metadata.namespace, metadata.name);
      if (object) {
        found.push(object);
      } else {
        comments.push(`# ${kind} ${metadata.name} does not exist.\n`);
      }
    } catch (error) {
      comments.push(`# ${kind} ${metadata.name} is unknown: ${scrub(problemOf(error)).replaceAll('\n', ' ')}\n`);
    }
  }
  return comments.join('') + yaml(found);
}

/** The log of each container, also that of its run before. */
function logsOf(
  cluster: Cluster,
  { metadata, spec, status }: LiveObject,
  current: string,
  limits: { readonly tailLines: number; readonly limitBytes: number; readonly sinceSeconds?: number },
): Part[] {
  const containers: { readonly name: string }[] = [...(spec.initContainers ?? []), ...spec.containers];
  const states: any[] = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return containers.flatMap(({ name }) => {
    const hasRestarted = states.some(state => state.name === name && state.restartCount > 0);
    return [false, ...(hasRestarted ? [true] : [])].map(previous => {
      const file = `logs/${metadata.name}/${name}${previous ? '.previous' : ''}.log`;
      const about = previous ? 'the log before the last restart' : current;
      const place = { namespace: metadata.namespace!, pod: metadata.name, name };
      return part(file, about, async () => scrub(await cluster.logs(place, { previous, ...limits })));
    });
  });
}

async function fromQdrant(
  { cluster, config, qdrant }: StackAccess,
  read: (client: Awaited<ReturnType<typeof openQdrant>>) => Promise<unknown>,
): Promise<string> {
  const client = await openQdrant({ ...qdrant, apiKey: await apiKeyOf(cluster, config) });
  try {
    return json(await read(client));
  } finally {
    await client.close();
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(scrubbed(value), undefined, 2)}\n`;
}

function yaml(found: readonly (LiveObject | undefined)[]): string {
  const documents = found.flatMap(object => (object ? [stringify(scrubbed(withoutCopies(object)))] : []));
  return documents.join('---\n');
}

/** Copies of the fields of an object, by kubectl and the API server. */
const COPIES = new Set(['managedFields', 'kubectl.kubernetes.io/last-applied-configuration']);

function withoutCopies(object: LiveObject): unknown {
  return JSON.parse(JSON.stringify(object, (key, value: unknown) => (COPIES.has(key) ? undefined : value)));
}
