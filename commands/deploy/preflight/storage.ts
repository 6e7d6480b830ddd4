import type { LiveObject } from '../../../clients/kubernetes/objects';
import { commandLine } from '../../../cli/invocation';
import type { Expected, ExpectedObject } from '../../../stack/expected';
import { neverBound } from './claims';
import { type Findings, joined, type Problem } from './findings';
import type { Lookup } from './lookup';

const STORAGE_API = 'storage.k8s.io/v1';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
/** The provisioner of a class whose volumes people create. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** Words in the names of provisioners that share files over a network, or that store objects. */
const FILE_SHARES = new RegExp(
  [
    '(?:^|[^a-z])(?:nfs|smb|cifs|efs|cephfs|glusterfs|azure-?file|filestore|lustre|fsx|juicefs|seaweedfs|beegfs|manila|gcsfuse|blob|nas|nasplugin|s3)',
    '^file\\.csi\\.',
  ].join('|'),
  'i',
);
/** Values of parameters with which a provisioner of block devices shares files. */
const FILE_PARAMETERS = /^(?:nfs|smb|cifs|ontap-nas.*|.*-nas)$/i;

/** The claims of one config key. */
interface Claims {
  readonly key: string;
  readonly storageClassName?: string;
  /** Claims that exist. A claim without a volume was never bound. */
  readonly existing: readonly LiveObject[];
  /** The number of claims that still need a volume. */
  readonly waiting: number;
  /** Whether the deploy writes the class for the first time. */
  readonly isNew: boolean;
}

/** Checks the StorageClasses of the claims. A claim template and a claim never change their class. */
export async function storageFindings(lookup: Lookup, expected: Expected): Promise<Findings> {
  const all = await claimsOf(lookup, expected);
  const classes = all.some(needsClass) ? await lookup.listOfCluster(STORAGE_API, 'StorageClass') : [];
  const stuck = { problems: all.flatMap(claims => stuckClaims(lookup, claims)), notes: [] };
  if (classes === 'forbidden') {
    return stuck;
  }
  const found: Findings[] = [];
  for (const claims of all.filter(needsClass)) {
    found.push(await classFindings(lookup, claims, classes));
  }
  const { problems, notes } = joined([stuck, ...found]);
  return { problems, notes: [...new Set(notes)] };
}

function needsClass({ waiting, isNew }: Claims): boolean {
  return waiting > 0 || isNew;
}

async function claimsOf(lookup: Lookup, expected: Expected): Promise<Claims[]> {
  const all: Claims[] = [];
  for (const { apiVersion, kind, metadata, spec } of expected.all('StatefulSet')) {
    const isNew = (await lookup.read(apiVersion, kind, metadata.name)) === undefined;
    const templates: readonly ExpectedObject[] = spec.volumeClaimTemplates ?? [];
    for (const template of templates) {
      const names = Array.from(
        { length: spec.replicas },
        (_, pod) => `${template.metadata.name}-${metadata.name}-${pod}`,
      );
      const key = template.metadata.name.includes('snapshots') ? 'qdrant.snapshotStorage' : 'qdrant.storage';
      all.push({ key, isNew, ...(await stateOf(lookup, names)), storageClassName: template.spec.storageClassName });
    }
  }
  for (const { metadata, spec } of expected.claimsOfTheirOwn()) {
    const state = await stateOf(lookup, [metadata.name]);
    all.push({ key: 'scheduledBackup.volume', isNew: false, ...state, storageClassName: spec.storageClassName });
  }
  return all;
}

async function stateOf(lookup: Lookup, names: readonly string[]): Promise<Pick<Claims, 'existing' | 'waiting'>> {
  const found = await Promise.all(names.map(name => lookup.read('v1', 'PersistentVolumeClaim', name)));
  const existing = found.filter(claim => claim !== undefined && claim !== 'forbidden');
  const unknown = found.filter(claim => claim === 'forbidden');
  return { existing, waiting: names.length - unknown.length - existing.filter(claim => !neverBound(claim)).length };
}

/** Claims that keep a class which the StatefulSet no longer names. */
function stuckClaims(lookup: Lookup, { key, storageClassName, existing }: Claims): Problem[] {
  const stuck = existing.filter(
    claim =>
      neverBound(claim) &&
      storageClassName !== undefined &&
      claim.spec.storageClassName !== undefined &&
      claim.spec.storageClassName !== storageClassName,
  );
  return stuck.map(({ metadata, spec }) => ({
    problem: `PersistentVolumeClaim ${lookup.namespace}/${metadata.name} was never bound, and a claim keeps its StorageClass: it has ${spec.storageClassName}, and ${key} says ${storageClassName}`,
    fix: `delete the claim, which holds no data: kubectl delete pvc ${metadata.name} -n ${lookup.namespace}, then deploy again`,
  }));
}

async function classFindings(lookup: Lookup, claims: Claims, classes: readonly LiveObject[]): Promise<Findings> {
  const { key, storageClassName: name } = claims;
  const has = classes.length > 0 ? `it has ${namesOf(classes)}` : 'it has none';
  if (name === undefined) {
    const standard = defaultOf(classes);
    return claims.waiting === 0 || standard
      ? { problems: [], notes: standard && claims.waiting > 0 ? await notesOn(lookup, claims, standard) : [] }
      : {
          problems: [],
          notes: [
            `cluster ${lookup.clusterName} has no default StorageClass (${has}), and the config has no ${key}.storageClassName: the claims wait until a default class or a volume for them exists`,
          ],
        };
  }
  const found = classes.find(({ metadata }) => metadata.name === name);
  if (found) {
    return { problems: [], notes: await notesOn(lookup, claims, found) };
  }
  // People create volumes with the name of a class that does not exist, or claims for them.
  const isKnown = claims.existing.some(claim => claim.spec.storageClassName === name && !neverBound(claim));
  const volumes = await volumesOf(lookup, name);
  if (name === '' || isKnown || volumes === 'forbidden' || volumes.length > 0) {
    const what = name === '' ? `${key} has an empty storageClassName` : `StorageClass ${name} of ${key} does not exist`;
    return { problems: [], notes: claims.waiting > 0 ? [`${what}, so ${volumesByHand(claims, volumes)}`] : [] };
  }
  return {
    problems: [
      {
        problem: `StorageClass ${name} of ${key} does not exist in cluster ${lookup.clusterName} (${has}), and the claims keep their class`,
        fix: [
          ...(classes.length > 0
            ? [
                `set ${key}.storageClassName in the config to one of ${namesOf(classes)}, or create StorageClass ${name}`,
              ]
            : [`create StorageClass ${name}`]),
        ].join('; '),
      },
    ],
    notes: [],
  };
}

async function notesOn(lookup: Lookup, claims: Claims, { metadata, ...found }: LiveObject): Promise<string[]> {
  const { name } = metadata;
  const provisioner: string = found.provisioner;
  const parameters: Readonly<Record<string, string>> = found.parameters ?? {};
  const sharesFiles =
    FILE_SHARES.test(provisioner) || Object.values(parameters).some(value => FILE_PARAMETERS.test(value));
  const title = `StorageClass ${name} of ${claims.key}`;
  if (provisioner === NO_PROVISIONER) {
    const volumes = await volumesOf(lookup, name);
    return claims.waiting > 0 ? [`${title} has no provisioner, so ${volumesByHand(claims, volumes)}`] : [];
  }
  return [
    ...(sharesFiles && claims.key !== 'scheduledBackup.volume'
      ? [
          `${title} shares files over a network (${provisioner}): the data of Qdrant is not safe there, because Qdrant needs a block device; choose a StorageClass with block devices`,
        ]
      : []),
    ...(found.allowVolumeExpansion === true
      ? []
      : [
          `${title} does not allow volumes to grow (allowVolumeExpansion), so ${commandLine('resize-storage')} will not work`,
        ]),
  ];
}

function volumesByHand({ waiting }: Claims, volumes: LiveObject[] | 'forbidden'): string {
  const free = volumes === 'forbidden' ? '' : `; ${volumes.filter(isFree).length} are available`;
  return `you create its volumes, and the claims need ${waiting}${free}`;
}

function isFree({ status }: LiveObject): boolean {
  return status?.phase === 'Available';
}

async function volumesOf(lookup: Lookup, storageClassName: string): Promise<LiveObject[] | 'forbidden'> {
  const volumes = await lookup.listOfCluster('v1', 'PersistentVolume');
  return volumes === 'forbidden'
    ? volumes
    : volumes.filter(({ spec }) => (spec.storageClassName ?? '') === storageClassName);
}

/** Kubernetes takes the newest of several default classes. */
function defaultOf(classes: readonly LiveObject[]): LiveObject | undefined {
  const created = ({ metadata }: LiveObject) => new Date(metadata.creationTimestamp).getTime();
  return classes
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .sort((one, other) => created(other) - created(one))[0];
}

function namesOf(classes: readonly LiveObject[]): string {
  return classes
    .map(({ metadata }) => metadata.name)
    .sort()
    .join(', ');
}
