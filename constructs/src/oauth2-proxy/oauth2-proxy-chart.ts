import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { requireFixes } from '../security/accepted-risks';
import { checksum } from '../common/checksum';
import { Images } from '../common/images';
import { recommendedLabels } from '../common/labels';
import { oauth2ProxyFiles, UPSTREAM_TIMEOUT } from './oauth2-proxy-config';
import { type OAuth2ProxyChartProps, type OAuth2ProxyUpstream } from './oauth2-proxy-props';
import { decidesAccess, everyUser, isDefaultRole, validateProxy } from './oauth2-proxy-validation';
import { refusePatches } from '../common/patches';
import { podTemplate } from '../common/pod-template';
import { type SecretKey } from '../common/references';
import { refuseSeconds } from '../security/duplicate-objects';
import { serviceMonitor } from '../monitoring/service-monitor';
import { spreading } from '../common/spread';

const HTTP_PORT = 4180;
const SERVICE_PORT = 80;
const CONFIG_PATH = '/etc/oauth2-proxy';
const SECRETS_PATH = '/etc/oauth2-proxy-secrets';
const API_KEY_PATH = '/etc/oauth2-proxy-api-key';
const CA_PATH = '/etc/oauth2-proxy-ca';
const UPSTREAM_CA_PATH = '/etc/oauth2-proxy-upstream-ca';
/** The folder of the public authorities in the image. */
const SYSTEM_CAS = '/etc/ssl/certs';
const SESSION_STORE_PATH = '/etc/oauth2-proxy-session-store';
const OWN_CA = 'provider-ca.crt';
const PROXY_PREFIX = '/oauth2';
/** The `nonroot` user of distroless images. */
const USER = { uid: 65532, gid: 65532, fsGroup: 65532 };
/** Every pod that can sign people in is there during an update, and a drain and an update together leave one. */
const ONE_MORE_THEN_ONE_LESS: k8s.DeploymentStrategy = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
};

/**
 * oauth2-proxy with a Keycloak realm as its identity provider.
 *
 * Its settings stand in files from a ConfigMap, its secrets in files from Secrets; nothing is a command-line argument.
 *
 * It answers to a controller that asks whether somebody is signed in, or, with `proxyTo`, stands in front of Qdrant itself.
 */
export class OAuth2ProxyChart extends Chart {
  /** Path on the dashboard host to which the identity provider sends people back. */
  public static readonly CALLBACK_PATH = `${PROXY_PREFIX}/callback`;

  /** Port that metrics have unless another one is asked for. */
  public static readonly METRICS_PORT = 44180;

  /**
   * Whether Keycloak gives a role (`name`, or `client:name`) to every user of a realm, unless somebody changes its default
   * roles.
   */
  public static isDefaultRole(role: string): boolean {
    return isDefaultRole(role);
  }

  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The Deployment. */
  public readonly deployment: k8s.KubeDeployment;

  /** The Service in front of the pods. */
  public readonly service: k8s.KubeService;

  /** Port of the Service. */
  public readonly port = SERVICE_PORT;

  /** Port of the pods. */
  public readonly containerPort = HTTP_PORT;

  /** Issuer of the tokens, which the pods ask. */
  public readonly oidcIssuerUrl: string;

  /** Port of the metrics, on the pods and the Service; absent where there are none. */
  public readonly metricsPort?: number;

  /** Path prefix of oauth2-proxy's own endpoints. */
  public readonly proxyPrefix = PROXY_PREFIX;

  /** What it passes the requests of signed-in people on to; absent where it only answers whether somebody is signed in. */
  public readonly upstream?: OAuth2ProxyUpstream;

  constructor(scope: Construct, id: string, props: OAuth2ProxyChartProps) {
    super(scope, id, props);
    validateProxy(props, HTTP_PORT);

    const name = props.name ?? 'oauth2-proxy';
    const image = props.image ?? Images.OAUTH2_PROXY;
    const annotations = props.annotations;
    const outdated = requireFixes({
      construct: 'OAuth2ProxyChart',
      image,
      since: Images.OAUTH2_PROXY_FIXED_SINCE,
      why: 'earlier ones have published ways around the sign-in',
      risk: 'outdatedOAuth2Proxy',
      acceptedRisks: props.acceptedRisks,
    });
    const risks = { ...outdated, ...everyUser(props) };
    const { sessionStore } = props;
    const replicas = props.replicas ?? 1;
    const secretName = props.credentials?.secretName ?? 'oauth2-proxy';
    const clientSecretKey = props.credentials?.clientSecretKey ?? 'client-secret';
    const cookieSecretKey = props.credentials?.cookieSecretKey ?? 'cookie-secret';
    const selector = { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': name };
    const labels = {
      app: 'oauth2-proxy',
      ...recommendedLabels({ name: 'oauth2-proxy', instance: name, component: 'authentication', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations };
    const metricsPort = props.metricsPort ?? (props.serviceMonitor && OAuth2ProxyChart.METRICS_PORT);
    this.upstream = props.proxyTo && {
      ...props.proxyTo,
      timeoutSeconds: props.proxyTo.timeoutSeconds ?? UPSTREAM_TIMEOUT,
    };
    const { apiKey, ca: upstreamCa } = this.upstream ?? {};
    const providerCas = [
      ...(props.providerCa ? [`${CA_PATH}/${props.providerCa.key}`] : []),
      ...(props.providerCaCertificates ? [`${CONFIG_PATH}/${OWN_CA}`] : []),
    ];
    const { files: settings, flags } = oauth2ProxyFiles(
      props,
      this.upstream,
      { http: HTTP_PORT, metrics: metricsPort },
      {
        clientSecret: `${SECRETS_PATH}/${clientSecretKey}`,
        cookieSecret: `${SECRETS_PATH}/${cookieSecretKey}`,
        apiKey: `${API_KEY_PATH}/${apiKey?.key}`,
        // Where there are any, oauth2-proxy trusts upstreams by them too, and by no others.
        providerCas: [
          ...providerCas,
          ...(providerCas.length > 0 && upstreamCa ? [`${UPSTREAM_CA_PATH}/${upstreamCa.key}`] : []),
        ],
        sessionStoreCa: sessionStore.ca && `${SESSION_STORE_PATH}/${sessionStore.ca.key}`,
      },
    );
    const files = { ...(props.providerCaCertificates && { [OWN_CA]: props.providerCaCertificates }), ...settings };

    this.selectorLabels = selector;
    this.oidcIssuerUrl = props.oidcIssuerUrl;
    this.metricsPort = metricsPort;

    new k8s.KubeServiceAccount(this, 'service-account', { metadata, automountServiceAccountToken: false });

    const configMap = new k8s.KubeConfigMap(this, 'config', { metadata, data: files });

    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata: {
        ...metadata,
        annotations: Object.keys(risks).length > 0 ? { ...annotations, ...risks } : annotations,
      },
      spec: {
        replicas,
        strategy: replicas > 1 ? ONE_MORE_THEN_ONE_LESS : undefined,
        selector: { matchLabels: selector },
        template: podTemplate(
          {
            serviceAccountName: name,
            labels,
            annotations: { 'checksum/config': checksum(files) },
            user: USER,
            container: {
              name: 'oauth2-proxy',
              image,
              args: Object.entries(flags).map(([flag, file]) => `--${flag}=${CONFIG_PATH}/${file}`),
              env: [
                ...(sessionStore.password
                  ? [
                      {
                        name: 'OAUTH2_PROXY_REDIS_PASSWORD',
                        valueFrom: {
                          secretKeyRef: { name: sessionStore.password.name, key: sessionStore.password.key },
                        },
                      },
                    ]
                  : []),
                // No setting names an authority for upstreams: Go takes all files of these folders.
                ...(upstreamCa ? [{ name: 'SSL_CERT_DIR', value: `${SYSTEM_CAS}:${UPSTREAM_CA_PATH}` }] : []),
              ],
              ports: [
                { name: 'http', containerPort: HTTP_PORT, protocol: 'TCP' },
                ...(metricsPort ? [{ name: 'metrics', containerPort: metricsPort, protocol: 'TCP' }] : []),
              ],
              resources: {
                requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') },
                limits: { cpu: k8s.Quantity.fromString('200m'), memory: k8s.Quantity.fromString('128Mi') },
              },
              // `/ready` also asks the session store: a pod that cannot reach it gets no sign-ins, but is not killed.
              readinessProbe: {
                httpGet: { path: '/ready', port: k8s.IntOrString.fromString('http'), scheme: 'HTTP' },
                periodSeconds: 10,
                timeoutSeconds: 5,
              },
              livenessProbe: {
                httpGet: { path: '/ping', port: k8s.IntOrString.fromString('http'), scheme: 'HTTP' },
                periodSeconds: 10,
                timeoutSeconds: 5,
              },
              volumeMounts: [
                { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
                { name: 'secrets', mountPath: SECRETS_PATH, readOnly: true },
                ...(apiKey ? [{ name: 'api-key', mountPath: API_KEY_PATH, readOnly: true }] : []),
                ...(upstreamCa ? [{ name: 'upstream-ca', mountPath: UPSTREAM_CA_PATH, readOnly: true }] : []),
                ...(props.providerCa ? [{ name: 'provider-ca', mountPath: CA_PATH, readOnly: true }] : []),
                ...(sessionStore.ca
                  ? [{ name: 'session-store-ca', mountPath: SESSION_STORE_PATH, readOnly: true }]
                  : []),
              ],
            },
            volumes: [
              { name: 'config', configMap: { name } },
              {
                name: 'secrets',
                secret: {
                  secretName,
                  defaultMode: 0o440,
                  items: [clientSecretKey, cookieSecretKey].map(key => ({ key, path: key })),
                },
              },
              ...(apiKey ? [secretFile('api-key', apiKey)] : []),
              ...(props.providerCa ? [{ name: 'provider-ca', configMap: { name: props.providerCa.name } }] : []),
              // The certificate authorities alone: the Secrets may hold the keys of the servers too.
              ...(upstreamCa ? [caFile('upstream-ca', upstreamCa)] : []),
              ...(sessionStore.ca ? [caFile('session-store-ca', sessionStore.ca)] : []),
            ],
          },
          props.spread ? spreading(props, selector, { matchLabelKeys: ['pod-template-hash'] }) : props,
        ),
      },
    });

    if (props.podDisruptionBudget) {
      new k8s.KubePodDisruptionBudget(this, 'pod-disruption-budget', {
        metadata,
        spec: { ...props.podDisruptionBudget, selector: { matchLabels: selector } },
      });
    }

    this.service = new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [
          { name: 'http', port: SERVICE_PORT, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' },
          ...(metricsPort
            ? [
                {
                  name: 'metrics',
                  port: metricsPort,
                  targetPort: k8s.IntOrString.fromString('metrics'),
                  protocol: 'TCP',
                },
              ]
            : []),
        ],
      },
    });

    if (props.serviceMonitor) {
      const scraped = { metadata, selector, port: 'metrics', scheme: 'http' };
      serviceMonitor(this, 'service-monitor', scraped, props.serviceMonitor);
    }

    refusePatches(this, {
      workload: this.deployment,
      configMap,
      decides: decidesAccess,
    });
    refuseSeconds(this, this.namespace, [{ name: secretName }, apiKey, sessionStore.password]);
  }
}

/** A volume with one value of a Secret, which others on the node cannot read. */
function secretFile(name: string, { name: secretName, key }: SecretKey): k8s.Volume {
  return { name, secret: { secretName, defaultMode: 0o440, items: [{ key, path: key }] } };
}

/** A volume with the certificate authority of a Secret, which is for everybody to see. */
function caFile(name: string, { name: secretName, key }: SecretKey): k8s.Volume {
  return { name, secret: { secretName, items: [{ key, path: key }] } };
}
