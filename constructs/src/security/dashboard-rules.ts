import { type AppRoutes, BYPASSING } from './app-routes';
import { type ProtectedParts, titleOf } from './protected-parts';
import { type ParsedManifest } from './manifest-reader';
import { answersFor, nginxAnnotation, nginxAnnotations, type Route } from './routes';
import { type Violation } from './rule-set';

/** Annotations of ingress-nginx that redirect every request. */
export const REDIRECTING = ['permanent-redirect', 'temporal-redirect'];

/** The path of a challenge of an ACME issuer. */
export const ACME_CHALLENGE = /^\/\.well-known\/acme-challenge\/[\w-]+$/;

/** Every route of the dashboard host must lead to oauth2-proxy, must be checked by it, or must answer by itself. */
export function dashboardViolations(
  { routes, destinationOf, isChecked }: AppRoutes,
  { backend: behind, dashboardHost }: ProtectedParts,
): Violation[] {
  return routes
    .filter(route => answersFor(route, dashboardHost))
    .flatMap(route => {
      const { object, manifest, path, backend } = route;
      const destination = destinationOf(backend);
      const isBackend = destination === 'backend' || destination === 'metrics';
      const isFallback = !route.hosts.includes(dashboardHost) && !isBackend && destination !== 'p2p';
      const bypassing = [
        ...nginxAnnotations(manifest, BYPASSING),
        ...redirectsElsewhere(manifest, dashboardHost),
        ...route.rewrites,
      ];
      if (bypassing.length > 0) {
        const problem = `answers for ${dashboardHost} and has ${bypassing.join(', ')}, which can bypass the sign-in`;
        return [{ object, manifest, problem, fix: 'remove it, or use another host', isFallback }];
      }
      if (isBackend && !isChecked(route)) {
        const problem = `routes ${dashboardHost}${path} to ${titleOf(behind)} without the sign-in`;
        return [{ object, manifest, problem, fix: 'route it to oauth2-proxy, or use another host' }];
      }
      if (backend && (destination === 'elsewhere' || destination === 'unknown') && !isAcmeChallenge(route)) {
        const target = `${backend.name}${backend.port ? `:${backend.port}` : ''}`;
        const problem = `routes ${dashboardHost}${path} to ${target}, which is not the sign-in of oauth2-proxy and may pass requests on to ${titleOf(behind)}`;
        return [{ object, manifest, problem, fix: 'use another host', isFallback }];
      }
      return [];
    });
}

/** Redirects of ingress-nginx from the dashboard host to another host. */
function redirectsElsewhere(manifest: ParsedManifest, dashboardHost: string): string[] {
  return REDIRECTING.filter(name => {
    const url = nginxAnnotation(manifest, name);
    return url !== undefined && !url.startsWith(`https://${dashboardHost}/`);
  });
}

/** A challenge of an ACME issuer, which cert-manager answers for a moment. Qdrant and the dashboard have no such path. */
function isAcmeChallenge({ path, match, isPartial }: Route): boolean {
  return ACME_CHALLENGE.test(path) && match !== 'pattern' && !isPartial;
}
