import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { AcceptedRisks } from './accepted-risks';
import { ApiLimits } from './api-limits';
import { DiscoveryConfigMap } from './discovery-config-map';
import { DualIngress } from './dual-ingress';
import { EphemeralValkey, EphemeralValkeyProps } from './ephemeral-valkey';
import { invalidProp } from './errors';
import { GatewayReference } from './gateway-props';
import { GatewayRoutes } from './gateway-routes';
import { GrafanaDashboard } from './grafana-dashboard';
import { Images } from './images';
import { recommendedLabels, StringMap } from './labels';
import { MonitoringOptions } from './monitoring-props';
import { NetworkPolicies } from './network-policies';
import { NetworkPoliciesOptions } from './network-policies-props';
import { OAuth2ProxyChart } from './oauth2-proxy-chart';
import { OAuth2ProxyOptions } from './oauth2-proxy-props';
import { QdrantAlerts } from './qdrant-alerts';
import { QdrantChart } from './qdrant-chart';
import { QdrantChartProps } from './qdrant-props';
import { ScheduledBackup } from './scheduled-backup';
import { writeScannerExceptions } from './scanner-exceptions';
import { ScheduledBackupOptions } from './scheduled-backup-props';
import { TlsCertificate, TlsCertificateOptions } from './tls-certificate';
import { IWaysIn } from './ways-in';

const POD_SECURITY_STANDARDS = ['restricted', 'baseline', 'privileged'];

/**
 * How people are signed in on the dashboard host.
 */
export enum DashboardMode {
  /** The ingress controller asks oauth2-proxy about each request; it must know the annotations of ingress-nginx. */
  AUTH_REQUEST = 'auth-request',
  /** Every request goes through oauth2-proxy, which adds Qdrant's API key; any controller will do. */
  PROXY = 'proxy',
}

/**
 * Properties of `QdrantStack`.
 */
export interface QdrantStackProps {
  /** Namespace of all objects; its own object is made too. */
  readonly namespace: string;

  /**
   * Pod Security Standard of the namespace: `restricted`, to which all pods of the stack keep, `baseline` or `privileged`.
   * What it forbids is refused, warned of and written to the audit log.
   *
   * @default - no label: the default of the cluster
   */
  readonly podSecurityStandard?: string;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /** Host of the API, e.g. `qdrant.example.com`. */
  readonly apiHost: string;

  /**
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`.
   *
   * @default - gRPC is not published
   */
  readonly grpcHost?: string;

  /** Issuer of the tokens, e.g. `https://auth.example.com/realms/thinkube`. */
  readonly oidcIssuerUrl: string;

  /** E-mail domains that may see the dashboard. `*` is every user of the realm, or of the groups and roles of `oauth2Proxy`. */
  readonly emailDomains: string[];

  /**
   * How people are signed in on the dashboard host.
   *
   * @default DashboardMode.AUTH_REQUEST
   */
  readonly dashboardMode?: DashboardMode;

  /** The database. */
  readonly qdrant: QdrantChartProps;

  /**
   * The session store.
   *
   * @default - the defaults of EphemeralValkey
   */
  readonly valkey?: EphemeralValkeyProps;

  /**
   * The sign-in.
   *
   * @default - the defaults of OAuth2ProxyChart
   */
  readonly oauth2Proxy?: OAuth2ProxyOptions;

  /**
   * Id of the client at the identity provider.
   *
   * @default 'qdrant-dashboard'
   */
  readonly clientId?: string;

  /**
   * Domains that the session cookie is sent to, e.g. `.example.com`.
   *
   * @default - the dashboard host alone
   */
  readonly cookieDomains?: string[];

  /**
   * Name of the `kubernetes.io/tls` Secret with a certificate for both hosts.
   *
   * @default 'qdrant-tls-secret'
   */
  readonly tlsSecretName?: string;

  /**
   * Has cert-manager keep that Secret.
   *
   * @default - whoever deploys the stack makes it
   */
  readonly certificate?: TlsCertificateOptions;

  /**
   * A Gateway of the Gateway API as the way in. `dashboardMode` must be `PROXY` then, and TLS is the Gateway's business.
   *
   * @default - ingresses
   */
  readonly gateway?: GatewayReference;

  /**
   * Class of the ingresses.
   *
   * @default 'nginx'
   */
  readonly ingressClassName?: string;

  /**
   * More annotations on every ingress or route.
   *
   * @default - none
   */
  readonly ingressAnnotations?: { readonly [key: string]: string };

  /**
   * Origins whose pages may call the API from a browser.
   *
   * @default - none
   */
  readonly corsOrigins?: string[];

  /**
   * What one client may ask of the API host.
   *
   * @default - no limit
   */
  readonly apiLimits?: ApiLimits;

  /**
   * Version under which service discovery announces the stack.
   *
   * @default - it is not announced
   */
  readonly componentVersion?: string;

  /**
   * Backups by a CronJob.
   *
   * @default - none
   */
  readonly scheduledBackup?: ScheduledBackupOptions;

  /**
   * Network policies: nothing in the namespace is reached, and nothing reaches out, but where the stack needs it.
   *
   * @default - none
   */
  readonly networkPolicies?: NetworkPoliciesOptions;

  /**
   * Risks that are taken, each with the reason, which is written on the objects concerned.
   *
   * @default - none: the app is refused at synth where one would be taken
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * ServiceMonitors, alerts and a dashboard for Grafana.
   *
   * @default - none
   */
  readonly monitoring?: MonitoringOptions;

  /**
   * Labels on every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * The whole stack: namespace, session store, sign-in, database, ingresses, service discovery, backups and monitoring, a chart
 * each, in the order in which they are applied.
 */
export class QdrantStack extends Construct {
  /** The session store. */
  public readonly valkey: EphemeralValkey;

  /** The sign-in. */
  public readonly oauth2Proxy: OAuth2ProxyChart;

  /** The database. */
  public readonly qdrant: QdrantChart;

  /** The ways in. */
  public readonly waysIn: IWaysIn;

  /** The backups; absent where none were asked for. */
  public readonly scheduledBackup?: ScheduledBackup;

  /** The network policies; absent where none were asked for. */
  public readonly networkPolicies?: NetworkPolicies;

  constructor(scope: Construct, id: string, props: QdrantStackProps) {
    super(scope, id);

    const { namespace, labels, monitoring } = props;
    const serviceMonitor = monitoring?.prometheusOperator ? { labels: monitoring.labels } : undefined;
    const isWatched = monitoring?.prometheusOperator || monitoring?.grafanaDashboard;

    const namespaceChart = new Chart(this, 'namespace', { labels });
    new k8s.KubeNamespace(namespaceChart, 'namespace', {
      metadata: {
        name: namespace,
        labels: {
          ...recommendedLabels({ name: 'qdrant', instance: namespace, component: 'namespace' }),
          ...podSecurityLabels(props.podSecurityStandard),
        },
      },
    });

    const valkeyChart = new Chart(this, 'valkey', { namespace, labels });
    this.valkey = new EphemeralValkey(valkeyChart, 'valkey', props.valkey);

    this.qdrant = new QdrantChart(this, 'qdrant', {
      serviceMonitor,
      ...props.qdrant,
      namespace,
      labels: { ...labels, ...props.qdrant.labels },
      acceptedRisks: props.acceptedRisks,
    });

    this.oauth2Proxy = new OAuth2ProxyChart(this, 'oauth2-proxy', {
      metricsPort: isWatched ? OAuth2ProxyChart.METRICS_PORT : undefined,
      serviceMonitor,
      ...props.oauth2Proxy,
      namespace,
      labels: { ...labels, ...props.oauth2Proxy?.labels },
      acceptedRisks: props.acceptedRisks,
      sessionStore: this.valkey,
      clientId: props.clientId ?? 'qdrant-dashboard',
      oidcIssuerUrl: props.oidcIssuerUrl,
      redirectUrl: `https://${props.dashboardHost}${OAuth2ProxyChart.CALLBACK_PATH}`,
      emailDomains: props.emailDomains,
      cookieDomains: props.cookieDomains,
      proxyTo:
        props.dashboardMode === DashboardMode.PROXY
          ? { url: this.qdrant.url, apiKey: this.qdrant.apiKey, ca: this.qdrant.ca }
          : undefined,
    });

    const waysInChart = new Chart(this, props.gateway ? 'gateway' : 'ingress', { namespace, labels });
    const tlsSecretName = props.tlsSecretName ?? 'qdrant-tls-secret';
    if (props.certificate) {
      new TlsCertificate(waysInChart, 'certificate', {
        ...props.certificate,
        hosts: [props.dashboardHost, props.apiHost, ...(props.grpcHost ? [props.grpcHost] : [])],
        secretName: tlsSecretName,
      });
    }
    const ways = {
      qdrant: this.qdrant,
      oauth2Proxy: this.oauth2Proxy,
      dashboardHost: props.dashboardHost,
      apiHost: props.apiHost,
      grpcHost: props.grpcHost,
      corsOrigins: props.corsOrigins,
      acceptedRisks: props.acceptedRisks,
      annotations: props.ingressAnnotations,
    };
    this.waysIn = props.gateway
      ? new GatewayRoutes(waysInChart, 'gateway', { ...ways, gateway: props.gateway })
      : new DualIngress(waysInChart, 'ingress', {
          ...ways,
          apiLimits: props.apiLimits,
          tlsSecretName,
          ingressClassName: props.ingressClassName,
        });

    const charts: Chart[] = [namespaceChart, valkeyChart, this.oauth2Proxy, this.qdrant, waysInChart];
    if (props.componentVersion !== undefined) {
      const discoveryChart = new Chart(this, 'discovery', { namespace, labels });
      new DiscoveryConfigMap(discoveryChart, 'discovery', {
        qdrant: this.qdrant,
        waysIn: this.waysIn,
        componentVersion: props.componentVersion,
      });
      charts.push(discoveryChart);
    }
    if (props.scheduledBackup) {
      const backupChart = new Chart(this, 'backup', { namespace, labels });
      this.scheduledBackup = new ScheduledBackup(backupChart, 'backup', {
        ...props.scheduledBackup,
        qdrant: this.qdrant,
      });
      charts.push(backupChart);
    }
    if (props.networkPolicies) {
      const networkChart = new Chart(this, 'network', { namespace, labels });
      this.networkPolicies = new NetworkPolicies(networkChart, 'network-policies', {
        acmeSolver: props.certificate !== undefined,
        ...props.networkPolicies,
        qdrant: this.qdrant,
        oauth2Proxy: this.oauth2Proxy,
        valkey: this.valkey,
        waysIn: this.waysIn,
        scheduledBackup: this.scheduledBackup,
      });
      // Before every pod.
      charts.splice(1, 0, networkChart);
    }
    if (isWatched) {
      const monitoringChart = new Chart(this, 'monitoring', { namespace, labels });
      const { qdrant, oauth2Proxy, scheduledBackup } = this;
      const parts = { qdrant, oauth2Proxy, scheduledBackup, hosts: [props.dashboardHost, props.apiHost] };
      if (monitoring.prometheusOperator) {
        const { backupMaxAgeHours } = monitoring;
        new QdrantAlerts(monitoringChart, 'alerts', { ...parts, labels: monitoring.labels, backupMaxAgeHours });
      }
      if (monitoring.grafanaDashboard) {
        new GrafanaDashboard(monitoringChart, 'grafana-dashboard', { ...parts, labels: monitoring.dashboardLabels });
      }
      charts.push(monitoringChart);
    }

    this.writeScannerExceptions(props);

    // Each waits for the one before it, so that files sort, and apply, in this order.
    charts.slice(1).forEach((chart, index) => chart.addDependency(charts[index]!));
  }

  private writeScannerExceptions(props: QdrantStackProps): void {
    const networkPolicies = this.networkPolicies !== undefined;
    const common = { lowUser: true, spread: false, floatingTag: false, networkPolicies };
    writeScannerExceptions({
      ...common,
      object: this.valkey.deployment,
      deploymentReplicas: 1,
      floatingTag: /:latest$/.test(props.valkey?.image ?? Images.VALKEY),
    });
    writeScannerExceptions({
      ...common,
      object: this.oauth2Proxy.deployment,
      lowUser: false,
      deploymentReplicas: props.oauth2Proxy?.replicas ?? 1,
      spread: props.oauth2Proxy?.spread ?? false,
    });
    writeScannerExceptions({ ...common, object: this.qdrant.statefulSet, spread: props.qdrant.spread ?? false });
    if (this.scheduledBackup) {
      writeScannerExceptions({ ...common, object: this.scheduledBackup.cronJob });
    }
  }
}

/** The labels by which a namespace names its Pod Security Standard. */
function podSecurityLabels(standard: string | undefined): StringMap {
  if (standard === undefined) {
    return {};
  }
  if (!POD_SECURITY_STANDARDS.includes(standard)) {
    const allowed = POD_SECURITY_STANDARDS.join(', ');
    throw invalidProp('QdrantStack', 'podSecurityStandard', standard, allowed, 'use restricted');
  }
  // `latest` is the default of each, and said so that nobody has to know that.
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap(mode => [
      [`pod-security.kubernetes.io/${mode}`, standard],
      [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
    ]),
  );
}
