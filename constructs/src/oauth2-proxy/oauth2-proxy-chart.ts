import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { Images } from '../common/images';
import { recommendedLabels } from '../common/labels';
import { podDisruptionBudget } from '../common/pod-disruption-budget';
import { requireProps } from '../common/required';
import { ipFamilyFields } from '../common/service-network';
import { serviceMonitor } from '../monitoring/service-monitor';
import { reasonFor, requireFixes } from '../security/accepted-risks';
import { rejectDuplicates } from '../security/duplicate-objects';
import { rejectPatches } from '../security/patches';
import { CALLBACK_PATH, HTTP_PORT, METRICS_PORT, PROXY_PREFIX, SCOPE } from './oauth2-proxy-constants';
import { resolveOAuth2ProxyProps } from './oauth2-proxy-defaults';
import { configFiles, oauth2ProxyPod } from './oauth2-proxy-pod';
import { type OAuth2ProxyChartProps, type OAuth2ProxyUpstream } from './oauth2-proxy-props';
import { decidesAccess, everyUser, isDefaultRole, validateProxy } from './oauth2-proxy-validation';

const SERVICE_PORT = 80;
/** An update starts a new pod before it stops an old one. A drain at the same time leaves at least one pod. */
const ONE_MORE_THEN_ONE_LESS: k8s.DeploymentStrategy = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
};

/**
 * oauth2-proxy with a Keycloak realm, or another issuer of OpenID Connect, as its identity provider.
 *
 * Its settings are files from a ConfigMap, and its secrets are files from Secrets. No secret is a command-line argument.
 *
 * oauth2-proxy tells an ingress controller whether a user is signed in. With `proxyTo`, it passes the requests of signed-in users on
 * to Qdrant, or to another web application, itself.
 */
export class OAuth2ProxyChart extends Chart {
  /** Path on the dashboard host to which the identity provider redirects users after the sign-in. */
  public static readonly CALLBACK_PATH = CALLBACK_PATH;

  /** Default port of the metrics. */
  public static readonly METRICS_PORT = METRICS_PORT;

  /** Default scope that oauth2-proxy requests from the identity provider. */
  public static readonly SCOPE = SCOPE;

  /**
   * Whether Keycloak gives a role to every user of a realm by default.
   *
   * @param role `name` for a role of the realm, `client:name` for a role of a client.
   */
  public static isDefaultRole(role: string): boolean {
    return isDefaultRole(role);
  }

  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The Deployment. */
  public readonly deployment: k8s.KubeDeployment;

  /** The Service of the pods. */
  public readonly service: k8s.KubeService;

  /** Port of the Service. */
  public readonly port = SERVICE_PORT;

  /** Port of the pods. */
  public readonly containerPort = HTTP_PORT;

  /** Issuer of the tokens. */
  public readonly oidcIssuerUrl: string;

  /** Port of the metrics on the pods and on the Service; absent without metrics. */
  public readonly metricsPort?: number;

  /** Path prefix of the endpoints of oauth2-proxy itself. */
  public readonly proxyPrefix = PROXY_PREFIX;

  /** The application that receives the requests of signed-in users; absent where a controller asks oauth2-proxy about each request. */
  public readonly upstream?: OAuth2ProxyUpstream;

  constructor(scope: Construct, id: string, props: OAuth2ProxyChartProps) {
    super(scope, id, props);
    requireProps('OAuth2ProxyChart', props, [
      'sessionStore',
      'clientId',
      'oidcIssuerUrl',
      'redirectUrl',
      'emailDomains',
    ]);
    const resolved = resolveOAuth2ProxyProps(props);
    validateProxy(resolved);

    const { name, image, replicas, annotations, metricsPort, credentials, sessionStore, proxyTo } = resolved;
    const outdated = requireFixes({
      construct: 'OAuth2ProxyChart',
      image,
      since: Images.OAUTH2_PROXY_FIXED_SINCE,
      why: 'earlier releases have published bypasses of the sign-in',
      risk: 'outdatedOAuth2Proxy',
      acceptedRisks: resolved.acceptedRisks,
    });
    const trustsEveryProxy = proxyTo === undefined && resolved.trustedProxyIps.length === 0;
    const exceptions = {
      ...outdated,
      ...everyUser(resolved),
      ...(trustsEveryProxy && reasonFor('forwardedHeaders', resolved.acceptedRisks)),
    };
    const selector = { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': name };
    const labels = {
      app: 'oauth2-proxy',
      ...recommendedLabels({ name: 'oauth2-proxy', instance: name, component: 'authentication', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations };
    const config = configFiles(resolved);

    this.selectorLabels = selector;
    this.oidcIssuerUrl = resolved.oidcIssuerUrl;
    this.metricsPort = metricsPort;
    this.upstream = proxyTo;

    new k8s.KubeServiceAccount(this, 'service-account', { metadata, automountServiceAccountToken: false });
    const configMap = new k8s.KubeConfigMap(this, 'config', { metadata, data: config.files });
    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata: { ...metadata, annotations: { ...annotations, ...exceptions } },
      spec: {
        replicas,
        strategy: replicas > 1 ? ONE_MORE_THEN_ONE_LESS : undefined,
        selector: { matchLabels: selector },
        template: oauth2ProxyPod({ labels, selector }, config, resolved),
      },
    });
    podDisruptionBudget(this, metadata, selector, resolved.podDisruptionBudget);
    this.service = new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        type: 'ClusterIP',
        ...ipFamilyFields('OAuth2ProxyChart', resolved.ipFamilies),
        selector,
        ports: [
          servicePort('http', SERVICE_PORT),
          ...(metricsPort === undefined ? [] : [servicePort('metrics', metricsPort)]),
        ],
      },
    });
    if (resolved.serviceMonitor) {
      const scraped = { metadata, selector, port: 'metrics', scheme: 'http' };
      serviceMonitor(this, 'service-monitor', scraped, resolved.serviceMonitor);
    }

    rejectPatches(this, { workload: this.deployment, configMap, decidesAccess });
    rejectDuplicates(this, this.namespace, [{ name: credentials.secretName }, proxyTo?.apiKey, sessionStore.password]);
  }
}

function servicePort(name: string, port: number): k8s.ServicePort {
  return { name, port, targetPort: k8s.IntOrString.fromString(name), protocol: 'TCP' };
}
