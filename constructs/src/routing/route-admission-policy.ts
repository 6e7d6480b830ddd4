import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';
import { mappingAt, mappings } from '../common/mapping';
import { requireProps } from '../common/required';
import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import {
  matchConditions,
  type OwnService,
  type RouteFacts,
  validations,
  variables,
} from '../security/admission-expressions';
import { leadingTo } from '../security/service-selectors';
import { policyName } from './policy-name';
import {
  containerPortsOf,
  manifestOf,
  type ParsedManifest,
  podTemplateOf,
  port,
  string,
  stringMap,
} from '../security/manifest-reader';
import { GATEWAY_GROUP, GATEWAY_KINDS, INGRESS_GROUP, isIngress, nginxAnnotation, routesOf } from '../security/routes';

/** The resources that the policy judges, by group. */
const RESOURCES = {
  [INGRESS_GROUP]: ['ingresses'],
  [GATEWAY_GROUP]: GATEWAY_KINDS.map(kind => `${kind.toLowerCase()}s`),
  '': ['services'],
  'discovery.k8s.io': ['endpointslices'],
};

/** The command `deploy`, Argo CD and Flux. */
const FIELD_MANAGERS = ['qdrant-stack', 'argocd-controller', 'kustomize-controller'];

/**
 * Properties of `RouteAdmissionPolicy`.
 */
export interface RouteAdmissionPolicyProps {
  /** The database. Its chart must have a namespace. */
  readonly qdrant: QdrantChart;

  /** The sign-in. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** The host of the dashboard. */
  readonly dashboardHost: string;

  /** The routes of the stack: `DualIngress` or `GatewayRoutes`. */
  readonly routes: Construct;

  /**
   * The field manager of the program that deploys the stack. The policy does not judge the stack's own objects in requests with this
   * field manager, if the user of the request may change the policy.
   *
   * @default - the field managers of the command `deploy` (`qdrant-stack`), of Argo CD (`argocd-controller`) and of Flux
   * (`kustomize-controller`)
   */
  readonly fieldManager?: string;
}

/**
 * A policy with which the API server refuses routes and Services that would bypass the sign-in, in every namespace. It needs
 * Kubernetes 1.30. The policy sees one object at a time, so it knows Services by their names, and does not know their pods.
 *
 * Both objects are cluster-scoped: the chart must have no namespace.
 */
export class RouteAdmissionPolicy extends Construct {
  /** The name of the policy and its binding for a Qdrant. It contains the namespace, so that each stack has its own. */
  public static nameFor(qdrant: string, namespace: string): string {
    return policyName(qdrant, namespace);
  }

  /** The policy. */
  public readonly policy: k8s.KubeValidatingAdmissionPolicy;

  /** The binding of the policy to the cluster. */
  public readonly binding: k8s.KubeValidatingAdmissionPolicyBinding;

  constructor(scope: Construct, id: string, props: RouteAdmissionPolicyProps) {
    super(scope, id);
    requireProps('RouteAdmissionPolicy', props, ['qdrant', 'oauth2Proxy', 'dashboardHost', 'routes']);
    const facts = factsOf(props);
    const { policyName: name } = facts;
    const metadata = {
      name,
      labels: recommendedLabels({ name: 'qdrant', instance: facts.statefulSet, component: 'admission-policy' }),
    };

    this.policy = new k8s.KubeValidatingAdmissionPolicy(this, 'policy', {
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: Object.entries(RESOURCES).map(([group, resources]) => ({
            apiGroups: [group],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources,
            scope: 'Namespaced',
          })),
        },
        matchConditions: matchConditions(facts),
        variables: variables(facts),
        validations: validations(facts),
      },
    });
    this.binding = new k8s.KubeValidatingAdmissionPolicyBinding(this, 'binding', {
      metadata,
      spec: { policyName: name, validationActions: ['Deny'] },
    });
  }
}

function factsOf({ qdrant, oauth2Proxy, dashboardHost, routes, fieldManager }: RouteAdmissionPolicyProps): RouteFacts {
  const { namespace, statefulSet, service, headlessService, p2pPort, metricsPort } = qdrant;
  if (!namespace) {
    const fix = 'set the prop namespace of QdrantChart';
    throw invalidProp('RouteAdmissionPolicy', 'qdrant', 'without a namespace', 'a Qdrant with a namespace', fix);
  }
  const own = routes.node.findAll().filter(ApiObject.isApiObject).map(manifestOf).filter(isRoute);
  const ofQdrant = [service, headlessService].map(manifestOf);
  const services = [...ofQdrant, manifestOf(oauth2Proxy.service)];
  const qdrantServices = [service.name, headlessService.name];
  const toApi = own
    .flatMap(manifest => routesOf(manifest))
    .filter(({ backend }) => qdrantServices.includes(backend?.name ?? ''));
  const asking = own.find(manifest => isIngress(manifest) && nginxAnnotation(manifest, 'auth-url') !== undefined);
  const leadsToP2p = leadingTo(manifestOf(statefulSet), p2pPort);
  const leadsToMetrics = leadingTo(manifestOf(statefulSet), metricsPort);
  const leadsToSignIn = leadingTo(manifestOf(oauth2Proxy.deployment), oauth2Proxy.containerPort);
  const containerPorts = containerPortsOf(manifestOf(statefulSet));
  const numberAndNames = (own: number | undefined) =>
    containerPorts
      .filter(({ containerPort }) => containerPort === own)
      .flatMap(({ containerPort, name }) => [String(containerPort), String(name)]);
  return {
    namespace,
    policyName: RouteAdmissionPolicy.nameFor(statefulSet.name, namespace),
    fieldManagers: fieldManager ? [fieldManager] : FIELD_MANAGERS,
    dashboardHost: dashboardHost.toLowerCase(),
    apiHosts: [...new Set(toApi.flatMap(({ hosts }) => hosts))].filter(host => host !== dashboardHost.toLowerCase()),
    ownObjects: [...own, ...services].map(({ kind, name }) => `${kind}/${name}`),
    services: services.map(ownService),
    qdrantServices,
    apiPorts: portsOf(ofQdrant, (each, number) => !leadsToP2p(each, number) && !leadsToMetrics(each, number)),
    metricsPorts: portsOf(ofQdrant, leadsToMetrics),
    p2pContainerPorts: numberAndNames(p2pPort),
    metricsContainerPorts: numberAndNames(metricsPort),
    statefulSet: statefulSet.name,
    podLabels: stringMap(mappingAt(podTemplateOf(manifestOf(statefulSet)), 'metadata').labels),
    hasApiKey: qdrant.hasApiKey,
    signInService: oauth2Proxy.service.name,
    signInPorts: portsOf(services.slice(-1), leadsToSignIn),
    question: asking && {
      className: string(asking.spec.ingressClassName) ?? '',
      authUrl: nginxAnnotation(asking, 'auth-url') ?? '',
    },
  };
}

function isRoute(manifest: ParsedManifest): boolean {
  return isIngress(manifest) || (manifest.group === GATEWAY_GROUP && GATEWAY_KINDS.includes(manifest.kind));
}

function ownService({ name, spec }: ParsedManifest): OwnService {
  return {
    name,
    type: string(spec.type) ?? 'ClusterIP',
    selector: stringMap(spec.selector),
    targetPorts: mappings(spec.ports).map(({ port: number, targetPort = number }) => String(targetPort)),
  };
}

/** The ports of Services that lead somewhere, by number and by name. */
function portsOf(
  services: readonly ParsedManifest[],
  leads: (service: ParsedManifest, number: number | string | undefined) => boolean,
): string[] {
  const ports = services.flatMap(service =>
    mappings(service.spec.ports)
      .filter(({ port: number }) => leads(service, port(number)))
      .flatMap(({ port: number, name }) => [String(number), ...(name === undefined ? [] : [String(name)])]),
  );
  return [...new Set(ports)];
}
