import { DualIngress } from 'cdk8s-qdrant';
import { type Config } from '../schema';

/** Keys that decide whether the controller knows the annotations of ingress-nginx. */
export const ANNOTATIONS_KNOWN = [['ingressClassName'], ['acceptedRisks', 'otherIngressClass']] as const;

export const SAY_WHY = 'say in acceptedRisks.otherIngressClass why the controller of this class knows the annotations';

/** Whether the controller knows the annotations of ingress-nginx, by the name of its class or by a given reason. */
export function knowsAnnotations({ ingressClassName, acceptedRisks }: Config): boolean {
  return DualIngress.isIngressNginx(ingressClassName) || acceptedRisks.otherIngressClass !== undefined;
}
