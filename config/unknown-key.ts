import { docsPage } from '../cli/pages';
import { looksSecret, MASK } from '../cli/secrets';
import { distance } from './distance';
import type { ConfigProblem } from './errors';

/** Names in the Thinkube inventory. Other tools of the same cluster read these values from it. */
const INVENTORY_NAMES: ReadonlyMap<string, string> = new Map([
  ['domain_name', 'domainName'],
  ['qdrant_namespace', 'namespace'],
  ['qdrant_hostname', 'apiHostname'],
  ['qdrant_dashboard_hostname', 'dashboardHostname'],
  ['harbor_registry', 'harborRegistry'],
  ['library_project', 'libraryProject'],
  ['keycloak_url', 'keycloakUrl'],
  ['keycloak_realm', 'keycloakRealm'],
  ['admin_username', 'adminUsername'],
  ['primary_ingress_class', 'ingressClassName'],
]);

/** Names in Kubernetes, cert-manager and Keycloak. */
const UPSTREAM_NAMES: ReadonlyMap<string, string> = new Map([
  ['kind', 'issuerKind'],
  ['namespaceSelector', 'namespaceLabels'],
  ['podSelector', 'podLabels'],
  ['username', 'user'],
  ['userName', 'user'],
]);

/** Keys that people look for in the wrong place. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['access', 'dashboard.access'],
  ['acceptedRisks', 'acceptedRisks at the top level'],
  ['image', 'images at the top level'],
  ['log_level', 'qdrant.config.log_level'],
  ['nodeSelector', 'scheduling.nodeSelector'],
  ['priorityClassName', 'scheduling.priorityClassName'],
  ['tolerations', 'scheduling.tolerations'],
  ['tls', 'certificate for the hosts, or qdrant.tls for the pods'],
]);

type Explanation = Pick<ConfigProblem, 'value' | 'problem' | 'allowed' | 'fix'> & {
  /** The key that the author probably intended. */
  readonly intended?: string;
};

/** A longer list of names does not fit in a line. */
export const MOST_NAMES = 20;
const MOST_SIMILAR = 5;

const UNKNOWN = 'the key does not exist';
const NO_SECRETS = 'a config file must not contain a secret';
const SECRETS_ELSEWHERE = 'remove the key; secrets come from environment variables or from the cluster';

/**
 * Explains a key that is not in `known`. The message never repeats the value, which can be a secret.
 *
 * @param elsewhere What to do instead of single keys.
 * @param allowed The allowed keys, in words.
 */
export function explainUnknownKey(
  key: string,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>> = {},
  allowed = shortList(key, known),
): Explanation {
  const instead = elsewhere[key];
  if (instead !== undefined) {
    return { ...(looksSecret(key) && { value: MASK }), problem: UNKNOWN, allowed, fix: instead };
  }
  if (key === '<<') {
    return { problem: 'YAML 1.2 has no merge keys', allowed, fix: 'write the keys themselves' };
  }
  const upstream = known.find(name => name === UPSTREAM_NAMES.get(key));
  const intended = upstream ?? nearestName(key, known);
  if (looksSecret(key)) {
    return { value: MASK, allowed, intended, ...secretMistake(key, intended) };
  }
  const inventoryName = INVENTORY_NAMES.get(key);
  if (inventoryName && known.includes(inventoryName)) {
    return {
      problem: 'the name comes from the Thinkube inventory',
      allowed,
      fix: `write ${inventoryName}`,
      intended: inventoryName,
    };
  }
  const place = intended ?? ELSEWHERE.get(key);
  return { problem: UNKNOWN, allowed, fix: place ? `write ${place}` : 'remove the key', intended };
}

/** The known names. Of many names, those with the most similar letters. */
function shortList(key: string, known: readonly string[]): string {
  if (known.length <= MOST_NAMES) {
    return known.join(', ');
  }
  const similar = bySimilarity(key, known).slice(0, MOST_SIMILAR);
  const names = similar.map(({ candidate }) => candidate).join(', ');
  return `${names}, or one of ${known.length - MOST_SIMILAR} other keys: ${docsPage('configuration')}`;
}

function secretMistake(key: string, intended: string | undefined) {
  if (intended) {
    return { problem: `${UNKNOWN}, and ${NO_SECRETS}`, fix: `write ${intended}, or ${SECRETS_ELSEWHERE}` };
  }
  const fix = /passw/i.test(key)
    ? 'remove the key, and set the environment variable ADMIN_PASSWORD'
    : SECRETS_ELSEWHERE;
  return { problem: NO_SECRETS, fix };
}

/** The known name with the most similar letters. Case, hyphens and underscores do not count. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [best] = bySimilarity(name, known);
  const { length } = plain(name);
  return best && best.edits <= Math.max(2, length / 3) && best.edits < length ? best.candidate : undefined;
}

function bySimilarity(name: string, known: readonly string[]) {
  return known
    .map(candidate => ({ candidate, edits: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
}

function plain(text: string): string {
  return text.replace(/[-_\s]/g, '').toLowerCase();
}
