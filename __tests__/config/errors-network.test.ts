import { parseConfig } from '../../config/load';
import { strictMode } from '../../config/sections/qdrant-requests';

const LABELS = 'Allowed: a mapping of 1 to 20 labels to their values.';
const SOMEBODY = 'Allowed: at least one of namespaceLabels, podLabels, cidrs.';
const WRITE_NAMESPACE = 'Fix: for example, write namespaceLabels: { kubernetes.io/metadata.name: ingress-nginx }.';
const CIDR = 'Allowed: an IP address with a prefix length, such as 10.0.0.0/24; at most 43 characters.';
const EVERYBODY = `the network is too large: the policy would allow almost every client.
    Allowed: an IP address with a prefix length, such as 10.0.0.0/24; a prefix of at least /8, or /16 for IPv6; at most 43 characters.
    Fix: for example, write 10.0.0.0/24.`;
const PORT = 'Allowed: an integer from 1 to 65535.';

const ELSEWHERE = 'Allowed: a namespace without other pods, not that of';

/** A config in the namespace of the controller or the Gateway, and what its error says below the headline. */
const CUT_OFF: [name: string, text: string, message: string][] = [
  [
    'ingress-nginx',
    'namespace: ingress-nginx\nnetworkPolicies: { enabled: true }',
    `
  config.yaml:1:1 namespace is "ingress-nginx": the namespace is that of the ingress controller, and the network policies would cut off its pods.
    ${ELSEWHERE} networkPolicies.ingressController.
    Fix: for example, write qdrant; or set networkPolicies.enabled to false.`,
  ],
  [
    'another controller',
    'namespace: qdrant\nnetworkPolicies: { enabled: true, ingressController: { namespaceLabels: { kubernetes.io/metadata.name: qdrant } } }',
    `
  config.yaml:1:1 namespace is "qdrant": the namespace is that of the ingress controller, and the network policies would cut off its pods.
    ${ELSEWHERE} networkPolicies.ingressController.
    Fix: for example, write vectors; or set networkPolicies.enabled to false.`,
  ],
  [
    'the Gateway',
    'namespace: edge\ndashboard: { mode: proxy }\ngateway: { name: g, namespace: edge }\nnetworkPolicies: { enabled: true, ingressController: { namespaceLabels: { team: edge } } }',
    `
  config.yaml:1:1 namespace is "edge": the namespace is that of the Gateway, and the network policies would cut off its pods.
    ${ELSEWHERE} gateway.namespace.
    Fix: for example, write qdrant; or set networkPolicies.enabled to false.`,
  ],
];

test.each(CUT_OFF)('fails if the namespace is that of %s', (_, text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(message);
});

test.each([
  'namespace: ingress-nginx',
  'networkPolicies: { enabled: true }',
  'namespace: ingress-nginx\nnetworkPolicies: { enabled: true, ingressController: { namespaceLabels: { kubernetes.io/metadata.name: edge } } }',
  'namespace: edge\ndashboard: { mode: proxy }\ngateway: { name: g, namespace: edge }\nnetworkPolicies: { enabled: true, ingressController: { namespaceLabels: { kubernetes.io/metadata.name: proxies } } }',
])('the policies cut off no controller with %j', text => {
  expect(() => parseConfig(text, 'config.yaml')).not.toThrow();
});

/** What stands below `networkPolicies`, and what its error says below the headline. */
const NETWORK_CASES: [name: string, text: string, message: string][] = [
  [
    'the ingress controller is nobody',
    '{ ingressController: {} }',
    `
  config.yaml:1:20 networkPolicies.ingressController: the mapping selects no pods and no networks.
    ${SOMEBODY}
    ${WRITE_NAMESPACE}`,
  ],
  [
    "a client is named in Kubernetes' words",
    '{ clients: [{ namespaceSelector: { matchLabels: { team: search } } }] }',
    `
  config.yaml:1:32 networkPolicies.clients[0].namespaceSelector: the key does not exist.
    Allowed: namespaceLabels, podLabels, cidrs.
    Fix: write namespaceLabels.`,
  ],
  [
    'DNS servers have a port only',
    '{ dns: { ports: [53] } }',
    `
  config.yaml:1:20 networkPolicies.dns: the mapping selects no pods and no networks.
    ${SOMEBODY}
    Fix: for example, write namespaceLabels: { kubernetes.io/metadata.name: kube-system }.`,
  ],
  [
    'a client has no labels in its labels',
    '{ clients: [{ namespaceLabels: {} }] }',
    `
  config.yaml:1:32 networkPolicies.clients[0].namespaceLabels: the mapping is empty.
    ${LABELS}
    Fix: for example, write { kubernetes.io/metadata.name: ingress-nginx }.`,
  ],
  [
    'a key of a client is misspelt',
    '{ clients: [{ podLabel: { app: a }, podLabels: { app: a } }] }',
    `
  config.yaml:1:32 networkPolicies.clients[0].podLabel: the key does not exist.
    Allowed: namespaceLabels, podLabels, cidrs.
    Fix: write podLabels.`,
  ],
  [
    'the value of a label is no text',
    '{ monitoring: { podLabels: { scraper: true } } }',
    `
  config.yaml:1:47 networkPolicies.monitoring.podLabels.scraper is true: the value is a boolean.
    Allowed: letters, digits, and inner hyphens, underscores and dots; at most 63 characters.
    Fix: put the value in quotes.`,
  ],
  [
    'the name of a label is none',
    '{ monitoring: { podLabels: { a/b/c: d } } }',
    `
  config.yaml:1:47 networkPolicies.monitoring.podLabels."a/b/c" is "d": the key is not the name of a label.
    Allowed: the name of a label: [prefix/]name, with a name of at most 63 characters.
    Fix: correct the name.`,
  ],
  [
    'a network has no prefix length',
    '{ keycloak: { cidrs: [10.1.2.3] } }',
    `
  config.yaml:1:40 networkPolicies.keycloak.cidrs[0] is "10.1.2.3": the network has no prefix length.
    ${CIDR}
    Fix: write 10.1.2.3/32.`,
  ],
  [
    'every address is an ingress controller',
    '{ ingressController: { cidrs: [0.0.0.0/0] } }',
    `
  config.yaml:1:49 networkPolicies.ingressController.cidrs[0] is "0.0.0.0/0": ${EVERYBODY}`,
  ],
  [
    'every address of IPv6 is a client',
    '{ clients: [{ podLabels: { app: a }, cidrs: [10.0.0.0/8, "::/0"] }] }',
    `
  config.yaml:1:75 networkPolicies.clients[0].cidrs[1] is "::/0": ${EVERYBODY}`,
  ],
  [
    'every address scrapes metrics, with bits that count for nothing',
    '{ monitoring: { cidrs: [10.0.0.0/0] } }',
    `
  config.yaml:1:42 networkPolicies.monitoring.cidrs[0] is "10.0.0.0/0": ${EVERYBODY}`,
  ],
  [
    'the two halves of all addresses are a client',
    '{ clients: [{ cidrs: [0.0.0.0/1] }] }',
    `
  config.yaml:1:40 networkPolicies.clients[0].cidrs[0] is "0.0.0.0/1": ${EVERYBODY}`,
  ],
  [
    'a large part of IPv6 is a client',
    '{ clients: [{ cidrs: ["2000::/3"] }] }',
    `
  config.yaml:1:40 networkPolicies.clients[0].cidrs[0] is "2000::/3": ${EVERYBODY}`,
  ],
  [
    'a port is too large',
    '{ bucket: { ports: [90000] } }',
    `
  config.yaml:1:38 networkPolicies.bucket.ports[0] is 90000: the value is more than 65535.
    ${PORT}
    Fix: write 65535 or less.`,
  ],
  [
    'Qdrant reaches out at no port',
    '{ qdrantEgress: [{ ports: [] }] }',
    `
  config.yaml:1:37 networkPolicies.qdrantEgress[0].ports: the list is empty.
    Allowed: a list of 1 to 20 ports.
    Fix: for example, write [443].`,
  ],
];

/** A config, and what its error says below the headline. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'another class than the one whose controller gets through by default',
    '{ ingressClassName: nginx-internal, networkPolicies: { enabled: true } }',
    `
  config.yaml:1:37 networkPolicies.ingressController: the pods of the ingress class nginx-internal are unknown, and the default policies allow only namespace ingress-nginx.
    Allowed: the labels of the pods of the ingress class nginx-internal.
    Fix: for example, write ingressController: { namespaceLabels: { kubernetes.io/metadata.name: ingress-nginx } }.`,
  ],
  [
    'the pods of a controller other than ingress-nginx are not named',
    '{ ingressClassName: traefik, dashboard: { mode: proxy }, networkPolicies: { enabled: true } }',
    `
  config.yaml:1:58 networkPolicies.ingressController: the pods of the ingress class traefik are unknown, and the default policies allow only namespace ingress-nginx.
    Allowed: the labels of the pods of the ingress class traefik.
    Fix: for example, write ingressController: { namespaceLabels: { kubernetes.io/metadata.name: traefik } }.`,
  ],
  [
    'a limit of the API host is below zero',
    'apiLimits: { requestsPerSecond: -1 }',
    `
  config.yaml:1:14 apiLimits.requestsPerSecond is -1: the value is less than 0.
    Allowed: an integer from 0 to 100000.
    Fix: write 0 for no limit.`,
  ],
  [
    'strict mode is written in the words of Qdrant’s file',
    'qdrant: { strictMode: { max_query_limit: 10 } }',
    `
  config.yaml:1:25 qdrant.strictMode.max_query_limit: the key does not exist.
    Allowed: ${Object.keys(strictMode.unwrap().shape).join(', ')}.
    Fix: write maxQueryLimit.`,
  ],
  [
    'strict mode allows nothing',
    'qdrant: { strictMode: { readRateLimit: 0 } }',
    `
  config.yaml:1:25 qdrant.strictMode.readRateLimit is 0: Qdrant would refuse every request.
    Allowed: an integer from 1 to 1000000000.
    Fix: write 1 or more, or remove the key.`,
  ],
  [
    'the Qdrant that is to keep an audit log knows none',
    'qdrant: { auditLog: {} }',
    `
  config.yaml:1:11 qdrant.auditLog: the image harbor.example.com/library/qdrant:v1.15.4 has no audit log.
    Allowed: Qdrant v1.17.0 and later.
    Fix: upgrade images.qdrant first, or remove auditLog.`,
  ],
  [
    'Qdrant is older than its port for metrics',
    'qdrant: { metricsPort: 9091 }',
    `
  config.yaml:1:11 qdrant.metricsPort is 9091: the image harbor.example.com/library/qdrant:v1.15.4 has no port for metrics.
    Allowed: Qdrant v1.17.0 and later.
    Fix: upgrade images.qdrant first, or remove metricsPort.`,
  ],
  [
    'the metrics have the port of the REST API',
    '{ qdrant: { metricsPort: 6333 }, images: { qdrant: "a/b:v1.18.0" } }',
    `
  config.yaml:1:13 qdrant.metricsPort is 6333: another API of Qdrant has this port.
    Allowed: a port other than 6333, 6334, 6335.
    Fix: for example, write 9091.`,
  ],
  [
    'the audit log keeps no file',
    '{ images: { qdrant: "a/b:v1.18.0" }, qdrant: { auditLog: { maxLogFiles: 0 } } }',
    `
  config.yaml:1:60 qdrant.auditLog.maxLogFiles is 0: Qdrant would keep no file.
    Allowed: an integer from 1 to 10000.
    Fix: write 7, or remove auditLog.`,
  ],
];

test.each([...NETWORK_CASES.map(([name, text, message]) => [name, `networkPolicies: ${text}`, message]), ...CASES])(
  '%s',
  (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was changed.\n';
    expect(() => parseConfig(text!, 'config.yaml')).toThrow(new Error(headline + message));
  },
);

test('another class is taken with the pods of its controller, or without policies', () => {
  const text = 'ingressClassName: nginx-internal\nnetworkPolicies: ';
  for (const policies of ['{ enabled: true, ingressController: { podLabels: { app: a } } }', '{ enabled: false }']) {
    expect(() => parseConfig(text + policies, 'config.yaml')).not.toThrow();
  }
});

test.each(['10.0.0.0/8', '203.0.113.7/32', '10.0.0.0/10', 'fd00::/16', 'fd00::/20', '2001:db8::1/128'])(
  '%s is a network',
  cidr => {
    const { networkPolicies } = parseConfig(`networkPolicies: { monitoring: { cidrs: ["${cidr}"] } }`, 'config.yaml');
    expect(networkPolicies.monitoring).toEqual({ cidrs: [cidr] });
  },
);

test.each(['0.0.0.0/0', '::/0'])('the stack may reach every address: %s', cidr => {
  const { networkPolicies } = parseConfig(`networkPolicies: { keycloak: { cidrs: ["${cidr}"] } }`, 'config.yaml');
  expect(networkPolicies.keycloak.cidrs).toEqual([cidr]);
});

describe('the port of the metrics', () => {
  const config = (networkPolicies: boolean) =>
    parseConfig(
      `qdrant: { metricsPort: 9091 }\nimages: { qdrant: "a/b:v1.18.0" }\napiKeys: { enabled: true }\nnetworkPolicies: { enabled: ${networkPolicies} }`,
      'config.yaml',
    );

  test('is closed where there are API keys', () => {
    expect(() => config(false)).toThrow(`
  config.yaml:1:11 qdrant.metricsPort is 9091: this port requires no API key, and every pod of the cluster could read the metrics.
    Allowed: a port, with networkPolicies: { enabled: true }.
    Fix: turn network policies on, or remove qdrant.metricsPort.`);
    expect(config(true).qdrant.metricsPort).toBe(9091);
  });
});
