import { type CrossFieldRule } from '../rule';
import { ANNOTATIONS_KNOWN, knowsAnnotations, SAY_WHY } from './ingress-class';

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
  involved: [['grpcHostname'], ['gateway'], ['gateway', 'name'], ...ANNOTATIONS_KNOWN],
  judge: config =>
    config.grpcHostname !== undefined && !config.gateway && !knowsAnnotations(config)
      ? {
          path: ['grpcHostname'],
          value: config.grpcHostname,
          problem: `it is not known whether the controller of class ${config.ingressClassName} speaks gRPC to Qdrant, as ingress-nginx is told to`,
          allowed: 'a host of its own with a gateway, or with the class of an ingress-nginx',
          fix: `write for example gateway: { name: public }, or remove grpcHostname; or ${SAY_WHY}`,
        }
      : undefined,
};

export const GATEWAY_RULES: readonly CrossFieldRule[] = [gatewayNeedsProxy, grpcHasItsWay];
