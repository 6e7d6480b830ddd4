import { type Construct } from 'constructs';
import { type AcceptedRisks } from './accepted-risks';
import { apiViolations, p2pViolations, toMetrics } from './api-rules';
import { appRoutes } from './app-routes';
import { conflictingBackends } from './conflicting-backends';
import { dashboardViolations } from './dashboard-rules';
import { type Destination } from './destinations';
import { type ProtectedParts } from './protected-parts';
import { answersFor } from './routes';
import { addRule, annotateExceptions, type Item, type Violation } from './rule-set';
import { vendorViolations } from './vendor-rules';

/**
 * Checks all routes of the app at synthesis, and annotates the routes of the construct with the reasons for their violations.
 *
 * @param owner The construct that the rules belong to.
 */
export function addRouteRules(owner: Construct, parts: ProtectedParts, reasons: AcceptedRisks | undefined): void {
  const protectedParts = { ...parts, dashboardHost: parts.dashboardHost.toLowerCase() };
  const rule = (items: readonly Item[]) =>
    violations(items, protectedParts).filter(({ risk }) => risk !== 'otherRouteKind' || !reasons?.otherRouteKind);
  annotateExceptions(owner, rule, reasons);
  addRule(owner, rule);
}

/** All violations, also those that a reason lifts. */
function violations(items: readonly Item[], parts: ProtectedParts): Violation[] {
  const all = appRoutes(items, parts);
  const openTo = (destination: Destination) =>
    all.routes.filter(
      route =>
        all.destinationOf(route.backend) === destination &&
        !all.isChecked(route) &&
        !answersFor(route, parts.dashboardHost),
    );
  return [
    ...dashboardViolations(all, parts),
    ...vendorViolations(items, all, parts),
    ...conflictingBackends(items, parts),
    ...p2pViolations(all),
    ...openTo('metrics').map(route => toMetrics(route)),
    ...apiViolations(openTo('backend'), all, items, parts.backend),
  ];
}
