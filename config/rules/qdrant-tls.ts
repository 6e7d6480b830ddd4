import { type CrossFieldRule } from '../rule';
import { ANNOTATIONS_KNOWN, knowsAnnotations, SAY_WHY } from './ingress-class';

const TLS = ['qdrant', 'tls'];
const SECRET = [...TLS, 'secretName'];
const SERVICE = [...TLS, 'service'];
const P2P = [...TLS, 'p2p'];
const WITHOUT = `write ${SERVICE.join('.')}: false`;

const isForSomething: CrossFieldRule = {
  involved: [SECRET, SERVICE, P2P],
  judge: ({ qdrant: { tls } }) =>
    tls && !tls.service && !tls.p2p
      ? {
          path: TLS,
          problem: 'neither REST and gRPC nor the nodes would speak TLS',
          allowed: 'service or p2p, or both',
          fix: 'remove service or p2p, or remove tls',
        }
      : undefined,
};

/** Whoever speaks to Qdrant has to speak TLS with it, and be told whom to trust. */
const wayInSpeaksTls: CrossFieldRule = {
  involved: [SECRET, SERVICE, ['gateway'], ['gateway', 'name'], ['dashboard', 'mode'], ...ANNOTATIONS_KNOWN],
  judge: config => {
    const {
      qdrant: { tls },
      gateway,
      dashboard,
    } = config;
    const refused = (problem: string, allowed: string, fix: string) => ({
      path: SERVICE,
      value: true,
      problem,
      allowed: `false, or ${allowed}`,
      fix,
    });
    if (!tls?.service) {
      return undefined;
    }
    if (gateway) {
      return refused('a Gateway speaks plain HTTP to Qdrant', 'ingress-nginx in place of the Gateway', WITHOUT);
    }
    if (!knowsAnnotations(config)) {
      const problem = `it is not known whether the controller of class ${config.ingressClassName} speaks TLS to Qdrant, as ingress-nginx is told to`;
      return refused(problem, 'the class of an ingress-nginx', `${WITHOUT}; or ${SAY_WHY}`);
    }
    return dashboard.mode === 'proxy'
      ? undefined
      : refused(
          `in dashboard.mode ${dashboard.mode} the controller would not check whether it is Qdrant that answers`,
          'with dashboard.mode proxy',
          `write dashboard: { mode: proxy }, or ${SERVICE.join('.')}: false`,
        );
  },
};

export const QDRANT_TLS_RULES: readonly CrossFieldRule[] = [isForSomething, wayInSpeaksTls];
