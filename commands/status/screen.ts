import { bytes, counted } from '../../cli/text';
import {
  type CertificateStatus,
  type Drift,
  drifts,
  type NodesStatus,
  type QdrantStatus,
  type RouteStatus,
  type Status,
  type VolumeStatus,
  type WorkloadStatus,
} from './status';

/** The status for people. @param fields Whether drift is shown field by field. */
export function screen(status: Status, fields: boolean): string {
  const { cluster, namespace, qdrant, nodes, workloads, volumes, certificate, routes, helm, drift } = status;
  return [
    `Namespace ${namespace.name} in cluster ${cluster}: ${namespace.state}`,
    `Qdrant ${qdrant.version ?? 'of unknown version'} at ${qdrant.url}`,
    ...section(
      'Workloads',
      workloads.flatMap(workload => workloadLines(workload, widest(workloads, 'name'))),
    ),
    ...(nodes ? section('Nodes of Qdrant', nodeLines(nodes)) : []),
    ...section('Collections', collectionLines(qdrant)),
    ...section(
      'Volumes',
      volumes.map(volume => volumeLine(volume, widest(volumes, 'claim'))),
    ),
    ...(certificate ? section('Certificate', [certificateLine(certificate)]) : []),
    ...section('Routes of the cluster', routeLines(routes)),
    ...(helm.length > 0
      ? section(
          'Helm',
          helm.map(text => `note: ${text}`),
        )
      : []),
    ...section('Drift from the config', driftLines(drift, fields)),
  ].join('\n');
}

function certificateLine({ secret, daysLeft, problem }: CertificateStatus): string {
  return `${secret}  ${problem ?? `${counted(daysLeft!, 'day')} left`}`;
}

function routeLines({ violations, notes, problem }: RouteStatus): string[] {
  const lines = violations.flatMap(({ object, problem: text, fix }) => [`${object} ${text}`, `  fix: ${fix}`]);
  const all = problem === undefined && lines.length === 0 ? ['none bypasses the sign-in'] : lines;
  return [...(problem === undefined ? [] : [`unknown: ${problem}`]), ...all, ...notes.map(text => `note: ${text}`)];
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, ...lines.map(line => `  ${line}`)];
}

function workloadLines({ name, images, ready, wanted, waiting }: WorkloadStatus, width: number): string[] {
  const state = wanted === undefined ? 'does not exist' : `${ready} of ${wanted} ready`;
  return [[name.padEnd(width), state, ...images].join('  '), ...waiting.map(reason => `  ${reason}`)];
}

function nodeLines({ list, problems, unknown, notes }: NodesStatus): string[] {
  const width = widest(list, 'node');
  const lines = list.map(({ node, peers, leader, collections = [], problem }) =>
    problem === undefined
      ? [
          node.padEnd(width),
          `cluster of ${counted(peers!, 'node')}`,
          `leader ${leader ?? 'unknown'}`,
          `collections: ${collections.join(', ') || 'none'}`,
        ].join('  ')
      : `${node.padEnd(width)}  unknown: ${problem}`,
  );
  // The line of a node already says why it did not answer.
  const others = unknown.filter(text => !list.some(({ node }) => text.startsWith(`${node} `)));
  return [
    ...lines,
    ...others.map(text => `unknown: ${text}`),
    ...problems.map(text => `problem: ${text}`),
    ...notes.map(text => `note: ${text}`),
  ];
}

function collectionLines({ collections, problem }: QdrantStatus): string[] {
  if (!collections) {
    return [`unknown: ${problem}`];
  }
  const width = widest(collections, 'name');
  const lines = collections.map(({ name, points, status }) =>
    [name.padEnd(width), points === undefined ? 'unknown' : counted(points, 'point'), status ?? 'unknown'].join('  '),
  );
  return lines.length > 0 ? lines : ['none'];
}

function volumeLine({ claim, capacity, usedBytes }: VolumeStatus, width: number): string {
  const used = usedBytes === undefined ? 'used: unknown' : `used: ${bytes(usedBytes)}`;
  return [claim.padEnd(width), ...(capacity ? [capacity, used] : ['no volume'])].join('  ');
}

function driftLines(drift: readonly Drift[], fields: boolean): string[] {
  const others = drift.filter(({ state }) => state !== 'in sync');
  return [
    `${drift.length - others.length} of ${counted(drift.length, 'object')} in sync`,
    ...others.flatMap(each => [`${each.object}: ${wordsOf(each)}`, ...(fields ? fieldLines(each) : [])]),
    ...(others.some(drifts) && !fields ? ['--drift shows the fields'] : []),
  ];
}

function wordsOf({ state, changes, problem }: Drift): string {
  if (problem) {
    return `${state}: ${problem}`;
  }
  return state === 'missing'
    ? 'missing'
    : counted(changes.length, 'field') + (changes.length === 1 ? ' differs' : ' differ');
}

function fieldLines({ changes }: Drift): string[] {
  return changes.map(
    ({ field, from, to }) => `  ${field}: ${JSON.stringify(from) ?? 'none'} -> ${JSON.stringify(to) ?? 'none'}`,
  );
}

/** Length of the longest text in a column. */
function widest<Row, Column extends keyof Row>(rows: readonly Row[], column: Column): number {
  return Math.max(0, ...rows.map(row => String(row[column]).length));
}
