import { type ApiObject } from 'cdk8s';
import { invalidProp } from '../common/errors';
import { Images } from '../common/images';
import { type StringMap } from '../common/labels';

/**
 * Risks that somebody takes, each with the reason. The reason is written as an annotation on the object that it is about.
 */
export interface AcceptedRisks {
  /**
   * Why Qdrant may be reached from outside of the cluster without a key.
   *
   * @default - refused
   */
  readonly apiWithoutKey?: string;

  /**
   * Why every user of the realm may open the dashboard.
   *
   * @default - refused
   */
  readonly everyUser?: string;

  /**
   * Why a host without sign-in serves the pages of the dashboard.
   *
   * @default - refused
   */
  readonly dashboardOnApiHost?: string;

  /**
   * Why pages of any origin may call the API.
   *
   * @default - refused
   */
  readonly anyOrigin?: string;

  /**
   * Why the controller of an ingress class that is not named after ingress-nginx knows its annotations all the same, and asks
   * oauth2-proxy about each request.
   *
   * @default - refused
   */
  readonly otherIngressClass?: string;

  /**
   * Why there are two Qdrant nodes, which have no majority when one is gone.
   *
   * @default - refused
   */
  readonly twoNodes?: string;

  /**
   * Why a Qdrant with a key runs that lacks known security fixes.
   *
   * @default - refused
   */
  readonly outdatedQdrant?: string;

  /**
   * Why an oauth2-proxy runs that lacks known security fixes.
   *
   * @default - refused
   */
  readonly outdatedOAuth2Proxy?: string;
}

/** The name of a risk, as props and annotations spell it. */
export type Risk = keyof AcceptedRisks;

/** The annotation with the reason why a risk is taken. */
export function riskAnnotation(risk: Risk): string {
  return `cdk8s-qdrant/accepted-risk.${risk}`;
}

/** The annotation with the reason, where one is given. */
export function reasonFor(risk: Risk, acceptedRisks: AcceptedRisks | undefined): StringMap {
  const reason = acceptedRisks?.[risk];
  return reason === undefined ? {} : { [riskAnnotation(risk)]: reason };
}

/** Refuses a reason without a word in it. */
export function validateReasons(construct: string, risks: AcceptedRisks | undefined): void {
  for (const [risk, reason] of Object.entries(risks ?? {})) {
    if (reason !== undefined && reason.trim() === '') {
      const fix = 'write why, or leave it out';
      throw invalidProp(construct, `acceptedRisks.${risk}`, reason, 'a sentence', fix);
    }
  }
}

/** What a construct is given to run, where it must not be older than the fixes that are known. */
interface FloorInput {
  readonly construct: string;
  readonly image: string;
  readonly since: string;
  readonly why: string;
  readonly risk: Risk;
  readonly acceptedRisks?: AcceptedRisks;
}

/**
 * Refuses an image that lacks known security fixes, unless a reason is given.
 *
 * @returns the annotation with the reason, for the object that runs the image
 */
export function requireFixes({ construct, image, since, why, risk, acceptedRisks }: FloorInput): StringMap | undefined {
  if (!Images.isBefore(image, since)) {
    return undefined;
  }
  if (acceptedRisks?.[risk] === undefined) {
    const fix = `use ${since} or later, or say in acceptedRisks.${risk} why it runs all the same`;
    throw invalidProp(construct, 'image', image, `${since} and later: ${why}`, fix);
  }
  return reasonFor(risk, acceptedRisks);
}

/** Writes the reason on the object that the risk is about. */
export function accept(object: ApiObject, risk: Risk, reason: string): void {
  object.metadata.addAnnotation(riskAnnotation(risk), reason);
}
