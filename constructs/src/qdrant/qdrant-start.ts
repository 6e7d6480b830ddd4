import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type k8s } from 'cdk8s-plus-30';
import { nodesUseTls } from './qdrant-config';
import { type ResolvedQdrantProps } from './qdrant-defaults';

/** Starts a node without data. The file is beside the library in the sources and in the package. */
const PROGRAM = join(__dirname, '..', '..', 'programs', 'start-new-node.pl');
const NEW_NODE = basename(PROGRAM);
const STARTED = 'started.sh';
/** Key of the number of nodes in the ConfigMap. It is no file, so that scaling does not restart nodes. */
const NODES_KEY = 'nodes';

/** What the scripts need to know beside the props. */
interface StartNetwork {
  /** Domain of the DNS names of the nodes. */
  readonly nodesDomain: string;
  readonly httpPort: number;
}

/** The script that starts a node. */
export function startScript(props: ResolvedQdrantProps, network: StartNetwork): string {
  return hasSeveralNodes(props) ? severalNodesScript(props, network) : oneNodeScript(props, network);
}

/** The other programs that one of several nodes needs, by the names of their files. */
export function startPrograms(
  props: ResolvedQdrantProps,
  network: Pick<StartNetwork, 'httpPort'>,
): Readonly<Record<string, string>> {
  return hasSeveralNodes(props) ? { [NEW_NODE]: readFileSync(PROGRAM, 'utf8'), [STARTED]: startedScript(network) } : {};
}

/** What the ConfigMap has beside the files. */
export function startData(props: ResolvedQdrantProps): Readonly<Record<string, string>> {
  return hasSeveralNodes(props) ? { [NODES_KEY]: String(props.replicas) } : {};
}

/** The variables of the scripts. */
export function startEnv(props: ResolvedQdrantProps): k8s.EnvVar[] {
  return hasSeveralNodes(props)
    ? [{ name: 'QDRANT_NODES', valueFrom: { configMapKeyRef: { name: props.name, key: NODES_KEY } } }]
    : [];
}

/** The command that says whether a node has started; absent where `/livez` says so. */
export function startedCommand(props: ResolvedQdrantProps, folder: string): string[] | undefined {
  return hasSeveralNodes(props) ? ['/bin/bash', `${folder}/${STARTED}`] : undefined;
}

function hasSeveralNodes({ replicas }: ResolvedQdrantProps): boolean {
  return replicas > 1;
}

const START = ['#!/bin/sh', 'set -eu', 'ulimit -n "$(ulimit -Hn)" || true'];

/** Later nodes join the first one while the number of nodes changes. */
function oneNodeScript(props: ResolvedQdrantProps, { nodesDomain }: StartNetwork): string {
  const { name, cluster } = props;
  if (!cluster.enabled) {
    return lines(...START, 'exec ./entrypoint.sh "$@"');
  }
  const uri = (pod: string) => `${schemeOf(props)}://${pod}.${nodesDomain}:${cluster.p2pPort}`;
  const first = `${name}-0`;
  return lines(
    ...START,
    `if [ "$HOSTNAME" = '${first}' ]; then`,
    `  exec ./entrypoint.sh --uri '${uri(first)}' "$@"`,
    'fi',
    `exec ./entrypoint.sh --bootstrap '${uri(first)}' --uri "${uri('$HOSTNAME')}" "$@"`,
  );
}

/** A node with data returns to its cluster. A node without data may create none, unless no node has data. */
function severalNodesScript(props: ResolvedQdrantProps, { nodesDomain, httpPort }: StartNetwork): string {
  const { name, cluster } = props;
  const scheme = schemeOf(props);
  const uri = (pod: string) => `${scheme}://${pod}.${nodesDomain}:${cluster.p2pPort}`;
  return lines(
    ...START,
    'state=storage/raft_state.json',
    '# Term 0: the node has been in no cluster yet.',
    `if ! [ -e "$state" ] || grep -q '"hard_state":{"term":0,' "$state"; then`,
    `  exec perl "$(dirname "$0")/${NEW_NODE}" '${scheme}' '${name}' '${nodesDomain}' ${cluster.p2pPort} ${httpPort} "$@"`,
    'fi',
    '# Qdrant ignores --bootstrap if the node has been in a cluster. Without --bootstrap, a node can create a second cluster.',
    `other='${name}-0'`,
    `if [ "$HOSTNAME" = "$other" ]; then`,
    `  other='${name}-1'`,
    'fi',
    `exec ./entrypoint.sh --bootstrap "${uri('$other')}" --uri "${uri('$HOSTNAME')}" "$@"`,
  );
}

/** A node whose cluster has at most half of the nodes is in a second cluster, and must get no requests. */
function startedScript({ httpPort }: Pick<StartNetwork, 'httpPort'>): string {
  return lines(
    '#!/bin/bash',
    `exec 3<>/dev/tcp/localhost/${httpPort} || exit 1`,
    'state=$(cat storage/raft_state.json) || exit 1',
    '# A later Qdrant can store its peers elsewhere.',
    `peers=$(sed -n 's/.*"peer_address_by_id":{\\([^}]*\\)}.*/\\1/p' <<<"$state")`,
    `grep -q '"peer_address_by_id":{' <<<"$state" || exit 0`,
    'known=$(grep -o \'://\' <<<"$peers" | wc -l)',
    'if ((known * 2 <= QDRANT_NODES)); then',
    '  echo "This node is in a cluster of $known nodes, and there are $QDRANT_NODES nodes."',
    '  exit 1',
    'fi',
  );
}

function schemeOf({ tls }: ResolvedQdrantProps): string {
  return nodesUseTls(tls) ? 'https' : 'http';
}

function lines(...all: string[]): string {
  return [...all, ''].join('\n');
}
