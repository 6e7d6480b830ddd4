import { DualIngress } from 'cdk8s-qdrant';
import { CrossFieldRule } from '../rule';

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
  involved: [
    SECRET,
    SERVICE,
    ['gateway'],
    ['gateway', 'name'],
    ['ingressClassName'],
    ['dashboard', 'mode'],
    ['acceptedRisks', 'otherIngressClass'],
  ],
  judge: ({ qdrant: { tls }, gateway, ingressClassName, dashboard, acceptedRisks }) => {
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
    if (!DualIngress.canAsk(ingressClassName) && !acceptedRisks.otherIngressClass) {
      const problem = `of the controller of class ${ingressClassName} it is not known whether it speaks TLS to Qdrant, as ingress-nginx is told to`;
      return refused(
        problem,
        'the class of an ingress-nginx',
        `${WITHOUT}; or say in acceptedRisks.otherIngressClass why it knows the annotations`,
      );
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
