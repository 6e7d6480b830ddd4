import { parseConfig } from '../config/load';
import { strictMode } from '../config/sections/qdrant-requests';

const LABELS = 'Allowed: a mapping of labels to their values, at least one.';
const SOMEBODY = 'Allowed: at least one of namespaceLabels, podLabels, cidrs.';
const WRITE_NAMESPACE = 'Fix: write for example namespaceLabels: { kubernetes.io/metadata.name: ingress-nginx }.';
const CIDR = 'Allowed: an IP address with the length of its prefix, such as 10.0.0.0/24.';
const PORT = 'Allowed: a port from 1 to 65535.';

/** What stands below `networkPolicies`, and what its error says below the headline. */
const NETWORK_CASES: [name: string, text: string, message: string][] = [
  [
    'the ingress controller is nobody',
    '{ ingressController: {} }',
    `
  config.yaml:1:20 networkPolicies.ingressController: it names nobody.
    ${SOMEBODY}
    ${WRITE_NAMESPACE}`,
  ],
  [
    'DNS servers have a port only',
    '{ dns: { ports: [53] } }',
    `
  config.yaml:1:20 networkPolicies.dns: it names nobody.
    ${SOMEBODY}
    ${WRITE_NAMESPACE}`,
  ],
  [
    'a client has no labels in its labels',
    '{ clients: [{ namespaceLabels: {} }] }',
    `
  config.yaml:1:32 networkPolicies.clients[0].namespaceLabels: it is empty.
    ${LABELS}
    Fix: write for example { kubernetes.io/metadata.name: ingress-nginx }.`,
  ],
  [
    'a key of a client is misspelt',
    '{ clients: [{ podLabel: { app: a }, podLabels: { app: a } }] }',
    `
  config.yaml:1:32 networkPolicies.clients[0].podLabel: there is no such key.
    Allowed: namespaceLabels, podLabels, cidrs.
    Fix: write podLabels.`,
  ],
  [
    'the value of a label is no text',
    '{ monitoring: { podLabels: { scraper: true } } }',
    `
  config.yaml:1:47 networkPolicies.monitoring.podLabels.scraper is true: it is a truth value.
    Allowed: letters, digits, and inner hyphens, underscores and dots, at most 63 characters.
    Fix: put it into quotes, if it is meant.`,
  ],
  [
    'the name of a label is none',
    '{ monitoring: { podLabels: { a/b/c: d } } }',
    `
  config.yaml:1:47 networkPolicies.monitoring.podLabels."a/b/c" is "d": it is not the name of a label.
    Allowed: the name of a label: [prefix/]name, the name at most 63 characters.
    Fix: correct the name.`,
  ],
  [
    'a network has no prefix length',
    '{ keycloak: { cidrs: [10.1.2.3] } }',
    `
  config.yaml:1:40 networkPolicies.keycloak.cidrs[0] is "10.1.2.3": it has no length of its prefix.
    ${CIDR}
    Fix: write 10.1.2.3/32.`,
  ],
  [
    'a port is too large',
    '{ bucket: { ports: [90000] } }',
    `
  config.yaml:1:38 networkPolicies.bucket.ports[0] is 90000: it is no port.
    ${PORT}
    Fix: write for example 443.`,
  ],
  [
    'Qdrant reaches out at no port',
    '{ qdrantEgress: [{ ports: [] }] }',
    `
  config.yaml:1:37 networkPolicies.qdrantEgress[0].ports: it is empty.
    Allowed: a list of ports.
    Fix: write for example [443].`,
  ],
];

/** A config, and what its error says below the headline. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'a limit of the API host is below zero',
    'apiLimits: { requestsPerSecond: -1 }',
    `
  config.yaml:1:14 apiLimits.requestsPerSecond is -1: it is below 0.
    Allowed: 0 and more.
    Fix: write 0 for no limit.`,
  ],
  [
    'strict mode is written in the words of Qdrant’s file',
    'qdrant: { strictMode: { max_query_limit: 10 } }',
    `
  config.yaml:1:25 qdrant.strictMode.max_query_limit: there is no such key.
    Allowed: ${Object.keys(strictMode.unwrap().shape).join(', ')}.
    Fix: write maxQueryLimit.`,
  ],
  [
    'strict mode allows nothing',
    'qdrant: { strictMode: { readRateLimit: 0 } }',
    `
  config.yaml:1:25 qdrant.strictMode.readRateLimit is 0: nothing would be allowed.
    Allowed: 1 and more.
    Fix: write 1 or more, or remove the key.`,
  ],
  [
    'the Qdrant that is to keep an audit log knows none',
    'qdrant: { auditLog: {} }',
    `
  config.yaml:1:11 qdrant.auditLog: the image harbor.example.com/library/qdrant:v1.15.4 knows no audit log and would write none.
    Allowed: Qdrant v1.17.0 and later.
    Fix: upgrade images.qdrant first, or remove auditLog.`,
  ],
  [
    'the audit log keeps no file',
    '{ images: { qdrant: "a/b:v1.18.0" }, qdrant: { auditLog: { maxLogFiles: 0 } } }',
    `
  config.yaml:1:60 qdrant.auditLog.maxLogFiles is 0: nothing would be kept.
    Allowed: 1 and more.
    Fix: write 7, or remove auditLog.`,
  ],
];

test.each([...NETWORK_CASES.map(([name, text, message]) => [name, `networkPolicies: ${text}`, message]), ...CASES])(
  '%s',
  (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was written.\n';
    expect(() => parseConfig(text!, 'config.yaml')).toThrow(new Error(headline + message));
  },
);

test.each(['10.0.0.0/8', '0.0.0.0/0', '203.0.113.7/32', 'fd00::/8', '::/0', '2001:db8::1/128'])(
  '%s is a network',
  cidr => {
    const { networkPolicies } = parseConfig(`networkPolicies: { monitoring: { cidrs: ["${cidr}"] } }`, 'config.yaml');
    expect(networkPolicies.monitoring.cidrs).toEqual([cidr]);
  },
);
