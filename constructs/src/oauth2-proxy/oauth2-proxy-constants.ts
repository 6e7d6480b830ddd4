/** Port of the pods. */
export const HTTP_PORT = 4180;
/** Default port of the metrics. */
export const METRICS_PORT = 44180;
/** Four hours. Qdrant answers the request for a snapshot of a large collection only after the snapshot is complete. */
export const UPSTREAM_TIMEOUT_SECONDS = 4 * 60 * 60;
/** With allowed groups, the default of oauth2-proxy contains the scope `groups`, which Keycloak rejects. */
export const SCOPE = 'openid email profile';
/** The default of oauth2-proxy. */
export const GROUPS_CLAIM = 'groups';
/** The default of oauth2-proxy. */
export const EMAIL_CLAIM = 'email';
/** The default of oauth2-proxy. */
export const AUDIENCE_CLAIMS = ['aud'];
/** First release of oauth2-proxy that reads the claims again when it renews a session. Earlier releases keep them for the whole session. */
export const CLAIMS_RENEWED_SINCE = 'v7.15.5';
/** The endpoint that would show the claims with the key to the user. */
export const USER_INFO = '/oauth2/userinfo';
/** First segments of the API paths of Qdrant. Requests to them get an error instead of the sign-in page. */
const API = 'aliases|cluster|collections|healthz|issues|livez|locks|logger|metrics|readyz|snapshots|telemetry';
/** The paths of the API of Qdrant. */
export const QDRANT_API_ROUTES = [`^/(${API})([/?]|$)`];
