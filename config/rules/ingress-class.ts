import { DualIngress } from 'cdk8s-qdrant';
import { type Config } from '../schema';

/** The keys that decide whether the controller supports the annotations of ingress-nginx. */
export const ANNOTATION_KEYS = [['ingressClassName'], ['acceptedRisks', 'otherIngressClass']] as const;

/** A fix for every rule that needs the annotations. */
export const GIVE_CLASS_REASON =
  'explain in acceptedRisks.otherIngressClass why the controller supports the annotations of ingress-nginx';

/** Whether the controller supports the annotations of ingress-nginx, by the name of its class or by an accepted risk. */
export function supportsAnnotations({ ingressClassName, acceptedRisks }: Config): boolean {
  return DualIngress.isIngressNginx(ingressClassName) || acceptedRisks.otherIngressClass !== undefined;
}
