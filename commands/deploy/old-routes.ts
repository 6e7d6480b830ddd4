import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { commandLine } from '../../cli/invocation';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { isSameObject, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { inSync, type Step } from '../../reconcile/step';
import type { LiveViolation } from '../../stack/live-routes';
import { removalOf } from '../../stack/object-owner';
import { isApplied } from './ownership';

const OPTION = '--remove-old-routes';

const ROUTE_KINDS = [
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute' },
];

/**
 * Finds the routes of earlier installations: routes in the namespace, only for hosts of the stack, that the config does not
 * declare. Routes of a controller, such as the solver of a certificate, are not old.
 *
 * @param others The routes of the config, and those that the deploy prunes.
 */
export async function findOldRoutes(
  cluster: Cluster,
  config: Config,
  others: readonly Pick<LiveObject, 'kind' | 'metadata'>[],
): Promise<LiveObject[]> {
  const { hosts } = stackNames(config);
  const routes: LiveObject[] = [];
  for (const { apiVersion, kind } of ROUTE_KINDS) {
    const found = await cluster.list(apiVersion, kind, config.namespace);
    routes.push(...found.map(object => ({ ...object, apiVersion, kind })));
  }
  return routes.filter(object => {
    const own = hostsOf(object);
    return (
      own.length > 0 &&
      own.every(host => host !== undefined && hosts.includes(host.toLowerCase())) &&
      !others.some(each => isSameObject(each, object)) &&
      !isApplied(object) &&
      !object.metadata.ownerReferences?.length
    );
  });
}

/** The hosts of a route. Undefined stands for every host. */
function hostsOf({ spec }: LiveObject): (string | undefined)[] {
  const rules: readonly { readonly host?: string }[] = spec.rules ?? [];
  const byDefault = spec.defaultBackend ? [undefined] : [];
  return spec.parentRefs ? (spec.hostnames ?? []) : [...rules.map(({ host }) => host), ...byDefault];
}

/** A step that deletes an old route. Another route of the same name stays. */
export function oldRouteStep(cluster: Cluster, { apiVersion, kind, metadata }: LiveObject): Step {
  const { namespace, name, uid } = metadata;
  return {
    name: `${kind}-${name}`.toLowerCase(),
    title: titleOf({ kind, metadata }),
    plan: async () => {
      const found = await cluster.read(apiVersion, kind, namespace, name);
      return found?.metadata.uid === uid
        ? {
            action: 'remove',
            changes: [{ field: 'metadata.name', from: name }],
            apply: () => cluster.delete(found!),
          }
        : inSync();
    },
  };
}

/** Notes about the old routes that leave the stack open until this deploy deletes them. */
export function notesOnRemoval(violations: readonly LiveViolation[]): string[] {
  return violations.map(({ object, problem }) => `${object} ${problem}; deploy deletes it after the new routes work`);
}

/** Notes about old routes that stay. */
export function notesOnOldRoutes(routes: readonly LiveObject[]): string[] {
  return routes.map(route => {
    const hosts = [...new Set(hostsOf(route))].join(', ');
    return `${titleOf(route)} routes ${hosts} too and stays, and the config does not declare it: ${removalOf(route)}, or deploy with ${OPTION}`;
  });
}

/** The fix that needs no deletion by hand. */
export function removalByDeploy(): string {
  return `or let deploy delete it after the new routes work: ${commandLine('deploy', OPTION)}`;
}
