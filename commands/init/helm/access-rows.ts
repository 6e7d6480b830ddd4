import { isDeepStrictEqual } from 'node:util';
import { DualIngress } from 'cdk8s-qdrant';
import { docsPage } from '../../../cli/pages';
import { valueAt } from '../../../config/path';
import {
  type Context,
  inQdrant,
  isEmpty,
  noEffect,
  notCarried,
  type Outcome,
  readWith,
  type Row,
  set,
  understood,
  valueOf,
} from './row';
import { KEY_VARIABLES } from './settings-rows';
import { isTree, textOf, treesOf } from './tree';

const INGRESS = 'ingress.enabled';
const MONITOR = 'metrics.serviceMonitor.enabled';
/** The options of the ServiceMonitor, and their props. */
const MONITOR_OPTIONS: Readonly<Record<string, { readonly prop: string; readonly byDefault: unknown }>> = {
  scrapeInterval: { prop: 'interval', byDefault: '30s' },
  scrapeTimeout: { prop: 'scrapeTimeout', byDefault: '10s' },
  metricRelabelings: { prop: 'metricRelabelings', byDefault: [] },
  relabelings: { prop: 'relabelings', byDefault: [] },
};
const OWN_INGRESS = 'an Ingress of your own to the Service; hosts of the dashboard need the sign-in';
const OWN_PORTS = 'remove: the Services have the ports of http, grpc and p2p';
const OWN_TARGETS = 'remove: the pods have the ports 6333 and 6334';

/** Rows of the Service, the ingress, the keys and the metrics. */
export const ACCESS_ROWS: readonly Row[] = [
  inQdrant('service.type', 'ClusterIP', 'service.type'),
  inQdrant('service.annotations', {}, 'service.annotations'),
  inQdrant('service.additionalLabels', {}, 'service.labels'),
  inQdrant('service.loadBalancerIP', '', 'service.loadBalancerIP'),
  understood('service.ports', undefined, ports),
  understood(INGRESS, false, (enabled, context) => (enabled === true ? ingress(context) : unpublished(context))),
  readWith('ingress.ingressClassName', ''),
  readWith('ingress.annotations', {}),
  readWith('ingress.hosts'),
  readWith('ingress.tls', []),
  notCarried('ingress.additionalLabels', {}, 'remove: labels of the ingresses are fixed', INGRESS),
  understood('apiKey', false, (_, context) => keys(context)),
  readWith('readOnlyApiKey', false),
  understood(MONITOR, false, enabled => (enabled === true ? [set('monitoring.prometheusOperator', true)] : [])),
  understood('metrics.serviceMonitor.additionalLabels', {}, (labels, context) =>
    valueOf(context, MONITOR) === true && !isEmpty(labels)
      ? [
          set('monitoring.labels', labels),
          // Options of this ServiceMonitor replace the labels of all.
          ...(hasMonitorOptions(context) ? [set('qdrant.serviceMonitor.labels', labels)] : []),
        ]
      : [],
  ),
  ...Object.entries(MONITOR_OPTIONS).map(([key, { prop, byDefault }]) =>
    inQdrant(`metrics.serviceMonitor.${key}`, byDefault, `serviceMonitor.${prop}`, MONITOR),
  ),
  notCarried('metrics.serviceMonitor.targetPort', 'http', 'remove: Qdrant has its metrics on the REST port', MONITOR),
  notCarried('metrics.serviceMonitor.targetPath', '/metrics', 'remove: Qdrant has its metrics at /metrics', MONITOR),
  noEffect('metrics.serviceMonitor.authorization', {}, 'Prometheus gets the read-only key of apiKeys'),
];

function hasMonitorOptions(context: Context): boolean {
  return Object.entries(MONITOR_OPTIONS).some(
    ([key, { byDefault }]) => !isDeepStrictEqual(valueOf(context, `metrics.serviceMonitor.${key}`), byDefault),
  );
}

/** The ports of the Service in the chart. */
const PORTS: Readonly<Record<string, number>> = { http: 6333, grpc: 6334, p2p: 6335 };

/** The ports of the client Service. */
export function ports(value: unknown): Outcome[] {
  return treesOf(value).flatMap(({ name, port, targetPort, nodePort, appProtocol }) => {
    const key = `service.ports.${String(name)}`;
    const number = PORTS[String(name)];
    const isClientPort = name === 'http' || name === 'grpc';
    const isFixed = (targetPort ?? number) === number && (isClientPort || port === number);
    if (!isClientPort) {
      const isLost = !isFixed || nodePort !== undefined || !isEmpty(appProtocol);
      return isLost ? [{ lost: 'the Services have fixed ports', sayAt: OWN_PORTS, from: key }] : [];
    }
    const fields = { Port: port === number ? undefined : port, NodePort: nodePort, AppProtocol: appProtocol };
    return [
      ...(isFixed ? [] : [{ lost: 'Qdrant listens on fixed ports', sayAt: OWN_TARGETS, from: `${key}.targetPort` }]),
      ...Object.entries(fields)
        .filter(([, each]) => !isEmpty(each))
        .map(([field, each]) => set(`qdrant.service.${name}${field}`, each, key)),
    ];
  });
}

/** The annotations that other keys of the config replace. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const ISSUERS: Readonly<Record<string, string>> = {
  'cert-manager.io/cluster-issuer': 'ClusterIssuer',
  'cert-manager.io/issuer': 'Issuer',
};

interface Host {
  readonly host: string;
  readonly paths: readonly string[];
  readonly port: unknown;
}

function ingress(context: Context): Outcome[] {
  const hosts: Host[] = treesOf(valueOf(context, 'ingress.hosts')).flatMap(({ host, paths }) =>
    treesOf(paths)
      .slice(0, 1)
      .map(({ servicePort }) => ({
        host: String(host),
        paths: treesOf(paths).map(({ path }) => String(path)),
        port: servicePort,
      })),
  );
  const api = hosts.find(({ port }) => Number(port) === PORTS.http);
  const grpc = hosts.find(({ port, host }) => Number(port) === PORTS.grpc && host !== api?.host);
  const aliases = hosts.filter(({ port, host }) => Number(port) === PORTS.http && host !== api?.host);
  const annotations = annotationsOf(context);
  const className = textOf(valueOf(context, 'ingress.ingressClassName')) ?? textOf(annotations[CLASS_ANNOTATION]);
  const from = 'ingress.hosts';
  return [
    ...(api ? [set('apiHostname', api.host, from)] : []),
    ...(aliases.length > 0 ? [set('apiAliases', [...new Set(aliases.map(({ host }) => host))], from)] : []),
    ...(grpc ? [set('grpcHostname', grpc.host, from)] : []),
    ...hosts
      .filter(host => host !== api && host !== grpc && !aliases.includes(host))
      .map(({ host }) => ({ lost: `${host}: the stack has one host for each API`, sayAt: OWN_INGRESS, from })),
    ...hosts
      .filter(host => [api, grpc, ...aliases].includes(host) && host.paths.some(path => path !== '/'))
      .map(({ host }) => ({ lost: `${host}: the stack serves every path of a host`, sayAt: OWN_INGRESS, from })),
    ...(className === undefined ? [] : ofClass(className)),
    ...certificate(annotations, context),
    ...[api, grpc].flatMap(each =>
      each
        ? Object.entries(annotations)
            .filter(([name]) => name !== CLASS_ANNOTATION && !(name in ISSUERS))
            .map(([name, value]) => ({
              path: ['hostAnnotations', each.host, name],
              value: typeof value === 'string' ? value : String(value),
              from: `ingress.annotations.${name}`,
            }))
        : [],
    ),
    { check: `The stack makes ingresses of its own. Delete the Ingress ${context.name} of the chart after deploy.` },
  ];
}

function annotationsOf(context: Context) {
  const annotations = valueOf(context, 'ingress.annotations');
  return isTree(annotations) ? annotations : {};
}

function ofClass(className: string): Outcome[] {
  return [
    set('ingressClassName', className, 'ingress.ingressClassName'),
    ...(DualIngress.isIngressNginx(className) ? [] : [set('dashboard.mode', 'proxy', 'ingress.ingressClassName')]),
  ];
}

function certificate(annotations: Readonly<Record<string, unknown>>, context: Context): Outcome[] {
  const [name, kind] = Object.entries(ISSUERS).find(([each]) => textOf(annotations[each])) ?? [];
  const names = [...new Set(treesOf(valueOf(context, 'ingress.tls')).flatMap(each => textOf(each.secretName) ?? []))];
  const secrets: Outcome[] =
    names.length > 1
      ? [
          {
            lost: 'the stack has one TLS Secret for all hosts',
            sayAt: 'certificate, for cert-manager; tlsSecretName, for a Secret with a certificate for all hosts',
            from: 'ingress.tls',
          },
        ]
      : names.map(secret => set('tlsSecretName', secret, 'ingress.tls'));
  if (name !== undefined && kind !== undefined) {
    const from = `ingress.annotations.${name}`;
    return [...secrets, set('certificate.issuer', annotations[name], from), set('certificate.issuerKind', kind, from)];
  }
  return secrets;
}

function unpublished(context: Context): Outcome[] {
  const isOpen = isEmpty(valueOf(context, 'apiKey')) && !hasKeyVariable(context);
  const advice = isOpen
    ? ' The API has no key: write apiKeys: { enabled: true }, or limit its clients with hostAnnotations.'
    : '';
  return [
    {
      check: `The chart publishes nothing. The stack publishes the API at apiHostname and the dashboard at dashboardHostname.${advice}`,
    },
  ];
}

function hasKeyVariable(context: Context): boolean {
  return treesOf(valueOf(context, 'env')).some(({ name }) => name === KEY_VARIABLES.apiKey);
}

/** Where an API key is. */
interface KeySource {
  readonly secretName: string;
  readonly entry: string;
  /** Whether somebody else than the chart makes the Secret. */
  readonly isExisting: boolean;
}

const ENTRIES = { apiKey: 'api-key', readOnlyApiKey: 'read-only-api-key' } as const;
const SHORTEST_KEY = 32;

type KeyName = keyof typeof ENTRIES;

/** Qdrant prefers a variable to the file of the chart. The chart copies keys of other Secrets into its own. */
function sourceOf(key: KeyName, context: Context): KeySource | undefined {
  const value = valueOf(context, key);
  const variable = treesOf(valueOf(context, 'env')).find(({ name }) => name === KEY_VARIABLES[key]);
  const reference = valueAt(variable, ['valueFrom', 'secretKeyRef']) ?? valueAt(value, ['valueFrom', 'secretKeyRef']);
  if (isTree(reference)) {
    return { secretName: String(reference.name), entry: String(reference.key), isExisting: true };
  }
  return isEmpty(value) || isTree(value) ? undefined : { ...ofChart(key, context), isExisting: false };
}

function ofChart(key: KeyName, { name }: Context) {
  return { secretName: `${name}-apikey`, entry: ENTRIES[key] };
}

function keys(context: Context): Outcome[] {
  const names = ['apiKey', 'readOnlyApiKey'] as const;
  const found = names.flatMap(key => {
    const source = sourceOf(key, context);
    return source ? [{ key, ...source }] : [];
  });
  const isOneSecret = new Set(found.map(({ secretName }) => secretName)).size === 1;
  const sources = isOneSecret
    ? found
    : found.map(each => ({ ...each, ...ofChart(each.key, context), isExisting: false }));
  const [first] = sources;
  if (first === undefined) {
    return [];
  }
  const { secretName, isExisting } = first;
  const literal = names.filter(key => typeof valueOf(context, key) === 'string');
  const missing = names.filter(key => !found.some(each => each.key === key));
  const short = literal.filter(key => String(valueOf(context, key)).length < SHORTEST_KEY);
  return [
    set('apiKeys.enabled', true, first.key),
    set('apiKeys.secretName', secretName, first.key),
    ...sources.map(({ key, entry }) => set(`apiKeys.${key}`, entry, key)),
    ...(isExisting ? [set('apiKeys.existing', true, first.key)] : []),
    ...(isOneSecret
      ? []
      : [
          {
            check: `The keys are in two Secrets. The chart copied both to Secret ${secretName}, which the config uses.`,
          },
        ]),
    ...missing.map(key => ({
      check: isExisting
        ? `Add ${key} to Secret ${secretName}, as entry ${ENTRIES[key]}: the stack needs both keys.`
        : `The hook adds ${key} to Secret ${secretName}, because the stack needs both keys.`,
    })),
    ...literal.map(key => ({ check: `${key} stands in the values as plain text. Remove the key from the file.` })),
    ...short.map(key => ({
      check: `${key} has fewer than ${SHORTEST_KEY} characters. The hook replaces the key: ${docsPage('api-keys')}`,
    })),
  ];
}
