import { type CrossFieldRule } from '../rule';

const hostsDiffer: CrossFieldRule = {
  keys: [['apiHostname'], ['dashboardHostname']],
  check: ({ apiHostname, dashboardHostname }, isSet) =>
    apiHostname === dashboardHostname
      ? {
          path: isSet(['apiHostname']) ? ['apiHostname'] : ['dashboardHostname'],
          value: apiHostname,
          problem: 'the API and the dashboard have the same host',
          allowed: 'two different hosts, because only the dashboard needs a sign-in',
          fix: 'change apiHostname or dashboardHostname, or remove both keys',
        }
      : undefined,
};

const grpcHostDiffers: CrossFieldRule = {
  keys: [['domainName'], ['apiHostname'], ['dashboardHostname'], ['grpcHostname']],
  check: ({ domainName, apiHostname, dashboardHostname, grpcHostname }) =>
    grpcHostname === apiHostname || grpcHostname === dashboardHostname
      ? {
          path: ['grpcHostname'],
          value: grpcHostname,
          problem: `gRPC has the same host as the ${grpcHostname === apiHostname ? 'REST API' : 'dashboard'}`,
          allowed: 'a separate host name',
          fix: `for example, write qdrant-grpc.${domainName}`,
        }
      : undefined,
};

const aliasesDiffer: CrossFieldRule = {
  keys: [['apiAliases'], ['apiHostname'], ['dashboardHostname'], ['grpcHostname'], ['keycloakUrl']],
  check: ({ apiAliases, apiHostname, dashboardHostname, grpcHostname, keycloakUrl }) => {
    const others = { apiHostname, dashboardHostname, grpcHostname, keycloakUrl: new URL(keycloakUrl).host };
    const ownerOf = (alias: string) => Object.entries(others).find(([, host]) => host === alias)?.[0];
    const index = apiAliases.findIndex(ownerOf);
    return index < 0
      ? undefined
      : {
          path: ['apiAliases', index],
          value: apiAliases[index],
          problem: `${ownerOf(apiAliases[index]!)} has the same host`,
          allowed: 'hosts other than all other hosts',
          fix: 'remove the host from the list',
        };
  },
};

/** The usual names of the hosts. */
const OWN_HOSTS = { apiHostname: 'qdrant', dashboardHostname: 'qdrant-dashboard', grpcHostname: 'qdrant-grpc' };

const keycloakHostDiffers: CrossFieldRule = {
  keys: [['domainName'], ['keycloakUrl'], ['apiHostname'], ['dashboardHostname'], ['grpcHostname']],
  check: ({ domainName, keycloakUrl, ...hosts }, isSet) => {
    const { host } = new URL(keycloakUrl);
    const same = (['apiHostname', 'dashboardHostname', 'grpcHostname'] as const).find(key => hosts[key] === host);
    if (!same) {
      return undefined;
    }
    return isSet(['keycloakUrl']) || !isSet([same])
      ? {
          path: ['keycloakUrl'],
          value: keycloakUrl,
          problem: `${same} has the same host`,
          allowed: 'the host of Keycloak',
          fix: host === `auth.${domainName}` ? `change ${same}` : `for example, write https://auth.${domainName}`,
        }
      : {
          path: [same],
          value: host,
          problem: 'Keycloak has this host, by the default of keycloakUrl',
          allowed: 'a host other than that of Keycloak',
          fix: `for example, write ${OWN_HOSTS[same]}.${domainName}; or set keycloakUrl, if Keycloak has another host`,
        };
  },
};

const cookieReachesDashboard: CrossFieldRule = {
  keys: [['domainName'], ['dashboardHostname'], ['dashboard', 'mode'], ['dashboard', 'cookie']],
  check: ({ domainName, dashboardHostname, dashboard: { cookie } }) =>
    cookie === 'host' || dashboardHostname === domainName || dashboardHostname.endsWith(`.${domainName}`)
      ? undefined
      : {
          path: ['dashboardHostname'],
          value: dashboardHostname,
          problem: `the host is outside of ${domainName}, so browsers would not send the session cookie of .${domainName}`,
          allowed: `${domainName}, or a host below it`,
          fix: `for example, write qdrant-dashboard.${domainName}, or dashboard: { cookie: host }`,
        },
};

/** In mode proxy, only the dashboard host reads the cookie. */
const cookieFitsMode: CrossFieldRule = {
  keys: [
    ['dashboard', 'mode'],
    ['dashboard', 'cookie'],
  ],
  check: ({ dashboard: { mode, cookie } }) =>
    mode === 'proxy' && cookie === 'domain'
      ? {
          path: ['dashboard', 'cookie'],
          value: cookie,
          problem:
            'in dashboard.mode proxy, browsers would send sessions with access to Qdrant to every host of domainName',
          allowed: 'host in mode proxy; domain or host in mode auth-request',
          fix: 'remove the key',
        }
      : undefined,
};

/** Browsers accept the prefix only without a domain. Without the prefix, every host of the domain could set the cookie. */
const cookieNameFits: CrossFieldRule = {
  keys: [
    ['dashboard', 'mode'],
    ['dashboard', 'cookie'],
    ['dashboard', 'cookieName'],
  ],
  check: ({ dashboard: { cookie, cookieName } }) => {
    const hasPrefix = /^__host-/i.test(cookieName);
    if (cookieName.startsWith('__Host-') === (cookie === 'host') && hasPrefix === (cookie === 'host')) {
      return undefined;
    }
    return {
      path: ['dashboard', 'cookieName'],
      value: cookieName,
      problem: hasPrefix
        ? 'browsers reject a cookie of the whole domain whose name begins with __Host-'
        : 'without the prefix __Host-, another host of the domain could set the cookie',
      allowed: 'a name that begins with __Host- with cookie host, and with other characters with cookie domain',
      fix: `for example, write ${cookie === 'host' ? '__Host-' : '_'}oauth2_proxy-search`,
    };
  },
};

export const HOST_RULES: readonly CrossFieldRule[] = [
  hostsDiffer,
  grpcHostDiffers,
  aliasesDiffer,
  keycloakHostDiffers,
  cookieReachesDashboard,
  cookieFitsMode,
  cookieNameFits,
];
