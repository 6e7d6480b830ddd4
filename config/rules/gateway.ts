import { DualIngress } from 'cdk8s-qdrant';
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

const grpcHasItsWay: CrossFieldRule = {
  involved: [['grpcHostname'], ['gateway'], ['gateway', 'name'], ['ingressClassName']],
  judge: ({ grpcHostname, gateway, ingressClassName }) =>
    grpcHostname !== undefined && !gateway && !DualIngress.canAsk(ingressClassName)
      ? {
          path: ['grpcHostname'],
          value: grpcHostname,
          problem: `controller ${ingressClassName} does not know how ingress-nginx is told to speak gRPC to Qdrant`,
          allowed: 'a host of its own with a gateway, or with the class of an ingress-nginx',
          fix: 'write for example gateway: { name: public }, or remove grpcHostname',
        }
      : undefined,
};

export const GATEWAY_RULES: readonly CrossFieldRule[] = [gatewayNeedsProxy, grpcHasItsWay];
