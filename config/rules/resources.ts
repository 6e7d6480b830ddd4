import { thousandths } from '../quantity';
import { type CrossFieldRule } from '../rule';

function limitsCoverRequests(workload: 'qdrant' | 'valkey' | 'oauth2Proxy', amount: 'cpu' | 'memory'): CrossFieldRule {
  const request = [workload, 'resources', 'requests', amount];
  const limit = [workload, 'resources', 'limits', amount];
  return {
    keys: [request, limit],
    check: (config, isSet) => {
      const { requests, limits } = config[workload].resources;
      if (thousandths(limits[amount]) >= thousandths(requests[amount])) {
        return undefined;
      }
      const byDefault = (path: readonly string[]) => (isSet(path) ? '' : ' by default');
      return isSet(limit)
        ? {
            path: limit,
            value: limits[amount],
            problem: `the limit is less than ${request.join('.')}, which is ${requests[amount]}${byDefault(request)}`,
            allowed: `${requests[amount]} or more`,
            fix: `write ${requests[amount]} or more, or reduce the request`,
          }
        : {
            path: request,
            value: requests[amount],
            problem: `the request is more than ${limit.join('.')}, which is ${limits[amount]}${byDefault(limit)}`,
            allowed: `${limits[amount]} or less`,
            fix: `write ${limits[amount]} or less, or increase the limit`,
          };
    },
  };
}

export const RESOURCE_RULES: readonly CrossFieldRule[] = (['qdrant', 'valkey', 'oauth2Proxy'] as const).flatMap(
  workload => [limitsCoverRequests(workload, 'cpu'), limitsCoverRequests(workload, 'memory')],
);
