import { thousandths } from '../quantity';
import { type CrossFieldRule } from '../rule';

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

export const RESOURCE_RULES: readonly CrossFieldRule[] = (['qdrant', 'valkey', 'oauth2Proxy'] as const).flatMap(
  workload => [limitsCoverRequests(workload, 'cpu'), limitsCoverRequests(workload, 'memory')],
);
