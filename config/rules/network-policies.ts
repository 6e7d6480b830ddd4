import { DualIngress } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';

const CONTROLLER = ['networkPolicies', 'ingressController'];

/** The default network policies allow the controller of this class. */
const DEFAULT_CLASS = 'nginx';

const controllerIsNamed: CrossFieldRule = {
  keys: [['gateway'], ['gateway', 'name'], ['ingressClassName'], ['networkPolicies', 'enabled'], CONTROLLER],
  check: ({ gateway, ingressClassName, networkPolicies: { enabled } }, isSet) => {
    if (!enabled || isSet(CONTROLLER) || (!gateway && ingressClassName === DEFAULT_CLASS)) {
      return undefined;
    }
    const namespace = gateway
      ? 'gateways'
      : DualIngress.isIngressNginx(ingressClassName)
        ? 'ingress-nginx'
        : ingressClassName;
    const served = gateway ? 'the Gateway' : `the ingress class ${ingressClassName}`;
    return {
      path: CONTROLLER,
      problem: `the pods of ${served} are unknown, and the default policies allow only namespace ingress-nginx`,
      allowed: `the labels of the pods of ${served}`,
      fix: `for example, write ingressController: { namespaceLabels: { kubernetes.io/metadata.name: ${namespace} } }`,
    };
  },
};

/** The label of a namespace with its name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';
/** The namespace of the controller in the default policies. */
const DEFAULT_NAMESPACE = 'ingress-nginx';

/** The policies hold for every pod of the namespace, so they would cut off a controller in it. */
const controllerIsElsewhere: CrossFieldRule = {
  keys: [
    ['namespace'],
    ['gateway'],
    ['gateway', 'name'],
    ['gateway', 'namespace'],
    ['networkPolicies', 'enabled'],
    CONTROLLER,
  ],
  check: ({ namespace, gateway, networkPolicies: { enabled, ingressController } }) => {
    const named = ingressController || gateway ? ingressController?.namespaceLabels?.[NAME_LABEL] : DEFAULT_NAMESPACE;
    const isController = named === namespace;
    const isGateway = gateway?.namespace === namespace && named === undefined;
    return enabled && (isController || isGateway)
      ? {
          path: ['namespace'],
          value: namespace,
          problem: `the namespace is that of the ${gateway ? 'Gateway' : 'ingress controller'}, and the network policies would cut off its pods`,
          allowed: `a namespace without other pods, not that of ${isController ? CONTROLLER.join('.') : 'gateway.namespace'}`,
          fix: `for example, write ${namespace === 'qdrant' ? 'vectors' : 'qdrant'}; or set networkPolicies.enabled to false`,
        }
      : undefined;
  },
};

/** Whoever turns API keys on expects that nobody reads the names of the collections without a key. */
const metricsAreClosed: CrossFieldRule = {
  keys: [
    ['qdrant', 'metricsPort'],
    ['apiKeys', 'enabled'],
    ['networkPolicies', 'enabled'],
  ],
  check: ({ qdrant, apiKeys, networkPolicies }) =>
    qdrant.metricsPort && apiKeys.enabled && !networkPolicies.enabled
      ? {
          path: ['qdrant', 'metricsPort'],
          value: qdrant.metricsPort,
          problem: 'this port requires no API key, and every pod of the cluster could read the metrics',
          allowed: 'a port, with networkPolicies: { enabled: true }',
          fix: 'turn network policies on, or remove qdrant.metricsPort',
        }
      : undefined,
};

export const NETWORK_POLICY_RULES: readonly CrossFieldRule[] = [
  controllerIsNamed,
  controllerIsElsewhere,
  metricsAreClosed,
];
