import { type ApiObject } from 'cdk8s';
import { type IConstruct } from 'constructs';
import { INGRESS_GROUP, GATEWAY_GROUP, GATEWAY_KINDS } from './routes';
import { violationsBelow } from './rule-set';
import { VENDOR_KINDS } from './vendor-routes';

/** An object that breaks a security rule. */
export interface RuleViolation {
  /** The object. */
  readonly object: ApiObject;
  /** What the object does, as a sentence without a subject: `routes d.example.com/ to Qdrant without the sign-in`. */
  readonly problem: string;
  /** What a person can change. */
  readonly fix: string;
  /** Whether the object gets only requests that no route for the exact dashboard host takes. */
  readonly isFallback: boolean;
}

/**
 * Applies the security rules of the constructs to other objects, for example to those of a running cluster. Add these objects to
 * the app of the constructs, then call `violations`.
 */
export class SecurityRules {
  /** The kinds of objects that route requests, each as `group/Kind`. */
  public static readonly ROUTE_KINDS: string[] = [
    `${INGRESS_GROUP}/Ingress`,
    ...GATEWAY_KINDS.map(kind => `${GATEWAY_GROUP}/${kind}`),
    ...VENDOR_KINDS,
    'cilium.io/CiliumLocalRedirectPolicy',
  ];

  /**
   * The violations of the rules of all constructs below a scope, without those that an annotation of the object lifts.
   *
   * @param scope The app, or one construct.
   */
  public static violations(scope: IConstruct): RuleViolation[] {
    return violationsBelow(scope).map(({ object, problem, fix, isFallback = false }) => ({
      object,
      problem,
      fix,
      isFallback,
    }));
  }

  private constructor() {}
}
