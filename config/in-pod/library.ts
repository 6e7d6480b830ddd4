/*
 * What programs in pods use of the library, without the constructs. `npm run programs` puts this file in the place of the library.
 */
import { nodeHost, serviceHost } from '../../constructs/src/common/service-network';
import { CALLBACK_PATH, SCOPE } from '../../constructs/src/oauth2-proxy/oauth2-proxy-constants';
import { policyName } from '../../constructs/src/routing/policy-name';

export const QdrantChart = { nodeHost, serviceHost };
export const OAuth2ProxyChart = { CALLBACK_PATH, SCOPE };
export const RouteAdmissionPolicy = { nameFor: policyName };
