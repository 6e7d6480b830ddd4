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
/** First segments of the API paths of Qdrant. Requests to them get an error instead of the sign-in page. */
const API = 'aliases|cluster|collections|healthz|issues|livez|locks|logger|metrics|readyz|snapshots|telemetry';
/** The paths of the API of Qdrant. */
export const QDRANT_API_ROUTES = [`^/(${API})([/?]|$)`];
