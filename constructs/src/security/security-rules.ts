import { type Construct } from 'constructs';
import { type AcceptedRisks } from './accepted-risks';
import { apiFindings, p2pFindings } from './api-rules';
import { asksLogin, dashboardFindings, impostorFindings, strangerFindings } from './dashboard-rules';
import { type Destination, destinations } from './destinations';
import { acceptFindings, type Finding, holdTo, type Item } from './rule-set';
import type { OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import type { QdrantChart } from '../qdrant/qdrant-chart';
import { answersFor, type Route, ROUTING_KINDS, routesOf } from './routes';

/** What the rules are about. */
export interface GuardedParts {
  readonly qdrant: QdrantChart;
  readonly oauth2Proxy: OAuth2ProxyChart;
  readonly dashboardHost: string;
  /** Class of the ingresses whose controller asks oauth2-proxy about each request; absent where no controller does. */
  readonly askingClass?: string;
}

/** A route, and the object that it is of. */
export interface OwnedRoute extends Route, Item {}

/** All routes of the app, and what there is to know about each. */
export interface Ways {
  readonly routes: readonly OwnedRoute[];
  readonly destinationOf: (route: Pick<Route, 'service'>) => Destination;
  readonly isChecked: (route: OwnedRoute) => boolean;
}

/**
 * Holds the routes of the whole app to the rules at synth, and writes on those of the construct why they may break one.
 *
 * @param guard The construct that the rules belong to.
 */
export function guardRoutes(guard: Construct, parts: GuardedParts, reasons: AcceptedRisks | undefined): void {
  const lowered = { ...parts, dashboardHost: parts.dashboardHost.toLowerCase() };
  const rules = (items: readonly Item[]) => findings(items, lowered);
  acceptFindings(guard, rules, reasons);
  holdTo(guard, rules);
}

/** Everything that breaks a rule, accepted or not. */
function findings(items: readonly Item[], parts: GuardedParts): Finding[] {
  const destinationOf = destinations(items, parts);
  const routes = items
    .filter(({ manifest }) => ROUTING_KINDS.includes(manifest.kind))
    .flatMap(item => routesOf(item.manifest).map(route => ({ ...route, ...item })));
  const isChecked = (route: OwnedRoute) => asksLogin(route, { routes, destinationOf }, parts);
  const ways = { routes, destinationOf, isChecked };
  const open = routes.filter(route => destinationOf(route) === 'qdrant' && !isChecked(route));
  return [
    ...dashboardFindings(ways, parts),
    ...strangerFindings(items, ways, parts),
    ...impostorFindings(items, parts),
    ...p2pFindings(ways),
    ...apiFindings(
      open.filter(route => !answersFor(route, parts.dashboardHost)),
      routes,
      items,
      parts.qdrant.hasApiKey,
    ),
  ];
}
