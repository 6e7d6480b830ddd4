import { keys } from '../building-blocks';
import { reason } from '../values';

const because = (risk: string) => reason.optional().describe(`${risk}. Default: refused.`);

/** What is refused unless somebody takes the responsibility: the reason ends up on the object that it is about. */
export const acceptedRisks = keys({
  apiWithoutKey: because('Why the API needs no key: whoever reaches it may read and change everything'),
  everyUser: because('Why every user of the realm may open the dashboard'),
  dashboardOnApiHost: because("Why the API's host also shows the dashboard's pages, which ask for no sign-in there"),
  anyOrigin: because("Why pages of any origin may call the API: corsOrigins may then be ['*']"),
  otherIngressClass: because(
    'Why the controller of an ingressClassName that is not named after ingress-nginx knows its annotations all the same, and asks oauth2-proxy about each request',
  ),
  twoNodes: because('Why there are two Qdrant nodes, which have no majority when one is gone'),
  outdatedQdrant: because('Why a Qdrant runs that lacks known security fixes'),
  outdatedOAuth2Proxy: because('Why an oauth2-proxy runs that lacks known security fixes'),
})
  .prefault({})
  .describe(
    'Risks that you take, each with the reason, which is written on the object concerned. In profile seed, those of earlier installations.',
  );
