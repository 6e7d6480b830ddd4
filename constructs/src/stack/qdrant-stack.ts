import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { DiscoveryConfigMap } from '../discovery/discovery-config-map';
import { DualIngress } from '../routing/dual-ingress';
import { EphemeralValkey } from '../valkey/ephemeral-valkey';
import { invalidProp } from '../common/errors';
import { GatewayRoutes } from '../routing/gateway-routes';
import { GrafanaDashboard } from '../monitoring/grafana-dashboard';
import { Images } from '../common/images';
import { recommendedLabels, type StringMap } from '../common/labels';
import { NetworkPolicies } from '../network/network-policies';
import { OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { QdrantAlerts } from '../monitoring/qdrant-alerts';
import { QdrantChart } from '../qdrant/qdrant-chart';
import { DashboardMode, type QdrantStackProps } from './qdrant-stack-props';
import { ScheduledBackup } from '../backup/scheduled-backup';
import { writeScannerExceptions } from '../security/scanner-exceptions';
import { TlsCertificate } from '../routing/tls-certificate';
import { type IWaysIn } from '../routing/endpoints';

const POD_SECURITY_STANDARDS = ['restricted', 'baseline', 'privileged'];

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
