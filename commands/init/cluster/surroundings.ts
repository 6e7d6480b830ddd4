import { type LiveObject, titleOf } from '../../../clients/kubernetes/objects';
import { docsPage } from '../../../cli/pages';
import { PART_OF, TOOL } from '../../../config/names';
import { valueAt } from '../../../config/path';
import type { ExpectedObject } from '../../../stack/expected';
import { isEmpty, type Outcome, set } from '../helm/row';
import { isTree, textOf, type Tree, treesOf } from '../helm/tree';
import { isSame, plain, without } from './plain';
import { fieldOf, written } from './pod-fields';
import { relatedRoutes } from './routes';
import { optionalConfigMaps, podLabelsOf, podOf, type Running, selects } from './running';

/** The session store, the monitoring, the network policies and the backups. */
export function surroundingOutcomes(running: Running): Outcome[] {
  return [
    ...storeOutcomes(running),
    ...schedulingOutcomes(running),
    ...monitoringOutcomes(running),
    ...configMapOutcomes(running),
    ...policyOutcomes(running),
    ...running
      .all('CronJob')
      .filter(({ metadata }) => metadata.labels?.[PART_OF] === TOOL)
      .map(each => ({
        lost: 'the command reads no scheduled backups',
        sayAt: `scheduledBackup (${docsPage('scheduled-backup')})`,
        from: titleOf(each),
      })),
    ...releaseOutcomes(running),
    ...running.notes.map(check => ({ check })),
  ];
}

/** The choices of `scheduling` that are for several workloads. */
function schedulingOutcomes({ qdrant, all }: Running): Outcome[] {
  const constraints = treesOf(podOf(qdrant).topologySpreadConstraints);
  const spreads =
    constraints.length === SPREAD.length &&
    constraints.every(
      ({ topologyKey, whenUnsatisfiable }) =>
        SPREAD.includes(String(topologyKey)) && whenUnsatisfiable === 'ScheduleAnyway',
    );
  const budget = budgetOf(all('PodDisruptionBudget'), qdrant);
  return [
    set('scheduling.spread', spreads, fieldOf({ live: qdrant }, 'topologySpreadConstraints')),
    set('scheduling.disruptionBudgets', budget !== undefined, budget ? titleOf(budget) : 'no PodDisruptionBudget'),
  ];
}

const SPREAD = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

function budgetOf(budgets: readonly LiveObject[], workload: LiveObject): LiveObject | undefined {
  return budgets.find(({ spec }) => selects(valueAt(spec, ['selector', 'matchLabels']), podLabelsOf(workload)));
}

/** The ConfigMaps that a key of the config adds. */
function configMapOutcomes({ configMaps, qdrant }: Running): Outcome[] {
  const [discovery, grafana] = optionalConfigMaps(qdrant.metadata.name).map(name => configMaps.has(name));
  return [
    set('discovery', discovery, 'the ConfigMaps of the namespace'),
    set('monitoring.grafanaDashboard', grafana, 'the ConfigMaps of the namespace'),
  ];
}

/** The Deployment of the session store. */
export function storeOf({ all, oauth2Proxy }: Running): LiveObject | undefined {
  const variables = oauth2Proxy ? treesOf(podOf(oauth2Proxy).containers).flatMap(({ env }) => treesOf(env)) : [];
  return all('Deployment').find(
    each =>
      treesOf(podOf(each).containers).some(({ image }) => /(?:^|\/)valkey[:@]/.test(String(image))) &&
      (each.metadata.labels?.[PART_OF] === TOOL || each.metadata.name === 'ephemeral-valkey' || variables.length > 0),
  );
}

export function storeContainer(pod: Tree): Tree {
  return treesOf(pod.containers).find(({ image }) => /(?:^|\/)valkey[:@]/.test(String(image))) ?? {};
}

function storeOutcomes(running: Running): Outcome[] {
  const store = storeOf(running);
  if (!store) {
    return running.oauth2Proxy
      ? [
          {
            check:
              'The stack keeps the sessions in a Valkey of its own, and the command found none. Every user signs in again after deploy.',
          },
        ]
      : [];
  }
  const container = storeContainer(podOf(store));
  const from = (field: string) => fieldOf({ live: store }, field);
  const words = [container.command, container.args].flatMap(each => (Array.isArray(each) ? (each as unknown[]) : []));
  const hasPassword = treesOf(container.env).some(({ valueFrom }) => isTree(valueAt(valueFrom, ['secretKeyRef'])));
  const tls = treesOf(podOf(store).volumes).flatMap(volume => textOf(valueAt(volume, ['secret', 'secretName'])) ?? []);
  return [
    set('valkey.name', store.metadata.name, from('metadata.name')),
    set('images.valkey', container.image, from('image')),
    set('valkey.password', hasPassword, from('env')),
    set('valkey.boundMemory', words.includes('--maxmemory'), from('args')),
    ...(words.includes('--tls-port') && tls[0] !== undefined
      ? [set('valkey.tls.secretName', tls[0], from('volumes'))]
      : []),
  ];
}

function monitoringOutcomes(running: Running): Outcome[] {
  const { qdrant } = running;
  const monitor = monitorOf(running);
  if (!monitor) {
    return [set('monitoring.prometheusOperator', false, 'no ServiceMonitor')];
  }
  const from = (field: string) => fieldOf({ live: monitor }, field);
  const labels = written(monitor.metadata.labels);
  return [
    set('monitoring.prometheusOperator', true, from('metadata.name')),
    ...(isEmpty(labels) ? [] : [set('monitoring.labels', labels, from('metadata.labels'))]),
    ...(monitor.metadata.name === qdrant.metadata.name
      ? []
      : [
          {
            check: `The stack makes ServiceMonitor ${qdrant.metadata.name}. Delete ServiceMonitor ${monitor.metadata.name} after deploy, or Prometheus counts every metric twice.`,
          },
        ]),
  ];
}

/** The options of a ServiceMonitor, which are also its props. */
const MONITOR_OPTIONS = ['interval', 'scrapeTimeout', 'relabelings', 'metricRelabelings'];

/** The options of the ServiceMonitor, which also decide its labels. */
export function monitorOutcomes(running: Running, ours: readonly ExpectedObject[]): Outcome[] {
  const monitor = monitorOf(running);
  const own = ours.find(
    ({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === running.qdrant.metadata.name,
  );
  const endpointOf = (each: unknown) => treesOf(valueAt(each, ['spec', 'endpoints']))[0] ?? {};
  const changed = MONITOR_OPTIONS.filter(
    field => !isEmpty(endpointOf(monitor)[field]) && !isSame(endpointOf(monitor)[field], endpointOf(own)[field]),
  );
  if (!monitor || !own || changed.length === 0) {
    return [];
  }
  const from = fieldOf({ live: monitor }, 'spec.endpoints');
  const labels = written(monitor.metadata.labels);
  return [
    ...(isEmpty(labels) ? [] : [set('qdrant.serviceMonitor.labels', labels, from)]),
    ...changed.map(field => set(`qdrant.serviceMonitor.${field}`, endpointOf(monitor)[field], from)),
  ];
}

/** The ServiceMonitor of a Service of Qdrant. */
function monitorOf({ all, qdrant }: Running): LiveObject | undefined {
  const services = all('Service').filter(({ spec }) => selects(spec?.selector, podLabelsOf(qdrant)));
  return all('ServiceMonitor').find(({ spec }) =>
    services.some(({ metadata }) =>
      selects(valueAt(spec, ['selector', 'matchLabels']), (metadata.labels ?? {}) as Tree),
    ),
  );
}

/** The connections that the stack's own policies allow, and the policies of others. */
function policyOutcomes({ all, qdrant, oauth2Proxy }: Running): Outcome[] {
  const isOwn = ({ metadata }: LiveObject) => metadata.labels?.[PART_OF] === TOOL;
  const own = all('NetworkPolicy').filter(isOwn);
  const named = (name: string | undefined) => own.find(({ metadata }) => metadata.name === name);
  const [database, proxy] = [named(qdrant.metadata.name), named(oauth2Proxy?.metadata.name)];
  const others = all('NetworkPolicy').filter(each => {
    const labels: unknown = valueAt(each.spec, ['podSelector', 'matchLabels']);
    return !isOwn(each) && (isEmpty(labels) || selects(labels, podLabelsOf(qdrant)));
  });
  const told = others.map(each => ({
    lost: 'the policy stays in the cluster, and the stack does not know it',
    sayAt: 'networkPolicies, with the applications in clients; or nothing, if the policy fits',
    from: titleOf(each),
  }));
  if (!database || !proxy) {
    return [set('networkPolicies.enabled', false, 'no network policies of the stack'), ...told];
  }
  const from = (each: LiveObject) => fieldOf({ live: each }, 'spec');
  const [controller] = treesOf(proxy.spec.ingress);
  const portsOf = (rule: Tree) => treesOf(rule.ports).map(({ port }) => port);
  const ofOthers = treesOf(database.spec.ingress).filter(
    rule =>
      !isSame(rule.from, controller?.from) &&
      !treesOf(rule.from).every(
        peer => !isTree(peer.namespaceSelector) && isInStack(valueAt(peer, ['podSelector', 'matchLabels'])),
      ),
  );
  const isOfClients = (rule: Tree) => isSame(portsOf(rule), [6333, 6334]);
  const clients = ofOthers.filter(isOfClients).map(rule => peerOf(rule.from));
  const [monitoring] = ofOthers.filter(rule => !isOfClients(rule));
  const dns = treesOf(proxy.spec.egress).find(({ ports }) => treesOf(ports).some(({ protocol }) => protocol === 'UDP'));
  const provider = treesOf(proxy.spec.egress).at(-1);
  return [
    set('networkPolicies.enabled', true, from(database)),
    ...(controller ? [set('networkPolicies.ingressController', peerOf(controller.from), from(proxy))] : []),
    ...(clients.length > 0 ? [set('networkPolicies.clients', clients, from(database))] : []),
    ...(monitoring ? [set('networkPolicies.monitoring', peerOf(monitoring.from), from(database))] : []),
    ...(dns ? [set('networkPolicies.dns', { ...peerOf(dns.to), ports: [...new Set(portsOf(dns))] }, from(proxy))] : []),
    ...(provider
      ? [set('networkPolicies.identityProvider', { ...peerOf(provider.to), ports: portsOf(provider) }, from(proxy))]
      : []),
    ...told,
  ];
}

/** Whether labels are those of a part of the stack. */
function isInStack(labels: unknown): boolean {
  return isTree(labels) && Object.keys(labels).some(name => /^app(?:\.kubernetes\.io\/.+)?$/.test(name));
}

/** The peer of the config with these rules. */
function peerOf(peers: unknown): Tree {
  const [pods] = treesOf(peers).filter(peer => !isTree(peer.ipBlock));
  const cidrs = treesOf(peers).flatMap(peer => textOf(valueAt(peer, ['ipBlock', 'cidr'])) ?? []);
  const labelsOf = (selector: string) => valueAt(pods, [selector, 'matchLabels']);
  return Object.fromEntries(
    Object.entries({
      namespaceLabels: labelsOf('namespaceSelector'),
      podLabels: labelsOf('podSelector'),
      cidrs,
    }).filter(([, value]) => !isEmpty(value)),
  );
}

/** The releases of Helm that would delete the objects of the stack. */
function releaseOutcomes({ qdrant, oauth2Proxy, namespace }: Running): Outcome[] {
  const releases = [qdrant, oauth2Proxy].flatMap(
    each => textOf(valueAt(each?.metadata.annotations, ['meta.helm.sh/release-name'])) ?? [],
  );
  return [...new Set(releases)].map(release => ({
    check: `Helm has release ${release}. After deploy, make Helm forget the release: kubectl delete secret -n ${namespace} -l owner=helm,name=${release}`,
  }));
}

/** A PodDisruptionBudget of a workload, as the prop of its part. */
export function budgetOutcomes(
  running: Running,
  workload: LiveObject,
  part: string,
  ours: readonly ExpectedObject[],
): Outcome[] {
  const budget = budgetOf(running.all('PodDisruptionBudget'), workload);
  const own = ours.find(
    ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === workload.metadata.name,
  );
  const specOf = (each: unknown) => without(plain(valueAt(each, ['spec'])), /^selector$/);
  if (!budget) {
    return own
      ? [
          {
            lost: 'the pods have no budget, and the stack has one',
            sayAt: 'scheduling.disruptionBudgets',
            from: `PodDisruptionBudget of ${workload.metadata.name}`,
          },
        ]
      : [];
  }
  const from = fieldOf({ live: budget }, 'spec');
  return [
    ...(isSame(specOf(budget), specOf(own)) ? [] : [set(`${part}.podDisruptionBudget`, specOf(budget), from)]),
    ...(budget.metadata.name === workload.metadata.name
      ? []
      : [
          {
            check: `The stack makes PodDisruptionBudget ${workload.metadata.name}. Delete PodDisruptionBudget ${budget.metadata.name} after deploy, because two budgets for a pod block every drain.`,
          },
        ]),
  ];
}

/** The running routes that the stack does not make. */
export function nameOutcomes(running: Running, ours: readonly ExpectedObject[]): Outcome[] {
  const isOurs = (object: LiveObject) =>
    ours.some(({ kind, metadata }) => kind === object.kind && metadata.name === object.metadata.name);
  const resource: Readonly<Record<string, string>> = {
    Ingress: 'ingress',
    HTTPRoute: 'httproute',
    GRPCRoute: 'grpcroute',
  };
  return relatedRoutes(running)
    .filter(each => !isOurs(each))
    .map(each => ({
      check: `The stack has routes of its own names in place of ${titleOf(each)}. Delete the running one before deploy if deploy refuses it, and after deploy otherwise: kubectl delete ${resource[each.kind]!} ${each.metadata.name} -n ${running.namespace}`,
    }));
}
