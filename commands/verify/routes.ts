import type { Config } from '../../config/schema';

/** The kind of the routes to the stack, for kubectl. */
export function routeKind({ gateway }: Config): string {
  return gateway ? 'httproute' : 'ingress';
}

/** The fix for a host whose routes differ from the manifests. */
export function compareRoutes(config: Config, host: string): string {
  return `compare the routes of ${host} (kubectl get ${routeKind(config)} -n ${config.namespace} -o yaml) with dist/`;
}
