import { distance } from 'fastest-levenshtein';
import { looksSecret, MASK } from '../cli/secrets';
import type { ConfigProblem } from './errors';

/** Names of Thinkube's inventory, which other tools of the same cluster use for these values. */
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

/** Names that Kubernetes and cert-manager have for what a key holds. */
const THEIR_NAMES: ReadonlyMap<string, string> = new Map([
  ['kind', 'issuerKind'],
  ['namespaceSelector', 'namespaceLabels'],
  ['podSelector', 'podLabels'],
]);

/** Keys that people look for in other places than where they are. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['access', 'dashboard.access'],
  ['acceptedRisks', 'acceptedRisks, at the top'],
  ['image', 'images, at the top'],
  ['log_level', 'qdrant.config.log_level'],
  ['tls', 'certificate for the hosts, or qdrant.tls for the pods'],
]);

type Explanation = Pick<ConfigProblem, 'value' | 'problem' | 'allowed' | 'fix'> & {
  /** The key that was probably meant. */
  readonly meant?: string;
};

/** What to say about a key that does not exist beside `known`. Its value is not repeated: nobody knows what it is. */
export function explainUnknownKey(key: string, known: readonly string[]): Explanation {
  const allowed = known.join(', ');
  const theirs = known.find(name => name === THEIR_NAMES.get(key));
  const meant = theirs ?? nearestName(key, known);
  if (looksSecret(key)) {
    const problem = 'a secret must not stand in a file';
    const elsewhere = 'remove it; secrets come from the environment or are made in the cluster';
    if (meant) {
      const both = `there is no such key, and ${problem}`;
      return { value: MASK, problem: both, allowed, fix: `write ${meant}, or ${elsewhere}`, meant };
    }
    const fix = /passw/i.test(key) ? 'set the ADMIN_PASSWORD environment variable instead' : elsewhere;
    return { value: MASK, problem, allowed, fix };
  }
  const inventoryName = INVENTORY_NAMES.get(key);
  if (inventoryName && known.includes(inventoryName)) {
    return { problem: "it is the inventory's name", allowed, fix: `write ${inventoryName}`, meant: inventoryName };
  }
  const place = meant ?? ELSEWHERE.get(key);
  return { problem: 'there is no such key', allowed, fix: place ? `write ${place}` : 'remove it', meant };
}

/** The name that was probably meant: near in letters, whatever its case, hyphens and underscores. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replace(/[-_\s]/g, '').toLowerCase();
  const ranked = known
    .map(candidate => ({ candidate, edits: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.max(2, plain(name).length / 3) && best.edits < plain(name).length
    ? best.candidate
    : undefined;
}
