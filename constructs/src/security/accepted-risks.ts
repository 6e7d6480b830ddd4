import { type ApiObject } from 'cdk8s';
import { invalidProp } from '../common/errors';
import { Images } from '../common/images';
import { type StringMap } from '../common/labels';
import { annotate } from './manifest-reader';

/**
 * Accepted risks. Each value is the reason for accepting the risk, as a sentence. The constructs write the reason as an annotation
 * on the objects concerned.
 */
export interface AcceptedRisks {
  /**
   * Why clients outside the cluster can reach Qdrant, or the port of its metrics, without an API key.
   *
   * @default - such routes and Services are rejected
   */
  readonly apiWithoutKey?: string;

  /**
   * Why every user of the realm can open the dashboard.
   *
   * @default - such an oauth2-proxy is rejected
   */
  readonly everyUser?: string;

  /**
   * Why a host without the sign-in serves the pages of the dashboard.
   *
   * @default - such routes are rejected
   */
  readonly dashboardOnApiHost?: string;

  /**
   * Why pages of any origin can call the API.
   *
   * @default - such routes and settings are rejected
   */
  readonly anyOrigin?: string;

  /**
   * Why the controller of an ingress class supports the annotations of ingress-nginx, although the class has another name.
   *
   * @default - such a class is rejected where the stack needs these annotations
   */
  readonly otherIngressClass?: string;

  /**
   * Why routes of other vendors' kinds, e.g. IngressRoute of Traefik, lead to Qdrant. The rules cannot read everything that such
   * routes do. The annotation `cdk8s-qdrant/accepted-risk.otherRouteKind` on one route lifts the rule for that route only. No reason
   * lifts the rule for a route of the dashboard host.
   *
   * @default - such routes are rejected
   */
  readonly otherRouteKind?: string;

  /**
   * Why there are two Qdrant nodes. Without one of them, the other has no majority.
   *
   * @default - two nodes are rejected
   */
  readonly twoNodes?: string;

  /**
   * Why a Qdrant with an API key runs a release without known security fixes.
   *
   * @default - such an image is rejected
   */
  readonly outdatedQdrant?: string;

  /**
   * Why oauth2-proxy runs a release without known security fixes.
   *
   * @default - such an image is rejected
   */
  readonly outdatedOAuth2Proxy?: string;

  /**
   * Why oauth2-proxy trusts the `X-Forwarded-*` headers of every client that reaches its pods. This reason concerns an oauth2-proxy
   * that a controller asks about each request, without `trustedProxyIps`.
   *
   * @default - no annotation
   */
  readonly forwardedHeaders?: string;
}

/** The name of a risk in props and annotations. */
export type Risk = keyof AcceptedRisks;

/** The annotation for the reason why a risk is accepted. */
export function riskAnnotation(risk: Risk): string {
  return `cdk8s-qdrant/accepted-risk.${risk}`;
}

/** The annotation with the reason, where the reason is given. */
export function reasonFor(risk: Risk, acceptedRisks: AcceptedRisks | undefined): StringMap {
  const reason = acceptedRisks?.[risk];
  return reason === undefined ? {} : { [riskAnnotation(risk)]: reason };
}

/** Rejects empty reasons. */
export function validateReasons(construct: string, risks: AcceptedRisks | undefined): void {
  for (const [risk, reason] of Object.entries(risks ?? {})) {
    if (reason !== undefined && reason.trim() === '') {
      const fix = 'write the reason, or remove the key';
      throw invalidProp(construct, `acceptedRisks.${risk}`, reason, 'a sentence', fix);
    }
  }
}

/** An image and the release that a construct requires at least. */
interface ImageRequirement {
  readonly construct: string;
  readonly image: string;
  readonly since: string;
  /** What earlier releases lack. */
  readonly why: string;
  readonly risk: Risk;
  readonly acceptedRisks?: AcceptedRisks;
}

/**
 * Rejects an image without known security fixes, unless a reason is given.
 *
 * @returns the annotation with the reason, for the object that runs the image
 */
export function requireFixes({ construct, image, since, why, risk, acceptedRisks }: ImageRequirement): StringMap {
  if (!Images.isBefore(image, since)) {
    return {};
  }
  if (acceptedRisks?.[risk] === undefined) {
    const fix = `use ${since} or later, or state the reason in acceptedRisks.${risk}`;
    throw invalidProp(construct, 'image', image, `${since} and later: ${why}`, fix);
  }
  return reasonFor(risk, acceptedRisks);
}

/** Annotates the object that a risk concerns with the reason. */
export function accept(object: ApiObject, risk: Risk, reason: string): void {
  annotate(object, riskAnnotation(risk), reason);
}
