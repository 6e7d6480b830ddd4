import { type Destination, destinations } from './destinations';
import { type ProtectedParts } from './protected-parts';
import {
  answersFor,
  type Backend,
  isIngress,
  nginxAnnotation,
  nginxAnnotations,
  type Route,
  routesOf,
  takenBy,
} from './routes';
import { type Item } from './rule-set';

/** A route and the object that it belongs to. */
export interface OwnedRoute extends Route, Item {}

/** All routes of the app, with the functions that judge them. */
export interface AppRoutes {
  readonly routes: readonly OwnedRoute[];
  readonly destinationOf: (backend: Backend | undefined) => Destination;
  /** Whether the controller asks oauth2-proxy, and nothing else, before it passes a request on. */
  readonly isChecked: (route: OwnedRoute) => boolean;
}

/** Annotations of ingress-nginx that can let requests bypass the sign-in, or send them elsewhere. Rewrites can do the same. */
export const BYPASSING = [
  'satisfy',
  'auth-snippet',
  'auth-cache-key',
  'auth-proxy-set-headers',
  'default-backend',
  'custom-http-errors',
  'mirror-target',
  'app-root',
  'canary',
  'ssl-passthrough',
];

/** Reads the routes of all objects of the app. */
export function appRoutes(items: readonly Item[], parts: ProtectedParts): AppRoutes {
  const destinationOf = destinations(items, parts);
  const routes = items.flatMap(item => routesOf(item.manifest).map(route => ({ ...route, ...item })));
  const isChecked = (route: OwnedRoute) =>
    asksSignIn(route, parts) && route.hosts.every(host => isAnsweredBySignIn(host, routes, destinationOf, parts));
  return { routes, destinationOf, isChecked };
}

function asksSignIn({ manifest, rewrites }: OwnedRoute, { oauth2Proxy, askingClass }: ProtectedParts): boolean {
  return (
    isIngress(manifest) &&
    askingClass !== undefined &&
    manifest.spec.ingressClassName === askingClass &&
    nginxAnnotation(manifest, 'auth-url') === `https://$host${oauth2Proxy.proxyPrefix}/auth` &&
    nginxAnnotations(manifest, BYPASSING).length + rewrites.length === 0
  );
}

/** Whether only oauth2-proxy can answer the question of the controller. */
function isAnsweredBySignIn(
  host: string,
  routes: readonly OwnedRoute[],
  destinationOf: AppRoutes['destinationOf'],
  { oauth2Proxy }: ProtectedParts,
): boolean {
  const answering = routes.filter(route => answersFor(route, host));
  // Routes of the exact host win over routes of many hosts.
  const exact = answering.filter(({ hosts }) => hosts.includes(host));
  const asked = takenBy(exact.length > 0 ? exact : answering, `${oauth2Proxy.proxyPrefix}/auth`);
  return (
    asked.length > 0 &&
    asked.every(({ backend, rewrites }) => destinationOf(backend) === 'sign-in' && rewrites.length === 0)
  );
}
