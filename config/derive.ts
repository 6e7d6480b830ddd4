import { type Config, type ParsedConfig } from './schema';
import { IMAGE_VERSIONS, MIRRORED_NAMES, PUBLIC_IMAGES } from './sections/images';

/** Optional keys, each with the source of its default. */
export const DERIVED_FROM: Readonly<Record<string, string>> = {
  apiHostname: 'domainName',
  dashboardHostname: 'domainName',
};

/** The client of earlier installations, and of profile production in the default namespace. */
const FIRST_CLIENT = 'qdrant-dashboard';

const MONITORING_NAMESPACE = { namespaceLabels: { 'kubernetes.io/metadata.name': 'monitoring' } };

/** Fills in the values that derive from others. */
export function derive(parsed: ParsedConfig): Config {
  const { dashboard, domainName, libraryProject, monitoring, networkPolicies, profile } = parsed;
  const dashboardHostname = parsed.dashboardHostname ?? `qdrant-dashboard.${domainName}`;
  const harborRegistry = parsed.harborRegistry ?? (profile === 'seed' ? `harbor.${domainName}` : undefined);
  const clientId = parsed.keycloak.clientId ?? (profile === 'seed' ? FIRST_CLIENT : `${parsed.namespace}-dashboard`);
  // The ids of other providers can have any characters.
  const stack = parsed.identityProvider.provider === 'oidc' ? `${parsed.namespace}-dashboard` : clientId;
  const cookie = dashboard.cookie ?? (dashboard.mode === 'proxy' ? 'host' : 'domain');
  const mirrored = (image: keyof typeof PUBLIC_IMAGES) =>
    harborRegistry && IMAGE_VERSIONS[profile][image]
      ? `${harborRegistry}/${libraryProject}/${MIRRORED_NAMES[image]}:${IMAGE_VERSIONS[profile][image]}`
      : PUBLIC_IMAGES[image];
  return {
    ...parsed,
    apiHostname: parsed.apiHostname ?? `qdrant.${domainName}`,
    dashboardHostname,
    harborRegistry,
    keycloakUrl: parsed.keycloakUrl ?? `https://auth.${domainName}`,
    corsOrigins: parsed.corsOrigins ?? [`https://${dashboardHostname}`],
    images: {
      ...parsed.images,
      qdrant: parsed.images.qdrant ?? mirrored('qdrant'),
      node: parsed.images.node ?? mirrored('node'),
      oauth2Proxy: parsed.images.oauth2Proxy ?? mirrored('oauth2Proxy'),
      valkey: parsed.images.valkey ?? mirrored('valkey'),
    },
    keycloak: { ...parsed.keycloak, clientId },
    dashboard: { ...dashboard, cookie, cookieName: dashboard.cookieName ?? cookieNameOf(cookie, stack) },
    networkPolicies: {
      ...networkPolicies,
      // Qdrant serves metrics on the port of the API. The port opens only for the Prometheus operator's objects.
      monitoring: networkPolicies.monitoring ?? (monitoring.prometheusOperator ? MONITORING_NAMESPACE : undefined),
    },
  };
}

/** Stacks of one domain have cookies of their own: with the cookie of another stack, a user would have no session. */
function cookieNameOf(cookie: 'domain' | 'host', stack: string): string {
  const name = cookie === 'host' ? '__Host-oauth2_proxy' : '_oauth2_proxy';
  return stack === FIRST_CLIENT ? name : `${name}-${stack}`;
}
