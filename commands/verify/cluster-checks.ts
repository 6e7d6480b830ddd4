import type { ConnectCluster } from '../../stack/pod-ports';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Config } from '../../config/schema';
import { endsTlsElsewhere } from '../hook/tls-steps';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { LiveObject } from '../../clients/kubernetes/objects';
import { type Check, ManyFailures, ok } from './check';
import { discoveryCheck } from './discovery';
import { Expected, type ExpectedObject } from '../../stack/expected';
import { helmReleases } from '../../stack/helm-releases';
import { liveRoutes } from '../../stack/live-routes';
import { isReady, reasonOf, podsOf, unfinished } from '../../stack/pods';
import { SETTLING_KINDS, unsettled } from '../../stack/controller-status';
import { qdrantTlsChecks, tlsCheck } from './tls-checks';

export const NAMESPACE = 'namespace';

/** The objects of the manifests and of the hook, as the API server returns them. */
export function clusterChecks(connect: ConnectCluster, config: Config): Check[] {
  const expected = new Expected(config);
  const { namespace } = config;
  const workloads = [...expected.all('StatefulSet'), ...expected.all('Deployment')];
  const settling = SETTLING_KINDS.flatMap(kind => expected.all(kind));
  const checks: Check[] = [
    ...workloads.map(workload => workloadCheck(connect, namespace, workload)),
    servicesCheck(connect, namespace, expected),
    claimsCheck(connect, namespace, expected),
    ...(expected.all('Ingress').length > 0 ? [ingressesCheck(connect, namespace, expected)] : []),
    ...settling.map(object => settledCheck(connect, namespace, object)),
    routesCheck(connect, config, expected),
    ...(endsTlsElsewhere(config) ? [] : [tlsCheck(connect, config)]),
    ...qdrantTlsChecks(connect, config),
    ...(config.discovery ? [discoveryCheck(connect, namespace, expected)] : []),
  ];
  return [namespaceCheck(connect, namespace, expected), ...checks.map(check => ({ ...check, needs: [NAMESPACE] }))];
}

function namespaceCheck(connect: ConnectCluster, name: string, expected: Expected): Check {
  return {
    name: NAMESPACE,
    title: `Namespace ${name}`,
    run: async () => {
      const cluster = await connect();
      const found = await cluster.namespace(name);
      if (!found) {
        throw new Failure(
          `There is no namespace ${name} in cluster ${cluster.name}`,
          `deploy the stack (${commandLine('deploy')}), or choose another cluster with --context`,
        );
      }
      if (found === 'forbidden') {
        return ok(`in cluster ${cluster.name}; the right to read the namespace itself is missing`);
      }
      if (found.status?.phase === 'Terminating') {
        throw new Failure(
          `Namespace ${name} in cluster ${cluster.name} is being deleted`,
          'wait until it is deleted (kubectl get namespace), then deploy the stack again',
        );
      }
      return ok(`in cluster ${cluster.name}`, (await helmReleases(cluster, name, expected)).notes);
    },
  };
}

function workloadCheck(
  connect: ConnectCluster,
  namespace: string,
  { apiVersion, kind, metadata }: ExpectedObject,
): Check {
  const title = `${kind} ${metadata.name}`;
  return {
    name: `${kind.toLowerCase()}-${metadata.name}`,
    title,
    run: async () => {
      const cluster = await connect();
      const found = await cluster.read(apiVersion, kind, namespace, metadata.name);
      if (!found) {
        throw missing(title, namespace);
      }
      const problem = unfinished(found);
      if (problem) {
        const reasons = await reasonsOfPods(cluster, found);
        throw new Failure(
          [`${title} is not rolled out: ${problem}`, ...reasons].join('; '),
          problem === 'scaled to 0'
            ? `kubectl scale ${kind.toLowerCase()} ${metadata.name} -n ${namespace} --replicas=1`
            : `kubectl rollout status ${kind.toLowerCase()} ${metadata.name} -n ${namespace}, and kubectl describe and kubectl logs of its pods`,
        );
      }
      return ok(`${found.status.readyReplicas} of ${found.spec.replicas} ready`);
    },
  };
}

async function reasonsOfPods(cluster: Cluster, workload: LiveObject): Promise<string[]> {
  const pods = await podsOf(cluster, workload);
  return pods.filter(pod => !isReady(pod)).map(reasonOf);
}

function servicesCheck(connect: ConnectCluster, namespace: string, expected: Expected): Check {
  return {
    name: 'services',
    title: 'Services',
    run: async () => {
      const cluster = await connect();
      const slices = await cluster.list('discovery.k8s.io/v1', 'EndpointSlice', namespace);
      const problems: string[] = [];
      const found: string[] = [];
      for (const { metadata, spec } of expected.all('Service')) {
        if (spec.type === 'ExternalName') {
          continue;
        }
        const own = slices.filter(slice => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name);
        const endpoints = own.flatMap(({ endpoints: each }) => each ?? []);
        // A headless Service also publishes pods that are not ready. Those do not serve.
        const serving = endpoints.filter(({ conditions }: any) => (conditions?.serving ?? conditions?.ready) !== false);
        if (!(await cluster.read('v1', 'Service', namespace, metadata.name))) {
          problems.push(`${metadata.name} does not exist`);
        } else if (serving.length === 0) {
          problems.push(`${metadata.name} has no ready endpoint`);
        }
        found.push(`${metadata.name} ${serving.length}`);
      }
      throwMany(
        problems,
        'Services',
        'compare kubectl get endpointslices with kubectl get pods: a Service needs a ready pod that matches its selector',
      );
      return ok(`ready endpoints: ${found.join(', ')}`);
    },
  };
}

function claimsCheck(connect: ConnectCluster, namespace: string, expected: Expected): Check {
  return {
    name: 'volume-claims',
    title: 'Volume claims',
    run: async () => {
      const cluster = await connect();
      const problems: string[] = [];
      const found: string[] = [];
      for (const name of expected.claims()) {
        const claim = await cluster.read('v1', 'PersistentVolumeClaim', namespace, name);
        if (claim?.status?.phase !== 'Bound') {
          problems.push(claim ? `${name} is ${claim.status?.phase ?? 'without a status'}` : `${name} does not exist`);
        }
        found.push(`${name} ${claim?.status?.capacity?.storage}`);
      }
      throwMany(
        problems,
        'Volume claims',
        `kubectl describe pvc -n ${namespace}: its events give the reason, for example a missing storage class`,
      );
      return ok(`bound: ${found.join(', ')}`);
    },
  };
}

function ingressesCheck(connect: ConnectCluster, namespace: string, expected: Expected): Check {
  return {
    name: 'ingresses',
    title: 'Ingresses',
    run: async () => {
      const cluster = await connect();
      const problems: string[] = [];
      for (const wanted of expected.all('Ingress')) {
        const { name } = wanted.metadata;
        const found = await cluster.read(wanted.apiVersion, 'Ingress', namespace, name);
        problems.push(
          ...(found ? ingressProblems(wanted, found).map(text => `${name}: ${text}`) : [`${name} does not exist`]),
        );
      }
      throwMany(problems, 'Ingresses', `deploy again: ${commandLine('deploy')}`);
      return ok(
        expected
          .all('Ingress')
          .map(({ metadata }) => metadata.name)
          .join(', '),
      );
    },
  };
}

/** The differences of an ingress: its hosts, its TLS, and its annotations, which contain the login. */
export function ingressProblems(wanted: ExpectedObject, found: any): string[] {
  const hosts = (spec: any): string => (spec.rules ?? []).map(({ host }: any) => host).join(', ');
  const tls = (spec: any): string =>
    (spec.tls ?? []).map((each: any) => `${each.secretName} for ${(each.hosts ?? []).join(', ')}`).join('; ') || 'none';
  const annotations = Object.entries(wanted.metadata.annotations ?? {}).flatMap(([key, value]) => {
    const actual = found.metadata.annotations?.[key];
    return actual === value ? [] : [`annotation ${key} is ${actual === undefined ? 'missing' : `"${actual}"`}`];
  });
  return [
    ...(hosts(found.spec) === hosts(wanted.spec) ? [] : [`its host is ${hosts(found.spec)}`]),
    ...(tls(found.spec) === tls(wanted.spec) ? [] : [`its TLS is ${tls(found.spec)}`]),
    ...annotations,
  ];
}

/** No object of the cluster bypasses the sign-in, also none of another tool. */
function routesCheck(connect: ConnectCluster, config: Config, expected: Expected): Check {
  const title = 'Routes of the cluster';
  return {
    name: 'cluster-routes',
    title,
    run: async () => {
      const { violations, notes } = await liveRoutes(await connect(), config, expected);
      if (violations.length > 0) {
        const problems = violations.map(({ object, problem }) => `${object} ${problem}`);
        const fixes = violations.map(({ fix }) => fix).join('; ');
        throw new ManyFailures(problems.join('; '), fixes, problems);
      }
      return ok('none bypasses the sign-in', notes);
    },
  };
}

/** The controller of the object has accepted it. */
function settledCheck(
  connect: ConnectCluster,
  namespace: string,
  { apiVersion, kind, metadata, spec }: ExpectedObject,
): Check {
  const title = `${kind} ${metadata.name}`;
  return {
    name: `${kind.toLowerCase()}-${metadata.name}`,
    title,
    run: async () => {
      const found = await (await connect()).read(apiVersion, kind, namespace, metadata.name);
      if (!found) {
        throw missing(title, namespace);
      }
      if (kind !== 'Certificate' && targetsOf(found.spec) !== targetsOf(spec)) {
        throw new Failure(`${title} routes ${targetsOf(found.spec)}`, `deploy again: ${commandLine('deploy')}`);
      }
      const problems = unsettled(found);
      if (problems.length > 0) {
        throw new Failure(
          `${title}: ${problems.join('; ')}`,
          `kubectl describe ${kind.toLowerCase()} -n ${namespace} ${metadata.name}: the status gives the reason`,
        );
      }
      return ok('accepted by its controller');
    },
  };
}

/** The hosts of a route, and the Services behind it. */
function targetsOf({ hostnames = [], rules }: any): string {
  const backends = rules.flatMap(({ backendRefs = [] }: any) => backendRefs.map((to: any) => `${to.name}:${to.port}`));
  return `${hostnames.join(', ') || 'any host'} to ${backends.join(', ') || 'nowhere'}`;
}

function missing(title: string, namespace: string): Failure {
  return new Failure(`${title} does not exist in namespace ${namespace}`, `deploy again: ${commandLine('deploy')}`);
}

function throwMany(problems: readonly string[], title: string, fix: string): void {
  if (problems.length > 0) {
    throw new ManyFailures(`${title} differ from the manifests: ${problems.join('; ')}`, fix, problems);
  }
}
