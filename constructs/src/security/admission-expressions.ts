import { riskAnnotation } from './accepted-risks';
import { BYPASSING } from './app-routes';
import { ADDED_LABELS } from './service-selectors';
import { KEY_HEADERS } from './api-rules';
import { ACME_CHALLENGE, REDIRECTING } from './dashboard-rules';
import { KNOWN_FILTERS, PATTERN, REWRITING } from './routes';
import { NGINX } from '../routing/nginx';
import { type StringMap } from '../common/labels';

/** A Service of the stack as it is synthesized. */
export interface OwnService {
  readonly name: string;
  readonly type: string;
  readonly selector: StringMap;
  readonly targetPorts: readonly string[];
}

/** What the expressions need to know about the stack. */
export interface RouteFacts {
  readonly namespace: string;
  readonly policyName: string;
  /** The names under which the deployers of the stack write its fields. */
  readonly fieldManagers: readonly string[];
  readonly dashboardHost: string;
  /** The hosts of the stack's own routes to Qdrant. */
  readonly apiHosts: readonly string[];
  /** The routes and Services of the stack, each as `Kind/name`. */
  readonly ownObjects: readonly string[];
  readonly services: readonly OwnService[];
  /** The names of the Services of Qdrant. */
  readonly qdrantServices: readonly string[];
  /** The ports of these Services that lead to the API, by number and by name. */
  readonly apiPorts: readonly string[];
  /** The ports of these Services that lead to the metrics without key, by number and by name. */
  readonly metricsPorts: readonly string[];
  /** The container ports of Qdrant that lead to the other nodes, and to the metrics without key, by number and by name. */
  readonly p2pContainerPorts: readonly string[];
  readonly metricsContainerPorts: readonly string[];
  /** The name of its StatefulSet, and the labels of its pods. */
  readonly statefulSet: string;
  readonly podLabels: StringMap;
  readonly hasApiKey: boolean;
  readonly signInService: string;
  /** The ports of this Service that lead to the sign-in, by number and by name. */
  readonly signInPorts: readonly string[];
  /** The question that ingress-nginx asks oauth2-proxy, and the class of the ingresses with it. */
  readonly question?: { readonly className: string; readonly authUrl: string };
}

/** A named expression of a policy. */
interface Named {
  readonly name: string;
  readonly expression: string;
}

/** A validation of a policy. */
interface Checked {
  readonly expression: string;
  readonly message: string;
}

/** JSON and CEL write strings, numbers, lists and mappings in the same way. */
const literal = (value: unknown) => JSON.stringify(value);
/** The value of an annotation of ingress-nginx. */
const nginxValue = (name: string) => `variables.annotations[?${literal(`${NGINX}/${name}`)}].orValue("")`;
const isKind = (kind: string) => `request.kind.kind == ${literal(kind)}`;
/** Whether a condition holds for a backend of a path. A backend is a pair: the name with the namespace, and the port. */
const leads = (condition: string) => `p.backends.exists(list, list.exists(b, ${condition}))`;
/** A regular expression for one of some names. */
const oneOf = (names: readonly string[]) => `(${names.map(name => name.replaceAll('.', '[.]')).join('|')})`;

/** The requests that the policy judges. */
export function matchConditions({ namespace, ownObjects, fieldManagers, policyName }: RouteFacts): Named[] {
  const changed = ['object.?spec', 'object.?endpoints', 'object.metadata.?annotations', 'object.metadata.?labels']
    .map(field => `${field} != ${field.replace('object', 'oldObject')}`)
    .join(' || ');
  return [
    {
      name: 'slices-of-the-namespace',
      expression: `!(${isKind('EndpointSlice')}) || request.namespace == ${literal(namespace)}`,
    },
    // Controllers must be able to add and remove finalizers.
    { name: 'changed-objects', expression: `request.operation != "UPDATE" || ${changed}` },
    // A deploy changes the policy and the objects together, and the server enforces a changed policy only after some seconds.
    // Argo CD and Flux try all changes in a dry run before they write the policy.
    {
      name: 'not-the-deploy',
      expression: `!(${isOwn(namespace, ownObjects)} && request.?options.?fieldManager.orValue("") in ${literal(fieldManagers)} && authorizer.group("admissionregistration.k8s.io").resource("validatingadmissionpolicies").name(${literal(policyName)}).check("patch").allowed())`,
    },
  ];
}

function isOwn(namespace: string, ownObjects: readonly string[]): string {
  return `request.namespace == ${literal(namespace)} && (request.kind.kind + "/" + object.metadata.?name.orValue("")) in ${literal(ownObjects)}`;
}

/** The parts of an object that the validations read. A route has the same form for all kinds. */
export function variables(facts: RouteFacts): Named[] {
  const { namespace, ownObjects, dashboardHost, question } = facts;
  const host = literal(dashboardHost);
  const answers = `r.hosts.exists(h, h == "*" || h == ${host} || (h.startsWith("*.") && ${host}.endsWith(h.substring(1))))`;
  const elsewhere = (name: string) =>
    `!(${nginxValue(name)} + "/").matches(${literal(`^/$|^https://${dashboardHost.replaceAll('.', '[.]')}/`)})`;
  const annotated = (names: readonly string[]) =>
    `${literal(names.map(name => `${NGINX}/${name}`))}.exists(name, name in variables.annotations)`;
  return [
    { name: 'annotations', expression: 'object.metadata.?annotations.orValue({})' },
    { name: 'isOwn', expression: isOwn(namespace, ownObjects) },
    { name: 'rewrites', expression: annotated(REWRITING) },
    {
      name: 'bypasses',
      expression: `variables.rewrites || ${annotated(BYPASSING)} || ${REDIRECTING.map(elsewhere).join(' || ')}`,
    },
    { name: 'ingressRules', expression: ingressRules() },
    { name: 'gatewayRules', expression: gatewayRules() },
    {
      name: 'rules',
      expression: `${isKind('Ingress')} ? variables.ingressRules : ${isRoute()} ? variables.gatewayRules : []`,
    },
    { name: 'ofDashboard', expression: `variables.rules.filter(r, ${answers})` },
    { name: 'ofOthers', expression: `variables.rules.filter(r, !${answers})` },
    {
      name: 'asksSignIn',
      expression: question
        ? `object.?spec.?ingressClassName.orValue("") == ${literal(question.className)} && ${nginxValue('auth-url')} == ${literal(question.authUrl)} && !variables.bypasses && variables.rules.all(r, r.hosts == [${host}])`
        : 'false',
    },
    {
      name: 'isGrpc',
      expression: `${isKind('GRPCRoute')} || ${nginxValue('backend-protocol')} in ["GRPC", "GRPCS"]`,
    },
    ...serviceVariables(facts),
  ];
}

function isRoute(): string {
  return 'request.kind.group == "gateway.networking.k8s.io"';
}

/** Field names are constants, and each value is `dyn`, because CEL requires one type for all values of a mapping. */
function fields(values: Readonly<Record<string, string>>): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `${literal(name)}: dyn(${value})`)
    .join(', ')}}`;
}

function ingressRules(): string {
  const aliases = `${nginxValue('server-alias')}.lowerAscii().split(",").map(a, a.trim()).filter(a, a != "").map(a, a.startsWith("~") ? "*" : a)`;
  const hosts = (of: string) => `(${of}.?host.orValue("") == "" ? "*" : ${of}.host.lowerAscii())`;
  const backend = (of: string) =>
    `[[has(${of}.service) ? [request.namespace + "/" + ${of}.service.name, string(${of}.service.?port.?number.orValue(${of}.service.?port.?name.orValue("")))] : ["", ""]]]`;
  const isPattern = `${nginxValue('use-regex')}.matches("^(?i:1|t|true)$") || (p.pathType == "ImplementationSpecific" && p.?path.orValue("/").matches(${literal(PATTERN.source)}))`;
  const rule = (values: { hosts: string; paths: string }) =>
    fields({ ...values, rewrites: 'variables.rewrites', addsKey: 'false' });
  const byRule = rule({
    hosts: `[${hosts('r')}] + ${aliases}`,
    paths: `r.?http.?paths.orValue([]).map(p, ${fields({
      path: 'p.?path.orValue("/")',
      isExact: 'p.pathType == "Exact"',
      isPattern,
      isPartial: `${nginxValue('canary')} != ""`,
      backends: backend('p.backend'),
    })})`,
  });
  const byDefault = rule({
    hosts: `["*"] + variables.hostsOfRules + ${aliases}`,
    paths: `[${fields({ path: '"/"', isExact: 'false', isPattern: 'false', isPartial: 'false', backends: backend('object.spec.defaultBackend') })}]`,
  }).replace('variables.hostsOfRules', `object.spec.?rules.orValue([]).map(r, ${hosts('r')})`);
  return `object.?spec.?rules.orValue([]).map(r, ${byRule}) + (object.?spec.?defaultBackend.hasValue() ? [${byDefault}] : [])`;
}

function gatewayRules(): string {
  const hosts = 'object.?spec.?hostnames.orValue([]).size() > 0 ? object.spec.hostnames.map(h, h.lowerAscii()) : ["*"]';
  const filters = '([r.?filters.orValue([])] + r.?backendRefs.orValue([]).map(ref, ref.?filters.orValue([])))';
  const someFilter = (condition: string) => `${filters}.exists(list, list.exists(f, ${condition}))`;
  const backends = (of: string) =>
    `${of}.map(ref, [ref.?group.orValue("") == "" && ref.?kind.orValue("Service") == "Service" ? ref.?namespace.orValue(request.namespace) + "/" + ref.name : "", string(ref.?port.orValue(""))])`;
  const mirrors = 'list.filter(f, has(f.requestMirror)).map(f, f.requestMirror.backendRef)';
  const headers = (change: string) =>
    `f.?requestHeaderModifier.?${change}.orValue([]).exists(h, h.name.lowerAscii() in ${literal(KEY_HEADERS)})`;
  const rule = fields({
    hosts,
    rewrites: someFilter(`has(f.urlRewrite) && has(f.urlRewrite.path) || !(f.type in ${literal(KNOWN_FILTERS)})`),
    addsKey: someFilter(`${headers('set')} || ${headers('add')}`),
    paths: `(r.?matches.orValue([]).size() > 0 ? r.matches : [dyn({})]).map(m, ${fields({
      path: 'm.?path.?value.orValue("/")',
      isExact: 'm.?path.?type.orValue("") == "Exact"',
      isPattern: 'm.?path.?type.orValue("") == "RegularExpression"',
      isPartial: 'has(m.method) || has(m.headers) || has(m.queryParams)',
      backends: `[${backends('r.?backendRefs.orValue([])')}] + ${filters}.map(list, ${backends(mirrors)})`,
    })})`,
  });
  return `object.?spec.?rules.orValue([]).map(r, ${rule})`;
}

/** The rules. An annotation with a reason lifts those that it also lifts at synthesis. */
export function validations(facts: RouteFacts): Checked[] {
  return [...routeValidations(facts), ...serviceValidations(facts), ...sliceValidations(facts)];
}

function hasReason(risk: 'apiWithoutKey' | 'dashboardOnApiHost'): string {
  return `variables.annotations[?${literal(riskAnnotation(risk))}].orValue("").trim() != ""`;
}

function routeValidations(facts: RouteFacts): Checked[] {
  const { namespace, dashboardHost, apiHosts, apiPorts, metricsPorts, qdrantServices, hasApiKey } = facts;
  const { signInService, signInPorts } = facts;
  const host = literal(dashboardHost);
  const toQdrant = `b[0] in ${literal(qdrantServices.map(name => `${namespace}/${name}`))}`;
  const toPages = metricsPorts.length > 0 ? `${toQdrant} && !(b[1] in ${literal(metricsPorts)})` : toQdrant;
  const toSignIn = `(b[0] == ${literal(`${namespace}/${signInService}`)} && b[1] in ${literal(signInPorts)})`;
  const everyPath = (rules: string, condition: string) => `${rules}.all(r, r.paths.all(p, ${condition}))`;
  // `isExact` needs no exception: an exact path of the dashboard is one of its pages.
  const servesPages = `(p.isPattern || r.rewrites || p.path.startsWith("/dashboard") || (!p.isExact && "/dashboard".startsWith(p.path)))`;
  const redirects = `(!p.isPattern && !r.rewrites && !p.path.startsWith("/dashboard") && variables.rules.exists(o, o.hosts == r.hosts && o.paths.exists(q, q.path == "/dashboard" && !q.isExact && !q.isPattern && !q.isPartial && q.backends.all(list, list.all(b, ${toSignIn})))))`;
  const isOwnApi = `(variables.isOwn && !r.rewrites && r.hosts.all(h, h in ${literal(apiHosts)}))`;
  const stack = `the Qdrant of namespace ${namespace}`;
  return [
    {
      expression: `!variables.rules.exists(r, ${host} in r.hosts && (variables.bypasses || r.rewrites))`,
      message: `Annotations or filters of a route for ${dashboardHost} can bypass the sign-in of ${stack}. Fix: remove them, or use another host.`,
    },
    {
      expression: everyPath(
        'variables.ofDashboard',
        `!${leads(`${toQdrant} ? !variables.asksSignIn : (${host} in r.hosts && !${toSignIn} && !p.path.matches(${literal(ACME_CHALLENGE.source)}))`)}`,
      ),
      message: `Only Service ${signInService}, the sign-in of ${stack}, can answer for ${dashboardHost}. Fix: use another host.`,
    },
    {
      expression: everyPath(
        'variables.rules',
        `!${leads(`${toQdrant} && !(b[1] in ${literal([...apiPorts, ...metricsPorts])})`)}`,
      ),
      message: `Routes cannot lead to the port between the nodes of ${stack}. Fix: route to the port of the API.`,
    },
    {
      expression: `${hasReason('apiWithoutKey')} || ${everyPath('variables.ofOthers', hasApiKey ? `!r.addsKey || !${leads(toQdrant)}` : `!${leads(toQdrant)}`)}`,
      message: hasApiKey
        ? `The route adds the API key to requests for ${stack}. Fix: let the clients send the key, or state the reason in its annotation ${riskAnnotation('apiWithoutKey')}.`
        : `The route leads to ${stack}, which requires no API key. Fix: give Qdrant an API key, or state the reason in its annotation ${riskAnnotation('apiWithoutKey')}.`,
    },
    ...(metricsPorts.length > 0
      ? [
          {
            expression: `${hasReason('apiWithoutKey')} || ${everyPath('variables.ofOthers', `!${leads(`${toQdrant} && b[1] in ${literal(metricsPorts)}`)}`)}`,
            message: `The route leads to the port of the metrics of ${stack}, which requires no API key. Fix: remove the route, or state the reason in its annotation ${riskAnnotation('apiWithoutKey')}.`,
          },
        ]
      : []),
    {
      expression: `${hasReason('dashboardOnApiHost')} || variables.isGrpc || ${everyPath('variables.ofOthers', `!${leads(toPages)} || !${servesPages} || ${redirects} || ${isOwnApi}`)}`,
      message: `The route serves the dashboard of ${stack} without the sign-in. Fix: route /dashboard of this host to Service ${signInService} in the same object, or state the reason in its annotation ${riskAnnotation('dashboardOnApiHost')}.`,
    },
  ];
}

function serviceVariables({ namespace, podLabels, qdrantServices }: RouteFacts): Named[] {
  const place = literal(namespace);
  const names = oneOf(qdrantServices);
  const isAlias = (pattern: string) =>
    `object.spec.?externalName.orValue("").lowerAscii().matches(${literal(pattern)})`;
  return [
    { name: 'isOtherService', expression: `${isKind('Service')} && !variables.isOwn` },
    {
      name: 'selectsQdrant',
      expression: `request.namespace == ${place} && object.spec.type != "ExternalName" && object.spec.?selector.orValue({}).size() > 0 && object.spec.selector.all(key, key.matches(${literal(ADDED_LABELS.source)}) || ${literal(podLabels)}[?key].orValue("") == object.spec.selector[key])`,
    },
    {
      name: 'isAliasOfQdrant',
      expression: `object.spec.type == "ExternalName" && (${isAlias(`^(.+[.])?${names}[.]${namespace}([.]svc([.].*)?)?[.]?$`)} || (request.namespace == ${place} && ${isAlias(`^([^.]+[.])?${names}$`)}))`,
    },
  ];
}

function serviceValidations(facts: RouteFacts): Checked[] {
  const { namespace, services, qdrantServices, p2pContainerPorts, metricsContainerPorts, hasApiKey } = facts;
  const stack = `the Qdrant of namespace ${namespace}`;
  const risk = hasApiKey ? 'dashboardOnApiHost' : 'apiWithoutKey';
  const everyTarget = (allowed: (port: string) => string) =>
    `object.spec.?ports.orValue([]).all(port, ${allowed('string(port.?targetPort.orValue(port.port))')})`;
  const asSynthesized = ({ name, type, selector, targetPorts }: OwnService) =>
    `(object.metadata.name != ${literal(name)} || (object.spec.type == ${literal(type)} && object.spec.?selector.orValue({}) == ${literal(selector)} && object.spec.?externalIPs.orValue([]).size() == 0 && ${everyTarget(port => `${port} in ${literal(targetPorts)}`)}))`;
  return [
    {
      expression: `!(${isKind('Service')} && variables.isOwn) || (${services.map(asSynthesized).join(' && ')})`,
      message: `Type, selector, external addresses and target ports of this Service belong to the stack in namespace ${namespace}. Fix: change the config of the stack, and deploy.`,
    },
    {
      expression: `!(variables.isOtherService && variables.selectsQdrant) || ${everyTarget(port => `!(${port} in ${literal(p2pContainerPorts)})`)}`,
      message: `The Service publishes the port between the nodes of ${stack}. Fix: remove that port.`,
    },
    ...(metricsContainerPorts.length > 0
      ? [
          {
            expression: `!(variables.isOtherService && variables.selectsQdrant) || ${hasReason('apiWithoutKey')} || ${everyTarget(port => `!(${port} in ${literal(metricsContainerPorts)})`)}`,
            message: `The Service publishes the port of the metrics of ${stack}, which requires no API key. Fix: remove that port, or state the reason in its annotation ${riskAnnotation('apiWithoutKey')}.`,
          },
        ]
      : []),
    {
      expression: `!(variables.isOtherService && (variables.selectsQdrant || variables.isAliasOfQdrant)) || ${hasReason(risk)}`,
      message: `The Service is another name of ${stack}, so the API server cannot judge the routes to it. Fix: use Service ${qdrantServices[0]}, or state the reason in its annotation ${riskAnnotation(risk)}.`,
    },
  ];
}

function sliceValidations({ namespace, services, statefulSet }: RouteFacts): Checked[] {
  const names = literal(services.map(({ name }) => name));
  const nodes = literal(`^${statefulSet}-[0-9]+$`);
  const label = (name: string) => `object.metadata.?labels[?${literal(name)}].orValue("")`;
  return [
    {
      expression: `!(${isKind('EndpointSlice')}) || (${label('endpointslice.kubernetes.io/managed-by')} == "endpointslice-controller.k8s.io" && object.metadata.?ownerReferences.orValue([]).exists(owner, owner.kind == "Service" && owner.?controller.orValue(false))) || !(${label('kubernetes.io/service-name')} in ${names} || object.?endpoints.orValue([]).exists(e, e.?targetRef.?kind.orValue("") == "Pod" && e.targetRef.name.matches(${nodes})))`,
      message: `Only Kubernetes writes the addresses of the Services of the stack in namespace ${namespace}. Fix: use another Service.`,
    },
  ];
}
