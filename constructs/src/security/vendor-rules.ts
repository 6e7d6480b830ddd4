import { toMetrics, toP2p, withoutKey } from './api-rules';
import { type AppRoutes } from './app-routes';
import { type ProtectedParts, titleOf } from './protected-parts';
import { answersFor } from './routes';
import { type Item, type Violation } from './rule-set';
import { vendorRouteOf } from './vendor-routes';

/**
 * Violations of routes of other vendors' kinds that lead to Qdrant. The rules read the hosts and the backends of these kinds. They do
 * not read the rest, e.g. middlewares, so that every other route of these kinds to Qdrant needs a reason.
 */
export function vendorViolations(
  items: readonly Item[],
  { destinationOf }: Pick<AppRoutes, 'destinationOf'>,
  { backend, dashboardHost }: ProtectedParts,
): Violation[] {
  const title = titleOf(backend);
  return items.flatMap((item): Violation[] => {
    const route = vendorRouteOf(item.manifest);
    const destinations = route?.backends.map(destinationOf) ?? [];
    if (!route || !destinations.some(each => each === 'backend' || each === 'metrics' || each === 'p2p')) {
      return [];
    }
    if (destinations.includes('p2p')) {
      return [toP2p(item)];
    }
    if (answersFor(route, dashboardHost)) {
      const problem = `routes ${dashboardHost} to ${title} without the sign-in`;
      return [{ ...item, problem, fix: 'route it to oauth2-proxy, or use another host' }];
    }
    const problem = `routes to ${title}, and the rules cannot read everything that a route of this kind does: it may serve ${dashboardHost}, or the dashboard pages, without the sign-in`;
    return [
      ...(destinations.includes('metrics') ? [toMetrics(item)] : []),
      ...(backend.hasApiKey ? [] : [withoutKey(item, title)]),
      { ...item, problem, fix: 'use an Ingress or an HTTPRoute', risk: 'otherRouteKind' },
    ];
  });
}
