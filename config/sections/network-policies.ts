import { z } from 'zod';
import { keys, wholeNumber } from '../building-blocks';
import { refusal } from '../text';
import { cidr, labelsOf, someNetwork } from '../values';

/** A list with at least one item: Kubernetes takes an empty one for everything. */
function someOf<Item extends z.ZodType>(item: Item, allowed: string, fix: string) {
  return z
    .array(item, allowed)
    .check(({ value, issues }) => {
      if (value.length === 0) {
        issues.push(refusal(value, allowed, { problem: 'it is empty', fix }));
      }
    })
    .meta({ minItems: 1 });
}

const port = wholeNumber('a port from 1 to 65535', value =>
  value < 1 || value > 65535 ? { problem: 'it is no port', fix: 'write for example 443' } : undefined,
).meta({ maximum: 65535 });
const ports = someOf(port, 'a list of ports', 'write for example [443]');

const networks = (item: z.ZodType<string>) =>
  someOf(item, 'a list of networks', 'write for example [10.0.0.0/24]')
    .optional()
    .describe('Networks, for what is not in the network of the pods. Default: none.');

const PARTS = {
  namespaceLabels: labelsOf('kubernetes.io/metadata.name: ingress-nginx')
    .optional()
    .describe('Labels of the namespace. Default: with podLabels, the namespace of the stack.'),
  podLabels: labelsOf('app.kubernetes.io/name: ingress-nginx')
    .optional()
    .describe('Labels of the pods. Default: with namespaceLabels, every pod there.'),
  cidrs: networks(cidr),
};

/** What comes in. */
const SOURCE = { ...PARTS, cidrs: networks(someNetwork('the policy would let everybody in')) };

/** Pods or addresses, at least one: Kubernetes takes an empty selector for everybody. */
const peer = (parts: typeof PARTS, namespace = 'ingress-nginx') =>
  keys(parts).check(({ value, issues }) => {
    const names = Object.keys(parts) as (keyof typeof parts)[];
    // A key that does not exist was meant to name somebody, and is told of already.
    if (issues.length === 0 && names.every(name => value[name] === undefined)) {
      const allowed = `at least one of ${names.join(', ')}`;
      const fix = `write for example namespaceLabels: { kubernetes.io/metadata.name: ${namespace} }`;
      issues.push(refusal(value, allowed, { problem: 'it names nobody', fix }));
    }
  });

const destination = () => keys({ ...PARTS, ports: ports.optional().describe('TCP ports of the pods or addresses.') });

export const networkPolicies = keys({
  enabled: z
    .boolean('true or false')
    .prefault(false)
    .describe('Whether connections from and to the pods are denied unless the stack needs them.'),
  ingressController: peer(SOURCE)
    .optional()
    .describe(
      'The pods of the ingress controller. Default: those of ingress-nginx, in the namespace of this name; none with another ingressClassName, or a gateway.',
    ),
  clients: z
    .array(peer(SOURCE, 'search'), 'a list of who calls Qdrant from inside the cluster')
    .prefault([])
    .describe('Applications that call Qdrant from inside the cluster, past the API host.'),
  monitoring: peer(SOURCE, 'monitoring')
    .optional()
    .describe(
      'Who scrapes metrics. Default: the namespace monitoring with monitoring.prometheusOperator, else nobody.',
    ),
  keycloak: destination()
    .prefault({})
    .describe('Keycloak, as oauth2-proxy reaches it. Default: any address, at the port of keycloakUrl.'),
  bucket: destination()
    .prefault({})
    .describe('Where scheduledBackup.s3 is reached. Default: any address, at the port of its endpoint.'),
  dns: peer(PARTS, 'kube-system')
    .safeExtend({ ports: ports.optional().describe('Ports, asked by UDP and TCP. Default: 53.') })
    .optional()
    .describe("The cluster's DNS servers. Default: every pod of kube-system, port 53."),
  qdrantEgress: z
    .array(keys({ ...PARTS, ports: ports.describe('TCP ports.') }), 'a list of what Qdrant reaches')
    .prefault([])
    .describe('What Qdrant itself reaches beside its nodes, such as a bucket of its snapshots.'),
})
  .prefault({})
  .describe('Network policies for the whole namespace.');
