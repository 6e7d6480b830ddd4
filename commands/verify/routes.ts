import type { Config } from '../../config/schema';

/** Which kind of object leads requests to the stack, as kubectl takes it. */
export function routeKind({ gateway }: Config): string {
  return gateway ? 'httproute' : 'ingress';
}

/** What to do where a host does not lead where the manifests say. */
export function compareRoutes(config: Config, host: string): string {
  return `compare what leads ${host} (kubectl get ${routeKind(config)} -n ${config.namespace} -o yaml) with dist/`;
}
