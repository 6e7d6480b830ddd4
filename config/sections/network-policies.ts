import type * as z from 'zod';
import { boolean, list, mapping } from '../building-blocks';
import { issueOf } from '../issue';
import { partOf } from '../library-props';
import { labelsOf } from '../values/kubernetes';
import { cidr, limitedNetwork, portLike } from '../values/networks';

/** The product of these limits decides the time of synth. */
const MOST_PEERS = 50;
const MOST_NETWORKS = 50;
const MOST_PORTS = 20;

const port = portLike(443);
// Kubernetes reads an empty list as everything.
const ports = list(port, { of: 'ports', max: MOST_PORTS, insteadOfEmpty: '[443]' });

const networks = (item: z.ZodType<string>) =>
  list(item, { of: 'networks', max: MOST_NETWORKS, insteadOfEmpty: '[10.0.0.0/24]' })
    .optional()
    .describe('Networks outside of the pod network. Default: none.');

const SELECTOR = {
  namespaceLabels: labelsOf('kubernetes.io/metadata.name: ingress-nginx')
    .optional()
    .describe('Labels of the namespace. Default: with podLabels, the namespace of the stack.'),
  podLabels: labelsOf('app.kubernetes.io/name: ingress-nginx')
    .optional()
    .describe('Labels of the pods. Default: with namespaceLabels, every pod of the namespace.'),
  cidrs: networks(cidr),
};

/** The selector for incoming connections. */
const SOURCE = { ...SELECTOR, cidrs: networks(limitedNetwork('the policy would allow almost every client')) };

/** Pods or addresses, at least one: an empty selector selects everything in Kubernetes. */
const peer = (selector: typeof SELECTOR, namespace = 'ingress-nginx') =>
  mapping(selector).check(({ value, issues }) => {
    const names = Object.keys(selector) as (keyof typeof selector)[];
    // An unknown key already has an error of its own.
    if (issues.length === 0 && names.every(name => value[name] === undefined)) {
      const allowed = `at least one of ${names.join(', ')}`;
      const fix = `for example, write namespaceLabels: { kubernetes.io/metadata.name: ${namespace} }`;
      issues.push(issueOf(value, allowed, { problem: 'the mapping selects no pods and no networks', fix }));
    }
  });

const destination = () =>
  mapping({ ...SELECTOR, ports: ports.optional().describe('TCP ports of the pods or addresses.') });

export const networkPolicies = partOf('networkPolicies', {
  enabled: boolean()
    .prefault(false)
    .describe('Whether network policies deny all connections from and to the pods that the stack does not need.'),
  ingressController: peer(SOURCE)
    .optional()
    .describe(
      'The pods of the ingress controller or the Gateway. Default: ingress-nginx in namespace ingress-nginx; no default with another ingressClassName or a gateway.',
    ),
  clients: list(peer(SOURCE, 'search'), { of: 'applications that call Qdrant inside the cluster', max: MOST_PEERS })
    .prefault([])
    .describe('Applications that call Qdrant inside the cluster, without the API host.'),
  monitoring: peer(SOURCE, 'monitoring')
    .optional()
    .describe(
      'The pods that scrape metrics. Default: namespace monitoring if monitoring.prometheusOperator is true, otherwise none.',
    ),
  keycloak: destination()
    .prefault({})
    .describe('The address of Keycloak for oauth2-proxy. Default: any address, with the port of keycloakUrl.'),
  identityProvider: destination()
    .optional()
    .describe(
      'The address of the identity provider for oauth2-proxy, Keycloak or another one. Default: any address, with the port of the issuer.',
    ),
  bucket: destination()
    .prefault({})
    .describe('The address of scheduledBackup.s3. Default: any address, with the port of the endpoint.'),
  dns: peer(SELECTOR, 'kube-system')
    .safeExtend({ ports: ports.optional().describe('UDP and TCP ports. Default: 53.') })
    .optional()
    .describe('The DNS servers of the cluster. Default: every pod of kube-system, with port 53.'),
  qdrantEgress: list(mapping({ ...SELECTOR, ports: ports.describe('TCP ports.') }), {
    of: 'destinations of Qdrant',
    max: MOST_PEERS,
  })
    .prefault([])
    .describe('Other destinations of Qdrant, such as a bucket for its snapshots.'),
})
  .prefault({})
  .describe('Network policies for the whole namespace.');
