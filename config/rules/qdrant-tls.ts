import { type CrossFieldRule, type Violation } from '../rule';
import { ANNOTATION_KEYS, GIVE_CLASS_REASON, supportsAnnotations } from './ingress-class';

const TLS = ['qdrant', 'tls'];
const SECRET = [...TLS, 'secretName'];
const SERVICE = [...TLS, 'service'];
const P2P = [...TLS, 'p2p'];
const DISABLE = `write ${SERVICE.join('.')}: false`;

const someConnectionsUseTls: CrossFieldRule = {
  keys: [SECRET, SERVICE, P2P],
  check: ({ qdrant: { tls } }) =>
    tls && !tls.service && !tls.p2p
      ? {
          path: TLS,
          problem: 'service and p2p are false, so nothing would use TLS',
          allowed: 'service: true, p2p: true, or both',
          fix: 'remove service or p2p, or remove tls',
        }
      : undefined,
};

/** The controller in front of Qdrant must use TLS, and must verify Qdrant's certificate. */
const controllerUsesTls: CrossFieldRule = {
  keys: [SECRET, SERVICE, ['gateway'], ['gateway', 'name'], ['dashboard', 'mode'], ...ANNOTATION_KEYS],
  check: config => {
    const { tls } = config.qdrant;
    if (!tls?.service) {
      return undefined;
    }
    if (config.gateway) {
      return violation('a Gateway uses plain HTTP to Qdrant', 'ingress-nginx in place of the Gateway', DISABLE);
    }
    if (!supportsAnnotations(config)) {
      const problem = `the controller of class ${config.ingressClassName} might not use TLS to Qdrant, because an annotation of ingress-nginx enables TLS`;
      return violation(problem, 'the class of an ingress-nginx controller', `${DISABLE}; or ${GIVE_CLASS_REASON}`);
    }
    const { mode } = config.dashboard;
    return mode === 'proxy'
      ? undefined
      : violation(
          `in dashboard.mode ${mode}, the controller would not verify the certificate of Qdrant`,
          'true with dashboard.mode proxy',
          `write dashboard: { mode: proxy }, or ${DISABLE}`,
        );
  },
};

function violation(problem: string, allowed: string, fix: string): Violation {
  return { path: SERVICE, value: true, problem, allowed: `false, or ${allowed}`, fix };
}

export const QDRANT_TLS_RULES: readonly CrossFieldRule[] = [someConnectionsUseTls, controllerUsesTls];
