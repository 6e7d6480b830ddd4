import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { ScheduledBackup } from '../backup/scheduled-backup';
import { invalidProp } from '../common/errors';
import { recommendedLabels, type StringMap } from '../common/labels';
import { defined } from '../common/mapping';
import { rejectSameNames } from '../common/pod-checks';
import { requireProps } from '../common/required';
import { DiscoveryConfigMap } from '../discovery/discovery-config-map';
import { GrafanaDashboard } from '../monitoring/grafana-dashboard';
import { QdrantAlerts } from '../monitoring/qdrant-alerts';
import { NetworkPolicies } from '../network/network-policies';
import { OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { QdrantChart } from '../qdrant/qdrant-chart';
import { Reconciler } from '../reconcile/reconciler';
import { DualIngress } from '../routing/dual-ingress';
import { type IEndpoints, type IWaysIn } from '../routing/endpoints';
import { GatewayRoutes } from '../routing/gateway-routes';
import { RouteAdmissionPolicy } from '../routing/route-admission-policy';
import { TlsCertificate } from '../routing/tls-certificate';
import { shareManifests } from '../security/manifest-reader';
import { rejectUnrestrictedPods } from '../security/pod-security';
import { annotateScannerExceptions } from '../security/scanner-exceptions';
import { EphemeralValkey } from '../valkey/ephemeral-valkey';
import { DashboardMode, type QdrantStackProps } from './qdrant-stack-props';

const POD_SECURITY_STANDARDS = ['restricted', 'baseline', 'privileged'];

/** The props with their defaults. */
type ResolvedProps = QdrantStackProps &
  Required<Pick<QdrantStackProps, 'clientId' | 'floatingTagReason' | 'scannerAnnotations' | 'tlsSecretName'>> & {
    /** All hosts of the stack. */
    readonly hosts: string[];
  };

/**
 * The whole stack: namespace, session store, sign-in, database, ingresses or routes, service discovery, backups, network policies and
 * monitoring. Each part is a chart. The charts depend on each other in the order in which they must be applied.
 */
export class QdrantStack extends Construct {
  /** The session store. */
  public readonly valkey: EphemeralValkey;

  /** The sign-in. */
  public readonly oauth2Proxy: OAuth2ProxyChart;

  /** The database. */
  public readonly qdrant: QdrantChart;

  /** The endpoints: the public URLs. */
  public readonly endpoints: IEndpoints;

  /** The scheduled backups; absent without the prop `scheduledBackup`. */
  public readonly scheduledBackup?: ScheduledBackup;

  /** The Job and the CronJob that keep the Keycloak client and the Secrets; absent without the prop `reconcile`. */
  public readonly reconciler?: Reconciler;

  /** The network policies; absent without the prop `networkPolicies`. */
  public readonly networkPolicies?: NetworkPolicies;

  private readonly settings: ResolvedProps;

  constructor(scope: Construct, id: string, props: QdrantStackProps) {
    super(scope, id);
    requireProps('QdrantStack', props, [
      'namespace',
      'dashboardHost',
      'apiHost',
      'oidcIssuerUrl',
      'emailDomains',
      'qdrant',
    ]);
    const { dashboardHost, apiHost, apiAliases = [], grpcHost, monitoring } = props;
    this.settings = {
      ...props,
      clientId: props.clientId ?? 'qdrant-dashboard',
      tlsSecretName: props.tlsSecretName ?? 'qdrant-tls-secret',
      scannerAnnotations: props.scannerAnnotations ?? true,
      floatingTagReason: props.floatingTagReason ?? 'the app uses an image whose tag can move to another version',
      hosts: [dashboardHost, apiHost, ...apiAliases, ...(grpcHost === undefined ? [] : [grpcHost])],
    };

    const endSharing = shareManifests();
    try {
      const namespaceChart = this.namespaceChart();
      const valkeyChart = this.chart('valkey');
      this.valkey = new EphemeralValkey(valkeyChart, 'valkey', { ...this.network(), ...defined(props.valkey) });
      this.qdrant = this.qdrantChart();
      this.oauth2Proxy = this.oauth2ProxyChart();
      const routingChart = this.chart(props.gateway ? 'gateway' : 'ingress');
      this.endpoints = this.routing(routingChart);
      const policyChart = props.admissionPolicy ? [this.policyChart(routingChart)] : [];
      const discoveryChart = props.componentVersion === undefined ? [] : [this.discoveryChart(props.componentVersion)];
      const backupChart = props.scheduledBackup ? [this.chart('backup')] : [];
      if (props.scheduledBackup) {
        this.scheduledBackup = new ScheduledBackup(backupChart[0]!, 'backup', {
          ...props.scheduledBackup,
          qdrant: this.qdrant,
        });
      }
      const reconcileChart = props.reconcile ? [this.chart('reconcile')] : [];
      if (props.reconcile) {
        const { qdrant, oauth2Proxy, valkey } = this;
        this.reconciler = new Reconciler(reconcileChart[0]!, 'reconciler', {
          ...props.reconcile,
          ...{ qdrant, oauth2Proxy, valkey },
          tlsSecretName: this.settings.tlsSecretName,
        });
      }
      this.rejectSameNames();
      const networkChart = props.networkPolicies ? [this.chart('network')] : [];
      if (props.networkPolicies) {
        this.networkPolicies = this.policies(networkChart[0]!);
      }
      const isWatched = monitoring?.prometheusOperator || monitoring?.grafanaDashboard;
      const monitoringChart = isWatched ? [this.monitoringChart()] : [];
      if (props.podSecurityStandard === 'restricted') {
        rejectUnrestrictedPods(this, props.namespace);
      }
      if (this.settings.scannerAnnotations) {
        this.annotateForScanners();
      }

      // Each chart depends on the chart before it, so that the file names have the order in which the charts must be applied.
      const charts = [
        namespaceChart,
        // Before every route.
        ...policyChart,
        // Before every pod.
        ...networkChart,
        ...[valkeyChart, this.oauth2Proxy, this.qdrant, routingChart],
        ...[...discoveryChart, ...backupChart, ...reconcileChart, ...monitoringChart],
      ];
      charts.slice(1).forEach((chart, index) => chart.addDependency(charts[index]!));
    } finally {
      endSharing();
    }
  }

  /**
   * The public URLs.
   *
   * @deprecated use `endpoints`
   */
  public get waysIn(): IWaysIn {
    return this.endpoints;
  }

  private chart(id: string): Chart {
    const { namespace, labels } = this.settings;
    return new Chart(this, id, { namespace, labels });
  }

  private namespaceChart(): Chart {
    const { namespace, labels, podSecurityStandard } = this.settings;
    const chart = new Chart(this, 'namespace', { labels });
    new k8s.KubeNamespace(chart, 'namespace', {
      metadata: {
        name: namespace,
        labels: {
          ...recommendedLabels({ name: 'qdrant', instance: namespace, component: 'namespace' }),
          ...podSecurityLabels(podSecurityStandard),
        },
      },
    });
    return chart;
  }

  /** Its objects belong to no namespace. */
  private policyChart(routes: Chart): Chart {
    const { qdrant, oauth2Proxy, settings } = this;
    const chart = new Chart(this, 'admission-policy', { labels: settings.labels });
    new RouteAdmissionPolicy(chart, 'routes', { qdrant, oauth2Proxy, routes, dashboardHost: settings.dashboardHost });
    return chart;
  }

  private qdrantChart(): QdrantChart {
    const { namespace, labels, qdrant, acceptedRisks } = this.settings;
    return new QdrantChart(this, 'qdrant', {
      ...this.network(),
      ...defined(qdrant),
      storage: qdrant.storage,
      serviceMonitor: qdrant.serviceMonitor ?? this.serviceMonitor(),
      namespace,
      labels: { ...labels, ...qdrant.labels },
      acceptedRisks,
    });
  }

  private oauth2ProxyChart(): OAuth2ProxyChart {
    const { namespace, labels, oauth2Proxy, acceptedRisks, monitoring, dashboardHost, dashboardMode } = this.settings;
    const isWatched = monitoring?.prometheusOperator || monitoring?.grafanaDashboard;
    const apiKeyClaims = this.tokenClaims();
    const { url, apiKey, ca } = this.qdrant;
    return new OAuth2ProxyChart(this, 'oauth2-proxy', {
      ipFamilies: this.settings.ipFamilies,
      ...defined(oauth2Proxy),
      metricsPort: oauth2Proxy?.metricsPort ?? (isWatched ? OAuth2ProxyChart.METRICS_PORT : undefined),
      serviceMonitor: oauth2Proxy?.serviceMonitor ?? this.serviceMonitor(),
      namespace,
      labels: { ...labels, ...oauth2Proxy?.labels },
      acceptedRisks,
      sessionStore: this.valkey,
      clientId: this.settings.clientId,
      oidcIssuerUrl: this.settings.oidcIssuerUrl,
      redirectUrl: `https://${dashboardHost}${OAuth2ProxyChart.CALLBACK_PATH}`,
      emailDomains: this.settings.emailDomains,
      cookieDomains: this.settings.cookieDomains,
      proxyTo:
        dashboardMode === DashboardMode.PROXY
          ? { url, ca, ...(apiKeyClaims ? { apiKeyClaims } : { apiKey }) }
          : undefined,
    });
  }

  /** The claims with the tokens of users. Without a key, Qdrant would let everybody do everything. */
  private tokenClaims(): string[] | undefined {
    const { dashboardTokenClaims: claims, dashboardMode, qdrant } = this.settings;
    if (claims === undefined || claims.length === 0) {
      return undefined;
    }
    const fix = 'set them, or remove dashboardTokenClaims';
    if (dashboardMode !== DashboardMode.PROXY || !qdrant.apiKey || !qdrant.jwtRbac) {
      const allowed = 'absent, or together with dashboardMode PROXY, qdrant.apiKey and qdrant.jwtRbac';
      throw invalidProp('QdrantStack', 'dashboardTokenClaims', claims, allowed, fix);
    }
    return claims;
  }

  private network() {
    const { clusterDomain, ipFamilies } = this.settings;
    return { clusterDomain, ipFamilies };
  }

  private serviceMonitor() {
    const { monitoring } = this.settings;
    return monitoring?.prometheusOperator ? { labels: monitoring.labels } : undefined;
  }

  private routing(chart: Chart): IEndpoints {
    const { certificate, gateway, hosts, tlsSecretName, ...props } = this.settings;
    const { ingressClassName, apiLimits, hostAnnotations } = props;
    if (certificate) {
      new TlsCertificate(chart, 'certificate', { ...certificate, hosts, secretName: tlsSecretName });
    }
    const common = {
      qdrant: this.qdrant,
      oauth2Proxy: this.oauth2Proxy,
      dashboardHost: props.dashboardHost,
      apiHost: props.apiHost,
      apiAliases: props.apiAliases,
      grpcHost: props.grpcHost,
      corsOrigins: props.corsOrigins,
      acceptedRisks: props.acceptedRisks,
      annotations: props.ingressAnnotations,
    };
    return gateway
      ? new GatewayRoutes(chart, 'gateway', { ...common, gateway })
      : new DualIngress(chart, 'ingress', { ...common, apiLimits, hostAnnotations, tlsSecretName, ingressClassName });
  }

  private discoveryChart(componentVersion: string): Chart {
    const chart = this.chart('discovery');
    const { qdrant, endpoints } = this;
    new DiscoveryConfigMap(chart, 'discovery', {
      ...{ qdrant, endpoints, componentVersion },
      environmentVariables: this.settings.discoveryVariables,
    });
    return chart;
  }

  private policies(chart: Chart): NetworkPolicies {
    const { networkPolicies, certificate, scannerAnnotations } = this.settings;
    const { qdrant, oauth2Proxy, valkey, endpoints, scheduledBackup, reconciler } = this;
    return new NetworkPolicies(chart, 'network-policies', {
      ...networkPolicies,
      acmeSolver: networkPolicies?.acmeSolver ?? certificate !== undefined,
      scannerAnnotations,
      ...{ qdrant, oauth2Proxy, valkey, endpoints, scheduledBackup, reconciler },
    });
  }

  private monitoringChart(): Chart {
    const { hosts, monitoring = {} } = this.settings;
    const { qdrant, oauth2Proxy, scheduledBackup, reconciler } = this;
    const chart = this.chart('monitoring');
    const parts = { qdrant, oauth2Proxy, scheduledBackup, reconciler, hosts };
    if (monitoring.prometheusOperator) {
      const { labels, backupMaxAgeHours } = monitoring;
      new QdrantAlerts(chart, 'alerts', { ...parts, labels, backupMaxAgeHours });
    }
    if (monitoring.grafanaDashboard) {
      new GrafanaDashboard(chart, 'grafana-dashboard', { ...parts, labels: monitoring.dashboardLabels });
    }
    return chart;
  }

  private rejectSameNames(): void {
    const { qdrant, oauth2Proxy, valkey, scheduledBackup: backup, reconciler } = this;
    const names: readonly (readonly [string, string | undefined])[] = [
      ['qdrant.name', qdrant.statefulSet.name],
      ['oauth2Proxy.name', oauth2Proxy.deployment.name],
      ['valkey.name', valkey.deployment.name],
      ['scheduledBackup.name', backup?.cronJob.name],
      ['scheduledBackup.name with -drill', backup?.drill?.cronJob.name],
      ['reconcile.name', reconciler?.cronJob.name],
      ['reconcile.name with -tls', reconciler?.tlsCronJob?.name],
      ['reconcile.name with -verify', reconciler?.verifier?.cronJob.name],
    ];
    rejectSameNames(
      'QdrantStack',
      names.flatMap(([prop, name]) => (name === undefined ? [] : [[prop, name] as const])),
    );
  }

  private annotateForScanners(): void {
    const { floatingTagReason } = this.settings;
    const { scheduledBackup: backup, reconciler } = this;
    const workloads = [this.valkey.deployment, this.oauth2Proxy.deployment, this.qdrant.statefulSet];
    const jobs = [
      backup?.cronJob,
      backup?.drill?.cronJob,
      reconciler?.job,
      reconciler?.cronJob,
      reconciler?.tlsCronJob,
      reconciler?.verifier?.cronJob,
    ].flatMap(each => each ?? []);
    for (const workload of [...workloads, ...jobs]) {
      const networkPolicies = this.networkPolicies !== undefined;
      annotateScannerExceptions(workload, { networkPolicies, floatingTagReason });
    }
  }
}

/** The labels of a namespace with a Pod Security Standard. */
function podSecurityLabels(standard: string | undefined): StringMap {
  if (standard === undefined) {
    return {};
  }
  if (!POD_SECURITY_STANDARDS.includes(standard)) {
    const allowed = POD_SECURITY_STANDARDS.join(', ');
    throw invalidProp('QdrantStack', 'podSecurityStandard', standard, allowed, 'use restricted');
  }
  // `latest` is the default of each mode. The label tells readers about it.
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap(mode => [
      [`pod-security.kubernetes.io/${mode}`, standard],
      [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
    ]),
  );
}
