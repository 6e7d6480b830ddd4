import { thousandths } from '../quantity';
import { type CrossFieldRule } from '../rule';

function limitsCoverRequests(workload: 'qdrant' | 'valkey' | 'oauth2Proxy', amount: 'cpu' | 'memory'): CrossFieldRule {
  const request = [workload, 'resources', 'requests', amount];
  const limit = [workload, 'resources', 'limits', amount];
  return {
    keys: [request, limit],
    check: (config, isSet) => {
      const { requests, limits } = config[workload].resources;
      const [requested, most] = [requests?.[amount], limits?.[amount]];
      if (!requested || !most || thousandths(most) >= thousandths(requested)) {
        return undefined;
      }
      const byDefault = (path: readonly string[]) => (isSet(path) ? '' : ' by default');
      return isSet(limit)
        ? {
            path: limit,
            value: most,
            problem: `the limit is less than ${request.join('.')}, which is ${requested}${byDefault(request)}`,
            allowed: `${requested} or more`,
            fix: `write ${requested} or more, or reduce the request`,
          }
        : {
            path: request,
            value: requested,
            problem: `the request is more than ${limit.join('.')}, which is ${most}${byDefault(limit)}`,
            allowed: `${most} or less`,
            fix: `write ${most} or less, or increase the limit`,
          };
    },
  };
}

const bound = ['valkey', 'boundMemory'];
const limit = ['valkey', 'resources', 'limits', 'memory'];

const boundNeedsLimit: CrossFieldRule = {
  keys: [bound, limit],
  check: ({ valkey }) =>
    valkey.boundMemory && !valkey.resources.limits?.memory
      ? {
          path: limit,
          problem: 'Valkey would have no amount to stay below, because valkey.boundMemory is true',
          allowed: 'an amount of memory with valkey.boundMemory',
          fix: 'write an amount such as 256Mi, or valkey: { boundMemory: false }',
        }
      : undefined,
};

export const RESOURCE_RULES: readonly CrossFieldRule[] = [
  ...(['qdrant', 'valkey', 'oauth2Proxy'] as const).flatMap(workload => [
    limitsCoverRequests(workload, 'cpu'),
    limitsCoverRequests(workload, 'memory'),
  ]),
  boundNeedsLimit,
];
