import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';

type HeaderSettings = Readonly<Record<string, string>>;

/** The headers of the pages of the realm. */
export interface SecurityHeaders {
  /** Values by the names of the realm settings. */
  readonly settings: HeaderSettings;
  readonly notes: readonly string[];
}

/**
 * The header that every supported Keycloak sends for a setting. Keycloak also stores settings for which it sends no header.
 * An example is `xXSSProtection` since 26.2: a realm of an older version still has this setting.
 */
const HEADERS: HeaderSettings = {
  contentSecurityPolicy: 'Content-Security-Policy',
  xContentTypeOptions: 'X-Content-Type-Options',
  xFrameOptions: 'X-Frame-Options',
  xRobotsTag: 'X-Robots-Tag',
};

const REALM_WIDE = 'Keycloak sends these headers with every page of the realm, for all clients';

/**
 * @param known The current settings of the realm. Newer versions of Keycloak have fewer settings.
 */
export function securityHeaders(config: Config, { dashboardUrl }: StackNames, known: HeaderSettings): SecurityHeaders {
  const kind = config.keycloak.securityHeaders;
  if (kind === 'keep') {
    return { settings: {}, notes: [] };
  }
  const frames = `frame-src https://*.${config.domainName};`;
  const ancestors = `frame-ancestors 'self' ${dashboardUrl}; object-src 'none';`;
  const common = {
    xContentTypeOptions: 'nosniff',
    xRobotsTag: 'none',
    xXSSProtection: '1; mode=block',
  };
  const ofAnyServer = Object.fromEntries(Object.entries(common).filter(([name]) => name in known));
  if (kind === 'secure') {
    return {
      settings: {
        contentSecurityPolicy: `frame-src 'self' https://*.${config.domainName}; ${ancestors}`,
        xContentTypeOptions: 'nosniff',
        xFrameOptions: 'SAMEORIGIN',
        xRobotsTag: 'none',
      },
      notes: [REALM_WIDE],
    };
  }
  return {
    settings: {
      xFrameOptions: `ALLOW-FROM ${dashboardUrl}`,
      contentSecurityPolicy: kind === 'literal' ? frames : `${frames} ${ancestors}`,
      accessControlAllowOrigin: dashboardUrl,
      accessControlAllowMethods: 'GET, POST, OPTIONS',
      accessControlAllowHeaders: 'Origin, X-Requested-With, Content-Type, Accept, Authorization',
      accessControlAllowCredentials: 'true',
      ...ofAnyServer,
    },
    notes: [
      REALM_WIDE,
      'xFrameOptions has ALLOW-FROM, which browsers ignore; frame-ancestors in contentSecurityPolicy decides which sites may frame the pages',
      ...(kind === 'literal'
        ? [
            'contentSecurityPolicy has no frame-ancestors: any site may frame the login page; securityHeaders: seed adds it',
          ]
        : []),
      'accessControl*: Keycloak stores these settings and sends no such header; webOrigins of the client controls CORS',
      ...('xXSSProtection' in ofAnyServer
        ? ['xXSSProtection: browsers ignore the header, and Keycloak 26.2 and later do not send it']
        : []),
    ],
  };
}

/** The headers that differ: `X-Frame-Options is "DENY" instead of "SAMEORIGIN"`. */
export function missingFrom(page: Headers, settings: HeaderSettings): string[] {
  return Object.entries(HEADERS).flatMap(([name, header]) => {
    const promised = settings[name];
    const sent = page.get(header);
    return promised === undefined || sent === promised
      ? []
      : [`${header} is ${sent === null ? 'not sent' : `"${sent}"`} instead of "${promised}"`];
  });
}
