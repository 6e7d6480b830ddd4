import { type CrossFieldRule } from '../rule';
import { ANNOTATION_KEYS, GIVE_CLASS_REASON, supportsAnnotations } from './ingress-class';

const gatewayNeedsProxy: CrossFieldRule = {
  keys: [['gateway'], ['gateway', 'name'], ['dashboard', 'mode']],
  check: ({ gateway, dashboard }) =>
    gateway && dashboard.mode !== 'proxy'
      ? {
          path: ['gateway'],
          problem: `a Gateway cannot ask oauth2-proxy about each request, as dashboard.mode ${dashboard.mode} requires`,
          allowed: 'a gateway together with dashboard.mode proxy',
          fix: 'write dashboard: { mode: proxy }, or remove gateway',
        }
      : undefined,
};

const controllerSpeaksGrpc: CrossFieldRule = {
  keys: [['grpcHostname'], ['gateway'], ['gateway', 'name'], ...ANNOTATION_KEYS],
  check: config =>
    config.grpcHostname !== undefined && !config.gateway && !supportsAnnotations(config)
      ? {
          path: ['grpcHostname'],
          value: config.grpcHostname,
          problem: `the controller of class ${config.ingressClassName} might not use gRPC to Qdrant, because an annotation of ingress-nginx enables gRPC`,
          allowed: 'a separate host, with a gateway or with the class of an ingress-nginx controller',
          fix: `for example, write gateway: { name: public }; or remove grpcHostname; or ${GIVE_CLASS_REASON}`,
        }
      : undefined,
};

export const GATEWAY_RULES: readonly CrossFieldRule[] = [gatewayNeedsProxy, controllerSpeaksGrpc];
