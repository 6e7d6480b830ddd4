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

export const NETWORK_POLICY_RULES: readonly CrossFieldRule[] = [controllerIsNamed];
