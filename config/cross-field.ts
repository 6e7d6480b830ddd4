import { thousandths } from './quantity';
import { Config } from './schema';
import { Mistake } from './text';

/** A rule between keys. It is judged only where all the keys that it involves are valid by themselves. */
export interface CrossFieldRule {
  readonly involved: readonly (readonly string[])[];
  /** Finds a mistake; `isGiven` tells a value of the file from a default. */
  readonly judge: (config: Config, isGiven: (path: readonly string[]) => boolean) => Finding | undefined;
}

interface Finding extends Mistake {
  readonly path: readonly string[];
  readonly value?: string;
  readonly allowed: string;
}

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

const cookieReachesDashboard: CrossFieldRule = {
  involved: [['domainName'], ['dashboardHostname']],
  judge: ({ domainName, dashboardHostname }) =>
    dashboardHostname === domainName || dashboardHostname.endsWith(`.${domainName}`)
      ? undefined
      : {
          path: ['dashboardHostname'],
          value: dashboardHostname,
          problem: `it is outside of ${domainName}, so the login cookie of .${domainName} would not reach it`,
          allowed: `${domainName} or a name below it`,
          fix: `write for example qdrant-dashboard.${domainName}, or change domainName`,
        },
};

const PLACES = ['volume', 's3'] as const;
const CLAIMS = ['size', 'claimName'] as const;

const oneBackupPlace: CrossFieldRule = {
  involved: ['volume', 's3', 's3.bucket', 's3.secretName'].map(key => ['scheduledBackup', ...key.split('.')]),
  judge: ({ scheduledBackup }) =>
    scheduledBackup && exactlyOne(['scheduledBackup'], PLACES, scheduledBackup, 'write volume: { size: 500Gi }'),
};

const oneBackupClaim: CrossFieldRule = {
  involved: CLAIMS.map(key => ['scheduledBackup', 'volume', key]),
  judge: ({ scheduledBackup }) =>
    scheduledBackup?.volume &&
    exactlyOne(['scheduledBackup', 'volume'], CLAIMS, scheduledBackup.volume, 'write size: 500Gi'),
};

function exactlyOne(
  path: readonly string[],
  names: readonly string[],
  holder: Readonly<Record<string, unknown>>,
  fix: string,
): Finding | undefined {
  const given = names.filter(name => holder[name] !== undefined);
  const allowed = `exactly one of ${names.join(' and ')}`;
  if (given.length === 1) {
    return undefined;
  }
  return given.length === 0
    ? { path, problem: `it has neither ${names.join(' nor ')}`, allowed, fix }
    : { path, problem: `it has both ${names.join(' and ')}`, allowed, fix: 'remove one of them' };
}

function limitsCoverRequests(workload: 'qdrant' | 'valkey' | 'oauth2Proxy', amount: 'cpu' | 'memory'): CrossFieldRule {
  const request = [workload, 'resources', 'requests', amount];
  const limit = [workload, 'resources', 'limits', amount];
  return {
    involved: [request, limit],
    judge: (config, isGiven) => {
      const { requests, limits } = config[workload].resources;
      if (thousandths(limits[amount]) >= thousandths(requests[amount])) {
        return undefined;
      }
      const byDefault = (path: readonly string[]) => (isGiven(path) ? '' : ' by default');
      return isGiven(limit)
        ? {
            path: limit,
            value: limits[amount],
            problem: `it is below ${request.join('.')}, which is ${requests[amount]}${byDefault(request)}`,
            allowed: `${requests[amount]} or more`,
            fix: `write ${requests[amount]} or more, or lower the request`,
          }
        : {
            path: request,
            value: requests[amount],
            problem: `it is above ${limit.join('.')}, which is ${limits[amount]}${byDefault(limit)}`,
            allowed: `${limits[amount]} or less`,
            fix: `write ${limits[amount]} or less, or raise the limit`,
          };
    },
  };
}

export const CROSS_FIELD_RULES: readonly CrossFieldRule[] = [
  hostsDiffer,
  cookieReachesDashboard,
  oneBackupPlace,
  oneBackupClaim,
  ...(['qdrant', 'valkey', 'oauth2Proxy'] as const).flatMap(workload => [
    limitsCoverRequests(workload, 'cpu'),
    limitsCoverRequests(workload, 'memory'),
  ]),
];
