import { DualIngress } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';

const CONTROLLER = ['networkPolicies', 'ingressController'];

/** The class of the controller that gets through by default. */
const DEFAULT_CLASS = 'nginx';

const controllerIsNamed: CrossFieldRule = {
  involved: [['gateway'], ['gateway', 'name'], ['ingressClassName'], ['networkPolicies', 'enabled'], CONTROLLER],
  judge: ({ gateway, ingressClassName, networkPolicies: { enabled } }, isGiven) => {
    if (!enabled || isGiven(CONTROLLER) || (!gateway && ingressClassName === DEFAULT_CLASS)) {
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
      problem: `it is not said which pods serve ${served}, and by default only ingress-nginx gets through`,
      allowed: `the pods that serve ${served}, by their labels`,
      fix: `write for example ingressController: { namespaceLabels: { kubernetes.io/metadata.name: ${namespace} } }`,
    };
  },
};

export const NETWORK_POLICY_RULES: readonly CrossFieldRule[] = [controllerIsNamed];
