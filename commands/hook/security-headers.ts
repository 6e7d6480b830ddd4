import type { Config } from '../../config/schema';
import type { StackNames } from '../../config/names';

type HeaderSettings = Readonly<Record<string, string>>;

/** What the realm's pages must be sent with. */
export interface SecurityHeaders {
  /** Values by the realm's names for them. */
  readonly settings: HeaderSettings;
  readonly notes: readonly string[];
}

/** The header that Keycloak sends for a setting. It stores settings of other names too, and sends nothing for them. */
export const HEADERS: HeaderSettings = {
  contentSecurityPolicy: 'Content-Security-Policy',
  xContentTypeOptions: 'X-Content-Type-Options',
  xFrameOptions: 'X-Frame-Options',
  xRobotsTag: 'X-Robots-Tag',
  xXSSProtection: 'X-XSS-Protection',
};

const REALM_WIDE = 'these headers go with every page of the realm, for all its clients';

/**
 * @param known The realm's settings as they are: some servers no longer know some of them.
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
      'xFrameOptions has ALLOW-FROM: browsers ignore it; who may frame the pages is up to frame-ancestors in contentSecurityPolicy',
      ...(kind === 'literal'
        ? [
            'contentSecurityPolicy has no frame-ancestors: any site may frame the login page; securityHeaders: seed closes that',
          ]
        : []),
      "accessControl*: Keycloak stores them and sends no such header; CORS comes from the client's webOrigins",
      ...('xXSSProtection' in ofAnyServer ? ['xXSSProtection: browsers ignore it'] : []),
    ],
  };
}

/** What a page promised and does not send: `X-Frame-Options is "DENY" instead of "SAMEORIGIN"`. */
export function missingFrom(page: Headers, settings: HeaderSettings): string[] {
  return Object.entries(HEADERS).flatMap(([name, header]) => {
    const promised = settings[name];
    const sent = page.get(header);
    return promised === undefined || sent === promised
      ? []
      : [`${header} is ${sent === null ? 'not sent' : `"${sent}"`} instead of "${promised}"`];
  });
}
