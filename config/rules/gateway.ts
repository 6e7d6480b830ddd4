import { CrossFieldRule } from '../rule';

const gatewayNeedsProxy: CrossFieldRule = {
  involved: [['gateway'], ['gateway', 'name'], ['dashboard', 'mode']],
  judge: ({ gateway, dashboard }) =>
    gateway && dashboard.mode !== 'proxy'
      ? {
          path: ['gateway'],
          problem: `a Gateway cannot ask whether somebody is signed in, as dashboard.mode ${dashboard.mode} needs it`,
          allowed: 'a gateway together with dashboard.mode proxy',
          fix: 'write dashboard: { mode: proxy }, or remove gateway',
        }
      : undefined,
};

const CONTROLLER = ['networkPolicies', 'ingressController'];

const gatewayPodsAreNamed: CrossFieldRule = {
  involved: [['gateway'], ['gateway', 'name'], ['networkPolicies', 'enabled'], CONTROLLER],
  judge: ({ gateway, networkPolicies: { enabled, ingressController } }) =>
    gateway && enabled && !ingressController
      ? {
          path: CONTROLLER,
          problem: 'it is not said which pods serve the Gateway, and by default only ingress-nginx gets through',
          allowed: 'the pods that serve the Gateway, by their labels',
          fix: 'write for example ingressController: { namespaceLabels: { kubernetes.io/metadata.name: gateways } }',
        }
      : undefined,
};

export const GATEWAY_RULES: readonly CrossFieldRule[] = [gatewayNeedsProxy, gatewayPodsAreNamed];
