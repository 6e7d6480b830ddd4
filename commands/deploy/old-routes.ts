import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { isSameObject, type LiveObject, titleOf } from '../../clients/kubernetes/objects';
import { inSync, type Step } from '../../reconcile/step';
import type { Expected } from '../../stack/expected';
import type { LiveViolation } from '../../stack/live-routes';
import { removalOf } from '../../stack/object-owner';
import { isApplied, predecessorsOf } from './ownership';

const OPTION = '--remove-old-routes';

const ROUTE_KINDS = [
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute' },
];

/** The names of the routes of Thinkube's playbooks: first the playbooks for ingress-nginx, then those for a Gateway. */
const PLAYBOOK_ROUTES: Readonly<Record<string, readonly string[]>> = {
  Ingress: ['oauth2-proxy-ingress', 'qdrant-api-ingress', 'qdrant-http-ingress', 'qdrant-root-redirect'],
  HTTPRoute: ['oauth2-proxy-ingress', 'qdrant-api-route', 'qdrant-dashboard-route', 'qdrant-root-redirect'],
};

/** Routes in the namespace, only for hosts of the stack, that the config does not declare. */
export interface OldRoutes {
  /** The routes of Thinkube's playbooks. An option deletes them. */
  readonly ofPlaybooks: readonly LiveObject[];
  /** The routes of others. No option deletes them. */
  readonly ofOthers: readonly LiveObject[];
}

/**
 * Finds the routes of earlier installations. Routes of a controller, such as the solver of a certificate, are not old.
 *
 * @param pruned The routes of earlier deploys, which this deploy deletes.
 */
export async function findOldRoutes(
  cluster: Cluster,
  config: Config,
  expected: Expected,
  pruned: readonly LiveObject[],
): Promise<OldRoutes> {
  const { hosts } = stackNames(config);
  const routes: LiveObject[] = [];
  for (const { apiVersion, kind } of ROUTE_KINDS) {
    const found = await cluster.list(apiVersion, kind, config.namespace);
    routes.push(...found.map(object => ({ ...object, apiVersion, kind })));
  }
  const old = routes.filter(object => {
    const own = hostsOf(object);
    return (
      own.length > 0 &&
      own.every(host => host !== undefined && hosts.includes(host.toLowerCase())) &&
      ![...expected.objects, ...pruned].some(each => isSameObject(each, object)) &&
      !isApplied(object) &&
      !object.metadata.ownerReferences?.length
    );
  });
  const services = expected.all('Service').map(({ metadata }) => metadata.name);
  const isKnown = (route: LiveObject) => isOfPlaybooks(route, services);
  return { ofPlaybooks: old.filter(isKnown), ofOthers: old.filter(route => !isKnown(route)) };
}

/** Whether the playbooks created the route, by its name, its writer, and its backends, which are Services of the stack. */
function isOfPlaybooks(route: LiveObject, services: readonly string[]): boolean {
  return (
    PLAYBOOK_ROUTES[route.kind]?.includes(route.metadata.name) === true &&
    predecessorsOf(route).length > 0 &&
    backendsOf(route).every(name => name !== undefined && services.includes(name))
  );
}

interface Rule {
  readonly http?: {
    readonly paths?: readonly { readonly backend?: { readonly service?: { readonly name: string } } }[];
  };
  readonly backendRefs?: readonly { readonly name: string }[];
}

/** The names of the Services behind a route. Undefined stands for a backend that is no Service. */
function backendsOf({ spec }: LiveObject): (string | undefined)[] {
  const rules: readonly Rule[] = spec.rules ?? [];
  return rules.flatMap(({ http, backendRefs = [] }) => [
    ...(http?.paths ?? []).map(({ backend }) => backend?.service?.name),
    ...backendRefs.map(({ name }) => name),
  ]);
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

/** Notes about the routes of others, which stay. */
export function notesOnOldRoutes({ ofOthers }: OldRoutes): string[] {
  return ofOthers.map(route => {
    const hosts = [...new Set(hostsOf(route))].join(', ');
    return `${titleOf(route)} routes ${hosts} too and stays, and the config does not declare it; to delete it: ${removalOf(route)}`;
  });
}

/**
 * Refuses routes that would stay beside the new ones: those that break the security rules, and those of the playbooks.
 *
 * @param violations The violations of the security rules that this deploy does not end.
 * @param old The routes of the playbooks, if this deploy keeps them.
 */
export function refuseRoutes(violations: readonly LiveViolation[], old: readonly LiveObject[]): void {
  const open = violations.map(({ object }) => object);
  const others = old.filter(route => !open.includes(titleOf(route)));
  const problems = [
    ...violations.map(({ object, problem }) => `${object} ${problem}`),
    ...others.map(route => `${titleOf(route)} is a route of an earlier installation that the config does not declare`),
  ];
  if (problems.length > 0) {
    // One object can break several rules.
    const fixes = new Set([...violations.map(({ fix }) => fix), ...others.map(removalOf)]);
    const byDeploy = `or let deploy delete ${old.map(titleOf).join(', ')} after the new routes work: ${commandLine('deploy', OPTION)}`;
    throw new Failure(problems.join('; '), [...fixes, ...(old.length > 0 ? [byDeploy] : [])].join('; '));
  }
}
