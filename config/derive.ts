import { Config, ParsedConfig } from './schema';
import { IMAGE_VERSIONS } from './sections/images';

/** The optional keys, each with the key that its default is made from. */
export const DERIVED_FROM: Readonly<Record<string, string>> = {
  apiHostname: 'domainName',
  dashboardHostname: 'domainName',
};

/** Fills in the values that follow from others. */
export function derive(parsed: ParsedConfig): Config {
  const { domainName, libraryProject } = parsed;
  const dashboardHostname = parsed.dashboardHostname ?? `qdrant-dashboard.${domainName}`;
  const harborRegistry = parsed.harborRegistry ?? `harbor.${domainName}`;
  const library = `${harborRegistry}/${libraryProject}`;
  return {
    ...parsed,
    apiHostname: parsed.apiHostname ?? `qdrant.${domainName}`,
    dashboardHostname,
    harborRegistry,
    keycloakUrl: parsed.keycloakUrl ?? `https://auth.${domainName}`,
    corsOrigins: parsed.corsOrigins ?? [`https://${dashboardHostname}`],
    images: {
      ...parsed.images,
      qdrant: parsed.images.qdrant ?? `${library}/qdrant:${IMAGE_VERSIONS.qdrant}`,
      node: parsed.images.node ?? `${library}/node:${IMAGE_VERSIONS.node}`,
      valkey: parsed.images.valkey ?? `${library}/valkey:${IMAGE_VERSIONS.valkey}`,
    },
  };
}
