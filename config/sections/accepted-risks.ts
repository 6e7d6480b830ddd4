import { partOf } from '../library-props';
import { reason } from '../values/prose';

const because = (risk: string) => reason.optional().describe(`${risk}. Default: the risk is not accepted.`);

/** The config refuses each risk without a reason. The reason is written on the Kubernetes object with the risk. */
export const acceptedRisks = partOf('acceptedRisks', {
  apiWithoutKey: because(
    'The reason why the API needs no key. Every client that reaches the API can read and change everything',
  ),
  everyUser: because('The reason why every user of the realm can open the dashboard'),
  dashboardOnApiHost: because('The reason why the API host also serves the dashboard pages, without sign-in'),
  anyOrigin: because("The reason why pages of any origin can call the API. corsOrigins can then be ['*']"),
  otherIngressClass: because(
    'The reason why a controller with another class name supports the annotations of ingress-nginx, and asks oauth2-proxy about each request',
  ),
  twoNodes: because('The reason for two Qdrant nodes. Two nodes have no majority when one fails'),
  outdatedQdrant: because('The reason for a Qdrant version without known security fixes'),
  outdatedOAuth2Proxy: because('The reason for an oauth2-proxy version without known security fixes'),
  forwardedHeaders: because(
    'The reason why oauth2-proxy trusts the X-Forwarded-* headers of every client that reaches its pods, in mode auth-request',
  ),
})
  .prefault({})
  .describe(
    'The risks that you accept, each with a reason. The reason is written on the Kubernetes object. Profile seed accepts the risks of earlier installations.',
  );
