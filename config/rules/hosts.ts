import { type CrossFieldRule } from '../rule';

const hostsDiffer: CrossFieldRule = {
  involved: [['apiHostname'], ['dashboardHostname']],
  judge: ({ apiHostname, dashboardHostname }, isGiven) =>
    apiHostname === dashboardHostname
      ? {
          path: isGiven(['apiHostname']) ? ['apiHostname'] : ['dashboardHostname'],
          value: apiHostname,
          problem: 'the API and the dashboard have the same host',
          allowed: 'two different host names: the API has no login in front of it, the dashboard has',
          fix: 'change one of apiHostname and dashboardHostname, or leave both to their defaults',
        }
      : undefined,
};

const grpcHostDiffers: CrossFieldRule = {
  involved: [['domainName'], ['apiHostname'], ['dashboardHostname'], ['grpcHostname']],
  judge: ({ domainName, apiHostname, dashboardHostname, grpcHostname }) =>
    grpcHostname === apiHostname || grpcHostname === dashboardHostname
      ? {
          path: ['grpcHostname'],
          value: grpcHostname,
          problem: `gRPC has the same host as the ${grpcHostname === apiHostname ? 'REST API' : 'dashboard'}`,
          allowed: 'a host name of its own',
          fix: `write for example qdrant-grpc.${domainName}`,
        }
      : undefined,
};

const keycloakHasItsHost: CrossFieldRule = {
  involved: [['domainName'], ['keycloakUrl'], ['apiHostname'], ['dashboardHostname'], ['grpcHostname']],
  judge: ({ domainName, keycloakUrl, ...hosts }) => {
    const { host } = new URL(keycloakUrl);
    const same = (['apiHostname', 'dashboardHostname', 'grpcHostname'] as const).find(key => hosts[key] === host);
    return (
      same && {
        path: ['keycloakUrl'],
        value: keycloakUrl,
        problem: `${same} has the same host`,
        allowed: 'a host on which Keycloak answers',
        fix: `write for example https://auth.${domainName}`,
      }
    );
  },
};

const cookieReachesDashboard: CrossFieldRule = {
  involved: [['domainName'], ['dashboardHostname'], ['dashboard', 'mode'], ['dashboard', 'cookie']],
  judge: ({ domainName, dashboardHostname, dashboard: { cookie } }) =>
    cookie === 'host' || dashboardHostname === domainName || dashboardHostname.endsWith(`.${domainName}`)
      ? undefined
      : {
          path: ['dashboardHostname'],
          value: dashboardHostname,
          problem: `it is outside of ${domainName}, so the login cookie of .${domainName} would not reach it`,
          allowed: `${domainName} or a name below it`,
          fix: `write for example qdrant-dashboard.${domainName}, or dashboard: { cookie: host }`,
        },
};

/** oauth2-proxy is asked on one host alone there: no other has a use for the cookie. */
const cookieFitsMode: CrossFieldRule = {
  involved: [
    ['dashboard', 'mode'],
    ['dashboard', 'cookie'],
  ],
  judge: ({ dashboard: { mode, cookie } }) =>
    mode === 'proxy' && cookie === 'domain'
      ? {
          path: ['dashboard', 'cookie'],
          value: cookie,
          problem: 'in dashboard.mode proxy every host of domainName would be sent sessions that open Qdrant',
          allowed: 'host in mode proxy; domain or host in mode auth-request',
          fix: 'remove it',
        }
      : undefined,
};

export const HOST_RULES: readonly CrossFieldRule[] = [
  hostsDiffer,
  grpcHostDiffers,
  keycloakHasItsHost,
  cookieReachesDashboard,
  cookieFitsMode,
];
